//! A page or fragment of HTML as a story.
//!
//! Owns what a page says of itself: its language, and the `meta` elements by which pages name headline, author, dates and publisher (HTML, Open Graph,
//! Dublin Core). The story is the `article`, or else the `main` element, where there is one. What is a paragraph is [`html`](super::html)'s to
//! say. Never fetches anything the page points at.

use super::html::{self, Extracted};
use super::html_run;
use super::repairs::{Repairs, code};
use super::text_field;
use crate::story::{Body, CodeRef, Reject, RejectReason, Stage, WireFormat, WireStory};
use html5gum::emitters::callback::CallbackEvent;

/// The story of a page or fragment.
pub fn read(markup: &str) -> Result<WireStory, Reject> {
    let mut repairs = Repairs::default();
    let (page, whole) = Page::read(markup);
    let part = story_part(markup);
    let (found, around) = if part.len() < markup.len() {
        (html::extract(part), Some(whole))
    } else {
        (whole, None)
    };
    repairs.note(code::ENTITIES, found.escaped_twice);
    let mut paragraphs = found.paragraphs;
    if is_whole(markup) {
        let run = html_run::story_run(&paragraphs, &found.linked);
        paragraphs.truncate(run.end);
        paragraphs.drain(..run.start);
    }
    let (title, outside) = match (found.title, around) {
        (Some(title), _) => (Some(title), None),
        // The heading may stand outside the element that holds the story.
        (None, Some(whole)) => (whole.title, whole.heading),
        (None, None) => (None, found.heading.clone()),
    };
    let whole_title = title.clone();
    let title = title.map(|t| without_site(&t, page.site.as_deref()).to_string());
    // A menu may stand before the heading; then the title has to say the same.
    let heading = found.heading.filter(|heading| {
        (found.before_heading == 0 && is_of_words(heading, whole_title.as_deref()))
            || title
                .as_ref()
                .is_some_and(|t| t.starts_with(heading.as_str()))
    });
    if let Some(at) = heading
        .as_ref()
        .and_then(|heading| paragraphs.iter().position(|p| p == heading))
    {
        paragraphs.remove(at);
    }
    let is_title = |heading: &String| {
        let titles = [page.title.as_deref(), title.as_deref()];
        let mut titles = titles.into_iter().flatten();
        titles.any(|title| title.starts_with(heading.as_str()))
    };
    let heading = heading.or(outside.filter(is_title));
    let of_page = page.title.as_deref();
    let of_page = of_page.map(|title| without_site(title, page.site.as_deref()).to_string());
    let mut headline = heading.or(of_page).or(title);
    // A fragment may begin with a smaller heading.
    if headline.is_none()
        && paragraphs.len() > 1
        && let Some(opening) = found.opening
    {
        paragraphs.remove(0);
        headline = Some(opening);
    }
    if headline.is_none() && found.opens_bold && is_bold_headline(&paragraphs) {
        headline = Some(paragraphs.remove(0));
    }
    if paragraphs.is_empty() && headline.is_none() {
        return Err(Reject::new(
            Stage::Decode,
            RejectReason::NoText,
            "markup without text",
        ));
    }
    let mut story = WireStory {
        format: Some(WireFormat::Html),
        headline: headline.and_then(|h| text_field::line(&h, &mut repairs)),
        body: if paragraphs.is_empty() {
            Body::Missing
        } else {
            Body::Paragraphs(paragraphs)
        },
        ..WireStory::default()
    };
    page.fill(&mut story);
    story.repairs = repairs.into_vec();
    Ok(story)
}

/// Whether a heading is more than the name of the site, which the page's title has at its end.
fn is_of_words(heading: &str, title: Option<&str>) -> bool {
    title.is_none_or(|title| !(heading.len() < title.len() && title.contains(heading)))
        || heading.contains(' ')
}

/// Whether markup is a page rather than a part of one.
fn is_whole(markup: &str) -> bool {
    ["<body", "<BODY"]
        .iter()
        .any(|tag| memchr::memmem::find(markup.as_bytes(), tag.as_bytes()).is_some())
}

/// The pages of a text: another begins where one has ended.
pub fn pages(markup: &str) -> Vec<&str> {
    let mut pages = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(markup.as_bytes(), b"</") {
        let is_end = |from: usize, word: &str| {
            let piece = markup.get(from..from + word.len());
            piece.is_some_and(|piece| piece.eq_ignore_ascii_case(word))
        };
        if !is_end(at, "</html>") {
            continue;
        }
        let behind = at + "</html>".len();
        let blank = markup[behind..].len() - markup[behind..].trim_start().len();
        let next = behind + blank;
        if ["<html", "<!doctype html", "<?xml"]
            .iter()
            .any(|opening| is_end(next, opening))
        {
            pages.push(&markup[start..next]);
            start = next;
        }
    }
    pages.push(&markup[start..]);
    pages
}

/// Whether the first paragraph, all in bold, is the headline of a page that has no other: a line of several words that ends no sentence.
fn is_bold_headline(paragraphs: &[String]) -> bool {
    let [first, second, ..] = paragraphs else {
        return false;
    };
    let ends = ['.', '!', '…', ':', '。'];
    first.len() <= 240
        && second.len() > first.len()
        && !first.contains('\n')
        && !first.trim_end().ends_with(ends)
        && first.chars().filter(|c| c.is_alphabetic()).count() >= 12
}

/// The element that holds the story, when it has text; the whole markup otherwise.
fn story_part(markup: &str) -> &str {
    let part = |name: &str| {
        if let Some(largest) = largest(markup, name) {
            return Some(largest);
        }
        let start = find_tag(markup, name)?;
        let close = format!("</{name}");
        let end = memchr::memmem::rfind(markup.as_bytes(), close.as_bytes())?;
        let part = markup.get(start..end)?;
        find_tag(part, "p").map(|_| part)
    };
    part("article").or_else(|| part("main")).unwrap_or(markup)
}

/// Of several elements of a name that stand side by side, the one that has most of what all of them have: the others tell of other stories.
fn largest<'m>(markup: &'m str, name: &str) -> Option<&'m str> {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let closes = memchr::memmem::find_iter(markup.as_bytes(), close.as_bytes());
    let closes = closes.map(|at| (at, false));
    let opens = memchr::memmem::find_iter(markup.as_bytes(), open.as_bytes())
        .filter(|at| ends_name(markup, at + open.len()))
        .map(|at| (at, true));
    let mut marks: Vec<(usize, bool)> = opens.chain(closes).collect();
    marks.sort_unstable();
    let (mut depth, mut start) = (0usize, 0);
    let mut found: Vec<&str> = Vec::new();
    for (at, opens) in marks {
        if opens {
            if depth == 0 {
                start = at;
            }
            depth += 1;
        } else if depth > 0 {
            depth -= 1;
            if depth == 0 {
                found.extend(markup.get(start..at));
            }
        }
    }
    let all: usize = found.iter().map(|part| part.len()).sum();
    let count = found.len();
    found
        .into_iter()
        .max_by_key(|part| part.len())
        .filter(|part| count > 1 && part.len() * 10 > all * 6 && find_tag(part, "p").is_some())
}

/// Where the first tag of that name opens.
fn find_tag(markup: &str, name: &str) -> Option<usize> {
    let open = format!("<{name}");
    memchr::memmem::find_iter(markup.as_bytes(), open.as_bytes())
        .find(|at| ends_name(markup, at + open.len()))
}

/// Whether the name of a tag does not go on there.
fn ends_name(markup: &str, at: usize) -> bool {
    let next = markup.as_bytes().get(at);
    next.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-')
}

/// `Headline | The Site`, `Headline - The Site`.
fn without_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let cut = site
        .and_then(|site| title.strip_suffix(site))
        .map(str::trim_end);
    let bare = cut.and_then(|rest| rest.strip_suffix(['|', '-', '–', '—', '·']));
    let title = bare.map_or(title, str::trim_end);
    // Sections of the site stand behind it.
    [" » ", " | "]
        .iter()
        .filter_map(|mark| title.split_once(mark))
        .find(|(first, _)| first.chars().count() >= SHORTEST_TITLE)
        .map_or(title, |(first, _)| first.trim_end())
}

/// Characters of a title that stands before the names of sections.
const SHORTEST_TITLE: usize = 20;

/// What the page says of itself.
#[derive(Debug, Default)]
struct Page {
    language: Option<String>,
    title: Option<String>,
    site: Option<String>,
    author: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    url: Option<String>,
    section: Option<String>,
    keywords: Vec<String>,
    /// The first `time` element: pages without `meta` elements have it under the headline.
    time: Option<String>,
}

/// Attributes of the tag being read.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    key: String,
    content: String,
}

impl Page {
    /// What it says, and its text.
    fn read(markup: &str) -> (Self, Extracted) {
        let mut page = Self::default();
        let has_some = ["<html", "<meta", "<link", "<time"];
        if !has_some
            .iter()
            .any(|tag| memchr::memmem::find(markup.as_bytes(), tag.as_bytes()).is_some())
        {
            return (page, html::extract(markup));
        }
        let mut tag = Tag::default();
        let found = html::extract_hearing(markup, |event| match event {
            CallbackEvent::OpenStartTag { name } => {
                tag = Tag {
                    name: name.to_vec(),
                    ..Tag::default()
                };
            }
            CallbackEvent::AttributeName { name } => tag.attribute = name.to_vec(),
            CallbackEvent::AttributeValue { value } => {
                page.attribute(&mut tag, &String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { .. } => page.tag(&tag),
            _ => {}
        });
        (page, found)
    }

    fn attribute(&mut self, tag: &mut Tag, value: &str) {
        let value = value.trim();
        match (tag.name.as_slice(), tag.attribute.as_slice()) {
            (b"html" | b"body" | b"article", b"lang" | b"xml:lang") => {
                set(&mut self.language, value);
            }
            (b"meta", b"name" | b"property" | b"http-equiv" | b"itemprop") | (b"link", b"rel") => {
                tag.key = value.to_ascii_lowercase();
            }
            (b"meta", b"content") | (b"link", b"href") => tag.content = value.to_string(),
            (b"time", b"datetime") => set(&mut self.time, value),
            _ => {}
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let slot = match (tag.name.as_slice(), tag.key.as_str()) {
            (b"link", "canonical") | (b"meta", "og:url") => &mut self.url,
            (b"meta", "og:title" | "dc.title" | "dcterms.title" | "headline") => &mut self.title,
            (b"meta", "og:site_name" | "dc.publisher" | "application-name") => &mut self.site,
            (b"meta", "author" | "article:author" | "dc.creator" | "byl") => &mut self.author,
            (
                b"meta",
                "article:published_time"
                | "datepublished"
                | "date"
                | "pubdate"
                | "dc.date"
                | "dc.date.issued"
                | "dcterms.created"
                | "dcterms.issued"
                | "publish-date",
            ) => &mut self.published,
            (
                b"meta",
                "article:modified_time"
                | "og:updated_time"
                | "datemodified"
                | "last-modified"
                | "dcterms.modified",
            ) => &mut self.modified,
            (b"meta", "article:section" | "section") => &mut self.section,
            (b"meta", "content-language" | "dc.language" | "og:locale") => &mut self.language,
            (b"meta", "keywords" | "news_keywords" | "article:tag") => {
                let words = tag.content.split(',').map(str::trim);
                let words = words.filter(|w| !w.is_empty()).map(str::to_string);
                return self.keywords.extend(words);
            }
            _ => return,
        };
        set(slot, &tag.content);
    }

    fn fill(self, story: &mut WireStory) {
        // `en_US`, as Open Graph writes it.
        story.language = self.language.map(|l| l.replace('_', "-"));
        story.id = self.url.filter(|url| url.contains("://"));
        // Pages name their author by the address of a profile, too.
        story.byline = self.author.filter(|a| !a.contains("://"));
        story.supplier = self.site;
        story.content_created = self.published.or(self.time);
        story.version_created = self.modified;
        story.keywords = self.keywords;
        story.subjects.extend(self.section.map(|name| CodeRef {
            name: Some(name),
            ..CodeRef::default()
        }));
    }
}

fn set(slot: &mut Option<String>, value: &str) {
    if slot.is_none() && !value.is_empty() {
        *slot = Some(value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_language_dates_and_author() {
        let page = "<!DOCTYPE html><html lang=\"pt\"><head><title>Redes ligadas | Agência Neutra</title>\
            <meta property=\"og:site_name\" content=\"Agência Neutra\"><meta name=author content=\"Ana Autora\">\
            <meta property='article:published_time' content='2026-08-09T14:20:00Z'><meta name=keywords content='redes, energia'>\
            <link rel=canonical href='https://ann.example/1'></head><body><nav><p>Menu</p></nav>\
            <article><p>A</p><p>B</p></article><p>Mais notícias</p></body></html>";
        let story = read(page).unwrap();
        assert_eq!(story.headline.as_deref(), Some("Redes ligadas"));
        assert_eq!(story.language.as_deref(), Some("pt"));
        assert_eq!(story.byline.as_deref(), Some("Ana Autora"));
        assert_eq!(story.supplier.as_deref(), Some("Agência Neutra"));
        assert_eq!(
            story.content_created.as_deref(),
            Some("2026-08-09T14:20:00Z")
        );
        assert_eq!(story.id.as_deref(), Some("https://ann.example/1"));
        assert_eq!(story.keywords, ["redes", "energia"]);
        assert_eq!(story.body, Body::Paragraphs(vec!["A".into(), "B".into()]));
    }

    #[test]
    fn pages_in_a_row_are_stories_of_their_own() {
        let two = "<html><body><h1>A</h1></body></html>\n<!DOCTYPE HTML><HTML><body><h1>B</h1></body></HTML>\n";
        let headlines: Vec<_> = pages(two)
            .into_iter()
            .map(|page| read(page).unwrap().headline.unwrap())
            .collect();
        assert_eq!(headlines, ["A", "B"]);
        assert_eq!(pages("<p>A</p></html> <p>B</p>").len(), 1);
    }

    #[test]
    fn menus_around_a_story_without_an_element_of_its_own_are_left_out() {
        let links = "<ul><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li><li><a href='/s'>Sport</a></li></ul>";
        let page = format!(
            "<html><head><title>Two ports share one crane » Local » Neutral News</title></head><body><h1>Neutral</h1>{links}\
            <div><p>The two ports agreed on Sunday to share a crane.</p><p>They <a href='/l'>left</a> on Monday after three long hours.</p></div>{links}</body></html>"
        );
        let story = read(&page).unwrap();
        assert_eq!(story.headline.as_deref(), Some("Two ports share one crane"));
        assert_eq!(
            story.body,
            Body::Paragraphs(vec![
                "The two ports agreed on Sunday to share a crane.".into(),
                "They left on Monday after three long hours.".into()
            ])
        );
    }

    #[test]
    fn of_several_articles_the_one_with_most_text_is_the_story() {
        let page = "<article><p>The two ports agreed on Sunday to share a crane, the harbour master said in Arvik.</p></article>\
            <article><p>Other story</p></article>";
        let story = read(page).unwrap();
        assert!(matches!(&story.body, Body::Paragraphs(all) if all.len() == 1));
        // Entries of one story are all kept.
        let entries =
            "<article><p>The ports agreed.</p></article><article><p>They left early.</p></article>";
        let story = read(entries).unwrap();
        assert!(matches!(&story.body, Body::Paragraphs(all) if all.len() == 2));
    }

    #[test]
    fn a_fragment_needs_none_of_that() {
        let story = read("<h1>Grids linked</h1><p>A</p>").unwrap();
        assert_eq!(story.headline.as_deref(), Some("Grids linked"));
        assert_eq!(story.body, Body::Paragraphs(vec!["A".into()]));
        let story = read("<h2>Grids linked</h2><p>A</p>").unwrap();
        assert_eq!(story.headline.as_deref(), Some("Grids linked"));
        for opening in [
            "<b>Grids to be linked</b><br><br>",
            "<p><strong>Grids to be linked</strong></p>",
            "<div class='hl'><span>Grids to be linked</span></div>",
        ] {
            let story = read(&format!(
                "<div>{opening}<p>Two states signed a treaty.</p></div>"
            ))
            .unwrap();
            assert_eq!(
                story.headline.as_deref(),
                Some("Grids to be linked"),
                "{opening}"
            );
            assert_eq!(
                story.body,
                Body::Paragraphs(vec!["Two states signed a treaty.".into()])
            );
        }
        for opening in [
            "<b>Oslo</b> is calm today",
            "<b>Two states signed.</b>",
            "Grids to be linked",
        ] {
            let story = read(&format!(
                "<p>{opening}</p><p>Two states signed a treaty on Sunday.</p>"
            ))
            .unwrap();
            assert_eq!(story.headline, None, "{opening}");
        }
        assert!(read("<p> </p>").is_err());
        let page = "<title>Grids linked - NNA</title><p>Menu</p><h1>Grids linked</h1><p>A</p>";
        let story = read(page).unwrap();
        assert_eq!(story.headline.as_deref(), Some("Grids linked"));
        assert_eq!(
            story.body,
            Body::Paragraphs(vec!["Menu".into(), "A".into()])
        );
    }
}
