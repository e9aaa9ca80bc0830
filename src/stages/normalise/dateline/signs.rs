//! The signs in the head of a paragraph without which most forms of datelines are none.
//!
//! Owns which signs these are, and finds all of them in one look, so that an ordinary sentence is settled by them before anything is searched for.
//! Promises to see each sign that is there; what only may be one counts as one.

use super::super::calendar;

/// Signs that stand somewhere in a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sign of its own, and any of them may be there"
)]
pub struct Signs {
    /// A byte that begins a character of Chinese or Japanese.
    pub han: bool,
    /// One of [`calendar::digit`].
    pub digit: bool,
    pub slash: bool,
    /// A dash, a low line or an equals sign behind a blank or a full stop.
    pub dash: bool,
    /// A full stop before a blank.
    pub stop: bool,
}

impl Signs {
    /// The signs of a head.
    pub fn of(head: &str) -> Self {
        let bytes = head.as_bytes();
        let behind = bytes.get(1..).unwrap_or_default();
        // Without branches, so that many bytes are looked at together.
        let (mut dash, mut stop) = (false, false);
        for (a, b) in bytes.iter().zip(behind) {
            let opens = (*a == b' ') | (*a == b'.');
            dash |= opens & ((*b == b'-') | (*b == b'_') | (*b == b'=') | (*b == 0xe2));
            stop |= (*a == b'.') & (*b == b' ');
        }
        let is_han = |byte: u8| (0xe3..=0xe9).contains(&byte);
        Self {
            han: head.bytes().fold(false, |any, byte| any | is_han(byte)),
            digit: calendar::may_hold_digits(head),
            slash: head.bytes().fold(false, |any, byte| any | (byte == b'/')),
            dash,
            stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Signs = Signs {
        han: false,
        digit: false,
        slash: false,
        dash: false,
        stop: false,
    };

    #[test]
    fn each_sign_is_seen_alone_and_a_sentence_has_none() {
        assert_eq!(
            Signs::of("Les ministres de l’Énergie ont signé, dit-on, un accord."),
            NONE
        );
        assert_eq!(Signs::of(""), NONE);
        for (head, signs) in [
            ("北京", Signs { han: true, ..NONE }),
            (
                "9 Aug",
                Signs {
                    digit: true,
                    ..NONE
                },
            ),
            (
                "۹ اوت",
                Signs {
                    digit: true,
                    ..NONE
                },
            ),
            (
                "OSLO/NNA",
                Signs {
                    slash: true,
                    ..NONE
                },
            ),
            ("OSLO - Two", Signs { dash: true, ..NONE }),
            ("OSLO – Two", Signs { dash: true, ..NONE }),
            ("OSLO.- Two", Signs { dash: true, ..NONE }),
            ("OSLO = Two", Signs { dash: true, ..NONE }),
            ("OSLO. Two", Signs { stop: true, ..NONE }),
        ] {
            assert_eq!(Signs::of(head), signs, "{head}");
        }
    }
}
