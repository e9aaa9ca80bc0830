//! The national variants of ISO 646, in which telex wires write their letters: `{` for `ä` or `æ`, `}` for `ü` or `å`.
//!
//! Owns the three tables and the test which of them a text is written in: pure ASCII with braces inside its words, in a language that its small words tell.
//! Promises to leave alone whatever holds a letter beyond ASCII, or braces that stand as braces do.

/// What the variants have in the place of `[ \\ ] { | } ~`.
struct Variant {
    letters: [char; 7],
    words: &'static [&'static str],
}

const SIGNS: [char; 7] = ['[', '\\', ']', '{', '|', '}', '~'];

/// DIN 66003, SEN 850200 annex B, DS 2089 (also NS 4551).
const VARIANTS: [Variant; 3] = [
    Variant {
        letters: ['Ä', 'Ö', 'Ü', 'ä', 'ö', 'ü', 'ß'],
        words: &[
            "der", "die", "das", "und", "in", "nicht", "mit", "von", "f}r", "auf",
        ],
    },
    Variant {
        letters: ['Ä', 'Ö', 'Å', 'ä', 'ö', 'å', '~'],
        words: &[
            "och", "att", "det", "som", "f|r", "p}", "av", "inte", "den", "{r", "har", "ett",
            "till", "vid",
        ],
    },
    Variant {
        letters: ['Æ', 'Ø', 'Å', 'æ', 'ø', 'å', '~'],
        words: &[
            "og", "at", "det", "af", "av", "for", "p}", "ikke", "til", "er", "vil", "har", "som",
            "den",
        ],
    },
];

/// Signs inside words below which nothing is sure, and small words that a variant must have.
const FEW: usize = 3;

/// The text with its letters, and how many there were; `None` where it is no such text.
pub fn undo(text: &str) -> Option<(String, usize)> {
    if !text.is_ascii() {
        return None;
    }
    let (mut inside, mut all) = (0usize, 0usize);
    for [before, sign, behind] in text.as_bytes().array_windows::<3>() {
        if SIGNS.contains(&char::from(*sign)) {
            all += 1;
            inside += usize::from(before.is_ascii_lowercase() || behind.is_ascii_lowercase());
        }
    }
    if inside < FEW || inside * 10 < all * 7 {
        return None;
    }
    let scored = VARIANTS.iter().map(|variant| {
        let is_small = |word: &&str| variant.words.contains(&word.to_ascii_lowercase().as_str());
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '"'));
        (words.filter(is_small).count(), variant)
    });
    let (score, variant) = scored.max_by_key(|(score, _)| *score)?;
    if score < FEW {
        return None;
    }
    let mut mended = String::with_capacity(text.len() + inside * 2);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let at = SIGNS.iter().position(|sign| *sign == c);
        let letter = at
            .and_then(|at| variant.letters.get(at).copied())
            .unwrap_or(c);
        // Capitals were often written with the small letter's sign.
        let is_loud =
            before.is_ascii_uppercase() && chars.peek().is_some_and(char::is_ascii_uppercase);
        if is_loud && letter != 'ß' {
            mended.extend(letter.to_uppercase());
        } else {
            mended.push(letter);
        }
        before = c;
    }
    Some((mended, inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_three_languages_come_back() {
        for (sent, meant) in [
            (
                "Heftige Gewitter haben in Th}ringen Stra~en und Keller }berflutet, und die Feuerwehr r}ckte aus.",
                "Heftige Gewitter haben in Thüringen Straßen und Keller überflutet, und die Feuerwehr rückte aus.",
            ),
            (
                "G|TEBORG: Hush}ll p} v{stkusten saknade el, och det {r inte f|rsta g}ngen.",
                "GÖTEBORG: Hushåll på västkusten saknade el, och det är inte första gången.",
            ),
            (
                "Parkerne i Nords|en skal levere og kunne d{kke forbruget til tre millioner husst{nde, og det er nok.",
                "Parkerne i Nordsøen skal levere og kunne dække forbruget til tre millioner husstænde, og det er nok.",
            ),
        ] {
            assert_eq!(undo(sent).map(|(text, _)| text).as_deref(), Some(meant));
        }
    }

    #[test]
    fn braces_and_other_letters_are_left_alone() {
        for text in [
            "The [minister] said {sic} that a | b | c are the same and ~5 too.",
            "Für die Straßen in Th}ringen und r}ckte und }ber",
            "Plain text.",
            "",
        ] {
            assert_eq!(undo(text), None, "{text}");
        }
    }
}
