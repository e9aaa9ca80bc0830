//! JSON lines, one value each, of which one may be bad.
//!
//! Owns the question whether a text is that. It is asked only of a text that could not be read as a whole. Never reads a line.

/// The lines of a text each of which begins an object, at most so many; `None` for any other text.
pub fn parted(text: &str, most: usize) -> Option<Vec<&str>> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let are_objects = lines().all(|line| line.starts_with('{'));
    let count = lines().take(most + 1).count();
    (are_objects && (2..=most).contains(&count)).then(|| lines().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Origin, RawRecord, Reject, RejectReason};
    use crate::wire::{Decoder, Stories};
    use std::sync::Arc;

    fn decode(text: &str) -> Result<Stories, Reject> {
        let origin = Origin::new(Arc::from("c"), Arc::from("t"), 0, 0);
        Decoder::default().decode(&RawRecord::new(origin, Some(text.as_bytes().to_vec())))
    }

    #[test]
    fn lines_are_parted_where_each_begins_an_object() {
        assert_eq!(parted("{\"a\":1}\n\n {\"b\"\r\n", 9).unwrap().len(), 2);
        assert_eq!(parted("{\n\"a\":1\n}", 9), None);
        assert_eq!(parted("{\"a\"", 9), None);
        assert_eq!(parted("{\"a\"\n{\"b\"\n{\"c\"", 2), None);
    }

    #[test]
    fn a_bad_line_does_not_take_the_others_along() {
        let text = "{\"headline\":\"A\",\"text\":\"B\"}\n{\"headline\":\"C\",\"text\":\"D\n{\"headline\":\"E\",\"text\":\"F\"}\n";
        let stories = decode(text).unwrap();
        let headlines: Vec<_> = stories
            .iter()
            .map(|story| match story {
                Ok(story) => story.headline.clone().unwrap(),
                Err(reject) => reject.reason.code().to_string(),
            })
            .collect();
        assert_eq!(headlines, ["A", "malformed_json", "E"]);
        let refused = decode("{\"headline\":\"A\n{\"headline\":\"B\n{\"c\" d").unwrap_err();
        assert_eq!(refused.reason, RejectReason::MalformedJson);
    }
}
