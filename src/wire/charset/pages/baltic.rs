//! Lithuanian and Latvian in windows-1257 or ISO-8859-13, which detectors take for the charsets of their neighbours.
//!
//! Owns the letters and the commonest words of both. Promises that a text with more than a few other letters is neither.

/// Bytes that are looked at.
const LOOKED_AT: usize = 8 * 1024;

struct Tongue {
    /// Small letters beyond ASCII; the capitals stand 32 places before them.
    letters: &'static [u8],
    /// Of those, some that neighbours hardly use so.
    own: &'static [u8],
    words: &'static [&'static [u8]],
}

const LITHUANIAN: Tongue = Tongue {
    letters: &[0xe0, 0xe8, 0xe6, 0xeb, 0xe1, 0xf0, 0xf8, 0xfb, 0xfe],
    own: &[0xf0, 0xfe, 0xf8, 0xeb],
    words: &[
        b" ir ", b" kad ", b" su ", b" yra ", b" buvo ", b" nuo ", b" kaip ", b" bei ",
    ],
};

const LATVIAN: Tongue = Tongue {
    letters: &[
        0xe2, 0xe8, 0xe7, 0xec, 0xee, 0xed, 0xef, 0xf2, 0xf0, 0xfb, 0xfe,
    ],
    own: &[0xf0, 0xfe, 0xe7, 0xee, 0xe2],
    words: &[
        b" un ", b" ir ", b" ar ", b" no ", b" par ", b" kas ", b" tika ", b" ka ",
    ],
};

/// Whether the bytes are Lithuanian or Latvian.
pub fn is_baltic(bytes: &[u8]) -> bool {
    let near = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    [LITHUANIAN, LATVIAN]
        .iter()
        .any(|tongue| is_in(near, tongue))
}

fn is_in(bytes: &[u8], tongue: &Tongue) -> bool {
    let small = |byte: u8| if byte < 0xe0 { byte | 0x20 } else { byte };
    let (mut letters, mut known) = (0usize, 0usize);
    let mut own = vec![0usize; tongue.own.len()];
    for byte in bytes.iter().copied().filter(|byte| *byte >= 0xc0) {
        let byte = small(byte);
        letters += 1;
        known += usize::from(tongue.letters.contains(&byte));
        for (count, sign) in own.iter_mut().zip(tongue.own) {
            *count += usize::from(*sign == byte);
        }
    }
    if letters < 8 || known * 20 < letters * 19 {
        return false;
    }
    let distinct = own.iter().filter(|count| **count > 0).count();
    let hits: usize = tongue
        .words
        .iter()
        .map(|word| memchr::memmem::find_iter(bytes, word).count())
        .sum();
    distinct >= 3 && hits >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_2, WINDOWS_1250, WINDOWS_1252, WINDOWS_1257};

    #[test]
    fn words_and_letters_tell_the_languages() {
        for text in [
            "Ministrai sekmadienį susitarė sujungti abiejų šalių tinklus, sakė žmonės, ir tai yra žingsnis, kad būtų pigiau",
            "Ministri svētdien vienojās savienot abu valstu tīklus, un tas ir solis, lai būtu lētāk, sacīja žurnālistiem ar prieku",
        ] {
            assert!(is_baltic(&WINDOWS_1257.encode(text).0), "{text}");
        }
        for (text, charset) in [
            (
                "Le réseau a été relié à la fin de l'été, après un an de négociations à Genève, par les ministres",
                WINDOWS_1252,
            ),
            (
                "Það er allt í lagi með þetta, sagði ráðherrann, og þeir æfðu sig á laugardögum",
                WINDOWS_1252,
            ),
            (
                "Guvernul a aprobat o hotărâre prin care reţelele sunt legate între ele, a spus ministrul",
                WINDOWS_1250,
            ),
            (
                "Susjedi povezuju mreže, a ministar je rekao da će đaci ići kući s čašom",
                ISO_8859_2,
            ),
        ] {
            assert!(!is_baltic(&charset.encode(text).0), "{text}");
        }
    }
}
