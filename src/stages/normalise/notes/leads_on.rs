//! What leads on from a text taken from a page: `Read more`, alone or behind the last sentence, and a list of other texts under a heading.
//!
//! Owns the words of such links and headings. Links count only at the end of a story; a list may also stand within it. Promises that no sentence is taken
//! for one.

use super::{Paragraph, closing, ends_sentence, fold, folded};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words of a link to the rest of a text. Parted by `|`.
const LINKS: &str = "read more | read more here | read full story | read the full story | read full article | read the full article | read more on our site | read more on our website | read the rest of this entry | continue reading | continue reading the full story | full story | \
     click here to read more | read on | view full article | weiterlesen | weiter lesen | mehr lesen | mehr dazu | [mehr] | (mehr) | zum artikel | den ganzen artikel lesen | lire la suite | [lire la suite] | lire plus | en savoir plus | \
     lire l'article complet | leer mas | seguir leyendo | leer noticia completa | leer la noticia completa | continuar leyendo | ver mas | ler mais | continuar lendo | continue lendo | saiba mais | continua a leggere | leggi tutto | leggi di piu | \
     continua | lees meer | lees verder | las mer | les mer | læs mere | lue lisaa | czytaj dalej | czytaj wiecej | wiecej | cely clanek | cist dale | vice zde | citeste mai mult | citeste mai departe | tovabb | tovabb olvasom | \
     procitaj vise | opsirnije | прочитај више | прочети повече | читать далее | читать полностью | читать дальше | подробнее | читати далі | читати більше | докладніше | devamını oku | devamı için tıklayın | haberin devamı | ardını oxu | davamını oxu | \
     διαβαστε περισσοτερα | اقرأ المزيد | قراءة المزيد | ادامه مطلب | ادامه خبر | קרא עוד | और पढ़ें | selengkapnya | baca selengkapnya | 続きを読む | 全文を読む | 阅读全文 | 查看全文 | 閱讀全文 | 더보기 | 자세히 보기";

static FOLDED_LINKS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(LINKS).collect());

/// Headings of lists of other texts.
const HEADINGS: &str = "related | related stories | related story | related articles | related news | related posts | related content | related coverage | more on this story | more stories | read also | also read | see also | you may also like | recommended | \
     mehr zum thema | lesen sie auch | lesen sie mehr | verwandte artikel | weitere meldungen | a lire aussi | lire aussi | a lire egalement | sur le meme sujet | sur le meme theme | articles lies | noticias relacionadas | notas relacionadas | te puede interesar | \
     segui leyendo | sigue leyendo | mira tambien | tambien te puede interesar | la redaction vous conseille | lea tambien | lee tambien | leia tambem | veja tambem | leia mais | articoli correlati | leggi anche | lees ook | meer over | las aven | las ocksa | les ogsa | læs ogsa | lue myos | czytaj takze | czytaj tez | zobacz takze | ctete take | souvisejici clanky | \
     citeste si | povezane vijesti | прочетете още | читайте также | материалы по теме | по теме | читайте також | ilgili haberler | διαβαστε επισης | σχετικα αρθρα | اقرأ أيضا | اقرا ايضا | مواضيع ذات صلة | مطالب مرتبط | baca juga | berita terkait | 相关新闻 | 相关阅读 | 延伸閱讀 | 関連記事 | 관련기사 | เรื่องที่เกี่ยวข้อง | ข่าวที่เกี่ยวข้อง | tin lien quan | other news | more news";

static FOLDED_HEADINGS: LazyLock<FxHashSet<String>> = LazyLock::new(|| folded(HEADINGS).collect());

/// Bytes of a link or heading, and characters of the title of another text.
const LONGEST: usize = 64;
const LONGEST_TITLE: usize = 240;
const LONGEST_LEAD: usize = 120;

/// Titles under a heading.
const MOST: usize = 10;

/// What may stand around a link's words.
const SIGNS: [char; 12] = ['.', '…', '>', '»', '›', '→', '<', '«', ' ', ':', '-', '–'];

/// Openings of lines that send a reader elsewhere, folded: to the whole text, to a letter of news, back.
const LEADS: &[&str] = &[
    "for the complete story ",
    "for the full story ",
    "for the full article ",
    "sign up for our ",
    "sign up for the ",
    "sign up to our ",
    "subscribe to our ",
    "abonnieren sie unseren ",
    "inscrivez-vous a notre ",
    "suscribase a nuestro ",
    "zuruck zur startseite",
    "back to top",
    "on the net:",
];

/// Whether a line is nothing but a link to the rest of the text: `Read more »`, `Sign up for our newsletter.`
pub fn is_link(line: &str) -> bool {
    if line.len() <= LONGEST_LEAD && fold::opens_any(line, LEADS) {
        return true;
    }
    // In the plain form of a newsletter the address stands behind it.
    let is_address = |piece: &str| piece.trim_matches(['(', '[', '<']).starts_with("http");
    let line = match line.rsplit_once(' ') {
        Some((words, address)) if is_address(address) => words,
        _ => line,
    };
    line.len() <= LONGEST && {
        let bare = line.trim_matches(SIGNS);
        FOLDED_LINKS.contains(&fold::text(bare))
    }
}

/// `They met on Sunday. Read more…`: the bytes before the blank, and where the link begins.
pub fn before_link(paragraph: &str) -> Option<(usize, usize)> {
    let from = paragraph.ceil_char_boundary(paragraph.len().saturating_sub(LONGEST));
    super::blanks(paragraph, from)
        .find_map(|at| {
            (ends_sentence(&paragraph[..at]) && is_link(&paragraph[at + 1..]))
                .then_some((at, at + 1))
        })
        .filter(|(at, _)| *at > 0)
}

fn is_title(line: &str) -> bool {
    fold::fits(line, LONGEST_TITLE) && !ends_sentence(line)
}

/// Whether a line is the heading of such a list.
fn is_heading(line: &str) -> bool {
    line.len() <= LONGEST && {
        let bare = line.trim_matches(SIGNS);
        FOLDED_HEADINGS.contains(&fold::text(bare)) || closing::is_pointer(bare)
    }
}

/// Lines of a heading within a text and of the titles below it; the text goes on behind them. The titles may have gone before.
pub fn within(first: &str, below: &[Paragraph<'_>]) -> usize {
    if !is_heading(first) {
        return 0;
    }
    let titles = below.iter().take(MOST_WITHIN + 1);
    let titles = titles.take_while(|line| is_title(line)).count();
    let goes_on = below.get(titles).is_some_and(|line| ends_sentence(line));
    if goes_on && titles <= MOST_WITHIN {
        titles + 1
    } else {
        0
    }
}

/// Titles within a text.
const MOST_WITHIN: usize = 5;

/// Where a heading and the titles of other texts below it begin, down to the end of all.
pub fn list(paragraphs: &[Paragraph<'_>]) -> Option<usize> {
    let near = paragraphs.len().saturating_sub(MOST + 1);
    let (at, _) = paragraphs
        .iter()
        .enumerate()
        .skip(near.max(1))
        .rev()
        .take_while(|(_, line)| is_title(line) || is_heading(line))
        .filter(|(_, line)| is_heading(line))
        .last()?;
    (at + 1 < paragraphs.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_rest_are_told_alone_and_behind_a_sentence() {
        for line in [
            "Read more",
            "Read More: https://nna.example/1",
            "Read more (https://nna.example/2026/08/09/a-crane-for-two-ports-and-a-grid-for-five)",
            "Continue reading...",
            "[mehr]",
            "Lire la suite »",
            "Читать далее",
            "続きを読む",
            "Sign up for our newsletter on ports.",
            "For the complete story refer to nna.example",
            "On the Net:",
        ] {
            assert!(is_link(line), "{line}");
        }
        for line in ["Read more books.", "They read more", "More", "Continued"] {
            assert!(!is_link(line), "{line}");
        }
        let text = "They met on Sunday. Read more…";
        let (end, start) = before_link(text).unwrap();
        assert_eq!(
            (&text[..end], &text[start..]),
            ("They met on Sunday.", "Read more…")
        );
        assert_eq!(before_link("They were told to read more"), None);
    }

    #[test]
    fn a_list_of_other_texts_may_stand_within_the_text() {
        let count = |lines: &[&'static str]| {
            let below: Vec<Paragraph<'_>> = lines[1..].iter().map(|line| (*line).into()).collect();
            within(lines[0], &below)
        };
        let text = "They met on Sunday.";
        assert_eq!(count(&["Mirá también", "Two ports share a crane", text]), 2);
        assert_eq!(count(&["Mehr zum Thema", text]), 1);
        assert_eq!(count(&["Related stories", "Two ports share a crane"]), 0);
        let other = ["A crane for all", "Two ports share a crane", text];
        assert_eq!(count(&other), 0);
    }

    #[test]
    fn a_list_of_other_texts_stands_under_its_heading() {
        let at = |lines: &[&'static str]| {
            let lines = lines.iter().map(|line| Paragraph::from(*line));
            list(&lines.collect::<Vec<_>>())
        };
        let text = "They met on Sunday.";
        assert_eq!(
            at(&[
                text,
                "Related stories",
                "Two ports share a crane",
                "A crane is red"
            ]),
            Some(1)
        );
        assert_eq!(
            at(&[text, "Lesen Sie auch:", "Two ports share a crane"]),
            Some(1)
        );
        assert_eq!(at(&[text, "Related stories", "It is red."]), None);
        assert_eq!(at(&[text, "Related stories"]), None);
        assert_eq!(at(&["Related stories", "Two ports share a crane"]), None);
    }
}
