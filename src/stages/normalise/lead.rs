//! A first paragraph that a format keeps apart from the text.
//!
//! Owns the question whether it is one: Norwegian and Swedish agencies write the lead into NITF's abstract or ninjs' description and begin the text with
//! the second paragraph, others repeat the lead there, cut it off, or have a machine sum the text up. Promises to find a lead only in whole sentences
//! whose words the text does not have, and none before a text that opens with a dateline: that one is whole.

use super::paragraphs::{self, Paragraph};
use super::{dateline, fold};
use crate::story::WireStory;
use crate::wire::profile::Profile;

/// Words of a lead at least; shorter lines are labels and second headlines.
const FEWEST_WORDS: usize = 8;
/// Words in a row by which a text repeats a lead.
const RUN: usize = 5;

/// Bytes within which the agency of a dateline stands.
const REACH: usize = 80;

/// What may be the lead: the field for it, else the description where the agency keeps it there or it opens as a text does.
pub fn take(wire: &mut WireStory, profile: &Profile) -> Option<String> {
    let description = wire.description.take();
    let is_lead = |line: &String| profile.lead_in_description || opens_text(line);
    wire.lead.take().or(description.filter(is_lead))
}

/// Whether a description opens as a text does, with place and agency: whoever wrote that began the story there.
fn opens_text(description: &str) -> bool {
    let near = &description.as_bytes()[..description.len().min(REACH)];
    memchr::memchr2(b'(', b'/', near).is_some()
        && dateline::find(description, None)
            .is_some_and(|found| found.place.is_some() && found.agency.is_some())
}

/// Whether `lead` is the first paragraph of the text that `found` goes on with.
pub fn is_apart(lead: &str, headline: &str, found: &[Paragraph<'_>]) -> bool {
    let Some(first) = found.first() else {
        return false;
    };
    let is_cut = lead.ends_with("...") || lead.ends_with('…');
    if is_cut || !paragraphs::ends_sentence(lead) || dateline::find(first, None).is_some() {
        return false;
    }
    let words = words(lead);
    if words.len() < FEWEST_WORDS {
        return false;
    }
    let mut text = String::from(" ");
    for part in std::iter::once(headline).chain(found.iter().map(AsRef::as_ref)) {
        for word in self::words(part) {
            text.push_str(&word);
            text.push(' ');
        }
    }
    let repeats = |run: &[String]| {
        let run = format!(" {} ", run.join(" "));
        memchr::memmem::find(text.as_bytes(), run.as_bytes()).is_some()
    };
    // Enough of them to tell, few enough for long ones.
    !words.windows(RUN).step_by(3).take(20).any(repeats)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(fold::text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str =
        "Two neighbours will link their grids over the next five years, their ministers say.";

    fn apart(lead: &str, text: &[&str]) -> bool {
        let text: Vec<Paragraph<'_>> = text.iter().map(|p| Paragraph::from(*p)).collect();
        is_apart(lead, "Grids linked", &text)
    }

    #[test]
    fn a_description_with_place_and_agency_opens_the_text() {
        assert!(opens_text(
            "Arvik, 12 May 2026 (Reuters) - Two neighbours will link their grids."
        ));
        assert!(!opens_text(
            "Two neighbours (and a third) will link their grids."
        ));
        assert!(!opens_text("Arvik - Two neighbours will link their grids."));
        assert!(!opens_text(""));
    }

    #[test]
    fn a_lead_whose_words_the_text_has_not_is_its_first_paragraph() {
        assert!(apart(
            LEAD,
            &[
                "The first line is to be ready by 2031.",
                "No price was given."
            ]
        ));
    }

    #[test]
    fn what_is_repeated_cut_off_short_or_before_a_dateline_is_none() {
        let rest = "The first line is to be ready by 2031.";
        assert!(!apart(LEAD, &[LEAD, rest]));
        assert!(!apart(
            LEAD,
            &["Two neighbours will link their grids over the next five years. Both agreed."]
        ));
        assert!(!apart(
            "Two neighbours will link their grids over the next five...",
            &[rest]
        ));
        assert!(!apart("Grids will be linked.", &[rest]));
        assert!(!apart(
            "Grids to be linked over the next five years in the north",
            &[rest]
        ));
        assert!(!apart(
            LEAD,
            &["OSLO, Aug 9 (Reuters) - A line is to be ready by 2031."]
        ));
        assert!(!apart(LEAD, &[]));
    }
}
