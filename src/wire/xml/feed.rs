//! RSS 0.9 to 2.0, RDF and Atom.
//!
//! Owns where a feed keeps its items, and what it says for all of them. Each is read as an object of its elements. Never reads a text.

use super::Element;
use super::as_json::object;
use super::house::{named, unknown};
use crate::story::{Reject, RejectReason, Stage, WireFormat, WireStory};
use crate::wire::json;
use crate::wire::json::fields::Found;

/// All stories of a feed in order; `None` where the root is none of a feed.
pub fn read(root: &Element<'_>) -> Option<Vec<Result<WireStory, Reject>>> {
    let channel = root.child("channel");
    let items: Vec<&Element<'_>> = match root.name.as_ref() {
        "rss" => root.all("channel").flat_map(|c| c.all("item")).collect(),
        "RDF" => root.all("item").collect(),
        "feed" => root.all("entry").collect(),
        "item" | "entry" => vec![root],
        _ => return None,
    };
    if items.is_empty() {
        let reject = Reject::new(Stage::Decode, RejectReason::NoText, "a feed without items");
        return Some(vec![Err(reject)]);
    }
    let said = channel
        .and_then(|c| c.child("language"))
        .and_then(Element::text);
    let language = said.or(root.attr("lang").map(str::to_string));
    let mut stories: Vec<_> = items
        .into_iter()
        .map(|item| match json::fields::read(&object(item)) {
            Found::Story(story) => Ok(named(*story, WireFormat::Feed)),
            Found::NoText(reject) => Err(reject),
            Found::Nothing => Err(unknown(item)),
        })
        .collect();
    // Where the items say no time, that of the feed is theirs.
    let issued = channel
        .and_then(|c| c.child("pubDate"))
        .and_then(Element::text);
    for story in stories.iter_mut().flatten() {
        if story.language.is_none() {
            story.language.clone_from(&language);
        }
        let is_dated = story.content_created.is_some()
            || story.version_created.is_some()
            || story.first_created.is_some();
        if !is_dated {
            story.content_created.clone_from(&issued);
        }
    }
    Some(stories)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Body;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::xml;

    fn stories(markup: &str) -> Vec<Result<WireStory, Reject>> {
        let root = xml::read(markup, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root).unwrap()
    }

    #[test]
    fn an_entry_holds_the_text_of_nitf_without_its_root() {
        let found = stories(
            "<entry><title>A</title><content type='application/xml'><doc><head><doc-id id-string='x'/></head><body><body.head><hedline><hl1>no</hl1>\
             </hedline></body.head><body.content><bodyText><p>B</p><p>C</p></bodyText></body.content></body></doc></content></entry>",
        );
        let body = &found[0].as_ref().unwrap().body;
        assert_eq!(*body, Body::Paragraphs(vec!["B".into(), "C".into()]));
    }

    #[test]
    fn the_management_of_an_entry_is_read_with_it() {
        let found = stories(
            "<entry><title>A</title><content>B</content><NewsManagement><ManagementSequenceNumber>3</ManagementSequenceNumber></NewsManagement>\
             <ContentMetadata><SlugLine>BC-Crane</SlugLine><ByLine>By ANN WRITER</ByLine><ByLine Title='Writer'/><Priority Numeric='4'/></ContentMetadata></entry>",
        );
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.slugline.as_deref(), Some("BC-Crane"));
        assert_eq!(story.byline.as_deref(), Some("By ANN WRITER"));
        assert_eq!(story.urgency.as_deref(), Some("4"));
        assert_eq!(story.version.as_deref(), Some("3"));
    }

    #[test]
    fn items_without_a_time_have_that_of_the_feed() {
        let found = stories(
            "<rss><channel><pubDate>Sun, 09 Aug 2026 10:00:00 GMT</pubDate><item><title>A</title><description>B</description></item>\
             <item><title>C</title><description>D</description><pubDate>Sun, 09 Aug 2026 11:00:00 GMT</pubDate></item></channel></rss>",
        );
        let times = found
            .iter()
            .map(|story| story.as_ref().unwrap().content_created.as_deref());
        let expected = [
            Some("Sun, 09 Aug 2026 10:00:00 GMT"),
            Some("Sun, 09 Aug 2026 11:00:00 GMT"),
        ];
        assert!(times.eq(expected));
    }

    #[test]
    fn of_two_encoded_texts_the_longer_is_the_story() {
        let found = stories(
            "<rss><channel><item><title>A</title><encoded>Whole text</encoded><encoded>Text</encoded>\
            <content url='x.jpg'><title>Photo</title></content></item></channel></rss>",
        );
        assert_eq!(
            found[0].as_ref().unwrap().body,
            Body::Plain("Whole text".into())
        );
    }
}
