//! Fields that only say yes or no: cancelled, corrected, held, urgent.
//!
//! Owns their names, in the languages newsrooms name fields in, and what a yes means for the story. A no says nothing: most systems write every flag
//! into every record. Never reads a flag from words.

use super::value::Json;
use crate::story::WireStory;

/// Takes a flag into the story; whether the key is one of those known.
pub fn read(key: &str, value: &Json<'_>, story: &mut WireStory) -> bool {
    let signal = match key {
        "annuleret" | "cancelled" | "canceled" | "iscancelled" | "iscanceled" | "killed"
        | "iskilled" | "kill" | "withdrawn" | "iswithdrawn" | "retracted" | "isretracted"
        | "deleted" | "isdeleted" | "removed" | "isremoved" | "trashed" => {
            if is_yes(value) {
                story.pub_status = Some("canceled".to_string());
            }
            return true;
        }
        // The time of a deletion says that there was one.
        "deletedat" | "deletedon" | "removedat" => {
            if is_yes(value)
                || value
                    .scalar()
                    .is_some_and(|time| time.len() > 5 && !time.starts_with("0001"))
            {
                story.pub_status = Some("canceled".to_string());
            }
            return true;
        }
        "draft" | "isdraft" => {
            if is_yes(value) {
                wait(story);
            }
            return true;
        }
        "ispublished" | "published" | "ispublic" if matches!(value, Json::Bool(_)) => {
            if *value == Json::Bool(false) {
                wait(story);
            }
            return true;
        }
        "korrektion" | "iscorrection" | "iscorrected" | "corrected" => "correction",
        "nyversion" | "isupdate" | "iswritethru" => "update",
        "infoflash" | "isflash" | "isbreaking" | "breaking" | "isalert" | "breakingnews" => "alert",
        // The versions before, where there are any.
        "replacing" => {
            if matches!(value, Json::Array(ids) if !ids.is_empty()) {
                story.signals.push("update".to_string());
            }
            return true;
        }
        "holdflag" | "onhold" | "ishold" => "hold",
        _ => return false,
    };
    if is_yes(value) {
        story.signals.push(signal.to_string());
    }
    true
}

/// TT's kind of version: `UV` is fuller, `KORR` corrected, `UVKORR` both.
pub fn update_type(signals: &Json<'_>, story: &mut WireStory) {
    let kind = signals.get("updatetype").and_then(Json::scalar);
    let kind = kind.unwrap_or_default().to_ascii_uppercase();
    for (part, signal) in [("KORR", "correction"), ("UV", "update")] {
        if kind.contains(part) {
            story.signals.push(signal.to_string());
        }
    }
}

/// What is not published yet; a kill stays one.
fn wait(story: &mut WireStory) {
    if !story.may_cancel() {
        story.pub_status = Some("withheld".to_string());
    }
}

fn is_yes(value: &Json<'_>) -> bool {
    match value {
        Json::Bool(yes) => *yes,
        Json::Number(n) => *n == "1",
        Json::String(s) => matches!(s.trim().to_ascii_lowercase().as_str(), "true" | "yes" | "1"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_marks_the_story_and_a_no_says_nothing() {
        let mut story = WireStory::default();
        for key in ["annuleret", "korrektion", "infoflash"] {
            assert!(read(key, &Json::String("false".into()), &mut story));
        }
        assert!(story.pub_status.is_none() && story.signals.is_empty());
        assert!(read("annuleret", &Json::String("true".into()), &mut story));
        assert!(read("korrektion", &Json::Bool(true), &mut story));
        assert_eq!(story.pub_status.as_deref(), Some("canceled"));
        assert_eq!(story.signals, ["correction"]);
        assert!(!read("headline", &Json::Bool(true), &mut story));
    }

    #[test]
    fn versions_that_replace_others_are_updates() {
        let mut story = WireStory::default();
        let kind = Json::Object(vec![("updatetype".into(), Json::String("UVKORR".into()))]);
        update_type(&kind, &mut story);
        assert_eq!(story.signals, ["correction", "update"]);
        let mut story = WireStory::default();
        read("replacing", &Json::Array(Vec::new()), &mut story);
        assert!(story.signals.is_empty());
        read(
            "replacing",
            &Json::Array(vec![Json::String("a".into())]),
            &mut story,
        );
        assert_eq!(story.signals, ["update"]);
    }

    #[test]
    fn what_is_deleted_or_a_draft_says_so() {
        let status = |key: &str, value: Json<'_>| {
            let mut story = WireStory::default();
            read(key, &value, &mut story);
            story.pub_status
        };
        let time = || Json::String("2026-08-09T10:00:00Z".into());
        assert_eq!(
            status("deleted", Json::Bool(true)).as_deref(),
            Some("canceled")
        );
        assert_eq!(status("deletedat", time()).as_deref(), Some("canceled"));
        assert_eq!(status("deletedat", Json::Null), None);
        assert_eq!(
            status("draft", Json::Bool(true)).as_deref(),
            Some("withheld")
        );
        assert_eq!(
            status("published", Json::Bool(false)).as_deref(),
            Some("withheld")
        );
        assert_eq!(status("published", Json::Bool(true)), None);
        assert_eq!(status("published", time()), None);
    }
}
