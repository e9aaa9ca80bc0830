//! The genres that raise the bar, and the words they are known by.
//!
//! Owns the table `data/genres.tsv`: names that agencies send, words at the head of a text, and the vocabulary of sports
//! reports. Never looks at a story; [`guards`](super::guards) does.

use super::model::Guards;
use crate::story::Language;

const TABLE: &str = include_str!("data/genres.tsv");

/// The genres that raise the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Genre {
    Agenda,
    Table,
    Sport,
    Horoscope,
    MarketClose,
}

impl Genre {
    pub(super) const ALL: [Self; 5] = [
        Self::Agenda,
        Self::Table,
        Self::Sport,
        Self::Horoscope,
        Self::MarketClose,
    ];

    /// The word in the table and in `model.toml`.
    fn code(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Table => "table",
            Self::Sport => "sport",
            Self::Horoscope => "horoscope",
            Self::MarketClose => "market_close",
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
        }
    }

    /// Its weight in the model.
    pub fn weight(self, guards: &Guards) -> f64 {
        match self {
            Self::Agenda => guards.agenda,
            Self::Table => guards.table,
            Self::Sport => guards.sport,
            Self::Horoscope => guards.horoscope,
            Self::MarketClose => guards.market_close,
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
    /// Belongs to the vocabulary of its reports.
    Word,
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
        "word" => Kind::Word,
        _ => return None,
    };
    Some(Row {
        genre: Genre::ALL.into_iter().find(|g| g.code() == genre)?,
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
        let sport = |l: &Language| rows().any(|r| r.kind == Kind::Word && r.names(*l));
        assert!(Language::ALL.iter().all(sport));
    }
}
