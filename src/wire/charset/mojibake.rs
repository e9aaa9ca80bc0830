//! UTF-8 that was read as a charset of one byte and encoded again: `Ã©` for `é`, `Ð¡` or `РЎ` for `С`.
//!
//! Owns the test whether that happened, by way of which charset and how often, and its undoing. Promises to change a text only when nearly all its runs of non-ASCII characters turn into valid
//! UTF-8 and at least one of them is a pair that no language writes. Linear; text without the telling letters is not looked at twice.

use encoding_rs::{
    Encoding, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1256,
};
use std::sync::LazyLock;

/// Runs that must agree, in tenths.
const AGREEING_TENTHS: usize = 9;

/// Charsets that UTF-8 is read as by mistake, the most frequent first.
const MISTAKEN: [&Encoding; 6] = [
    WINDOWS_1252,
    WINDOWS_1254,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1256,
];

/// Times that it happens one upon another.
const MOST_ROUNDS: usize = 3;

/// Runs that are tried before a text is looked at as a whole.
const TRIED: usize = 16;

/// The text with double encoding undone, and how many runs were mended; `None` when there is none.
pub fn undo(text: &str) -> Option<(String, usize)> {
    let mut mended: Option<(String, usize)> = None;
    for _ in 0..MOST_ROUNDS {
        let current = mended.as_ref().map_or(text, |(text, _)| text.as_str());
        let Some((better, runs)) = undo_once(current) else {
            break;
        };
        let before = mended.map_or(0, |(_, runs)| runs);
        mended = Some((better, before.max(runs)));
    }
    mended
}

fn undo_once(text: &str) -> Option<(String, usize)> {
    let tried: Vec<&str> = long_runs(text)
        .filter(|run| may_open(run))
        .take(TRIED)
        .collect();
    if tried.is_empty() {
        return None;
    }
    MISTAKEN.iter().find_map(|charset| {
        let fits = |run: &&&str| is_utf8(run, charset);
        let agreeing = tried.iter().filter(fits).count();
        if agreeing == 0 || agreeing * 2 < tried.len() {
            return None;
        }
        undo_from(text, charset)
    })
}

/// The runs of two and more characters beyond ASCII. Languages of Latin letters have few of them, so that most of a text is passed over many bytes at a time.
fn long_runs(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let is_ascii = |b: &u8| *b < 0x80;
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(from..)?;
        let at = neighbours(rest)?;
        let start = rest[..at].iter().rposition(is_ascii).map_or(0, |b| b + 1);
        let length = rest[at..].iter().position(is_ascii);
        let end = length.map_or(bytes.len(), |length| from + at + length);
        let run = text.get(from + start..end);
        from = end;
        run
    })
}

/// Bytes looked at together.
const BLOCK: usize = 64;

/// Where a character beyond ASCII ends that another one follows. U+00C0 to U+00FF, the letters that follow an apostrophe in French, are passed over: as the
/// second of a pair none of the charsets has one below 0xC0, so that they continue no sequence.
fn neighbours(bytes: &[u8]) -> Option<usize> {
    let is_border = |a: u8, b: u8| (a & 0xc0 == 0x80) & (b >= 0xc0) & (b != 0xc3);
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk::<{ BLOCK + 1 }>() {
        let pairs = block.iter().zip(&block[1..]);
        if pairs.fold(false, |found, (a, b)| found | is_border(*a, *b)) {
            break;
        }
        at += BLOCK;
    }
    let mut pairs = bytes[at..].windows(2);
    let found = pairs.position(|pair| matches!(pair, [a, b] if is_border(*a, *b)))?;
    Some(at + found)
}

/// What a character may have been as a byte of UTF-8, in any of the charsets: the first of a sequence, a further one.
const FIRST: u8 = 1;
const FURTHER: u8 = 2;

/// By code point. Beyond the table there is none.
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut table = vec![0; 0x2200];
    let mut note = |c: char, byte: u8| {
        if let Some(entry) = table.get_mut(c as usize) {
            *entry |= match byte {
                0x80..=0xbf => FURTHER,
                0xc2..=0xf4 => FIRST,
                _ => 0,
            };
        }
    };
    for byte in 0x80..=0xff {
        // ISO-8859-1, and what is left of a byte that a charset does not use.
        note(char::from(byte), byte);
        for charset in MISTAKEN {
            let one = [byte];
            let decoded = charset.decode_without_bom_handling(&one).0;
            decoded.chars().for_each(|c| note(c, byte));
        }
    }
    table
});

/// Whether the first two characters may be the beginning of a sequence of UTF-8: in honest text of any alphabet that is rare.
fn may_open(run: &str) -> bool {
    let of = |c: char| BYTES.get(c as usize).copied().unwrap_or(0);
    let mut characters = run.chars();
    let (first, second) = (characters.next(), characters.next());
    first.is_some_and(|c| of(c) & FIRST > 0) && second.is_some_and(|c| of(c) & FURTHER > 0)
}

fn is_long(run: &str) -> bool {
    run.chars().nth(1).is_some()
}

fn is_utf8(run: &str, charset: &'static Encoding) -> bool {
    single_bytes(run, charset).is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

fn undo_from(text: &str, charset: &'static Encoding) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let (mut runs, mut mended, mut strong) = (0usize, 0usize, false);
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|b| b >= 0x80).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(ascii);
        out.push_str(plain);
        let length = after.bytes().position(|b| b < 0x80).unwrap_or(after.len());
        let (run, after) = after.split_at(length);
        rest = after;
        if run.is_empty() {
            continue;
        }
        if !is_long(run) {
            // A single accented letter says nothing either way unless it opens a sequence.
            out.push_str(run);
            runs += usize::from(matches!(run, "Ã" | "Â" | "Ð" | "Ñ" | "â"));
            continue;
        }
        runs += 1;
        match single_bytes(run, charset).and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(decoded) => {
                strong |= is_strong(run);
                mended += 1;
                out.push_str(&decoded);
            }
            None => out.push_str(run),
        }
    }
    let agree = mended > 0 && mended * 10 >= runs * AGREEING_TENTHS;
    (agree && (strong || mended >= 4)).then_some((out, mended))
}

/// A pair that no language writes: a capital that opens a two-byte sequence, then a sign that is no letter and no quotation mark.
fn is_strong(run: &str) -> bool {
    let mut before = ' ';
    run.chars().any(|c| {
        let is_sign = matches!(c, '\u{a0}'..='\u{bf}' | '\u{80}'..='\u{9f}' | '€' | '™' | '†' | '‡' | '‰' | '‚' | '„' | 'ƒ' | 'ˆ' | '˜')
            && !matches!(c, '«' | '»' | '\u{a0}' | '¡' | '¿' | 'º' | 'ª');
        let opens = matches!(before, 'Ã' | 'Â' | 'Ä' | 'Å' | 'Ð' | 'Ñ' | 'Ø' | 'Ù' | 'Î' | 'Ï' | 'â' | 'ä' | 'å' | 'ã' | 'à' | '×');
        before = c;
        is_sign && opens
    })
}

/// The bytes a run was read from. Where the charset has no character a system writes the control character of that number, as ISO-8859-1 has them all.
fn single_bytes(run: &str, charset: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = charset.encode(run);
    if !unmappable {
        return Some(bytes.into_owned());
    }
    run.chars()
        .map(|c| match c as u32 {
            0x80..=0x9f => u8::try_from(c as u32).ok(),
            0xa0..=0xff if charset == WINDOWS_1252 => u8::try_from(c as u32).ok(),
            _ => {
                let mut one = [0; 4];
                match charset.encode(c.encode_utf8(&mut one)) {
                    (byte, _, false) if byte.len() == 1 => byte.first().copied(),
                    _ => None,
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UTF-8 read as windows-1252.
    fn doubled(text: &str) -> String {
        WINDOWS_1252
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    }

    #[test]
    fn doubly_encoded_text_of_any_script_comes_back() {
        for text in [
            "L’été à Genève : un accord « historique »",
            "Переговоры завершены",
            "القمة في باكو",
            "两国领导人会谈",
            "Ağustos ayında görüşme",
            "Wärmepumpen für Köln",
        ] {
            assert_eq!(
                undo(&doubled(text)).map(|(t, _)| t).as_deref(),
                Some(text),
                "{text}"
            );
        }
    }

    #[test]
    fn text_doubled_by_way_of_latin_1_comes_back_too() {
        for text in ["Переговоры завершены", "L’été à Genève", "القمة في باكو"]
        {
            let doubled: String = text.bytes().map(char::from).collect();
            assert_eq!(
                undo(&doubled).map(|(t, _)| t).as_deref(),
                Some(text),
                "{text}"
            );
        }
    }

    #[test]
    fn text_doubled_by_way_of_other_charsets_comes_back() {
        for (text, charset) in [
            ("Страны подписали меморандум об объединении", WINDOWS_1251),
            ("Kończy spór o gazociąg, powiedziała minister", WINDOWS_1250),
            ("Türkiye ile Gürcistan anlaşması imzalandı", WINDOWS_1254),
            ("Οι υπουργοί ενέργειας υπέγραψαν συμφωνία", WINDOWS_1253),
            ("وقعت مصر والأردن اتفاقا لزيادة الربط", WINDOWS_1256),
        ] {
            let doubled = charset.decode_without_bom_handling(text.as_bytes()).0;
            let found = undo(&doubled).map(|(t, _)| t);
            assert_eq!(found.as_deref(), Some(text), "{}", charset.name());
        }
    }

    #[test]
    fn text_doubled_more_than_once_comes_back() {
        let text = "L’été à Genève : les délégués « prêts »";
        for times in 2..=3 {
            let doubled = (0..times).fold(text.to_string(), |text, _| doubled(&text));
            assert_eq!(undo(&doubled).map(|(t, _)| t).as_deref(), Some(text));
        }
    }

    #[test]
    fn letters_that_are_passed_over_continue_no_sequence() {
        let further = ('\u{c0}'..='\u{ff}').find(|c| BYTES[*c as usize] & FURTHER > 0);
        assert_eq!(further, None);
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in [
            "SÃO PAULO: AMANHÃ",
            "L’été à Genève",
            "Ångström",
            "«Ñandú»",
            "Переговоры",
            "JOÃO: «NÃO»",
            "plain",
            "Âge d’or",
            "Çà et là",
            "ÀÉÎÕÜ ÆØÅ",
            "Министры энергетики двух стран подписали соглашение",
            "Οι υπουργοί ενέργειας των δύο χωρών υπέγραψαν συμφωνία",
            "وقع وزيرا الطاقة في البلدين يوم الأحد اتفاقا",
            "两国领导人会谈：电网互联",
            "양국 에너지 장관은 일요일",
        ] {
            assert_eq!(undo(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[a-zÃÂÐÑ©€éâ\u{80}-\u{bf}]{0,40}") {
            let _ = undo(&text);
        }
    }
}
