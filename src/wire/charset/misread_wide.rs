//! Korean, Chinese or Japanese text of two bytes a letter that was read as Latin-1 or windows-1252: `¿¬ÇÕ´º½º` for `연합뉴스`.
//!
//! Owns the test whether that happened and its undoing. Promises to change a text only where every character can have been a byte, bytes beyond ASCII
//! stand in rows of two and more, many of them, and a detector takes those bytes for a charset of East Asia without a fault. No Latin language writes so.

use super::guess;
use super::misread::{byte_of, has_run};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Bytes beyond ASCII that make a sure case.
const FEWEST: usize = 24;
/// Bytes that tell the charset.
const SAMPLE: usize = 4096;

/// Whether a text holds what has to be looked at here or by [`misread`](super::misread).
pub fn may_be(text: &str) -> bool {
    has_run(text.as_bytes()) || may_be_shift_jis(text.as_bytes())
}

/// The text as it was meant, and how many letters were mended.
pub fn undo(text: &str) -> Option<(String, usize)> {
    // The second byte of many letters of Shift_JIS is one of ASCII, of the others' nearly none.
    let most_alone = if may_be_shift_jis(text.as_bytes()) {
        2
    } else if has_run(text.as_bytes()) {
        8
    } else {
        return None;
    };
    let bytes = bytes_of(text, most_alone)?;
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let charset = guess(sample);
    if ![EUC_KR, GBK, GB18030, BIG5, SHIFT_JIS, EUC_JP].contains(&charset) {
        return None;
    }
    let meant = decoded(&bytes, charset)?;
    let is_wide = |c: &char| matches!(*c as u32, 0x1100..=0x11ff | 0x3000..=0x9fff | 0xac00..=0xd7a3 | 0xff00..=0xff60);
    let (wide, foreign) = meant
        .chars()
        .filter(|c| !c.is_ascii())
        .fold((0usize, 0usize), |(wide, all), c| {
            (wide + usize::from(is_wide(&c)), all + 1)
        });
    (wide * 20 >= foreign * 17).then_some((meant, wide))
}

/// `Shift_JIS` has its stops and commas at 0x81, which no Latin charset uses.
fn may_be_shift_jis(bytes: &[u8]) -> bool {
    static FIND: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\u{81}"));
    FIND.find(bytes).is_some()
}

/// The bytes that the characters were read from, where those beyond ASCII stand as letters of two bytes do: of `most_alone` at most one stands alone.
fn bytes_of(text: &str, most_alone: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2 + text.len() / 4);
    let (mut high, mut alone, mut row, mut letters) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars() {
        let byte = if c.is_ascii() { c as u8 } else { byte_of(c)? };
        bytes.push(byte);
        letters += usize::from(byte.is_ascii_alphabetic());
        if byte >= 0x80 {
            high += 1;
            row += 1;
        } else {
            alone += usize::from(row == 1);
            row = 0;
        }
    }
    (high >= FEWEST && alone * most_alone <= high && letters <= high * 2).then_some(bytes)
}

fn decoded(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    charset
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    #[test]
    fn text_of_east_asia_read_as_latin_1_comes_back() {
        for (text, charset) in [
            (
                "(서울=중립통신) 홍길동 기자 = 두 나라의 전력망을 잇기로 했다고 장관이 27일 밝혔다. \"오래 걸렸다\"고 말했다.",
                EUC_KR,
            ),
            (
                "两国部长周日同意连接两国电网，并签署了为期五年的协议。“这花了很长时间”，其中一位部长说。",
                GBK,
            ),
            (
                "両国の大臣は日曜日、送電網をつなぐことで合意し、五年間の協定に署名した。「長くかかった」と一人は述べた。",
                SHIFT_JIS,
            ),
        ] {
            let (bytes, _, lost) = charset.encode(text);
            assert!(!lost);
            let misread = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
            let found = undo(&misread).map(|(text, _)| text);
            assert_eq!(found.as_deref(), Some(text), "{}", charset.name());
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in [
            "Óðinn Þórðarson ráðherra á Íslandi: „Það er tími til kominn.“ Stafrófið: áéíóúýðþæö ÁÉÍÓÚÝÐÞÆÖ",
            "Le clavier: ÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ, àâäéèêëîïôöùûüç, ÀÁÂÃÄÅ, ÆÇÈÉÊË, ÌÍÎÏÐ, ÑÒÓÔÕÖ, ØÙÚÛÜ, a expliqué l’éditeur",
            "SÃO PAULO: AÇÃO E REAÇÃO, NÃO HÁ ÉÉÉÉ ÇÃO ÇÕES ÇÃO ÇÕES ÇÃO ÇÕES ÇÃO ÇÕES ÇÃO ÇÕES ÇÃO ÇÕES",
            "Ïðåçèäåíò è ìèíèñòðû ïîäïèñàëè äîãîâîð, ñîîáùèëè âëàñòè",
            "연합뉴스",
            "",
        ] {
            assert_eq!(undo(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[a-z Ã-ÿ€]{0,80}") {
            let _ = undo(&text);
        }
    }
}
