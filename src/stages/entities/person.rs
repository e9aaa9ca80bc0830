//! People named after a title: `le président Emmanuel Macron`, `министр иностранных дел Лавров`.
//!
//! Owns the pattern: a title of the tables, in some languages an adjective or a state, then one to three capitalised words.
//! Takes the name as it stands, inflected or not, and guesses at nothing without a title.

use super::fold::in_word;

/// Words between names: `Ursula von der Leyen`, `Mohammed bin Salman`.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "di", "del", "della", "van", "von", "der", "den", "bin",
    "bint", "ibn", "al", "el", "la", "le", "du", "af", "ter", "oğlu",
];

/// More words than this are no name.
const MOST_WORDS: usize = 3;
/// A letter more and it is no word.
const LONGEST_WORD: usize = 60;

/// Bytes of the name that begins after `at`, where a title or a state ended; `adjective`: one word of small letters may
/// come first, and then the name must have two words. What is `known` at its offset to stand for something else ends a name.
pub(super) fn name_after(
    text: &str,
    at: usize,
    adjective: bool,
    known: impl Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    let start = after_space(text, at)?;
    if let Some(end) = name_at(text, start, 1, &known) {
        return Some((start, end));
    }
    if !adjective {
        return None;
    }
    let word = word_at(text, start)?;
    let small = word.chars().all(char::is_lowercase) && word.chars().count() >= 5;
    let start = after_space(text, start + word.len()).filter(|_| small)?;
    name_at(text, start, 2, &known).map(|end| (start, end))
}

fn name_at(
    text: &str,
    start: usize,
    fewest: usize,
    known: impl Fn(usize) -> bool,
) -> Option<usize> {
    let (mut at, mut end, mut words) = (start, None, 0);
    while words < MOST_WORDS {
        let Some(word) = word_at(text, at) else { break };
        if is_name(word) && !known(at) {
            words += 1;
            end = Some(at + word.len());
        } else if words == 0 || !PARTICLES.contains(&word) {
            break;
        }
        match after_space(text, at + word.len()) {
            Some(next) => at = next,
            None => break,
        }
    }
    end.filter(|_| words >= fewest)
}

/// A capital and small letters after it; also inside, as in `McDonald` or `Al-Sisi`.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

fn after_space(text: &str, at: usize) -> Option<usize> {
    text.get(at..)?
        .starts_with([' ', '\u{a0}'])
        .then(|| at + text[at..].chars().next().map_or(1, char::len_utf8))
}

/// A word with its hyphens and apostrophes.
fn word_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let mut end = 0;
    for (count, (offset, c)) in rest.char_indices().enumerate() {
        if count > LONGEST_WORD {
            return None;
        }
        if in_word(c) || (offset > 0 && matches!(c, '-' | '’' | '\'')) {
            end = offset + c.len_utf8();
        } else {
            break;
        }
    }
    let word = rest[..end].trim_end_matches(['-', '’', '\'']);
    // Turkish and English endings after an apostrophe are no part of the name: Erdoğan'ın, Trump's.
    let word = match word.rfind(['’', '\'']) {
        Some(mark) if word[mark..].chars().skip(1).all(char::is_lowercase) => &word[..mark],
        _ => word,
    };
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, adjective: bool) -> Option<&str> {
        name_after(text, text.find(' ').unwrap(), adjective, |_| false)
            .map(|(start, end)| &text[start..end])
    }

    #[test]
    fn names_end_where_small_letters_begin() {
        assert_eq!(
            name("President Emmanuel Macron said", false),
            Some("Emmanuel Macron")
        );
        assert_eq!(
            name("President Ursula von der Leyen met him", false),
            Some("Ursula von der Leyen")
        );
        assert_eq!(
            name("Cumhurbaşkanı Erdoğan'ın uçağı", false),
            Some("Erdoğan")
        );
        assert_eq!(name("President of France", false), None);
        assert_eq!(
            name_after("President, Emmanuel", "President".len(), false, |_| false),
            None
        );
    }

    #[test]
    fn an_adjective_asks_for_a_full_name() {
        assert_eq!(
            name("président français Emmanuel Macron a", true),
            Some("Emmanuel Macron")
        );
        assert_eq!(name("président français Emmanuel Macron a", false), None);
        assert_eq!(name("ministre chargé Bakou", true), None);
    }
}
