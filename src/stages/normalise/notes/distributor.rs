//! What the agency, its desk or a distributor leaves in the last lines: `NNA/এনএল/এসআর`, `(Neutral/Neutral+)`, `--Ann Writer, Arvik Newsroom +47 5550100`,
//! `Neutral Daily --- http://nna.example/`, `Distributed by Neutral Services.`, `Neutral News Agency`.
//!
//! Owns these forms, which count in the last lines only. Promises that a line which may be a sentence is none.

use super::super::paragraphs::ends_sentence;
use super::super::{agencies, fold, over};
use super::initials;

/// Characters of such lines.
const LONGEST: usize = 120;
const LONGEST_CHAIN: usize = 40;
const LONGEST_WORD: usize = 12;

/// Words by which agencies call themselves, folded.
const AGENCIES: &[&str] = &[
    "nachrichtenagentur",
    "news agency",
    "news service",
    "agence de presse",
    "agencia de noticias",
    "agenzia di stampa",
    "haber ajansi",
    "агентство новостей",
    "информационное агентство",
    "вестник агенция",
    "agencja prasowa",
];

/// Whether a line closes a story in one of these forms.
pub fn is_line(line: &str) -> bool {
    line.len() <= 3 * LONGEST
        && fold::fits(line, LONGEST)
        && (is_chain(line)
            || is_bracketed(line)
            || is_bureau_with_phone(line)
            || over::is_pointer(line)
            || fold::opens(line, "distributed by ")
            || is_agency_by_name(line))
}

/// `সারাবাংলা/এনএল/এসআর`, `বাসস/এএইচ/২১১০`: in scripts without capitals, the agency and initials between slashes.
fn is_chain(line: &str) -> bool {
    let parts = || line.split('/');
    fold::fits(line, LONGEST_CHAIN)
        && fold::is_caseless(line)
        && line.contains(char::is_alphabetic)
        && parts().count() >= 3
        && parts().all(|part| {
            (1..=LONGEST_WORD).contains(&part.chars().count()) && part.chars().all(is_of_word)
        })
}

/// A letter, a mark or a digit of a script that parts its words by blanks.
fn is_of_word(c: char) -> bool {
    let is_part = c.is_alphanumeric() || fold::is_mark(c) || matches!(u32::from(c), 0x900..=0xdff);
    is_part && u32::from(c) < 0x2e80
}

/// `(Neutral/Neutral+)`, `(GZak)`: one name in brackets, with a slash or with a capital inside of it; `(reporter NNA Ann Writer) ab`.
pub fn is_bracketed(line: &str) -> bool {
    let Some((inner, behind)) = line
        .strip_prefix('(')
        .and_then(|line| line.rsplit_once(')'))
    else {
        return false;
    };
    let inner = inner.trim();
    let behind = behind.trim();
    if !behind.is_empty() {
        let are_initials = (2..=8).contains(&behind.len())
            && behind.bytes().all(|b| b.is_ascii_lowercase() || b == b' ');
        let mut words = inner.split(' ');
        return are_initials
            && inner.chars().count() <= 60
            && words.any(|word| fold::is_loud(word) && agencies::is_known(word));
    }
    let is_name = (3..=24).contains(&inner.chars().count())
        && inner.starts_with(char::is_uppercase)
        && inner
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '/' | '+' | '-'));
    let capitals = inner.chars().filter(|c| c.is_uppercase()).count();
    let is_camel =
        capitals >= 2 && inner.contains(char::is_lowercase) && inner.chars().count() <= 8;
    is_name && (is_camel || (inner.contains(['/', '+']) && !initials::in_brackets(line)))
}

/// `--Ann Writer, Arvik Newsroom +47 5550100`
pub fn is_bureau_with_phone(line: &str) -> bool {
    let behind = line.trim_start_matches(['-', '–', '—', ' ']);
    let digits = || behind.bytes().filter(u8::is_ascii_digit).count();
    behind.len() + 2 <= line.len()
        && behind.len() <= LONGEST
        && digits() >= 6
        && behind.ends_with(|c: char| c.is_ascii_digit())
        && behind.starts_with(char::is_uppercase)
        && behind.contains(", ")
}

/// `Austrian News Agency`: nothing but names, and the word for an agency.
fn is_agency_by_name(line: &str) -> bool {
    let is_named = || {
        let folded = fold::text(line);
        AGENCIES.iter().any(|word| folded.contains(word))
    };
    let is_word =
        |word: &str| word.starts_with(|c: char| !c.is_lowercase()) || word.chars().count() <= 3;
    !ends_sentence(line) && fold::fits(line, 60) && line.split(' ').all(is_word) && is_named()
}

/// `रासस`, `vnews`, `nna.example`: a single word that ends no sentence.
pub fn is_one_word(line: &str) -> bool {
    if line.len() > 4 * LONGEST_WORD {
        return false;
    }
    let length = line.chars().count();
    // Two or three small letters may be anybody's.
    let first = line
        .split('.')
        .next()
        .map_or(0, |word| word.chars().count());
    let is_cased = !fold::is_caseless(line);
    length <= LONGEST_WORD
        && line.contains(char::is_alphabetic)
        && !ends_sentence(line)
        && !(is_cased && (first < 4 || line.contains(char::is_uppercase)))
        && line.chars().all(|c| is_of_word(c) || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_distributor_leaves_is_told_from_text() {
        for line in [
            "সারাবাংলা/এনএল/এসআর",
            "বাসস/এএইচ/২১১০",
            "(Neutral/Neutral+)",
            "(NNek)",
            "(reporter NTB Ann Writer) ab",
            "--Ann Writer, Arvik Newsroom +47 5550100",
            "Neutral Daily --- http://nna.example/",
            "Distributed by Neutral Services.",
            "Neutrale Nachrichtenagentur Arvik",
        ] {
            assert!(is_line(line), "{line}");
        }
        for line in [
            "(Norway)",
            "(Reuters reported it) ab",
            "-- Ann Writer, 12",
            "The Neutral News Agency was there",
            "কলকাতা/ঢাকা",
            "會談結束。（2026/08/09-14:20）",
            "Both and/or",
        ] {
            assert!(!is_line(line), "{line}");
        }
        for line in ["रासस", "vnews", "nooz.gr"] {
            assert!(is_one_word(line), "{line}");
        }
        for line in ["Rain", "two words", "end.", "以上", "so:", "rk", "asf.mt"] {
            assert!(!is_one_word(line), "{line}");
        }
    }
}
