//! Topics and how they are decided: verdict, score, prominence, evidence.

use std::sync::Arc;

/// A topic's key: `diplomacy`, `climate`, `energy`, or a user's own. Lower case ASCII, digits, `_`.
pub type TopicKey = Arc<str>;

/// What was decided of one topic for a story (definitions: docs/topics.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Neither.
    No,
    /// Named in passing; kept with its evidence, never routed.
    Mentions,
    /// At least one paragraph is about it; routed.
    About,
}

impl Verdict {
    const ALL: [Self; 3] = [Self::No, Self::Mentions, Self::About];

    /// The verdict of this word, as in records.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }

    /// The word in records and metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Mentions => "mentions",
            Self::About => "about",
        }
    }
}

/// The text a span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Headline,
    Subheadline,
    Body,
}

impl Field {
    /// Name in records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Subheadline => "subheadline",
            Self::Body => "body",
        }
    }
}

/// A stretch of a field's text, in UTF-8 bytes, `start..end`, on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub field: Field,
    pub start: u32,
    pub end: u32,
}

/// One piece of evidence: a term found in the text, a code the agency sent, or a guard that spoke against.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The taxonomy's term as written there (`centrale* nucléaire*`), a code (`medtop:20000256`) or `guard:sport`.
    pub term: Arc<str>,
    /// The concept it stands for (`power_station`), if any.
    pub concept: Option<Arc<str>>,
    /// Language of the term; `None` for codes and guards.
    pub language: Option<super::Language>,
    /// Where it stands; `None` for codes.
    pub span: Option<Span>,
    /// What it adds to the logit. All weights of a verdict and its intercept sum to the logit (to 1e-6).
    pub weight: f64,
}

/// An agency code that was used as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyCode {
    pub code: String,
    /// The IPTC code that the supplier's profile makes of it, where that is what the topic lists.
    pub via: Option<Arc<str>>,
    /// `core` decides, `related` supports.
    pub core: bool,
}

/// How much of a story a topic fills.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Prominence {
    /// Share of paragraphs that are about the topic, 0–1.
    pub share: f64,
    /// The headline is about it.
    pub headline: bool,
    /// The first paragraph is about it.
    pub lead: bool,
}

/// The paragraph that speaks most for the topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BestParagraph {
    /// Ordinal among `Story::paragraphs`, from 0.
    pub index: u32,
    /// Its bytes in the body.
    pub start: u32,
    pub end: u32,
}

/// Everything decided about one topic for one story.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicVerdict {
    pub topic: TopicKey,
    pub verdict: Verdict,
    /// Calibrated probability that the story is about the topic, 0–1.
    pub score: f64,
    /// The score from which on the verdict is *about*.
    pub threshold: f64,
    /// Log-odds behind `score`; `intercept` and the evidence weights sum to it.
    pub logit: f64,
    pub intercept: f64,
    pub prominence: Prominence,
    /// The paragraph whose logit decided; `None` when the whole story's did.
    pub decided_by: Option<u32>,
    pub best_paragraph: Option<BestParagraph>,
    pub evidence: Vec<Evidence>,
    pub agency_codes: Vec<AgencyCode>,
    /// Narrow IPTC Media Topic codes of the concepts found (`medtop:20000640`), strongest first.
    pub narrow_codes: Vec<Arc<str>>,
    /// The agency's codes say one thing and the text another.
    pub conflict: bool,
}
