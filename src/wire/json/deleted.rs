//! Rows that a database says were deleted.
//!
//! Owns the two forms in which change capture tells of it: Debezium's (`op` is `d`, the row stands in `before`) and Maxwell's (`type` is `delete`, the row
//! stands in `data`). A story deleted where it was kept is one its readers have to be told of, as of a kill. Never reads the row.

use super::value::Json;

/// The row as it was.
pub fn row<'j, 'a>(change: &'j Json<'a>) -> Option<&'j Json<'a>> {
    let is = |name: &str, word: &str| change.get(name).and_then(Json::scalar) == Some(word);
    let held = if is("op", "d") {
        change.get("before")
    } else if is("type", "delete") && change.get("table").is_some() {
        change.get("data")
    } else {
        None
    };
    held.filter(|row| matches!(row, Json::Object(_)))
}

#[cfg(test)]
mod tests {
    use super::super::envelope::{Inner, stories};
    use super::super::value;
    use crate::wire::limits::Limits;
    use crate::wire::repairs::Repairs;

    fn status(text: &str) -> Option<String> {
        let mut repairs = Repairs::default();
        let values = value::read(text, &Limits::default(), &mut repairs).unwrap();
        match stories(&values[0], &mut repairs).remove(0) {
            Inner::Story(story) => story.pub_status,
            _ => None,
        }
    }

    #[test]
    fn a_deleted_story_is_a_dead_one() {
        let row = r#"{"id":9,"headline":"A crane","body":"It is red.","status":"live"}"#;
        for change in [
            format!(r#"{{"before":{row},"after":null,"op":"d","ts_ms":1}}"#),
            format!(r#"{{"payload":{{"before":{row},"after":null,"op":"d"}},"schema":{{}}}}"#),
            format!(r#"{{"database":"a","table":"b","type":"delete","data":{row}}}"#),
        ] {
            assert_eq!(status(&change).as_deref(), Some("deleted"), "{change}");
        }
        for change in [
            format!(r#"{{"before":{row},"after":{row},"op":"u","ts_ms":1}}"#),
            format!(r#"{{"database":"a","table":"b","type":"update","data":{row}}}"#),
        ] {
            assert_eq!(status(&change).as_deref(), Some("live"), "{change}");
        }
    }
}
