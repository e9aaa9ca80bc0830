//! Charsets of Latin languages that the detector takes for windows-1252.
//!
//! Owns the signs by which ISO-8859-15 and Hungarian in ISO-8859-2 are told from it.

/// Whether what the detector takes for windows-1252 is ISO-8859-15: `œ` stands inside a word where the other has a fraction, `€` behind a figure where the
/// other has the sign of no currency, and none of the punctuation that only windows-1252 has.
pub fn is_latin_9(bytes: &[u8]) -> bool {
    let is_euro = |before: u8| before.is_ascii_digit() || before == b' ' || before == 0xa0;
    let mut is_found = false;
    for (at, byte) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        let behind = bytes.get(at + 1).copied();
        let in_word = behind.is_some_and(|b| b.is_ascii_lowercase())
            && before.is_none_or(|b| b.is_ascii_alphabetic() || b == b' ');
        match byte {
            0x80..=0x9f => return false,
            0xa4 => is_found |= before.is_some_and(is_euro),
            0xbc | 0xbd => is_found |= in_word && before.is_some_and(|b| b != b' '),
            _ => {}
        }
    }
    is_found
}

/// Whether what the detector takes for windows-1252 is Hungarian: `õ` or `û` stands where ISO-8859-2 has `ő` and `ű`, among its commonest words.
pub fn is_hungarian(bytes: &[u8]) -> bool {
    let near = &bytes[..bytes.len().min(HUNGARIAN_WITHIN)];
    if memchr::memchr2(0xf5, 0xfb, near).is_none() {
        return false;
    }
    // `az`, `és`, `hogy`, `egy`, `nem`
    let words: [&[u8]; 5] = [b" az ", b" \xe9s ", b" hogy ", b" egy ", b" nem "];
    let hits: usize = words
        .iter()
        .map(|word| memchr::memmem::find_iter(near, word).count())
        .sum();
    hits >= 2
}

/// Bytes that are looked at for it.
const HUNGARIAN_WITHIN: usize = 4096;
