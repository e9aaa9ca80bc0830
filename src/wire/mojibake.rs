//! UTF-8 that was read as windows-1252 and encoded again: `Ã©` for `é`, `Ð¡` for `С`.
//!
//! Owns the test whether that happened and its undoing. Promises to change a text only when nearly all its runs of non-ASCII characters turn into valid
//! UTF-8 and at least one of them is a pair that no language writes. Linear; text without the telling letters is not looked at twice.

use encoding_rs::WINDOWS_1252;

/// Runs that must agree, in tenths.
const AGREEING_TENTHS: usize = 9;

/// The text with double encoding undone, and how many runs were mended; `None` when there is none.
pub fn undo(text: &str) -> Option<(String, usize)> {
    if !may_be_double(text.as_bytes()) {
        return None;
    }
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
        let mut chars = run.chars();
        let alone = chars.next().is_some() && chars.next().is_none();
        if alone {
            // A single accented letter says nothing either way unless it opens a sequence.
            out.push_str(run);
            runs += usize::from(matches!(run, "Ã" | "Â" | "Ð" | "Ñ" | "â"));
            continue;
        }
        runs += 1;
        match single_bytes(run).and_then(|bytes| String::from_utf8(bytes).ok()) {
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

/// Whether the letters that begin a doubly encoded sequence stand before another non-ASCII letter.
fn may_be_double(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0xc3, bytes).any(|at| {
        let is_lead = matches!(bytes.get(at + 1), Some(0x82..=0xb4));
        is_lead
            && matches!(
                bytes.get(at + 2),
                Some(0xc2 | 0xc3 | 0xc5 | 0xc6 | 0xcb | 0xe2)
            )
    })
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

/// The bytes a run was read from: as windows-1252, or as ISO-8859-1, whose upper control characters stand for themselves.
fn single_bytes(run: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(run);
    if !unmappable {
        return Some(bytes.into_owned());
    }
    run.chars().map(|c| u8::try_from(c as u32).ok()).collect()
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
