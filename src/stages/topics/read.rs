//! Reading a story: which language's terms it is read with, and the hits of each passage.

use super::Taxonomy;
use super::fold::Folded;
use super::guards::Recognised;
use super::lexicon::{Hit, Lexicon, Scratch, reading};
use super::passage::{self, Segment};
use super::score::Tally;
use crate::story::{Field, Language, LanguageFound, Story};
use std::ops::Range;

/// Below this the identified language is one candidate among those of its script.
const SURE: f32 = 0.5;

/// A segment with what was found in it.
#[derive(Debug)]
pub(super) struct ReadSegment {
    pub segment: Segment,
    /// Its words in the folded text and its hits.
    pub words: Range<usize>,
    pub hits: Range<usize>,
}

/// A story read.
#[derive(Debug)]
pub(super) struct ReadStory {
    pub folded: Folded,
    pub segments: Vec<ReadSegment>,
    pub hits: Vec<Hit>,
    /// Segments judged as one, in order.
    pub passages: Vec<Range<usize>>,
    /// Evidence of passage `p` for topic `t` at `p * topics + t`.
    pub sums: Vec<f64>,
    /// Evidence of the whole by topic.
    pub whole: Vec<f64>,
    /// The language was a guess from the terms themselves.
    pub guessed: bool,
    pub genre: Option<Recognised>,
}

impl ReadStory {
    /// Hits of a passage; they lie together.
    pub fn hits_of(&self, passage: &Range<usize>) -> &[Hit] {
        let segments = &self.segments[passage.clone()];
        match (segments.first(), segments.last()) {
            (Some(a), Some(b)) => &self.hits[a.hits.start..b.hits.end],
            _ => &[],
        }
    }

    /// The segment a hit stands in.
    pub fn segment_of(&self, hit: &Hit) -> &ReadSegment {
        let first = hit.first as usize;
        let at = self.segments.partition_point(|s| s.words.end <= first);
        // Every hit was found among the words of a segment.
        &self.segments[at.min(self.segments.len() - 1)]
    }
}

impl Taxonomy {
    /// Reads a story with the terms of its language, or, when that is not sure, of the language of its script whose
    /// terms say most.
    pub(super) fn read(&self, story: &Story, found: &LanguageFound) -> ReadStory {
        match found.language {
            Some(language) if found.confidence >= SURE => self.read_as(story, language, false),
            unsure => {
                let script = unsure
                    .map(Language::script)
                    .or_else(|| passage::main_script(story));
                let mut best: Option<ReadStory> = None;
                for language in Language::ALL.iter().copied() {
                    if script != Some(language.script()) || self.lexicon(language).is_none() {
                        continue;
                    }
                    let candidate = self.read_as(story, language, unsure != Some(language));
                    let total = |r: &ReadStory| r.whole.iter().sum::<f64>();
                    if best.as_ref().is_none_or(|b| total(&candidate) > total(b)) {
                        best = Some(candidate);
                    }
                }
                best.unwrap_or_else(|| self.read_as(story, unsure.unwrap_or(Language::En), true))
            }
        }
    }

    pub(super) fn lexicon(&self, language: Language) -> Option<&Lexicon> {
        self.lexicons.get(language as usize)?.as_deref()
    }

    fn read_as(&self, story: &Story, language: Language, guessed: bool) -> ReadStory {
        let segments = passage::segments(story, language);
        let passages = passage::passages(&segments);
        let mut folded = Folded::with_capacity(
            story.headline.len() + story.subheadline.len() + story.body.len(),
        );
        let mut scratch = Scratch::default();
        let mut hits = Vec::with_capacity(64);
        let mut heads = Vec::with_capacity(2);
        let segments: Vec<ReadSegment> = segments
            .into_iter()
            .map(|segment| {
                let text = text_of(story, segment.field);
                let words = folded.push(text, segment.bytes.clone(), reading(segment.language));
                let is_head = match segment.field {
                    Field::Headline => true,
                    Field::Subheadline => false,
                    Field::Body => segment.bytes.start == 0,
                };
                if heads.len() < 2 && is_head {
                    heads.push(words.start);
                }
                let from = hits.len();
                if let Some(lexicon) = self.lexicon(segment.language) {
                    lexicon.find(text, &folded, words.clone(), &mut scratch, &mut hits);
                }
                ReadSegment {
                    segment,
                    words,
                    hits: from..hits.len(),
                }
            })
            .collect();
        let genre = self.guards.recognise(story, &folded, language, &heads);
        let topics = self.definitions.len();
        let mut out = ReadStory {
            folded,
            segments,
            hits,
            passages,
            sums: Vec::new(),
            whole: vec![0.0; topics],
            guessed,
            genre,
        };
        let mut sums = vec![0.0; out.passages.len() * topics];
        let mut tally = Tally::default();
        for (passage, sums) in out.passages.iter().zip(sums.chunks_mut(topics.max(1))) {
            tally.sums(out.hits_of(passage), &self.concepts, &self.model, sums);
        }
        tally.sums(&out.hits, &self.concepts, &self.model, &mut out.whole);
        out.sums = sums;
        out
    }

    /// Evidence of the headline alone, by topic.
    pub(super) fn headline_sums(&self, read: &ReadStory) -> Vec<f64> {
        let mut sums = vec![0.0; self.definitions.len()];
        if let Some(first) = read.segments.first()
            && first.segment.field == Field::Headline
        {
            let hits = &read.hits[first.hits.clone()];
            Tally::default().sums(hits, &self.concepts, &self.model, &mut sums);
        }
        sums
    }
}

/// The text of a field.
pub(super) fn text_of(story: &Story, field: Field) -> &str {
    match field {
        Field::Headline => &story.headline,
        Field::Subheadline => &story.subheadline,
        Field::Body => &story.body,
    }
}
