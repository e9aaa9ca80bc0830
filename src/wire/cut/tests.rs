//! Ends of texts and of documents.

use super::*;
use crate::story::{RejectReason, Stage, WireStory};

#[test]
fn half_a_tag_and_half_a_reference_are_cut_off() {
    for (text, kept) in [
        ("One <b", "One "),
        ("One</", "One"),
        ("One <", "One "),
        ("One &am", "One "),
        ("One &#82", "One "),
        ("One <b>two", "One <b>two"),
        ("3 < 4", "3 < 4"),
        ("One & two", "One & two"),
        ("One", "One"),
    ] {
        assert_eq!(whole(text), kept, "{text}");
    }
}

fn story(text: &str) -> WireStory {
    WireStory {
        body: Body::Plain(text.to_string()),
        ..WireStory::default()
    }
}

fn refused() -> Reject {
    Reject::new(Stage::Decode, RejectReason::MalformedXml, "cut".to_string())
}

#[test]
fn the_last_story_of_a_cut_document_says_so_or_is_refused() {
    let long = "The ports agreed on Sunday to share a crane. ".repeat(6);
    let codes = |story: &Result<WireStory, Reject>| -> Vec<&'static str> {
        let repairs = story.as_ref().unwrap().repairs.iter();
        repairs.map(|repair| repair.code).collect()
    };
    let both = settled(vec![Ok(story("A")), Ok(story(&long))], refused()).unwrap();
    assert!(codes(&both[0]).is_empty());
    assert_eq!(codes(&both[1]), [code::CUT_SHORT]);
    let first = settled(vec![Ok(story("A")), Ok(story("B"))], refused()).unwrap();
    assert!(first[0].is_ok());
    assert_eq!(
        first[1].as_ref().unwrap_err().reason,
        RejectReason::MalformedXml
    );
    let teaser = WireStory {
        format: Some(crate::story::WireFormat::Feed),
        headline: Some("Ports share a crane".to_string()),
        ..story(&long[..90])
    };
    assert!(settled(vec![Ok(teaser)], refused()).is_ok());
    assert!(settled(vec![Ok(story(&long[..90]))], refused()).is_err());
    assert!(settled(vec![Ok(story("A"))], refused()).is_err());
    assert!(settled(Vec::new(), refused()).is_err());
}
