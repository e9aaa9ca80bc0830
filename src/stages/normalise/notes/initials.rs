//! Initials of writers and editors under a story, in any script: `mig-eh/roc`, `Abc/Int2`, `Km.mt`, `(Hina) xab ycd`, `WAM/Ahmed Saleh`.
//!
//! Owns the forms. They count only in the last lines of a story. Promises that a line which may be a sentence is none.

use super::super::{agencies, fold};

/// Characters of a line of initials.
const LONGEST: usize = 28;
/// Bytes of one that names a writer behind the agency.
const LONGEST_NAMED: usize = 60;

/// Whether a line is nothing but initials, with or without the agency before them; `rt/pk (tagesschau)` does not count.
pub fn sign(line: &str) -> bool {
    is_short(line)
        && (are_joined(line) || are_capitals(line) || are_dotted(line) || are_numbers(line))
        || is_in_slashes(line)
        || in_brackets(line)
        || is_of_agency(line)
}

/// `ABC DEF`: initials that only a blank parts. They look like any name, so that they count only under what closes a story.
pub fn are_spaced(line: &str) -> bool {
    is_short(line)
        && line.split(' ').count() <= 3
        && line
            .split(' ')
            .all(|word| (2..=4).contains(&word.len()) && is_even(word))
}

/// `(ABC)`, `(bsc)` behind the last sentence.
pub fn in_brackets(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|word| {
        (2..=4).contains(&word.chars().count()) && is_even(word) && !super::is_end_mark(text)
    })
}

fn is_short(line: &str) -> bool {
    line.len() <= 4 * LONGEST && line.chars().count() <= LONGEST
}

/// Letters of one case, or a capital before small ones.
fn is_even(word: &str) -> bool {
    let mut letters = word.chars();
    let first_is_small = letters.next().is_some_and(char::is_lowercase);
    let all_small = letters.clone().all(char::is_lowercase);
    word.chars().all(char::is_alphabetic)
        && (all_small || !first_is_small && letters.all(char::is_uppercase))
}

/// `mig-eh/roc`, `ab/cd`, `ع ز/ماب/كام`, `abc / def`.
fn are_joined(line: &str) -> bool {
    let parts: Vec<&str> = line
        .trim_matches(['(', ')'])
        .trim_end_matches(['/', '\\'])
        .split(['/', '-', '\\'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    // Scripts without capitals set single letters apart.
    let is_apart = |part: &str| {
        part.split(' ')
            .all(|word| (1..=2).contains(&word.chars().count()))
            && fold::is_caseless(part)
    };
    parts.len() >= 2
        && line.chars().count() <= 24
        && parts.iter().all(|p| {
            (1..=6).contains(&p.chars().count())
                && p.chars()
                    .all(|c| c.is_alphabetic() || c == ' ' || (c == '.' && fold::is_caseless(p)))
                && (!p.contains(' ') || is_apart(p))
        })
        && !line
            .bytes()
            .skip(1)
            .any(|b| b.is_ascii_uppercase() && line.bytes().any(|c| c.is_ascii_lowercase()))
}

/// `Cli/Mld`, `Abc/Int2`, `ABC (DEF) // GHI`, `A A/R E E`, `(Abc/Ct/Adnkronos)`: a slash, and parts that begin with a capital.
fn are_capitals(line: &str) -> bool {
    let parts: Vec<&str> = line
        .split(['/', '\\', '(', ')', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let is_part = |part: &&str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_letter = letters.chars().count() == 1;
        (1..=4).contains(&part.chars().count()) && (is_letter || is_even(letters))
    };
    let Some((last, others)) = parts.split_last() else {
        return false;
    };
    line.contains(['/', '\\'])
        && (1..=5).contains(&others.len())
        && others.iter().all(is_part)
        && (is_part(last) || agencies::is_known(last))
        && line.contains(char::is_alphabetic)
}

/// `Km.mt`, `Sb ml`: writer and editor.
fn are_dotted(line: &str) -> bool {
    // `ع.ب`, `abc.def`; no address.
    let parts = || line.split('.');
    let is_caseless = (2..=4).contains(&parts().count())
        && fold::is_caseless(line)
        && parts().all(|part| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        });
    let is_small_pair = parts().count() == 2
        && !["com", "org", "net"]
            .iter()
            .any(|end| parts().next_back() == Some(*end))
        && parts().all(|part| part.len() == 3 && part.bytes().all(|b| b.is_ascii_lowercase()));
    if is_caseless || is_small_pair {
        return true;
    }
    let most = if line.contains(' ') { 2 } else { 3 };
    let pair = line.split_once(['.', ' ']);
    pair.is_some_and(|(writer, editor)| {
        let is_small = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase());
        let is_short = |word: &str| (2..=most).contains(&word.len());
        is_short(writer)
            && is_short(editor)
            && is_small(editor)
            && writer.starts_with(|c: char| c.is_ascii_uppercase())
            && is_small(&writer[1..])
    })
}

/// `1412**1416`: writer and editor by their numbers; `08091530`: month, day and time.
fn are_numbers(line: &str) -> bool {
    if line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let mut parts = line.split("**");
    line.contains("**")
        && parts
            .all(|part| (2..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `/ВС/`.
fn is_in_slashes(line: &str) -> bool {
    let inner = line.strip_prefix('/').and_then(|l| l.strip_suffix('/'));
    inner.is_some_and(|word| (2..=4).contains(&word.chars().count()) && is_even(word))
}

/// `(PAP) mkr/ agz`, `(Hina) xab ycd`, `PTI ABC DEF`, `WAM/Ahmed Saleh`.
pub fn is_of_agency(line: &str) -> bool {
    if line.len() > LONGEST_NAMED || super::ends_sentence(line) {
        return false;
    }
    if let Some((agency, rest)) = line.strip_prefix('(').and_then(|l| l.split_once(") ")) {
        return agencies::is_known(agency) && (are_joined(rest) || are_of_few_letters(rest));
    }
    if let Some((agency, name)) = line.split_once('/') {
        let is_named = name.split(' ').count() <= 4
            && name.split(' ').all(|word| {
                let first = word.chars().next();
                first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            });
        return is_named && agencies::is_known(agency);
    }
    let (agency, rest) = line.split_once(' ').unwrap_or_default();
    fold::is_loud(agency) && agencies::is_known(agency) && are_of_few_letters(rest) && {
        // `TAP WATER`: a word of its own is longer than initials.
        fold::is_loud(rest) && rest.split(' ').all(|word| word.len() <= 3)
    }
}

fn are_of_few_letters(text: &str) -> bool {
    (1..=3).contains(&text.split(' ').count())
        && text
            .split(' ')
            .all(|word| (2..=4).contains(&word.chars().count()) && is_even(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_told_in_many_forms() {
        for line in [
            "mig-eh/roc",
            "ع ز/ماب/كام",
            "Cli/Mld",
            "Abc/Int2",
            "abc \\ def",
            "ABC (DEF) // GHI",
            "A A/R E E",
            "(Abc/Ct/Adnkronos)",
            "Km.mt",
            "Sb ml",
            "1412**1416",
            "ع.ب",
            "abc.def",
            "/ВС/",
            "(PAP) mkr/ agz",
            "(Hina) xab ycd",
            "PTI ABC DEF",
            "WAM/Ahmed Saleh",
            "وام/أحمد صالح",
        ] {
            assert!(sign(line), "{line}");
        }
    }

    #[test]
    fn words_and_sentences_are_none() {
        for line in [
            "rt/pk (tagesschau)",
            "Oslo",
            "TAP WATER",
            "No way",
            "The end",
            "24/7",
            "km/h was the speed",
            "ap.com",
            "AP said so.",
            "Reuters/Ipsos poll finds",
            "",
        ] {
            assert!(!sign(line), "{line}");
        }
        assert!(are_spaced("ABC DEF") && !are_spaced("GRIDS LINKED"));
        assert!(in_brackets("(ABC)") && in_brackets("(bsc)") && !in_brackets("(end)"));
    }
}
