//! Genre guards: texts that name many topics without being about them raise the bar.
//!
//! Recognises agendas, tables, sports results, horoscopes and market closes by the genre the agency sent, by words at the
//! very head of the text in the languages of the taxonomy, and tables by their share of numbers. Never decides alone: a
//! guard adds a negative weight that stands among the evidence.

use super::fold::{Folded, Reading, fold_words};
use super::model::Guards;
use super::pattern::parse;
use super::trie::{Builder, Trie};
use crate::story::Story;

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
    const ALL: [Self; 5] = [
        Self::Agenda,
        Self::Table,
        Self::Sport,
        Self::Horoscope,
        Self::MarketClose,
    ];

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

    /// Names agencies give the genre (genre codes, sections), compared folded and whole.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Agenda => &[
                "agenda",
                "diary",
                "daybook",
                "calendar",
                "forecast",
                "advisory",
                "prévisions",
                "terminvorschau",
                "previsiones",
                "programme",
                "kalendarium",
                "повестка",
                "анонс",
            ],
            Self::Table => &[
                "table",
                "tables",
                "listing",
                "listings",
                "ranking list",
                "results",
                "tabelle",
                "tableau",
                "statistics table",
            ],
            Self::Sport => &[
                "sport results",
                "results listings and statistics",
                "scores",
                "match report",
                "sports results",
            ],
            Self::Horoscope => &[
                "horoscope",
                "horoscopes",
                "horóscopo",
                "horoskop",
                "гороскоп",
            ],
            Self::MarketClose => &[
                "market report",
                "stock market report",
                "markets report",
                "closing prices",
            ],
        }
    }

    /// Words at the head of headline or text.
    fn heads(self) -> &'static [&'static str] {
        match self {
            Self::Agenda => &[
                "agenda",
                "l'agenda",
                "diary",
                "daybook",
                "calendar of events",
                "week ahead",
                "the week ahead",
                "day ahead",
                "prévisions",
                "l'agenda de la semaine",
                "à l'agenda",
                "terminvorschau",
                "tagesvorschau",
                "wochenvorschau",
                "termine",
                "agenda informativa",
                "agenda de la semana",
                "previsiones",
                "agenda da semana",
                "appuntamenti",
                "l'agenda della settimana",
                "agenda van",
                "veckans agenda",
                "kalendarium",
                "zapowiedzi",
                "přehled událostí",
                "agenda zilei",
                "предстоящи събития",
                "ατζέντα",
                "порядок денний",
                "анонс",
                "анонсы",
                "календарь событий",
                "günün ajandası",
                "gündem özeti",
                "günün gündemi",
                "günün təqvimi",
                "күнтізбе",
                "سیکون اليوم",
                "مفكرة",
                "سرخط",
                "יומן אירועים",
                "आज का कार्यक्रम",
                "오늘의 일정",
                "주요 일정",
                "agenda hari ini",
            ],
            Self::Table => &[
                "table",
                "tabelle",
                "tableau",
                "ranking",
                "classement",
                "tabla",
                "таблица",
            ],
            Self::Sport => &[
                "results",
                "scores",
                "scoreboard",
                "football results",
                "soccer results",
                "résultats",
                "football résultats",
                "ergebnisse",
                "fußball ergebnisse",
                "bundesliga ergebnisse",
                "resultados",
                "risultati",
                "uitslagen",
                "resultat",
                "wyniki",
                "výsledky",
                "rezultate",
                "резултати",
                "результаты матчей",
                "αποτελέσματα",
                "maç sonuçları",
                "경기 결과",
                "hasil pertandingan",
            ],
            Self::Horoscope => &[
                "horoscope",
                "your horoscope",
                "horoscopes",
                "l'horoscope",
                "votre horoscope",
                "horoskop",
                "tageshoroskop",
                "ihr horoskop",
                "horóscopo",
                "oroscopo",
                "l'oroscopo",
                "dagens horoskop",
                "horoscoop",
                "horoscopul",
                "хороскоп",
                "гороскоп",
                "ζώδια",
                "günlük burç",
                "burç yorumları",
                "bürclər",
                "الأبراج",
                "فال روز",
                "הורוסקופ",
                "राशिफल",
                "आज का राशिफल",
                "오늘의 운세",
                "ramalan zodiak",
            ],
            Self::MarketClose => &[
                "wall street ends",
                "wall street closes",
                "wall street opens",
                "stocks end",
                "stocks close",
                "shares end",
                "european shares",
                "asian shares",
                "la bourse de paris",
                "wall street termine",
                "wall street finit",
                "wall street clôture",
                "bourse de paris",
                "aktien frankfurt",
                "aktien new york",
                "aktien schluss",
                "dax schließt",
                "el ibex",
                "la bolsa española",
                "wall street cierra",
                "wall street cierra",
                "bovespa fecha",
                "ibovespa fecha",
                "wall street fecha",
                "borsa milano",
                "piazza affari",
                "amsterdamse beurs",
                "stockholmsbörsen",
                "gpw",
                "burza",
                "bvb",
                "borsa istanbul",
                "рынок акций",
                "индекс мосбиржи",
                "코스피",
            ],
        }
    }

    /// The same for texts that are read character by character.
    fn unspaced_heads(self) -> &'static [&'static str] {
        match self {
            Self::Agenda => &[
                "今日日程",
                "一周日程",
                "日程预告",
                "一周前瞻",
                "今日看点",
                "今日の予定",
                "今週の予定",
                "主な予定",
            ],
            Self::Table => &["一览表", "一覽表", "一覧表"],
            Self::Sport => &["赛果", "战报", "比赛结果", "試合結果"],
            Self::Horoscope => &["星座运势", "星座運勢", "今日运势", "今日の運勢", "星占い"],
            Self::MarketClose => &[
                "美股收盘",
                "美股收",
                "a股收评",
                "a股收",
                "港股收",
                "沪指",
                "上证指数",
                "東証",
                "日経平均",
            ],
        }
    }
}

/// How many words of a field count as its head.
const HEAD: usize = 6;
/// A table has at least so many words, of which this share are numbers.
const TABLE_WORDS: usize = 40;
const TABLE_SHARE: f64 = 0.4;

/// The recognisers, built once.
#[derive(Debug, Clone)]
pub struct GenreGuards {
    names: Vec<(String, Genre)>,
    heads: Trie,
    unspaced: Trie,
}

impl Default for GenreGuards {
    fn default() -> Self {
        let (mut heads, mut unspaced) = (Builder::default(), Builder::default());
        let mut names = Vec::new();
        for (index, genre) in Genre::ALL.into_iter().enumerate() {
            for name in genre.names() {
                names.push((fold_words(name, Reading::Words), genre));
            }
            for (builder, list, reading) in [
                (&mut heads, genre.heads(), Reading::Words),
                (&mut unspaced, genre.unspaced_heads(), Reading::Characters),
            ] {
                for patterns in list.iter().filter_map(|t| parse(t, reading).ok()) {
                    builder.insert(&patterns, index as u32);
                }
            }
        }
        Self {
            names,
            heads: heads.build(),
            unspaced: unspaced.build(),
        }
    }
}

impl GenreGuards {
    /// The genre of a story, if it is one that raises the bar. `folded` holds the story's words in the given reading,
    /// `heads` where headline and text begin among them.
    pub fn recognise(
        &self,
        story: &Story,
        folded: &Folded,
        reading: Reading,
        heads: &[usize],
    ) -> Option<Genre> {
        for genre in &story.genres {
            let genre = genre.rsplit([':', '/']).next().unwrap_or(genre);
            let folded = fold_words(genre, Reading::Words);
            if let Some((_, genre)) = self.names.iter().find(|(name, _)| *name == folded) {
                return Some(*genre);
            }
        }
        let trie = match reading {
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
        let words = folded.words();
        let numbers = words
            .iter()
            .filter(|w| folded.bytes(w).iter().all(u8::is_ascii_digit))
            .count();
        (words.len() >= TABLE_WORDS && numbers as f64 >= TABLE_SHARE * words.len() as f64)
            .then_some(Genre::Table)
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
        GenreGuards::default().recognise(&story, &folded, Reading::Words, &[head.start, head.end])
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
    fn the_agency_s_genre_decides_first() {
        let mut story = Story::from_text("Energy ministers meet", "Text.");
        story.genres = vec!["genre:Diary".to_owned()];
        let guards = GenreGuards::default();
        let found = guards.recognise(&story, &Folded::default(), Reading::Words, &[]);
        assert_eq!(found, Some(Genre::Agenda));
    }
}
