//! Fields that only say yes or no: cancelled, corrected, held, urgent.
//!
//! Owns their names, in the languages newsrooms name fields in, and what a yes means for the story. A no says nothing: most systems write every flag
//! into every record. Never reads a flag from words.

use super::json_value::Json;
use crate::story::WireStory;

/// Takes a flag into the story; whether the key is one of those known.
pub fn read(key: &str, value: &Json<'_>, story: &mut WireStory) -> bool {
    let signal = match key {
        "annuleret" | "cancelled" | "canceled" | "iscancelled" | "iscanceled" | "killed"
        | "iskilled" | "kill" | "withdrawn" | "retracted" => {
            if is_yes(value) {
                story.pub_status = Some("canceled".to_string());
            }
            return true;
        }
        "korrektion" | "iscorrection" | "iscorrected" | "corrected" => "correction",
        "nyversion" | "isupdate" | "iswritethru" => "update",
        "infoflash" | "isflash" | "isbreaking" | "breaking" | "isalert" | "breakingnews" => "alert",
        "holdflag" | "onhold" | "ishold" => "hold",
        _ => return false,
    };
    if is_yes(value) {
        story.signals.push(signal.to_string());
    }
    true
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
}
