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
        && (are_joined(line)
            || are_capitals(line)
            || are_dotted(line)
            || are_numbers(line)
            || are_pairs_of_stops(line)
            || are_before_clock(line))
        || is_in_slashes(line)
        || in_brackets(line)
        || are_two_in_brackets(line)
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

/// `(ABC)`, `(bsc)`, `(A.B.)` behind the last sentence.
pub fn in_brackets(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|word| {
        let is_short = (2..=4).contains(&word.chars().count()) && is_even(word);
        (is_short || are_stopped(word)) && !super::is_end_mark(text)
    })
}

/// `A.B.`: capitals, each with its stop.
fn are_stopped(word: &str) -> bool {
    let letters = word.chars().step_by(2);
    let stops = word.chars().skip(1).step_by(2);
    matches!(word.chars().count(), 4 | 6)
        && letters.clone().all(char::is_uppercase)
        && stops.clone().all(|c| c == '.')
}

/// `asf.mt`, `rk`, `ABC`: one to three short words of one case, parted by blanks, stops or slashes. They look like anything, so that they count only
/// beside a sign that the story has ended.
pub fn are_bare(line: &str) -> bool {
    let words = line.trim_end_matches(['/', '.']).split([' ', '.', '/']);
    line.len() <= 12
        && (1..=3).contains(&words.clone().count())
        && words.clone().all(|word| {
            let are = |test: fn(&u8) -> bool| word.as_bytes().iter().all(test);
            (2..=4).contains(&word.len())
                && (are(u8::is_ascii_lowercase) || are(u8::is_ascii_uppercase))
        })
}

/// `Abc`, `rk`, `JRA`.
pub fn are_alone(line: &str) -> bool {
    line.len() <= 6
        && (2..=3).contains(&line.chars().count())
        && !fold::is_caseless(line)
        && is_even(line)
}

/// `/yyzz/DP/he`, `/ab` glued to the last stop: one to four pairs and triples of letters, each behind a slash, the last one small.
pub fn are_glued(sign: &str) -> bool {
    let mut parts = sign.split('/');
    let is_part = |part: &str| (2..=4).contains(&part.len()) && is_even(part) && part.is_ascii();
    let is_small = sign.ends_with(|c: char| c.is_ascii_lowercase());
    parts.next() == Some("") && parts.clone().count() <= 4 && is_small && parts.all(is_part)
}

fn is_short(line: &str) -> bool {
    fold::fits(line, LONGEST)
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
        && fold::fits(line, 24)
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

/// `1412**1416`, `2160/1422`: writer and editor by their numbers; `08091530`, `08091530 OSL`: month, day and time.
fn are_numbers(line: &str) -> bool {
    let (number, desk) = line.split_once(' ').unwrap_or((line, "ABC"));
    let is_desk = (2..=4).contains(&desk.len()) && desk.bytes().all(|b| b.is_ascii_uppercase());
    if number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit()) && is_desk {
        return true;
    }
    // `2160/1422`; two years are a season.
    if let Some((writer, editor)) = line.split_once('/') {
        let is_number = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
        let is_year = |part: &str| part.starts_with("19") || part.starts_with("20");
        return is_number(writer) && is_number(editor) && !(is_year(writer) && is_year(editor));
    }
    let mut parts = line.split("**");
    line.contains("**")
        && parts
            .all(|part| (2..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// `/a.b/c.d/`, `(Α.Β./Γ.Δ.)`: writer and editor, each letter with its stop.
fn are_pairs_of_stops(line: &str) -> bool {
    let inner = line
        .strip_prefix('(')
        .and_then(|l| l.strip_suffix(')'))
        .filter(|inner| inner.contains('/'))
        .or_else(|| line.strip_prefix('/'));
    inner.is_some_and(|inner| {
        let mut people = inner.trim_end_matches('/').split('/');
        people.clone().count() <= 3
            && people.all(|person| {
                let mut letters = person.trim_end_matches('.').split('.');
                (2..=3).contains(&letters.clone().count())
                    && letters.all(|l| l.chars().count() == 1 && l.chars().all(char::is_alphabetic))
            })
    })
}

/// `аб/вг/11:42`: writer, editor, and when it was sent.
fn are_before_clock(line: &str) -> bool {
    line.rsplit_once('/').is_some_and(|(people, clock)| {
        let is_number = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        clock
            .split_once(':')
            .is_some_and(|(hour, minute)| is_number(hour) && is_number(minute))
            && are_joined(people)
    })
}

/// `(nn abc)`, `(ab;cd)`: writer and editor in small letters. Only a line alone: behind a sentence it may be a remark.
fn are_two_in_brackets(line: &str) -> bool {
    let inner = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'));
    inner
        .and_then(|inner| inner.split_once([' ', ';']))
        .is_some_and(|pair| {
            [pair.0, pair.1].iter().all(|person| {
                (2..=3).contains(&person.len()) && person.bytes().all(|b| b.is_ascii_lowercase())
            })
        })
}

/// `/ВС/`, `/аб`.
fn is_in_slashes(line: &str) -> bool {
    let inner = line.strip_prefix('/').map(|l| l.trim_end_matches('/'));
    inner.is_some_and(|word| (2..=4).contains(&word.chars().count()) && is_even(word))
}

/// `(PAP) mkr/ agz`, `(Hina) xab ycd`, `PTI ABC DEF`, `WAM/Ahmed Saleh`.
pub fn is_of_agency(line: &str) -> bool {
    // `(Hina) A. B.`
    let stopped = line.strip_prefix('(').and_then(|l| l.split_once(") "));
    if stopped.is_some_and(|(agency, rest)| {
        rest.len() <= 12 && agencies::is_known(agency) && are_stopped(&rest.replace(' ', ""))
    }) {
        return true;
    }
    if line.len() > LONGEST_NAMED || super::ends_sentence(line) {
        return false;
    }
    if let Some((agency, rest)) = line.strip_prefix('(').and_then(|l| l.split_once(") ")) {
        return agencies::is_known(agency) && (are_joined(rest) || are_of_few_letters(rest));
    }
    // `(SDA-ATS/ng)`
    if let Some(inner) = line.strip_prefix('(').and_then(|l| l.strip_suffix(')'))
        && let Some((agency, initials)) = inner.split_once('/')
    {
        let is_small =
            (2..=4).contains(&initials.len()) && initials.bytes().all(|b| b.is_ascii_lowercase());
        let mut names = agency.split('-');
        return is_small && (agencies::is_known(agency) || names.all(agencies::is_known));
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
    // `STT ANN WRITER`: first name and surname.
    let is_name = || {
        (2..=3).contains(&rest.split(' ').count())
            && fold::is_loud(rest)
            && rest
                .split(' ')
                .all(|word| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic))
    };
    if fold::is_loud(agency) && agencies::is_known(agency) && (is_name() || are_repeated(rest)) {
        return true;
    }
    fold::is_loud(agency) && agencies::is_known(agency) && are_of_few_letters(rest) && {
        // `TAP WATER`: a word of its own is longer than initials. `SID er th`
        let are_small = || {
            rest.contains(' ')
                && rest
                    .split(' ')
                    .all(|word| word.len() == 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
        };
        are_small() || fold::is_loud(rest) && rest.split(' ').all(|word| word.len() <= 3)
    }
}

/// `ABC ABC DEF DEF`: each desk twice, as one agency signs.
fn are_repeated(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let are_capitals = words
        .iter()
        .all(|word| (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase()));
    (4..=6).contains(&words.len())
        && are_capitals
        && words.windows(2).any(|pair| pair.first() == pair.last())
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
            "2160/1422",
            "08091530",
            "08091530 OSL",
            "ع.ب",
            "abc.def",
            "/ВС/",
            "/аб",
            "/a.b/c.d/",
            "(Α.Β./Γ.Δ.)",
            "аб/вг/14:20",
            "(nn abc)",
            "(ab;cd)",
            "(PAP) mkr/ agz",
            "(Hina) xab ycd",
            "PTI ABC DEF",
            "PTI ABC ABC DEF DEF",
            "STT ANN WRITER",
            "(Hina) A. B.",
            "(SDA-ATS/ng)",
            "SID er th",
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
            "/NORWAY",
            "/24.7/",
            "and/or/14 ships",
            "(in the end)",
            "(two ships)",
            "(e.g.)",
            "2025/2026",
            "08091530 houses",
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
        assert!(in_brackets("(A.B.)") && !in_brackets("(a.b.)") && !in_brackets("(A.B)"));
        assert!(
            are_bare("EL.")
                && are_bare("asf.mt")
                && are_bare("rk")
                && are_bare("ABC")
                && !are_bare("Oslo wins")
        );
        for sign in ["/yyzz/DP/he", "/ab/DP/cd", "/ab"] {
            assert!(are_glued(sign), "{sign}");
        }
        for sign in ["/", "/Norway", "ab/cd", "/and/or/other", "/AB"] {
            assert!(!are_glued(sign), "{sign}");
        }
    }
}
