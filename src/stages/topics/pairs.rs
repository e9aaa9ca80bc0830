//! Pairs of states: sentences that name two of them.
//!
//! Owns the question where two different states (or their capitals, which stand for governments) meet in one sentence
//! beside a word of the topic. Two countries alone say nothing of diplomacy: they play football, trade and are at war.
//! Promises linear time in text and entities. Never weighs what it finds.

use super::read::ReadStory;
use crate::story::{Entity, EntityKind, Field, Span};

/// A sentence that names two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The passage it stands in.
    pub passage: usize,
    /// Words of the sentence within its segment.
    first: u32,
    end: u32,
    /// From the first state's name to the other's.
    pub span: Span,
}

/// A state named, by its sentence and place.
struct Named<'a> {
    field: u8,
    first: u32,
    end: u32,
    passage: usize,
    span: Span,
    id: &'a str,
}

impl ReadStory {
    /// Sentences that name two states, in the order of the text.
    pub fn pairs(&self, entities: &[Entity]) -> Vec<Pair> {
        let states = entities
            .iter()
            .filter(|e| matches!(e.kind, EntityKind::Country | EntityKind::Place));
        let mut named: Vec<Named> = states
            .filter_map(|e| e.id.as_deref().map(|id| (id, &e.spans)))
            .flat_map(|(id, spans)| spans.iter().filter_map(move |span| self.named(id, *span)))
            .collect();
        named.sort_by_key(|n| (n.field, n.first, n.span.start));
        let sentences = named.chunk_by(|a, b| (a.field, a.first) == (b.field, b.first));
        sentences
            .filter_map(|states| {
                let one = states.first()?;
                let other = states.iter().find(|s| s.id != one.id)?;
                Some(Pair {
                    passage: one.passage,
                    first: one.first,
                    end: one.end,
                    span: Span {
                        end: other.span.end.max(one.span.end),
                        ..one.span
                    },
                })
            })
            .collect()
    }

    /// Whether a word of the topic stands in the sentence.
    pub fn speaks_of(&self, pair: &Pair, topic: usize) -> bool {
        let hits = &self.hits[self.hits.partition_point(|h| h.first < pair.first)..];
        let mut inside = hits.iter().take_while(|h| h.first < pair.end);
        inside.any(|h| usize::from(h.topic) == topic)
    }

    fn named<'a>(&self, id: &'a str, span: Span) -> Option<Named<'a>> {
        let start = span.start as usize;
        let at = match span.field {
            Field::Headline => 0,
            Field::Subheadline => self
                .segments
                .partition_point(|s| s.segment.field == Field::Headline),
            Field::Body => self.segments.partition_point(|s| {
                s.segment.field != Field::Body || s.segment.bytes.end <= start
            }),
        };
        let segment = self.segments.get(at)?;
        let words = self.folded.words().get(segment.words.clone())?;
        let word = segment.words.start + words.partition_point(|w| w.end <= span.start);
        let (low, high) = (segment.words.start as u32, segment.words.end as u32);
        let (first, end) = self.folded.stops().sentence(word as u32, low, high);
        let passage = self.passages.partition_point(|p| p.end <= at);
        (segment.segment.field == span.field && passage < self.passages.len()).then_some(Named {
            field: span.field as u8,
            first,
            end,
            passage,
            span,
            id,
        })
    }
}
