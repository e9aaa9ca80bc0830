//! Genre guards: texts that name many topics without being about them raise the bar.
//!
//! Recognises agendas, tables, sports results, horoscopes and market closes by the genre the agency sent, by words at the
//! very head of the text in the languages of the taxonomy, diaries by lines that begin with the time or the day, sports
//! reports by their vocabulary, and tables by their share of numbers. Never decides alone: a guard adds a negative weight
//! that stands among the evidence.

use super::diary::is_diary;
use super::fold::{Folded, Reading, fold_words};
pub use super::genre::Genre;
use super::genre::{Kind, rows};
use super::lexicon::reading;
use super::pattern::parse;
use super::trie::{Builder, Trie};
use crate::story::{Language, Story};

/// How many words of a field count as its head.
const HEAD: usize = 6;
/// A table has at least so many words, of which this share are numbers.
const TABLE_WORDS: usize = 40;
const TABLE_SHARE: f64 = 0.4;

/// A sports report has so many different words of the trade among its first ones: two may be a figure of speech.
const SPORT_WORDS: usize = 4;
const SPORT_REACH: usize = 250;

/// The recognisers, built once.
#[derive(Debug, Clone)]
pub struct GenreGuards {
    names: Vec<(String, Genre)>,
    heads: Trie,
    unspaced: Trie,
    /// By `Language as usize`: a text is looked through for the words of its own language only.
    sport: Vec<Trie>,
}

impl Default for GenreGuards {
    fn default() -> Self {
        let (mut heads, mut unspaced) = (Builder::default(), Builder::default());
        let mut names = Vec::new();
        let mut sport: Vec<Builder> = Language::ALL.iter().map(|_| Builder::default()).collect();
        for (index, row) in rows().enumerate() {
            let insert = |builder: &mut Builder, reading, output| {
                if let Ok(patterns) = parse(row.term, reading) {
                    builder.insert(&patterns, output);
                }
            };
            match row.kind {
                Kind::Name => names.push((fold_words(row.term, Reading::Words), row.genre)),
                Kind::Head if row.names(Language::Zh) => {
                    insert(&mut unspaced, Reading::Characters, row.genre as u32);
                }
                Kind::Head => insert(&mut heads, Reading::Words, row.genre as u32),
                Kind::Word => {
                    for language in Language::ALL.iter().filter(|l| row.names(**l)) {
                        let builder = &mut sport[*language as usize];
                        insert(builder, reading(*language), index as u32);
                    }
                }
            }
        }
        Self {
            names,
            heads: heads.build(),
            unspaced: unspaced.build(),
            sport: sport.into_iter().map(Builder::build).collect(),
        }
    }
}

impl GenreGuards {
    /// The genre of a story, if it is one that raises the bar. `folded` holds the story's words as they are read in its
    /// language, `heads` where headline and text begin among them.
    pub fn recognise(
        &self,
        story: &Story,
        folded: &Folded,
        language: Language,
        heads: &[usize],
    ) -> Option<Genre> {
        for genre in &story.genres {
            let genre = genre.rsplit([':', '/']).next().unwrap_or(genre);
            let folded = fold_words(genre, Reading::Words);
            if let Some((_, genre)) = self.names.iter().find(|(name, _)| *name == folded) {
                return Some(*genre);
            }
        }
        let trie = match reading(language) {
            Reading::Words => &self.heads,
            Reading::Characters => &self.unspaced,
        };
        let mut found = Vec::new();
        for head in heads {
            let end = (head + HEAD).min(folded.words().len());
            trie.find(folded, *head..end, &[], &mut found);
            // Only what begins the field: "talks on the agenda" is no agenda.
            if let Some(first) = found.iter().find(|f| f.first as usize == *head) {
                return Genre::ALL.get(first.output as usize).copied();
            }
            found.clear();
        }
        if is_diary(&story.body) {
            return Some(Genre::Agenda);
        }
        if self.is_sport(folded, language) {
            return Some(Genre::Sport);
        }
        let words = folded.words();
        let numbers = words
            .iter()
            .filter(|w| folded.bytes(w).iter().all(u8::is_ascii_digit))
            .count();
        (words.len() >= TABLE_WORDS && numbers as f64 >= TABLE_SHARE * words.len() as f64)
            .then_some(Genre::Table)
    }

    fn is_sport(&self, folded: &Folded, language: Language) -> bool {
        let mut found = Vec::new();
        let end = folded.words().len().min(SPORT_REACH);
        self.sport[language as usize].find(folded, 0..end, &[], &mut found);
        // By where they stand: `penalti` may be found as `penalt*` too.
        found.sort_unstable_by_key(|f| (f.output, f.first));
        found.dedup_by_key(|f| f.output);
        found.sort_unstable_by_key(|f| f.first);
        found.dedup_by_key(|f| f.first);
        found.len() >= SPORT_WORDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn genre(headline: &str, body: &str) -> Option<Genre> {
        let story = Story::from_text(headline, body);
        let mut folded = Folded::default();
        let head = folded.push(headline, 0..headline.len(), Reading::Words);
        folded.push(body, 0..body.len(), Reading::Words);
        GenreGuards::default().recognise(&story, &folded, Language::En, &[head.start, head.end])
    }

    #[test]
    fn genres_are_known_by_the_words_at_the_head() {
        assert_eq!(
            genre("AGENDA - mardi 4 mars", "Réunion de l'Opep."),
            Some(Genre::Agenda)
        );
        assert_eq!(
            genre("Ihr Horoskop für Montag", "Widder: viel Energie."),
            Some(Genre::Horoscope)
        );
        assert_eq!(
            genre("Talks on the agenda", "Ministers meet. Agenda follows."),
            None
        );
    }

    #[test]
    fn tables_are_known_by_their_numbers() {
        let table = "Brent 81 70 WTI 78 20 gas 33 1 ".repeat(8);
        assert_eq!(genre("Prices", &table), Some(Genre::Table));
    }

    #[test]
    fn sports_reports_are_known_by_several_words_of_the_trade() {
        let report = "The striker scored in the second half, the goalkeeper hit the post and the coach was full of energy.";
        assert_eq!(genre("United win", report), Some(Genre::Sport));
        let figure = "The minister scored a point: the summit went to a penalty shootout.";
        assert_eq!(genre("Summit", figure), None);
    }

    #[test]
    fn the_agency_s_genre_decides_first() {
        let mut story = Story::from_text("Energy ministers meet", "Text.");
        story.genres = vec!["genre:Diary".to_owned()];
        let guards = GenreGuards::default();
        let found = guards.recognise(&story, &Folded::default(), Language::En, &[]);
        assert_eq!(found, Some(Genre::Agenda));
    }
}
