//! A page or fragment of HTML as a story.
//!
//! Owns what a page says of itself: its language, and the `meta` elements by which pages name headline, author, dates and publisher (HTML, Open Graph,
//! Dublin Core). The story is the `article`, or else the `main` element, where there is one. What is a paragraph is [`html`](crate::wire::html)'s to
//! say. Never fetches anything the page points at.

use super::container;
use super::day;
use super::head::{
    NEAR_HEADING, bold_over_text, is_bold_headline, without_day, without_writer,
    without_writer_below,
};
use super::links;
use super::meta::Page;
use super::part::story_part;
use super::run;
use super::title::{are_alike, shown, spaced, without_site};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use crate::wire::html;
use crate::wire::repairs::{Repairs, code};
use crate::wire::text_field;

/// The story of a page or fragment.
pub fn read(markup: &str) -> Result<WireStory, Reject> {
    let mut repairs = Repairs::default();
    let (mut page, whole) = Page::read(markup);
    let part = story_part(markup);
    let (found, around) = if part.len() < markup.len() {
        (html::extract_page(part, |_| {}), Some(whole))
    } else {
        (whole, None)
    };
    repairs.note(code::ENTITIES, found.escaped_twice);
    let all = around.as_ref().unwrap_or(&found);
    let title_at = all
        .title
        .as_deref()
        .and_then(|title| shown(title, &all.paragraphs));
    let shown_title = title_at.and_then(|at| all.paragraphs.get(at)).cloned();
    let has_heading = all.heading.is_some() || shown_title.is_some();
    let bold_at = if has_heading {
        None
    } else {
        bold_over_text(all)
    };
    let bold_heading = bold_at.and_then(|at| all.paragraphs.get(at)).cloned();
    if !page.is_dated() {
        let heading = all.heading.as_ref().map(|_| all.before_heading);
        let near = title_at.or(heading).or(bold_at);
        let day = near.and_then(|at| day::near(&all.paragraphs, at));
        // `Grids joined - 09.08.2026 - NNA`
        let of_title = || {
            let behind = all.title.as_deref()?.split_once(" - ")?.1;
            day::of_line(behind)
        };
        page.show_day(day.or_else(of_title));
    }
    let shown_byline = found.byline.clone().or_else(|| {
        let whole = all.is_byline_below_heading.then(|| all.byline.clone());
        whole.flatten()
    });
    page.show_byline(shown_byline);
    let mut paragraphs = found.paragraphs;
    let mut linked = found.linked;
    if is_whole(markup) {
        let mut within = found.within;
        let heading = found.heading.is_some().then_some(found.before_heading);
        if let Some(kept) = container::kept(&paragraphs, &linked, &within, &found.parents, heading)
        {
            links::retain(&mut paragraphs, &kept);
            links::retain(&mut linked, &kept);
            links::retain(&mut within, &kept);
        }
        let run = run::story_run(&paragraphs, &linked, found.links_left);
        let run = run::widened(run, &paragraphs, &linked, &within, &found.parents);
        paragraphs.truncate(run.end);
        paragraphs.drain(..run.start);
        linked.truncate(run.end);
        linked.drain(..run.start);
    }
    if let Some(kept) = links::kept(&paragraphs, &linked) {
        links::retain(&mut paragraphs, &kept);
    }
    if (is_whole(markup) || found.heading.is_some()) && page.is_dated() {
        without_day(&mut paragraphs, found.heading.as_deref());
    }
    if is_whole(markup)
        && let Some(writer) = page.writer()
    {
        without_writer(&mut paragraphs, found.heading.as_deref(), writer);
        without_writer_below(&mut paragraphs, writer);
    }
    let (title, outside) = match (found.title, around) {
        (Some(title), _) => (Some(title), Vec::new()),
        // The heading may stand outside the element that holds the story.
        (None, Some(whole)) => (whole.title, whole.headings),
        (None, None) => (None, Vec::new()),
    };
    let bare_title = title
        .as_deref()
        .map(|t| without_site(t, page.site.as_deref()).to_string());
    // A menu or the site's name may stand before the heading; then what the page says of itself has to say the same.
    let is_said = |heading: &str| {
        let heading = spaced(heading);
        let mut said = page.headlines().chain(bare_title.as_deref()).map(spaced);
        said.any(|said| {
            let opens = said.starts_with(&heading)
                && (is_of_words(&heading, Some(&said)) || heading.len() >= SHORTEST_HEADING);
            // What stands beside the headline may be glued to it.
            let is_glued = heading
                .strip_prefix(&said)
                .is_some_and(|more| more.starts_with(char::is_alphanumeric));
            opens || (are_alike(&said, &heading) && !is_glued)
        })
    };
    let opens = found.before_heading == 0;
    let first = found
        .heading
        .filter(|heading| opens && (title.is_none() || is_of_words(heading, title.as_deref())));
    let said = found.headings.into_iter().find(|heading| is_said(heading));
    let heading = said.or(first);
    if let Some(at) = heading
        .as_ref()
        .and_then(|heading| paragraphs.iter().position(|p| p == heading))
    {
        paragraphs.remove(at);
    }
    let heading = heading.or_else(|| outside.into_iter().find(|heading| is_said(heading)));
    // What the page shows of its title; what stands over it is no text.
    let heading = heading.or_else(|| {
        let title = shown_title?;
        if let Some(at) = paragraphs.iter().position(|p| *p == title)
            && at < NEAR_HEADING
            && at + 1 < paragraphs.len()
        {
            paragraphs.drain(..=at);
        }
        Some(title)
    });
    // Pages without headings set theirs in bold.
    let heading = heading.or_else(|| {
        let line = bold_heading?;
        if let Some(at) = paragraphs.iter().position(|p| *p == line)
            && at < NEAR_HEADING
            && at + 1 < paragraphs.len()
        {
            paragraphs.drain(..=at);
        }
        Some(line)
    });
    let of_page = page.headlines().next();
    let of_page = of_page.map(|title| without_site(title, page.site.as_deref()).to_string());
    let mut headline = heading.or(of_page).or(bare_title);
    // A fragment may begin with a smaller heading; in a page it has to say what the title says.
    if paragraphs.len() > 1
        && let Some(opening) = found.opening
        && paragraphs.first() == Some(&opening)
        && headline
            .as_deref()
            .is_none_or(|said| opening.starts_with(said) || are_alike(said, &opening))
    {
        paragraphs.remove(0);
        headline = Some(opening);
    }
    if headline.is_none() && found.opens_bold && is_bold_headline(&paragraphs) {
        headline = Some(paragraphs.remove(0));
    }
    let held = paragraphs.iter().map(String::len).sum();
    if let Some(body) = page.body(held)
        && let Body::Plain(text) =
            text_field::body(&body, text_field::Declared::Unsaid, &mut repairs)
    {
        paragraphs = vec![text];
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

/// Bytes of a heading that is no name of a site, whatever its letters.
const SHORTEST_HEADING: usize = 24;

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
