//! What a page says of itself: its language, and the `meta` elements by which pages name headline, author, dates and publisher (HTML, Open Graph,
//! Dublin Core, and names that sites made up).
//!
//! Owns which name is which field, and which goes first. What a page says in JSON is [`ld`](super::ld)'s to read.

use super::ld::{self, Article};
use super::own_names::{Time, is_own_author, own_time};
use crate::story::{CodeRef, WireStory};
use crate::wire::html::{self, Extracted};
use html5gum::emitters::callback::CallbackEvent;

/// What the page says of itself.
#[derive(Debug, Default)]
pub struct Page {
    language: Option<String>,
    pub title: Option<String>,
    pub site: Option<String>,
    author: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    url: Option<String>,
    section: Option<String>,
    keywords: Vec<String>,
    /// The first `time` element: pages without `meta` elements have it under the headline.
    time: Option<String>,
    /// The one right behind it, and the bytes of text between both.
    second_time: Option<String>,
    between_times: usize,
    /// What an element held that is named for the writer.
    shown_byline: Option<String>,
    /// Author and times under names that sites made up.
    own_author: Option<String>,
    own_published: Option<String>,
    own_modified: Option<String>,
    /// The text of a script in JSON, while it is read.
    script: Option<String>,
    article: Option<Article>,
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
    pub fn read(markup: &str) -> (Self, Extracted) {
        let mut page = Self::default();
        let has_some = ["<html", "<meta", "<link", "<time", "ld+json"];
        if !has_some
            .iter()
            .any(|tag| memchr::memmem::find(markup.as_bytes(), tag.as_bytes()).is_some())
        {
            return (page, html::extract_page(markup, |_| {}));
        }
        let mut tag = Tag::default();
        let found = html::extract_page(markup, |event| match event {
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
            CallbackEvent::String { value } => {
                if page.time.is_some() {
                    page.between_times = page.between_times.saturating_add(value.len());
                }
                if let Some(script) = &mut page.script {
                    script.push_str(&String::from_utf8_lossy(value));
                }
            }
            CallbackEvent::EndTag { name } if *name == b"script" => {
                let article = page.script.take().and_then(|script| ld::read(&script));
                page.article = page.article.take().or(article);
            }
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
            (b"meta", b"name" | b"property" | b"http-equiv" | b"itemprop")
            | (b"link", b"rel")
            | (b"script", b"type") => {
                tag.key = value.to_ascii_lowercase();
            }
            (b"meta", b"content") | (b"link", b"href") => tag.content = value.to_string(),
            (b"time", b"datetime") if self.time.is_none() => set(&mut self.time, value),
            (b"time", b"datetime") if self.between_times <= MOST_BETWEEN_TIMES => {
                set(&mut self.second_time, value);
            }
            _ => {}
        }
    }

    fn tag(&mut self, tag: &Tag) {
        if tag.name == b"script" {
            self.script = tag.key.contains("ld+json").then(String::new);
            return;
        }
        let slot = match (tag.name.as_slice(), tag.key.as_str()) {
            (b"link", "canonical") | (b"meta", "og:url") => &mut self.url,
            (b"meta", "og:title" | "dc.title" | "dcterms.title" | "headline") => &mut self.title,
            (
                b"meta",
                "og:site_name" | "dc.publisher" | "dc.publisher.corporatename" | "application-name",
            ) => &mut self.site,
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
            (b"meta", key) => match own_time(key, &tag.content) {
                Some(Time::Published) => &mut self.own_published,
                Some(Time::Modified) => &mut self.own_modified,
                None if is_own_author(key) => &mut self.own_author,
                None => return,
            },
            _ => return,
        };
        set(slot, &tag.content);
    }

    /// What the page says is the headline, most trusted first.
    pub fn headlines(&self) -> impl Iterator<Item = &str> {
        let of_article = self
            .article
            .as_ref()
            .and_then(|article| article.headline.as_deref());
        self.title.as_deref().into_iter().chain(of_article)
    }

    /// Whether it says when, where programs read it.
    pub fn is_dated(&self) -> bool {
        let of_article = self
            .article
            .as_ref()
            .and_then(|article| article.published.as_ref());
        [&self.published, &self.own_published, &self.time]
            .into_iter()
            .any(Option::is_some)
            || of_article.is_some()
    }

    /// Takes the day that the page shows, where it says none.
    pub fn show_day(&mut self, day: Option<String>) {
        self.time = self.time.take().or(day);
    }

    /// Takes the writer that the page shows, where it names none.
    pub fn show_byline(&mut self, byline: Option<String>) {
        let site = self.publisher().map(str::to_lowercase);
        let is_other = |name: &&str| Some(name.to_lowercase()) != site;
        let name = byline.and_then(|lines| lines.lines().find(is_other).map(str::to_string));
        self.shown_byline = self.shown_byline.take().or(name);
    }

    /// Who wrote the story, as far as the page says it to programs or in an element of its own.
    pub fn writer(&self) -> Option<&str> {
        let of_article = self.article.as_ref();
        let publisher = of_article.and_then(|article| article.publisher.as_deref());
        let is_name =
            |author: &&str| is_name(author, self.site.as_deref()) && is_name(author, publisher);
        let said = [
            self.author.as_deref(),
            of_article.and_then(|article| article.author.as_deref()),
            self.own_author.as_deref(),
        ];
        let mut said = said.into_iter().flatten();
        said.find(is_name).or(self.shown_byline.as_deref())
    }

    fn publisher(&self) -> Option<&str> {
        let of_article = || self.article.as_ref()?.publisher.as_deref();
        self.site.as_deref().or_else(of_article)
    }

    /// The text of the story in its JSON, where the page itself has hardly any.
    pub fn body(&mut self, held: usize) -> Option<String> {
        let body = self.article.as_mut()?.body.take()?;
        (body.len() > 2 * held && body.len() >= SHORTEST_BODY).then_some(body)
    }

    pub fn fill(self, story: &mut WireStory) {
        story.byline = self.writer().map(str::to_string);
        let (first, second) = in_order(self.time, self.second_time);
        let article = self.article.unwrap_or_default();
        // `en_US`, as Open Graph writes it.
        let language = self.language.or(article.language);
        story.language = language.map(|l| l.replace('_', "-"));
        story.id = self.url.filter(|url| url.contains("://"));
        story.supplier = self.site.or(article.publisher);
        story.content_created = article
            .published
            .or(self.published)
            .or(self.own_published)
            .or(first);
        story.version_created = article
            .modified
            .or(self.modified)
            .or(self.own_modified)
            .or(second);
        story.keywords = self.keywords;
        story.subjects.extend(self.section.map(|name| CodeRef {
            name: Some(name),
            ..CodeRef::default()
        }));
    }
}

/// Bytes of text between the time of publishing and that of the last change.
const MOST_BETWEEN_TIMES: usize = 160;

/// The earlier and the later of two times of one form, whichever a page shows first.
fn in_order(first: Option<String>, second: Option<String>) -> (Option<String>, Option<String>) {
    let (Some(one), Some(other)) = (first.clone(), second) else {
        return (first, None);
    };
    let zone = |time: &str| time.get(19..).map(str::to_string);
    let is_alike = one.len() == other.len()
        && one.len() >= 19
        && one.as_bytes()[4] == b'-'
        && zone(&one) == zone(&other);
    if !is_alike || one == other {
        (first, None)
    } else if one < other {
        (Some(one), Some(other))
    } else {
        (Some(other), Some(one))
    }
}

/// Whether an author is one: pages name theirs by the address of a profile or of the site, or by the name of the site, too.
fn is_name(author: &str, site: Option<&str>) -> bool {
    let is_host = !author.contains(' ')
        && author.rsplit_once('.').is_some_and(|(name, end)| {
            name.len() >= 3
                && (2..=8).contains(&end.len())
                && end.bytes().all(|b| b.is_ascii_lowercase())
        });
    !author.contains("://") && site != Some(author) && !is_host
}

/// Bytes of a text that may stand for the page's own.
const SHORTEST_BODY: usize = 200;

fn set(slot: &mut Option<String>, value: &str) {
    if slot.is_none() && !value.is_empty() {
        *slot = Some(value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_times_side_by_side_the_earlier_is_that_of_publishing() {
        let order = |one: &str, other: &str| in_order(Some(one.into()), Some(other.into()));
        let (early, late) = ("2026-08-09T10:00:00Z", "2026-08-09T12:00:00Z");
        let both = (Some(early.to_string()), Some(late.to_string()));
        assert_eq!(order(early, late), both);
        assert_eq!(order(late, early), both);
        assert_eq!(order(late, "9 August"), (Some(late.to_string()), None));
        assert_eq!(in_order(None, None), (None, None));
    }

    #[test]
    fn neither_an_address_nor_a_site_is_a_writer() {
        assert!(is_name("Ann Writer", Some("Neutral News")));
        assert!(is_name("A. Writer", None));
        for author in [
            "https://nna.example/ann",
            "nna.example",
            "neutral.news",
            "Neutral News",
        ] {
            assert!(!is_name(author, Some("Neutral News")), "{author}");
        }
    }

    #[test]
    fn a_publisher_named_for_the_author_gives_way_to_one() {
        // Some pages name their publisher for the author, too.
        let page = r#"<html><head><meta name="author" content="Neutral News Group"><meta name="nna.author" content="Ann Writer">
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"Grids joined","publisher":{"name":"Neutral News Group"}}</script>
            </head><body><p>They met on Sunday.</p></body></html>"#;
        assert_eq!(Page::read(page).0.writer(), Some("Ann Writer"));
    }

    #[test]
    fn an_element_named_for_the_writer_names_one() {
        let page = "<html><body><h1>Grids joined</h1><div class='article-byline'><span>Ann Writer</span><a>ann@nna.example</a></div>\
            <p>They met on Sunday.</p></body></html>";
        let (mut read, found) = Page::read(page);
        assert_eq!(found.byline.as_deref(), Some("Ann Writer"));
        assert_eq!(found.paragraphs, ["Grids joined", "They met on Sunday."]);
        read.show_byline(found.byline);
        assert_eq!(read.writer(), Some("Ann Writer"));
    }

    #[test]
    fn the_writer_may_be_named_within_a_line_close_below_the_headline() {
        let byline = |page: &str| Page::read(page).1.byline;
        let line = "<p>Filed by <a rel='author' href='/ann'>Ann Writer</a> in Oslo</p>";
        let below =
            format!("<html><body><h1>Grids joined</h1>{line}<p>They met.</p></body></html>");
        assert_eq!(byline(&below).as_deref(), Some("Ann Writer"));
        // Over the headline other stories are shown; and who is quoted is no writer.
        let above =
            format!("<html><body>{line}<h1>Grids joined</h1><p>They met.</p></body></html>");
        assert_eq!(byline(&above), None);
        let word = "<html><body><h1>Grids joined</h1><p>Ask <span class='author'>us</span></p></body></html>";
        assert_eq!(byline(word), None);
    }
}
