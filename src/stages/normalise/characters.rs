//! Clean characters: what a reader can't see goes, what is composed two ways is composed one way.
//!
//! Owns line ends, control characters, hidden marks and Unicode normalisation (NFC). Promises one pass over the text, a copy only when something
//! changes, and a count for every kind of change. Joiners that carry meaning (U+200C in Persian, U+200D in Hindi) stay. Never touches words.

use crate::wire::repairs::{Repairs, code};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The printable characters of windows-1252 that stand where ISO-8859-1 has control characters (WHATWG index; `\0` where there is none): in text they
/// are always a charset declared wrongly somewhere upstream.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

enum Class {
    Keep,
    Line,
    Paragraph,
    Control,
    Hidden,
    Windows(char),
}

fn class(c: char) -> Class {
    match c {
        '\n' | '\t' | ' '..='~' => Class::Keep,
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' => Class::Line,
        '\u{2029}' => Class::Paragraph,
        '\0'..='\u{1f}' | '\u{7f}' => Class::Control,
        '\u{80}'..='\u{9f}' => match WINDOWS_1252.get(c as usize - 0x80) {
            Some('\0') | None => Class::Control,
            Some(&printable) => Class::Windows(printable),
        },
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => Class::Hidden,
        _ => Class::Keep,
    }
}

/// The text with `\n` for every line end, without hidden characters, in NFC.
pub fn clean<'t>(text: &'t str, repairs: &mut Repairs) -> Cow<'t, str> {
    if is_plain(text) || is_clean(text) {
        return Cow::Borrowed(text);
    }
    compose(visible(text, repairs), repairs)
}

/// Bytes looked at together.
const BLOCK: usize = 32;
/// Bytes behind one that tell what it begins.
const BEHIND: usize = 2;

/// Whether a text is surely clean, and all its white space single blanks and line ends. Most texts of Latin, Cyrillic and Han letters are; what is not has
/// to be looked at character by character.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk::<{ BLOCK + BEHIND }>() {
        if has(block, may_be_odd) && has(block, is_odd) {
            return false;
        }
        at += BLOCK;
    }
    let mut last = [b'.'; BLOCK + BEHIND];
    last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
    !has(&last, is_odd)
        // What the last bytes of the block begin is in it, too.
        && last[BLOCK..].iter().all(|a| !is_odd(*a, b'.', b'.'))
}

/// Without branches, so that the compiler looks at many bytes at once.
#[inline]
fn has(block: &[u8; BLOCK + BEHIND], sign: impl Fn(u8, u8, u8) -> bool) -> bool {
    let behind = block[1..].iter().zip(&block[2..]);
    let triples = block.iter().zip(behind);
    triples.fold(false, |found, (a, (b, c))| found | sign(*a, *b, *c))
}

/// Whether there is anything to look for: most blocks of Latin letters are done with this.
#[inline]
fn may_be_odd(a: u8, b: u8, _: u8) -> bool {
    ((a < 0x20) & (a != b'\n'))
        | (a == 0x7f)
        | ((a == b' ') & (b == b' '))
        | (a == 0xc2)
        | (a >= 0xcc)
}

/// Whether something begins here that may have to be cleaned, or white space that is no single blank and no line end.
#[inline]
fn is_odd(a: u8, b: u8, c: u8) -> bool {
    ((a < 0x20) & (a != b'\n'))
        | (a == 0x7f)
        | ((a == b' ') & (b == b' '))
        | (0xcc..=0xce).contains(&a)
        | ((0xd2..=0xe4).contains(&a) & (a != 0xe2))
        | (a == 0xea)
        | (a >= 0xed)
        | ((a == 0xc2) & ((b <= 0xa0) | (b == 0xad)))
        | ((a == 0xe2) & !is_plain_mark(b, c))
}

/// Whether a character that begins with E2 is neither hidden nor white space: of U+2010–2027, U+2030–203F, U+20A0–20BF.
#[inline]
fn is_plain_mark(second: u8, third: u8) -> bool {
    let general = (0x90..=0xa7).contains(&third) | (third >= 0xb0);
    ((second == 0x80) & general) | ((second == 0x82) & (third >= 0xa0))
}

/// First bytes of characters that have to be looked at; further bytes of UTF-8 follow their first one. What begins with the others (nearly all of ASCII,
/// U+00C0–02FF, U+03C0–047F, U+5000–9FFF, U+B000–CFFF) is kept and composed, which a test checks for every character.
const LOOK: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = !matches!(
            byte,
            0x9 | 0xa | 0x20..=0x7e | 0x80..=0xbf | 0xc3..=0xcb | 0xcf..=0xd1 | 0xe5..=0xe9 | 0xeb..=0xec
        );
        byte += 1;
    }
    table
};

/// The next character from a byte on that has to be looked at, and where it stands.
fn next_to_look_at(text: &str, from: usize) -> Option<(usize, char)> {
    let rest = &text[from..];
    let at = rest.bytes().position(|b| LOOK[usize::from(b)])?;
    Some((from + at, rest[at..].chars().next()?))
}

/// Whether nothing has to be done, as with nearly every text.
fn is_clean(text: &str) -> bool {
    let mut from = 0;
    while let Some((at, c)) = next_to_look_at(text, from) {
        if !is_composed_for_sure(c) || !matches!(class(c), Class::Keep) {
            return false;
        }
        from = at + c.len_utf8();
    }
    true
}

/// Whether a text consists of characters that are composed for sure.
fn is_composed(text: &str) -> bool {
    let mut from = 0;
    while let Some((at, c)) = next_to_look_at(text, from) {
        if !is_composed_for_sure(c) {
            return false;
        }
        from = at + c.len_utf8();
    }
    true
}

fn visible<'t>(text: &'t str, repairs: &mut Repairs) -> Cow<'t, str> {
    let mut out = String::new();
    let (mut controls, mut hidden, mut windows) = (0, 0, 0);
    // All before `copied` is in `out`; between it and `from` stand characters that stay.
    let (mut copied, mut from) = (0, 0);
    let mut is_behind_feed = false;
    while let Some((at, c)) = next_to_look_at(text, from) {
        from = at + c.len_utf8();
        let kept = &text[copied..at];
        let mut printed = [0; 4];
        let mut skipped = 0;
        let replacement = match class(c) {
            Class::Keep => continue,
            Class::Line if c == '\r' => {
                // Telex lines end in CR CR LF, some in LF CR.
                let rest = &text[from..];
                skipped = if rest.starts_with('\n') {
                    1
                } else if rest.starts_with("\r\n") {
                    2
                } else {
                    0
                };
                let follows_feed = kept.ends_with('\n') || (kept.is_empty() && is_behind_feed);
                if skipped == 0 && follows_feed {
                    ""
                } else {
                    "\n"
                }
            }
            Class::Line => "\n",
            Class::Paragraph => "\n\n",
            Class::Control => {
                controls += 1;
                ""
            }
            Class::Hidden => {
                hidden += 1;
                ""
            }
            Class::Windows(printable) => {
                windows += 1;
                printable.encode_utf8(&mut printed)
            }
        };
        out.reserve(text.len() - copied);
        out.push_str(kept);
        out.push_str(replacement);
        is_behind_feed = skipped > 0;
        from += skipped;
        copied = from;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    repairs.note(code::CONTROLS, controls);
    repairs.note(code::HIDDEN, hidden);
    repairs.note(code::C1, windows);
    Cow::Owned(out)
}

fn compose<'t>(text: Cow<'t, str>, repairs: &mut Repairs) -> Cow<'t, str> {
    if is_composed(&text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    let composed: String = text.nfc().collect();
    if composed == text.as_ref() {
        return text;
    }
    repairs.note(code::COMPOSED, 1);
    Cow::Owned(composed)
}

/// Characters that neither change under NFC nor combine with what stands before them, so that a text of them alone is in NFC. Checked against the
/// library for every character in a test; the tables of the library cost ten times as much for each character.
fn is_composed_for_sure(c: char) -> bool {
    matches!(c as u32,
        0..=0x2ff
        | 0x386 | 0x388..=0x3ff
        | 0x400..=0x482 | 0x48a..=0x52f
        | 0x5d0..=0x5ea
        | 0x60c..=0x60f | 0x61b..=0x64a | 0x660..=0x66f | 0x671..=0x6d3
        | 0x1e00..=0x1eff
        | 0x2010..=0x2027 | 0x2030..=0x205e | 0x20a0..=0x20bf
        | 0x3001..=0x3029 | 0x3041..=0x3096 | 0x30a1..=0x30ff
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xac00..=0xd7a3
        | 0xff01..=0xff5e)
}

/// Appends a paragraph with its white space made single blanks.
pub fn push_collapsed(out: &mut String, text: &str) {
    if is_tidy(text) {
        out.push_str(text);
        return;
    }
    let mut words = text.split_whitespace();
    if let Some(word) = words.next() {
        out.push_str(word);
    }
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
}

/// The same for a paragraph that is one already; most are tidy and stay as they are.
pub fn collapsed(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_tidy(&text) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, &text);
    Cow::Owned(out)
}

/// Whether a text that is plain has no line end, and no blank around it.
fn is_one_line(bytes: &[u8]) -> bool {
    !bytes.starts_with(b" ") && !bytes.ends_with(b" ") && memchr::memchr(b'\n', bytes).is_none()
}

/// Whether all white space is single blanks between words. Without branches, so that many bytes are looked at together.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    if is_plain(text) {
        return is_one_line(bytes);
    }
    if bytes.starts_with(b" ") || bytes.ends_with(b" ") {
        return false;
    }
    let (second, third) = (bytes.iter().skip(1), bytes.iter().skip(2));
    let triples = bytes.iter().zip(second).zip(third);
    let found = triples.fold(false, |found, ((a, b), c)| found | is_untidy(*a, *b, *c));
    // Those that begin at the last two bytes.
    let rest = &bytes[bytes.len().saturating_sub(2)..];
    let at = |n: usize| rest.get(n).copied().unwrap_or(b'.');
    !(found | is_untidy(at(0), at(1), b'.') | is_untidy(at(1), b'.', b'.'))
}

/// Whether white space begins here that is no single blank; beyond ASCII: U+0085, U+00A0, U+1680, U+2000–200A, U+2028, U+2029, U+202F, U+205F, U+3000.
#[inline]
fn is_untidy(a: u8, b: u8, c: u8) -> bool {
    let general = (c <= 0x8a) | (c == 0xa8) | (c == 0xa9) | (c == 0xaf);
    (a < 0x20)
        | ((a == b' ') & (b == b' '))
        | ((a == 0xc2) & ((b == 0x85) | (b == 0xa0)))
        | ((a == 0xe1) & (b == 0x9a) & (c == 0x80))
        | ((a == 0xe2) & (((b == 0x80) & general) | ((b == 0x81) & (c == 0x9f))))
        | ((a == 0xe3) & (b == 0x80) & (c == 0x80))
}

/// One line of text: clean, in NFC, with single blanks.
pub fn line(text: &str, repairs: &mut Repairs) -> String {
    if is_plain(text) && is_one_line(text.as_bytes()) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, &clean(text, repairs));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> (String, Vec<(&'static str, u32)>) {
        let mut repairs = Repairs::default();
        let out = clean(text, &mut repairs).into_owned();
        (
            out,
            repairs
                .as_slice()
                .iter()
                .map(|r| (r.code, r.count))
                .collect(),
        )
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(
            cleaned("a\r\nb\rc\u{2028}d\u{2029}e\u{b}f").0,
            "a\nb\nc\nd\n\ne\nf"
        );
    }

    #[test]
    fn line_ends_of_telexes_are_one_line_end() {
        assert_eq!(cleaned("a\r\r\nb\r\r\n\r\r\nc").0, "a\nb\n\nc");
        assert_eq!(cleaned("a\n\rb\n\r\n\rc").0, "a\nb\n\nc");
        assert_eq!(cleaned("a\r\rb").0, "a\n\nb");
    }

    #[test]
    fn hidden_and_control_characters_go_and_are_counted() {
        let (text, repairs) = cleaned("Kli\u{ad}ma\u{200b}\0\u{1}\u{7}x\u{feff}");
        assert_eq!(text, "Klimax");
        assert_eq!(repairs, [(code::CONTROLS, 3), (code::HIDDEN, 3)]);
    }

    #[test]
    fn windows_punctuation_in_the_place_of_controls_is_restored() {
        let (text, repairs) = cleaned("l\u{92}été \u{96} 5 \u{80}");
        assert_eq!(text, "l’été – 5 €");
        assert_eq!(repairs, [(code::C1, 3)]);
    }

    #[test]
    fn joiners_with_meaning_stay() {
        assert_eq!(
            cleaned("می\u{200c}رود क\u{94d}\u{200d}ष").0,
            "می\u{200c}رود क\u{94d}\u{200d}ष"
        );
    }

    #[test]
    fn decomposed_letters_are_composed_and_composed_ones_are_not_copied() {
        let (text, repairs) = cleaned("e\u{301}te\u{301}");
        assert_eq!((text.as_str(), repairs.len()), ("été", 1));
        assert!(matches!(
            clean("été", &mut Repairs::default()),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn what_need_not_be_looked_at_stays_as_it_is() {
        for c in '\0'..=char::MAX {
            let first = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
            let is_kept = matches!(class(c), Class::Keep) && is_composed_for_sure(c);
            assert!(LOOK[usize::from(first)] || is_kept, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn what_is_plain_is_clean_and_tidy_wherever_it_stands() {
        let text = "Les présidents « se retrouveront » – l’un à Bakou…".repeat(3);
        assert!(is_plain(&text) && is_plain("") && is_plain("a\nb"));
        for c in '\0'..=char::MAX {
            let is_kept = matches!(class(c), Class::Keep) && is_composed_for_sure(c);
            let is_space = c.is_whitespace() && !matches!(c, ' ' | '\n');
            for around in ["", &text] {
                let is_found = is_plain(&format!("{around}{c}{around}"));
                assert!(!is_found || (is_kept && !is_space), "U+{:04X}", c as u32);
            }
        }
        for odd in ["  ", "\t", "\u{a0}", "\u{200b}", "e\u{301}", "\r"] {
            for at in 0..text.len() {
                if let Some((before, behind)) = text.split_at_checked(at) {
                    assert!(!is_plain(&format!("{before}{odd}{behind}")), "{odd:?} {at}");
                }
            }
        }
    }

    #[test]
    fn every_white_space_but_a_single_blank_is_untidy() {
        for c in '\0'..=char::MAX {
            let is_tidy = |text: String| is_tidy(&text);
            let is_space = c.is_whitespace() || c < ' ';
            assert_eq!(is_tidy(format!("a{c}b")), !is_space || c == ' ', "{c:?}");
            assert_eq!(is_tidy(format!("a {c}b")), !is_space, "{c:?}");
            assert_eq!(is_tidy(format!("ab{c}")), !is_space, "{c:?}");
        }
        assert!(is_tidy("") && is_tidy("é") && !is_tidy(" a") && !is_tidy(" "));
    }

    #[test]
    fn characters_said_to_be_composed_are_so_for_the_library_too() {
        for c in '\0'..=char::MAX {
            if is_composed_for_sure(c) {
                let alone = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
                let combines = unicode_normalization::char::is_combining_mark(c);
                assert!(alone && !combines, "U+{:04X}", c as u32);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,80}|[\\x00-\\xff\\u{300}-\\u{310}]{0,40}") {
            let once = line(&text, &mut Repairs::default());
            proptest::prop_assert_eq!(&line(&once, &mut Repairs::default()), &once);
        }
    }
}
