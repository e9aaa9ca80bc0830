//! Words of a body, counted fast where the script allows.

use crate::story::Story;

/// First byte, in UTF-8, of the first script whose characters count as words each (kana, U+3040).
const UNSPACED: u8 = 0xe3;

/// The same as [`Story::word_count`], by bytes and not by characters wherever the text has none of those scripts.
pub(super) fn count(story: &Story) -> usize {
    let body = story.body.as_bytes();
    // The largest byte and not the first that is large: without an early end the loop runs over many bytes at once.
    if body.iter().fold(0, |max, byte| u8::max(max, *byte)) >= UNSPACED {
        return story.word_count();
    }
    // Beyond ASCII, white space below U+3000 begins with one of three bytes. It ends a word as any other does, so the
    // words on both sides add up.
    let mut words = 0;
    let mut start = 0;
    for at in memchr::memchr3_iter(0xc2, 0xe1, 0xe2, body) {
        let space = story.body.get(at..).and_then(|rest| rest.chars().next());
        if let Some(space) = space.filter(|c| c.is_whitespace()) {
            words += runs(&body[start..at]);
            // The end of a character that stands at `at`: no further byte of it is one of the three, so the next find
            // lies at or beyond `start`, and `start` is at most the length of the text.
            start = at + space.len_utf8();
        }
    }
    words + runs(&body[start..])
}

/// Bytes counted at a time: the count of one stretch fits a byte, so that the loop runs over many bytes at once.
const STRETCH: usize = 128;

/// Runs of bytes that are no white space of ASCII: where one begins, the byte before it is a space or there is none.
fn runs(text: &[u8]) -> usize {
    // As Unicode has it, with the vertical tab.
    let is_space = |byte: u8| (byte == b' ') | (byte.wrapping_sub(9) < 5);
    let Some((first, rest)) = text.split_first() else {
        return 0;
    };
    let stretches = text.chunks(STRETCH).zip(rest.chunks(STRETCH));
    let begins = stretches.map(|(before, bytes)| {
        let pairs = before.iter().zip(bytes);
        let begins = pairs.map(|(before, byte)| u8::from(is_space(*before) & !is_space(*byte)));
        usize::from(begins.sum::<u8>())
    });
    usize::from(!is_space(*first)) + begins.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::encode::samples;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_count_is_the_count(
            body in prop_oneof![
                "[a-z \\x00-\\x20\\x7f]{0,300}",
                "[a-zа-я \\u{85}\\u{a0}«»\\u{1680}\\u{1681}\\u{2000}-\\u{3000}]{0,300}",
                "[a-zа-я中か각 \\u{3000}]{0,300}",
            ],
        ) {
            let story = samples::story("id", "", &[&body]);
            prop_assert_eq!(count(&story), story.word_count());
        }
    }
}
