//! The plain XML of house systems (`<headline>`, `<content>`, `<PublishDate>` …).
//!
//! Owns where in its envelopes and lists the stories stand, and which elements are data of another kind. Never guesses at elements without a known name.

use super::as_json::object;
use super::{Element, containers};
use crate::story::{Body, Reject, RejectReason, Stage, WireFormat, WireStory};
use crate::wire::json;
use crate::wire::json::fields::Found;
use crate::wire::json::value::Json;

/// Levels of lists and envelopes around the stories of a house.
const MAX_ENVELOPES: usize = 5;

/// The stories of a house's own XML, at whatever depth its envelopes and lists hold them.
pub fn read(root: &Element<'_>) -> Vec<Result<WireStory, Reject>> {
    let mut stories = Vec::new();
    gather(root, MAX_ENVELOPES, &mut stories);
    if stories.is_empty() {
        stories.push(Err(unknown(root)));
    }
    stories
}

fn gather(element: &Element<'_>, levels: usize, stories: &mut Vec<Result<WireStory, Reject>>) {
    let found = match json::fields::read(&object(element)) {
        Found::Story(story) if is_data(&story, element) => Found::Nothing,
        found => found,
    };
    // A headline without a body may be the title of a list around the stories.
    let is_whole = matches!(&found, Found::Story(story) if story.body != Body::Missing);
    let before = stories.len();
    if let (false, Some(levels)) = (is_whole, levels.checked_sub(1)) {
        let is_story = matches!(found, Found::Story(_));
        let envelopes = element
            .elements()
            .filter(|e| e.elements().next().is_some())
            // What was read as fields of this story is none of its own.
            .filter(|e| !is_story || !containers::is_head(e));
        for inner in envelopes {
            let start = stories.len();
            gather(inner, levels, stories);
            // What is refused inside is no story of its own as long as anything else is one.
            if stories.iter().skip(start).all(Result::is_err) {
                stories.truncate(start);
            }
        }
    }
    let found = match found {
        Found::Story(story) if stories.len() == before + 1 => with_text_of(story, stories),
        found => found,
    };
    if stories.len() == before {
        match found {
            Found::Story(story) => {
                let mut story = named(*story, WireFormat::Xml);
                // Ritzau sends each version as a record of its own, and names one time.
                if element.name == "RBNews" && story.version_created.is_none() {
                    story.version_created.clone_from(&story.content_created);
                }
                stories.push(Ok(story));
            }
            Found::NoText(reject) => stories.push(Err(reject)),
            Found::Nothing => {}
        }
    }
}

/// A story whose text stands one level down, alone and without a headline of its own; where it has one, it is the story.
fn with_text_of(mut story: Box<WireStory>, stories: &mut Vec<Result<WireStory, Reject>>) -> Found {
    match stories.pop() {
        Some(Ok(inner)) if inner.headline.is_none() && story.headline.is_some() => {
            story.body = inner.body;
            story.byline = story.byline.take().or(inner.byline);
            crate::wire::put_first(&mut story.repairs, &inner.repairs);
            Found::Story(story)
        }
        inner => {
            stories.extend(inner);
            Found::Nothing
        }
    }
}

/// Whether an element only describes something: products and races have descriptions, too. A story has a headline, a text, a source, a writer or a date
/// beside its summary.
fn is_data(story: &WireStory, element: &Element<'_>) -> bool {
    let says_more = story.headline.is_some()
        || story.supplier.is_some()
        || story.byline.is_some()
        || story.version_created.is_some()
        || story.first_created.is_some()
        || story.content_created.is_some()
        || story.may_cancel();
    if says_more || story.body == Body::Missing {
        return false;
    }
    // What is left without the summaries is the body, if there is one.
    let Json::Object(mut members) = object(element) else {
        return false;
    };
    members.retain(|(key, _)| !json::names::is_summary(key));
    !matches!(json::fields::read(&Json::Object(members)), Found::Story(rest) if rest.body != Body::Missing)
}

/// A story as one of this format.
pub fn named(mut story: WireStory, format: WireFormat) -> WireStory {
    story.format = Some(format);
    story.format_version = None;
    story
}

/// Fills in what a document of another format leaves open and the element around it says.
pub fn fill(story: &mut WireStory, around: &Element<'_>) {
    // Beside NITF's distributor the element around it names who wrote it.
    let distributor = story.supplier.take();
    json::fields::fill(story, &object(around));
    story.supplier = story.supplier.take().or(distributor);
}

/// No field of the element is known.
pub fn unknown(element: &Element<'_>) -> Reject {
    let name: String = element.name.chars().take(40).collect();
    reject(
        RejectReason::UnknownFormat,
        format!("XML with the root {name:?} and no field that names a headline or a body"),
    )
}

fn reject(reason: RejectReason, message: String) -> Reject {
    Reject::new(Stage::Decode, reason, message)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;
    use crate::wire::xml;

    pub fn stories(markup: &str) -> Vec<Result<WireStory, Reject>> {
        let root = xml::read(markup, &Limits::default(), &mut Repairs::default()).unwrap();
        read(&root)
    }

    #[test]
    fn stories_are_found_at_any_depth_of_envelopes() {
        let list = "<Answer><Result><error>0</error><List><News><headline>A</headline><content>&lt;p&gt;B&lt;/p&gt;</content></News>\
            <News><headline>C</headline><content>D</content><Annuleret>true</Annuleret></News></List></Result></Answer>";
        let found = stories(list);
        assert_eq!(found.len(), 2);
        let second = found[1].as_ref().unwrap();
        assert_eq!(second.headline.as_deref(), Some("C"));
        assert_eq!(second.pub_status.as_deref(), Some("canceled"));
    }

    #[test]
    fn a_text_one_level_down_belongs_to_the_headline_above_it() {
        let found = stories(
            "<story><headline>A</headline><page><body><paragraph>B</paragraph><paragraph>C</paragraph></body></page></story>",
        );
        assert_eq!(found.len(), 1);
        let story = found[0].as_ref().unwrap();
        assert_eq!(story.headline.as_deref(), Some("A"));
        assert_eq!(story.body, Body::Paragraphs(vec!["B".into(), "C".into()]));
        let found =
            stories("<list><title>A</title><item><title>B</title><text>C</text></item></list>");
        assert_eq!(found[0].as_ref().unwrap().headline.as_deref(), Some("B"));
    }

    #[test]
    fn a_description_alone_is_data() {
        for markup in [
            "<items><product><name>Mixer</name><price>3</price><description>A mixer.</description></product></items>",
            "<r><raceInfo><number>1</number><description>1. heat, 2620 m</description></raceInfo></r>",
        ] {
            let found = stories(markup);
            let reject = found[0].as_ref().unwrap_err();
            assert_eq!(reject.reason, RejectReason::UnknownFormat, "{markup}");
        }
        for markup in [
            "<item2><title>A</title><description>B</description></item2>",
            "<x><description>B</description><pubDate>2026-08-09T10:00:00Z</pubDate></x>",
            "<x><description>B</description><content>C</content></x>",
        ] {
            assert!(stories(markup)[0].is_ok(), "{markup}");
        }
    }
}
