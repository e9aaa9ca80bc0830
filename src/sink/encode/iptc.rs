//! What our topics are called in IPTC's Media Topics.
//!
//! Owns the names and URIs that `subjects[]` shows. Codes without a name here are shown by URI alone; which codes a
//! topic has is the taxonomy's business, not this module's.
//!
//! Names: IPTC `NewsCodes` Media Topics, copyright IPTC (<https://iptc.org/standards/media-topics/>), CC BY 4.0.

use crate::story::TopicKey;
use std::borrow::Cow;
use std::sync::Arc;

/// How a topic stands in `subjects[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicSubject {
    pub topic: TopicKey,
    /// Name for readers, in English.
    pub name: Arc<str>,
    /// The broad Media Topic it stands for (`medtop:20000638`), if any.
    pub code: Option<Arc<str>>,
}

impl TopicSubject {
    /// The three topics that come with the program; the taxonomy's own list takes their place.
    pub fn defaults() -> Vec<Self> {
        [
            ("diplomacy", "medtop:20000638"),
            ("climate", "medtop:20000418"),
            ("energy", "medtop:20000256"),
        ]
        .into_iter()
        .map(|(topic, code)| Self {
            topic: topic.into(),
            name: name(code).unwrap_or(topic).into(),
            code: Some(code.into()),
        })
        .collect()
    }
}

/// URI of a code in the forms that agencies send: Media Topics, old subject codes, or a URI already.
pub(super) fn code_uri(code: &str) -> Option<Cow<'_, str>> {
    let newscodes = |vocabulary: &str, number: &str| {
        let is_number = number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| {
            Cow::Owned(format!(
                "http://cv.iptc.org/newscodes/{vocabulary}/{number}"
            ))
        })
    };
    match code.split_once(':') {
        Some(("medtop", number)) => newscodes("mediatopic", number),
        Some(("subj", number)) => newscodes("subjectcode", number),
        Some(("http" | "https", _)) if super::uri::is_uri(code) => Some(Cow::Borrowed(code)),
        _ => None,
    }
}

/// URI of a genre sent as IPTC's own code.
pub(super) fn genre_uri(genre: &str) -> Option<String> {
    let code = genre.strip_prefix("genre:")?;
    let is_code = !code.is_empty()
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    is_code.then(|| format!("http://cv.iptc.org/newscodes/genre/{code}"))
}

/// English name of a Media Topic that our topics map to.
pub(super) fn name(code: &str) -> Option<&'static str> {
    let number = code.strip_prefix("medtop:")?;
    let found = NAMES.binary_search_by(|(known, _)| (*known).cmp(number));
    found
        .ok()
        .and_then(|at| NAMES.get(at))
        .map(|(_, name)| *name)
}

/// Sorted by code.
const NAMES: &[(&str, &str)] = &[
    ("06000000", "environment"),
    ("20000073", "peace process"),
    ("20000074", "peace envoy"),
    ("20000075", "peace plan"),
    ("20000076", "peace talks"),
    ("20000078", "disarmament"),
    ("20000126", "international law"),
    ("20000128", "international court and tribunal"),
    ("20000142", "nuclear accident and incident"),
    ("20000256", "energy and resource"),
    ("20000257", "renewable energy"),
    ("20000258", "coal"),
    ("20000259", "diesel fuel"),
    ("20000260", "electricity"),
    ("20000261", "energy industry"),
    ("20000262", "kerosene/paraffin"),
    ("20000263", "natural gas"),
    ("20000265", "nuclear power"),
    ("20000266", "oil and gas - downstream activities"),
    ("20000267", "oil and gas - upstream activities"),
    ("20000268", "petrol"),
    ("20000373", "international trade"),
    ("20000387", "energy market"),
    ("20000418", "climate change"),
    ("20000419", "global warming"),
    ("20000421", "energy saving"),
    ("20000423", "environmental policy"),
    ("20000424", "environmental pollution"),
    ("20000425", "air pollution"),
    ("20000430", "natural resources"),
    ("20000431", "energy resources"),
    ("20000436", "renewable energy"),
    ("20000635", "nuclear policy"),
    ("20000638", "international relations"),
    ("20000639", "diplomacy"),
    ("20000640", "summit meetings"),
    ("20000641", "treaty"),
    ("20000642", "economic sanction"),
    ("20000643", "foreign aid"),
    ("20000644", "international organisation"),
    ("20000645", "refugees and internally displaced people"),
    ("20001207", "biofuel"),
    ("20001208", "geothermal power"),
    ("20001209", "solar power"),
    ("20001210", "hydroelectric power"),
    ("20001211", "wind power"),
    ("20001243", "oil and gas"),
    ("20001244", "utilities"),
    ("20001316", "border disputes"),
    ("20001374", "sustainability"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted_or_the_search_would_miss_them() {
        assert!(NAMES.is_sorted());
        assert_eq!(name("medtop:20000640"), Some("summit meetings"));
        assert_eq!(name("medtop:99999999"), None);
    }

    #[test]
    fn codes_that_are_no_codes_get_no_uri() {
        assert_eq!(
            code_uri("medtop:20000640").as_deref(),
            Some("http://cv.iptc.org/newscodes/mediatopic/20000640")
        );
        for code in [
            "medtop:",
            "medtop:2000064x",
            "N2:OILG",
            "OILG",
            "http://a b",
            "",
        ] {
            assert_eq!(code_uri(code), None, "{code}");
        }
        assert_eq!(genre_uri("genre:a/b"), None);
    }
}
