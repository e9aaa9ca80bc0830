//! The two small pattern languages of profiles: numbers inside fields, and paragraphs that are notes.
//!
//! Owns both grammars. Promises time that grows with the text and not with its combinations: a search that takes too many
//! steps finds nothing. Never uses regular expressions: what people write in a profile can't be slow.

/// Longest field that is searched for a number.
const LONGEST_FIELD: usize = 512;
/// Steps after which a search gives up.
const MOST_STEPS: usize = 4096;
/// Digits of a number of a version or take.
const MOST_DIGITS: usize = 10;

/// `tag:reuters.com,{}:newsml_{}:{version}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Any,
    Number(Number),
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    Version,
    Take,
}

/// What a pattern found in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    pub counts: Number,
    /// Its digits, without `st`, `nd`, `rd`, `th`.
    pub number: String,
    /// The field without the number and the letters in front of it.
    pub rest: String,
    /// What the first `{}` stands for.
    pub first: String,
}

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternFault {
    #[error("`{0}` has no `{{version}}` and no `{{take}}`")]
    NoNumber(String),
    #[error("`{0}` has more than one number")]
    TwoNumbers(String),
    #[error("`{{{0}}}` is no part of a pattern; there are `{{}}`, `{{version}}` and `{{take}}`")]
    UnknownPart(String),
    #[error("`{0}` has a brace that is not closed")]
    OpenBrace(String),
    #[error("`{0}` has two parts without letters between them")]
    NothingBetween(String),
    #[error("`{0}` begins with `*` or has fewer than two letters before it")]
    NoStart(String),
}

impl NumberPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What makes it no pattern.
    pub fn read(text: &str) -> Result<Self, PatternFault> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, behind)) = rest.split_once('{') {
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            } else if !parts.is_empty() {
                return Err(PatternFault::NothingBetween(text.to_owned()));
            }
            let (name, behind) = behind
                .split_once('}')
                .ok_or_else(|| PatternFault::OpenBrace(text.to_owned()))?;
            parts.push(match name {
                "" => Part::Any,
                "version" => Part::Number(Number::Version),
                "take" => Part::Number(Number::Take),
                other => return Err(PatternFault::UnknownPart(other.to_owned())),
            });
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        let numbers = parts.iter().filter(|p| matches!(p, Part::Number(_)));
        match numbers.count() {
            0 => Err(PatternFault::NoNumber(text.to_owned())),
            1 => Ok(Self(parts)),
            _ => Err(PatternFault::TwoNumbers(text.to_owned())),
        }
    }

    /// Whether something stands before the number, so that a field without it is still something.
    pub fn keeps_something(&self) -> bool {
        let mut before = self.0.iter().take_while(|p| !matches!(p, Part::Number(_)));
        before.any(|part| *part == Part::Any)
    }

    /// Whether the number stands behind all else.
    pub fn is_behind(&self) -> bool {
        self.0.first() == Some(&Part::Any)
    }

    /// The number of a field that fits as a whole.
    pub fn find(&self, field: &str) -> Option<Numbered> {
        if field.len() > LONGEST_FIELD {
            return None;
        }
        let mut spans = vec![0..0; self.0.len()];
        let mut steps = MOST_STEPS;
        if !fits(&self.0, field, 0, &mut spans, &mut steps) {
            return None;
        }
        let at = self.0.iter().position(|p| matches!(p, Part::Number(_)))?;
        let Some(Part::Number(counts)) = self.0.get(at) else {
            return None;
        };
        let span = spans.get(at)?.clone();
        let number: String = field
            .get(span.clone())?
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let before = at.checked_sub(1).and_then(|i| spans.get(i));
        let from = match at.checked_sub(1).and_then(|i| self.0.get(i)) {
            Some(Part::Literal(_)) => before.map_or(span.start, |s| s.start),
            _ => span.start,
        };
        let any = self.0.iter().position(|p| *p == Part::Any);
        let first = any.and_then(|i| field.get(spans.get(i)?.clone()));
        Some(Numbered {
            counts: *counts,
            number,
            rest: format!("{}{}", field.get(..from)?, field.get(span.end..)?),
            first: first.unwrap_or_default().trim().to_owned(),
        })
    }
}

/// Whether `parts` cover the field from `at` to its end; fills their spans.
fn fits(
    parts: &[Part],
    field: &str,
    at: usize,
    spans: &mut [std::ops::Range<usize>],
    steps: &mut usize,
) -> bool {
    let Some(left) = steps.checked_sub(1) else {
        return false;
    };
    *steps = left;
    let (Some((part, more)), Some((span, later))) = (parts.split_first(), spans.split_first_mut())
    else {
        return at == field.len();
    };
    let rest = field.get(at..).unwrap_or_default();
    match part {
        Part::Literal(literal) => {
            *span = at..at + literal.len();
            rest.get(..literal.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(literal))
                && fits(more, field, at + literal.len(), later, steps)
        }
        Part::Number(_) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=MOST_DIGITS).contains(&digits) {
                return false;
            }
            let ordinal = rest.get(digits..digits + 2).is_some_and(|end| {
                ["st", "nd", "rd", "th"]
                    .iter()
                    .any(|o| end.eq_ignore_ascii_case(o))
            });
            *span = at..at + digits + if ordinal { 2 } else { 0 };
            let end = span.end;
            fits(more, field, end, later, steps)
        }
        Part::Any => {
            let ends = rest.char_indices().skip(1).map(|(i, _)| at + i);
            for end in ends.chain((!rest.is_empty()).then_some(field.len())) {
                if fits(more, field, end, later, steps) {
                    *span = at..end;
                    return true;
                }
                if *steps == 0 {
                    return false;
                }
            }
            false
        }
    }
}

/// Paragraphs that are notes: `(Reporting by *)`, `Enditem`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotePatterns {
    patterns: Vec<Vec<String>>,
    /// First bytes that occur, so that most paragraphs are passed over at once.
    firsts: Vec<u8>,
}

impl NotePatterns {
    /// No patterns.
    pub const NONE: Self = Self {
        patterns: Vec::new(),
        firsts: Vec::new(),
    };

    /// Adds a pattern.
    ///
    /// # Errors
    /// It does not begin with two letters or more: it would be tried on everything.
    pub fn add(&mut self, text: &str) -> Result<(), PatternFault> {
        let start = text.split('*').next().unwrap_or_default();
        let Some(first) = start.bytes().next().filter(|_| start.chars().count() >= 2) else {
            return Err(PatternFault::NoStart(text.to_owned()));
        };
        let first = first.to_ascii_lowercase();
        if !self.firsts.contains(&first) {
            self.firsts.push(first);
        }
        self.patterns
            .push(text.split('*').map(str::to_owned).collect());
        Ok(())
    }

    /// Whether a paragraph is a note as a whole.
    pub fn fits(&self, paragraph: &str) -> bool {
        let first = paragraph.bytes().next().map(|b| b.to_ascii_lowercase());
        first.is_some_and(|b| self.firsts.contains(&b))
            && self.patterns.iter().any(|p| starred(p, paragraph))
    }
}

/// Whether the pieces stand in the text in their order, the first at its start and the last at its end.
fn starred(pieces: &[String], text: &str) -> bool {
    let (Some((first, middle)), Some(last)) = (pieces.split_first(), pieces.last()) else {
        return false;
    };
    let starts = text
        .get(..first.len())
        .is_some_and(|s| s.eq_ignore_ascii_case(first));
    if !starts || middle.is_empty() {
        return starts && text.len() == first.len();
    }
    let Some(end) = text
        .len()
        .checked_sub(last.len())
        .filter(|e| *e >= first.len())
    else {
        return false;
    };
    if !text
        .get(end..)
        .is_some_and(|e| e.eq_ignore_ascii_case(last))
    {
        return false;
    }
    let mut inner = text.get(first.len()..end).unwrap_or_default();
    for piece in &middle[..middle.len() - 1] {
        match inner.find(piece.as_str()) {
            Some(at) => inner = inner.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, field: &str) -> Option<(String, String, String)> {
        let found = NumberPattern::read(pattern).unwrap().find(field)?;
        Some((found.number, found.rest, found.first))
    }

    #[test]
    fn a_number_is_read_and_the_field_keeps_the_rest() {
        let three = |a: &str, b: &str, c: &str| Some((a.into(), b.into(), c.into()));
        assert_eq!(
            found(
                "tag:x.example,{}:newsml_{}:{version}",
                "TAG:x.example,2026:newsml_L8N1:27"
            ),
            three("27", "TAG:x.example,2026:newsml_L8N1", "2026")
        );
        assert_eq!(
            found(
                "{}, {version} Ld-Writethru",
                "BC-XX--Grid-Link, 2nd Ld-Writethru"
            ),
            three("2", "BC-XX--Grid-Link Ld-Writethru", "BC-XX--Grid-Link")
        );
        assert_eq!(
            found("{} ({take})", "Grids (2)"),
            three("2", "Grids)", "Grids")
        );
        assert_eq!(found("{}:{version}", "a:b:12"), three("12", "a:b", "a:b"));
        assert_eq!(found("{}:{version}", "a:b:12x"), None);
        assert_eq!(found("v{version}", "v12345678901"), None);
    }

    #[test]
    fn patterns_that_are_none_are_told() {
        for (pattern, fault) in [
            ("abc", "has no `{version}`"),
            ("{version}-{take}", "more than one number"),
            ("{verison}", "`{verison}` is no part"),
            ("{version", "not closed"),
            ("{}{version}", "without letters between"),
        ] {
            let told = NumberPattern::read(pattern).unwrap_err().to_string();
            assert!(told.contains(fault), "{told}");
        }
    }

    #[test]
    fn no_field_makes_the_search_long() {
        let pattern = NumberPattern::read("{}:{}:{}:{}:{version}").unwrap();
        assert_eq!(pattern.find(&":a".repeat(200)), None);
    }

    #[test]
    fn notes_are_whole_paragraphs() {
        let mut notes = NotePatterns::default();
        for pattern in ["(Reporting by *)", "Enditem", "/ab*cd*/"] {
            notes.add(pattern).unwrap();
        }
        for line in ["(Reporting by Ann Writer)", "ENDITEM", "/abXcdY/"] {
            assert!(notes.fits(line), "{line}");
        }
        for line in [
            "(Reporting by Ann) said",
            "Enditems",
            "/ab/",
            "Reporting",
            "",
        ] {
            assert!(!notes.fits(line), "{line}");
        }
        assert!(notes.add("*x").is_err() && notes.add("(*").is_err());
    }
}
