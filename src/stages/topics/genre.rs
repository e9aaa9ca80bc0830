//! The genres that raise the bar, and the words they are known by.
//!
//! Owns the table `data/genres.tsv`: names that agencies send, and words at the head of a text. Never looks at a story;
//! [`guards`](super::guards) does. The vocabulary of reports stands in [`subjects`](super::subjects).

use crate::story::Language;

const TABLE: &str = include_str!("data/genres.tsv");

/// The genres that raise the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Genre {
    Agenda,
    Table,
    Sport,
    Horoscope,
    MarketClose,
    Crime,
    Accident,
    War,
}

impl Genre {
    pub(super) const ALL: [Self; 8] = [
        Self::Agenda,
        Self::Table,
        Self::Sport,
        Self::Horoscope,
        Self::MarketClose,
        Self::Crime,
        Self::Accident,
        Self::War,
    ];

    /// The genre that the table and `model.toml` call so.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.code() == code)
    }

    /// The word in the tables and in `model.toml`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Table => "table",
            Self::Sport => "sport",
            Self::Horoscope => "horoscope",
            Self::MarketClose => "market_close",
            Self::Crime => "crime",
            Self::Accident => "accident",
            Self::War => "war",
        }
    }

    /// The name evidence carries.
    pub fn term(self) -> &'static str {
        match self {
            Self::Agenda => "guard:agenda",
            Self::Table => "guard:table",
            Self::Sport => "guard:sport",
            Self::Horoscope => "guard:horoscope",
            Self::MarketClose => "guard:market_close",
            Self::Crime => "guard:crime",
            Self::Accident => "guard:accident",
            Self::War => "guard:war",
        }
    }
}

/// What a word of the table is to its genre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or code that agencies send.
    Name,
    /// Stands at the very head of headline or text.
    Head,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub genre: Genre,
    pub kind: Kind,
    /// Codes separated by spaces; `*`: all languages that write spaces.
    languages: &'static str,
    pub term: &'static str,
}

impl Row {
    /// Whether the row names the language.
    pub fn names(&self, language: Language) -> bool {
        self.languages
            .split(' ')
            .any(|code| code == language.code())
    }
}

/// All rows, in the order of the table.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    lines().filter_map(read)
}

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#'))
}

fn read(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let genre = columns.next()?;
    let kind = match columns.next()? {
        "name" => Kind::Name,
        "head" => Kind::Head,
        _ => return None,
    };
    Some(Row {
        genre: Genre::of_code(genre)?,
        kind,
        languages: columns.next()?,
        term: columns.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::reading;
    use super::super::pattern::parse;
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_term_of_known_languages() {
        let known = |code: &str| Language::ALL.iter().find(|l| l.code() == code);
        for line in lines() {
            let row = read(line).unwrap_or_else(|| panic!("{line}"));
            for code in row.languages.split(' ').filter(|code| *code != "*") {
                let language = known(code).unwrap_or_else(|| panic!("{line}"));
                assert!(parse(row.term, reading(*language)).is_ok(), "{line}");
            }
        }
    }
}
