//! Whatever the bytes, a record ends as stories or under a reason, and it ends.
//!
//! Runs the entries of `fuzz/` on stable: the fixtures cut, joined and mutated with seeds, and shapes that invite endless or quadratic work. A thread
//! does the work and another watches it, so that a case that does not end is named.

// Helpers of tests are tests too.
#![allow(clippy::unwrap_used)]

#[path = "../../fuzz/src/entry.rs"]
pub mod entry;

use super::wire::fixtures;
use std::sync::mpsc;
use std::time::Duration;

/// Ends far beyond what any case needs, however busy the machine is.
const LONGEST: Duration = Duration::from_mins(2);

/// Runs the cases one after another and fails, with the name of the case, when one panics or does not end.
fn watched(cases: impl Iterator<Item = (String, Vec<u8>)> + Send + 'static) {
    let (tell, told) = mpsc::channel();
    let work = std::thread::spawn(move || {
        for (name, value) in cases {
            let start: String = String::from_utf8_lossy(&value).chars().take(60).collect();
            tell.send(format!("{name} {start:?}")).unwrap();
            entry::tell(&entry::record(value));
        }
    });
    let mut case = String::new();
    loop {
        match told.recv_timeout(LONGEST) {
            Ok(next) => case = next,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{case} has not ended"),
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(work.join().is_ok(), "{case} ended in a panic");
}

/// Numbers that look random and are the same in every run (Marsaglia's xorshift64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

/// Pieces that readers look for, put where they do not belong.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</p>",
    "<br>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "<nitf>",
    "<newsItem>",
    "</newsItem>",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    "\\ud800",
    ",",
    ":",
    "\r\n",
    "\n\n",
    "\0",
    "\u{1}",
    "\u{2}",
    "\u{3}",
    "\u{1b}$B",
    "NNNN",
    "ZCZC",
    "\u{feff}",
    "\u{301}",
    "(",
    ")",
    "((",
    " - ",
    "(AFP) - ",
    "KILL KILL KILL",
    "EMBARGO: ",
    "UPDATE 2-",
    "9 août",
    "--b",
    "\n-- \n",
    "\n.\n",
    "=?utf-8?q?=",
    "=",
    "^",
    "<\n^",
    "%",
    "$",
    "١٢",
    "　",
    "社",
];

/// One fixture with a few changes: bytes replaced, cut, doubled, pieces put in, the end of another fixture.
fn mutated(whole: &[u8], other: &[u8], random: &mut Seeded) -> Vec<u8> {
    let mut value = whole.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(value.len() + 1);
        match random.below(6) {
            0 if at < value.len() => value[at] = u8::try_from(random.below(256)).unwrap(),
            1 => value.truncate(at),
            2 => {
                let end = (at + random.below(40)).min(value.len());
                value.drain(at..end);
            }
            3 => {
                let end = (at + random.below(40)).min(value.len());
                let piece = value[at..end].to_vec();
                value.splice(at..at, piece);
            }
            4 => {
                value.truncate(at);
                value.extend_from_slice(&other[random.below(other.len() + 1)..]);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                value.splice(at..at, piece.bytes());
            }
        }
    }
    value
}

#[test]
fn every_fixture_cut_anywhere_ends_in_stories_or_a_reason() {
    watched(fixtures().into_iter().flat_map(|file| {
        let whole = std::fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (0..=10).map(move |tenth| {
            let value = whole[..whole.len() * tenth / 10].to_vec();
            (format!("{name} cut at {tenth} tenths"), value)
        })
    }));
}

#[test]
fn mutated_fixtures_end_in_stories_or_a_reason() {
    let files: Vec<(String, Vec<u8>)> = fixtures()
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(file).unwrap())
        })
        .collect();
    let mut random = Seeded(0x9e37_79b9_7f4a_7c15);
    let cases = (0..8 * files.len()).map(move |round| {
        let (name, whole) = &files[round % files.len()];
        let (_, other) = &files[random.below(files.len())];
        let value = mutated(whole, other, &mut random);
        (format!("{name} in round {round}"), value)
    });
    watched(cases);
}

#[test]
fn every_reader_ends_with_whatever_comes_behind_its_opening() {
    let files: Vec<Vec<u8>> = fixtures()
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    let mut random = Seeded(0x2545_f491_4f6c_dd1d);
    for entry in entry::ENTRIES {
        for _ in 0..60 {
            let noise: Vec<u8> = (0..random.below(12))
                .flat_map(|_| PIECES[random.below(PIECES.len())].bytes())
                .collect();
            entry::run_named(entry.name, &noise);
            let whole = &files[random.below(files.len())];
            let other = &files[random.below(files.len())];
            entry::run_named(entry.name, &mutated(whole, other, &mut random));
        }
    }
}

/// Every entry has to reach a reader: what it opens with makes a story of an ordinary end.
#[test]
fn every_opening_reaches_its_reader() {
    let ends = [
        ("json", "\"A\",\"body\":\"Ministers met.\"}"),
        ("bodies", "Ministers met.\"}]}"),
        (
            "newsml_g2",
            "</itemMeta><contentSet><inlineData>Ministers met.</inlineData></contentSet></newsItem>",
        ),
        (
            "newsml_1",
            "<ContentItem><DataContent><p>Ministers met.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        ),
        ("nitf", "<p>Ministers met.</p></body.content></body></nitf>"),
        ("feed", "</item></channel></rss>"),
        ("email", "\r\nMinisters met."),
        ("xml", "<content>Ministers met.</content></story>"),
    ];
    for entry in entry::ENTRIES
        .iter()
        .filter(|e| e.content_encoding.is_none())
    {
        let end = ends.iter().find(|(name, _)| *name == entry.name);
        let end = end.map_or("Ministers met.\n\nMinisters left.\n", |(_, end)| end);
        let value = [entry.opening, end.as_bytes()].concat();
        assert_eq!(entry::tell(&entry::record(value)), 1, "{}", entry.name);
    }
}

#[test]
fn shapes_that_invite_quadratic_work_end() {
    let shapes = vec![
        format!(
            "<a>{}</a>",
            (0..120_000)
                .map(|i| format!("<b{i}/>"))
                .collect::<Vec<_>>()
                .concat()
        ),
        format!(
            "<newsItem><itemMeta>{}</itemMeta></newsItem>",
            "<edNote>x y</edNote>".repeat(40_000)
        ),
        format!(
            "{{{}}}",
            (0..80_000)
                .map(|i| format!("\"k{i}\":1,"))
                .collect::<Vec<_>>()
                .concat()
                + "\"headline\":\"A\""
        ),
        "<p>".repeat(300_000),
        "<".repeat(1_000_000),
        "&".repeat(1_000_000),
        "&amp".repeat(250_000),
        "(".repeat(1_000_000),
        "URGENT ".repeat(140_000),
        "a\n".repeat(500_000),
        "Ã©".repeat(250_000),
        "1 ".repeat(500_000),
        "ZCZC A\n".repeat(140_000),
        "Subject: a\nFrom: b\n".to_string() + &"x: y\n".repeat(200_000),
        "{\"body\":\"".to_string() + &"\\n".repeat(240_000) + "\"}",
        "<nitf><b>".to_string() + &"</i>".repeat(200_000),
        "<nitf>".to_string() + &"<p><br>".repeat(100_000),
        format!("<nitf>{}</nitf>", "<br>".repeat(200_000)),
        "From: a\nSubject: b\n\n".to_string() + &"-----Original Message-----\n".repeat(30_000),
        "From: a\nSubject: b\nContent-Type: multipart/mixed; boundary=b\n\n".to_string()
            + &"--b\nContent-Type: message/rfc822\n\nFrom: a\nSubject: b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(8_000),
        "ZCZC\nNNA0123/XEF\n".to_string() + &"A1 ".repeat(300_000),
        "A-B-C\n\n".repeat(100_000),
        "((".repeat(400_000),
    ];
    watched(
        shapes
            .into_iter()
            .map(|shape| (String::new(), shape.into_bytes())),
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_end_in_stories_or_a_reason(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        entry::tell(&entry::record(bytes));
    }

    #[test]
    fn telex_lines_end_in_stories_or_a_reason(
        opening in proptest::sample::select(vec!["ZCZC", "zczc A", "ZCZC ABC001", "abc0042 3 pl 64 nna 0815", "W2870asian"]),
        rest in proptest::collection::vec(proptest::sample::select(vec![
            "\r", "\n", "\r\n", "\u{1}", "\u{2}", "\u{3}", "\u{8}", "\t", "^", "<", "=", "NNNN", "ZCZC", "YY TDR", "#A", ":A", "$J",
            "u i BC-XX--Grid 08-09 0049", "AN#1", "TX#", "Ministers met.", " ",
        ]), 0..24),
    ) {
        let value = [&[opening], rest.as_slice()].concat().concat();
        entry::tell(&entry::record(value.into_bytes()));
    }
}
