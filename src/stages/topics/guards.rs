//! Genre guards: texts that name many topics without being about them raise the bar.
//!
//! Recognises agendas, tables, sports results, horoscopes and market closes by the genre the agency sent, by words at the
//! very head of the text in the languages of the taxonomy, diaries by lines that begin with the time or the day, tables by
//! their share of numbers, and reports of sport, crime, accidents, war and markets by their vocabulary. Never decides
//! alone: a guard adds a negative weight, which may differ between topics, and stands among the evidence.

use super::diary::is_diary;
use super::fold::{Folded, Reading, fold_words};
pub use super::genre::Genre;
use super::genre::{Kind, rows};
use super::lexicon::reading;
use super::pattern::parse;
use super::subjects::{Counts, ENOUGH, Subjects};
use super::trie::{Builder, Trie};
use crate::story::{Language, Story};

/// How many words of a field count as its head.
const HEAD: usize = 6;
/// A table has at least so many words, of which this share are numbers.
const TABLE_WORDS: usize = 40;
const TABLE_SHARE: f64 = 0.4;

/// What is looked for after tables, the first where two have as many words. Of a crime, an accident or a war a report may
/// say little or nothing else: there each further word makes it surer.
const SUBJECTS: [(Genre, bool); 4] = [
    (Genre::Crime, true),
    (Genre::Accident, true),
    (Genre::War, true),
    (Genre::MarketClose, false),
];

/// A genre that a story is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    pub genre: Genre,
    /// Words of its vocabulary beyond those it takes; 0 where a genre is known otherwise.
    pub further: usize,
}

impl From<Genre> for Recognised {
    fn from(genre: Genre) -> Self {
        Self { genre, further: 0 }
    }
}

/// The recognisers, built once.
#[derive(Debug, Clone)]
pub struct GenreGuards {
    names: Vec<(String, Genre)>,
    heads: Trie,
    unspaced: Trie,
    subjects: Subjects,
}

impl Default for GenreGuards {
    fn default() -> Self {
        let (mut heads, mut unspaced) = (Builder::default(), Builder::default());
        let mut names = Vec::new();
        for row in rows() {
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
            }
        }
        Self {
            names,
            heads: heads.build(),
            unspaced: unspaced.build(),
            subjects: Subjects::default(),
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
    ) -> Option<Recognised> {
        for genre in &story.genres {
            let genre = genre.rsplit([':', '/']).next().unwrap_or(genre);
            let folded = fold_words(genre, Reading::Words);
            if let Some((_, genre)) = self.names.iter().find(|(name, _)| *name == folded) {
                return Some((*genre).into());
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
                return Genre::ALL.get(first.output as usize).map(|g| (*g).into());
            }
            found.clear();
        }
        if is_diary(&story.body) {
            return Some(Genre::Agenda.into());
        }
        let counts = self.subjects.counts(folded, language);
        if counts[Genre::Sport as usize] >= ENOUGH {
            return Some(Genre::Sport.into());
        }
        let words = folded.words();
        let numbers = words
            .iter()
            .filter(|w| folded.bytes(w).iter().all(u8::is_ascii_digit))
            .count();
        if words.len() >= TABLE_WORDS && numbers as f64 >= TABLE_SHARE * words.len() as f64 {
            return Some(Genre::Table.into());
        }
        subject(&counts)
    }
}

/// The subject most words belong to, if they are enough.
fn subject(counts: &Counts) -> Option<Recognised> {
    let words = |genre: Genre| counts[genre as usize];
    // Of equals the last would be taken.
    let most = SUBJECTS.iter().rev().max_by_key(|(g, _)| words(*g));
    let (genre, grows) = *most?;
    let further = words(genre).checked_sub(ENOUGH)?;
    Some(Recognised {
        genre,
        further: if grows { further } else { 0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn genre(headline: &str, body: &str) -> Option<Genre> {
        recognised(headline, body).map(|r| r.genre)
    }

    fn recognised(headline: &str, body: &str) -> Option<Recognised> {
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
        assert_eq!(found, Some(Genre::Agenda.into()));
    }

    #[test]
    fn reports_of_crime_accidents_war_and_markets_are_known_by_their_words() {
        let crime = "A court jailed three men for theft; the judge said the gang stole milk.";
        assert_eq!(genre("Three jailed", crime), Some(Genre::Crime));
        let accident = "A lorry overturned on the motorway and its driver was taken to hospital.";
        assert_eq!(genre("Lanes closed", accident), Some(Genre::Accident));
        let war = "Shelling killed four civilians, and rebels fired rockets at the front line.";
        assert_eq!(genre("Night of fire", war), Some(Genre::War));
        let market = "The index lost 20 points; shares of banks fell and traders sold bonds.";
        assert_eq!(genre("Stocks fall", market), Some(Genre::MarketClose));
        let bill = "Parliament passed the bill after a judge had asked for more police.";
        assert_eq!(genre("Bill passed", bill), None);
    }

    #[test]
    fn each_further_word_of_a_crime_is_counted_and_repeats_are_not() {
        let further = |body: &str| recognised("", body).map(|r| r.further);
        let four = "Police, judge, prison, theft.";
        assert_eq!(further(four), Some(0));
        assert_eq!(further(&four.repeat(3)), Some(0));
        assert_eq!(
            further("Police, judge, prison, theft, gang, bail."),
            Some(2)
        );
    }
}
