//! A writer's name on a line of its own under the headline: `Ann Writer, Jakarta`, `С.САРУУЛ`.
//!
//! Owns these forms. Promises that a heading is none: the name of a capital has to stand behind the name, or initials before a name in capitals.

use super::super::dateline;
use super::super::fold;

/// Characters of such a line.
const LONGEST: usize = 50;

/// The name on the line.
pub fn name_line(line: &str) -> Option<&str> {
    if line.len() > 3 * LONGEST || line.chars().count() > LONGEST {
        return None;
    }
    before_place(line).or_else(|| initials_and_name(line))
}

/// `Ann Writer, Jakarta`
fn before_place(line: &str) -> Option<&str> {
    let (name, place) = line.split_once(", ")?;
    let words = name.split(' ').count();
    let is_name = (2..=4).contains(&words)
        && !fold::is_loud(name)
        && name.split(' ').all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\''))
        });
    (is_name && dateline::is_capital(place)).then_some(name)
}

/// `С.САРУУЛ`, `A. B. WRITER`
fn initials_and_name(line: &str) -> Option<&str> {
    let name = line.trim_start_matches(|c: char| c.is_uppercase() || matches!(c, '.' | ' '));
    if !name.is_empty() {
        return None;
    }
    let (initials, name) = line.rsplit_once('.')?;
    let are_initials = initials
        .split(['.', ' '])
        .filter(|part| !part.is_empty())
        .all(|part| part.chars().count() == 1);
    let name = name.trim();
    // `U.S. POLICY` is none: either each stop has a blank behind it or none has.
    let blanks = line.matches(". ").count();
    let are_even = blanks == 0 || blanks == line.matches('.').count();
    let fits = are_even
        && name.chars().count() >= 4
        && !name.contains(' ')
        && initials.chars().count() <= 5;
    (are_initials && !initials.is_empty() && fits).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_headings() {
        for (line, name) in [
            ("Ann Writer, Jakarta", "Ann Writer"),
            ("С.САРУУЛ", "С.САРУУЛ"),
            ("A. B. WRITER", "A. B. WRITER"),
        ] {
            assert_eq!(name_line(line), Some(name), "{line}");
        }
        for line in [
            "Domestic Affairs",
            "Ann Writer, poet",
            "NEW YORK, London",
            "U.S. POLICY",
            "U.S.",
            "NO. FOUR",
        ] {
            assert_eq!(name_line(line), None, "{line}");
        }
    }
}
