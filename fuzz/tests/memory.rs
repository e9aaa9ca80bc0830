//! Reading a record takes a bounded multiple of its size.
//!
//! Counts every byte that is allocated while a record becomes stories. An allocator is `unsafe` by its nature, which the program's own workspace
//! forbids.

use copytaster_fuzz::entry;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn grown(by: usize) {
    let live = LIVE.fetch_add(by, Relaxed) + by;
    PEAK.fetch_max(live, Relaxed);
}

// SAFETY: hands everything to the system's allocator and only counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Peak of what was allocated beside the record itself, in multiples of its size.
fn ratio(value: Vec<u8>) -> f64 {
    let size = value.len();
    let record = entry::record(value);
    // Tables are built once, whatever comes.
    entry::tell(&record);
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    entry::tell(&record);
    (PEAK.load(Relaxed) - before) as f64 / size as f64
}

/// Bytes of most of the shapes: half of what is let in.
const SIZE: usize = 400 * 1024;

fn filled(opening: &str, piece: &str, closing: &str) -> Vec<u8> {
    let count = SIZE / piece.len();
    format!("{opening}{}{closing}", piece.repeat(count)).into_bytes()
}

// One test: what other tests allocate meanwhile would be counted too.
#[test]
fn reading_takes_less_than_eight_times_the_record_and_of_the_smallest_pieces_less_than_fifty() {
    let sentence = "Les ministres des deux États ont signé dimanche un accord sur l’énergie. ";
    let g2 = "<newsItem guid=\"1\"><contentSet><inlineXML>";
    let g2_end = "</inlineXML></contentSet></newsItem>";
    let nitf = "<nitf><body><body.content>";
    let nitf_end = "</body.content></body></nitf>";
    let paragraph = format!("<p>{sentence}</p>\n");
    let latin: Vec<u8> = encoded(&sentence.repeat(SIZE / sentence.len()));
    let lines = format!("{sentence}\n\n");
    let shapes = [
        ("one line", filled("", sentence, "")),
        ("one line in windows-1252", latin),
        ("lines", filled("", &lines, "")),
        (
            "wrapped lines",
            filled(
                "",
                "Ministers of two countries agreed on Sunday to link their power\ngrids. ",
                "",
            ),
        ),
        (
            "json",
            filled("{\"headline\":\"A\",\"body_text\":\"", sentence, "\"}"),
        ),
        (
            "json with escapes",
            filled(
                "{\"headline\":\"A\",\"body_text\":\"",
                "\\u00c9tats signataires de l\\u2019accord sur les r\\u00e9seaux\\n\\n",
                "\"}",
            ),
        ),
        (
            "json with html",
            filled(
                "{\"headline\":\"A\",\"body_html\":\"",
                &paragraph.replace('\n', ""),
                "\"}",
            ),
        ),
        ("newsml-g2", filled(g2, &paragraph, g2_end)),
        ("nitf", filled(nitf, &paragraph, nitf_end)),
        ("html", filled("<html><body>", &paragraph, "</body></html>")),
        (
            "rss",
            filled(
                "<rss><channel>",
                &format!(
                    "<item><title>{sentence}</title><description>{}</description></item>",
                    sentence.repeat(30)
                ),
                "</channel></rss>",
            ),
        ),
        (
            "iptc7901",
            filled(
                "abc0042 3 pl 64  nna 0815\n\nA/B/\nGrids =\n\n",
                "Ministers of two countries agreed on Sunday to link their power\ngrids. ",
                "\n",
            ),
        ),
        ("zczc", filled("ZCZC NNA001\n", &lines, "NNNN")),
        ("mail", filled("From: a@b\nSubject: A\n\n", &lines, "")),
        (
            "a text of references",
            filled("<p>", "&eacute;tats ", "</p>"),
        ),
    ];
    let mut over = Vec::new();
    for (name, value) in shapes {
        let ratio = ratio(value);
        println!("{name}: {ratio:.1}");
        if ratio >= 8.0 {
            over.push(name);
        }
    }
    // Documents of nothing but the smallest pieces: a tree of them takes more than their text.
    for (name, value) in [
        (
            "nitf table",
            filled(
                nitf,
                "<tr><td class='n'>Oslo harbour</td><td class='v'>120.5 MW</td></tr>",
                nitf_end,
            ),
        ),
        ("elements", filled("<nitf>", "<a/>", "</nitf>")),
        (
            "numbers",
            filled("{\"headline\":\"A\",\"x\":[", "1,", "1]}"),
        ),
        ("members", filled("{\"headline\":\"A\"", ",\"\":1", "}")),
        (
            "cells",
            filled(
                "<nitf><body><body.content>",
                "<td>1</td>",
                "</body.content></body></nitf>",
            ),
        ),
        ("breaks", filled("<p>", "<br>a", "</p>")),
        ("empty lines", filled("", "a\n", "")),
    ] {
        let ratio = ratio(value);
        println!("{name}: {ratio:.1}");
        if ratio >= 50.0 {
            over.push(name);
        }
    }
    assert!(over.is_empty(), "more than was promised: {over:?}");
}

fn encoded(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}
