//! The judgement: a read story becomes one verdict for each topic, with the evidence that adds up to it.

use super::Taxonomy;
use super::company::Company;
use super::lexicon::Hit;
use super::pairs::Pair;
use super::read::{ReadSegment, ReadStory};
use super::score::contributions;
use crate::story::{
    AgencyCode, BestParagraph, Entity, Evidence, LanguageFound, Prominence, Span, Story,
    TopicVerdict, Verdict,
};
use std::ops::Range;
use std::sync::Arc;

/// What is decided of a topic before evidence is written out. Log-odds are before calibration.
struct Decision {
    /// The passage that decides; `None`: the whole text.
    passage: Option<usize>,
    /// Sum of the deciding text's evidence and its intercept.
    text: f64,
    intercept: f64,
    /// The passage that speaks most for the topic, if any has evidence.
    best: Option<usize>,
}

/// Evidence that hangs on no words: codes, guards, too few words.
#[derive(Default)]
struct Beside {
    codes: Vec<AgencyCode>,
    evidence: Vec<(Arc<str>, f64)>,
    sum: f64,
}

impl Beside {
    fn add(&mut self, term: &str, weight: f64) {
        self.evidence.push((term.into(), weight));
        self.sum += weight;
    }
}

/// What a topic has before the other topics are looked at.
struct Draft {
    /// By passage, the sentence that names two states.
    pairs: Vec<Option<Span>>,
    decision: Decision,
    beside: Beside,
    /// What a score would be by these alone, 0–1.
    score: f64,
}

fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

impl Taxonomy {
    /// Decides every topic for a story, in the order of [`Taxonomy::topics`]. Pure: the same story gets the same verdicts
    /// on any machine. Cost is linear in the length of the text and does not depend on the number of languages.
    pub fn judge(
        &self,
        story: &Story,
        language: &LanguageFound,
        entities: &[Entity],
    ) -> Vec<TopicVerdict> {
        let read = self.read(story, language);
        let headline = self.headline_sums(&read);
        let pairs = read.pairs(entities);
        let company = read.company(self.definitions.len());
        let mut drafts: Vec<Draft> = (0..self.definitions.len())
            .map(|topic| self.draft(story, &read, &pairs, company[topic], topic))
            .collect();
        let scores: Vec<f64> = drafts.iter().map(|d| d.score).collect();
        for (topic, draft) in drafts.iter_mut().enumerate() {
            // An agency's code is company enough.
            if draft.beside.codes.is_empty() && company[topic].hits > 0 {
                let alone = self.numbers[topic].for_itself(&scores, topic, read.passages.len());
                if alone > 0.0 {
                    draft.beside.add("guard:alone", -alone);
                }
            }
        }
        let drafts = drafts.into_iter().enumerate();
        drafts
            .map(|(topic, draft)| self.verdict(story, &read, draft, topic, headline[topic]))
            .collect()
    }

    fn draft(
        &self,
        story: &Story,
        read: &ReadStory,
        pairs: &[Pair],
        company: Company,
        topic: usize,
    ) -> Draft {
        let numbers = &self.numbers[topic];
        let beside = self.beside(story, read, company, topic);
        let pairs = self.country_pairs(read, pairs, topic);
        let decision = self.decide(read, &pairs, topic);
        Draft {
            score: probability(numbers.slope * (decision.text + beside.sum) + numbers.offset),
            pairs,
            decision,
            beside,
        }
    }

    fn verdict(
        &self,
        story: &Story,
        read: &ReadStory,
        draft: Draft,
        topic: usize,
        headline: f64,
    ) -> TopicVerdict {
        let Draft {
            pairs,
            decision,
            beside,
            ..
        } = draft;
        let definition = &self.definitions[topic];
        let numbers = &self.numbers[topic];
        let passage_intercept = numbers.passage_intercept(read.passages.len());
        let calibrated = |sum: f64| numbers.slope * sum + numbers.offset;

        let intercept = calibrated(decision.intercept);
        let logit = calibrated(decision.text + beside.sum);
        let score = probability(logit);
        let about_from = (numbers.threshold / (1.0 - numbers.threshold)).ln();
        let is_about = |sum: f64| calibrated(sum + beside.sum) >= about_from;

        let passage_about: Vec<bool> = (0..read.passages.len())
            .map(|p| is_about(self.passage_sum(read, &pairs, p, topic) + passage_intercept))
            .collect();
        let core_code = beside.codes.iter().any(|c| c.core);
        let verdict = if logit >= about_from {
            Verdict::About
        } else if read.whole[topic] >= self.model.mention_bar || core_code {
            Verdict::Mentions
        } else {
            Verdict::No
        };

        let range = decision
            .passage
            .map_or(0..read.segments.len(), |p| read.passages[p].clone());
        let hits = read.hits_of(&range);
        let parts = contributions(hits, topic as u8, &self.concepts, &self.model);
        let mut evidence: Vec<Evidence> = parts
            .iter()
            .map(|(index, weight)| self.evidence(read, &hits[*index], weight * numbers.slope))
            .collect();
        let pair = decision.passage.and_then(|p| pairs[p]).map(|span| {
            let term: Arc<str> = "entities:countries".into();
            (term, numbers.country_pair, Some(span))
        });
        let beside_words = beside.evidence.iter();
        let beside_words = beside_words.map(|(term, weight)| (term.clone(), *weight, None));
        for (term, weight, span) in beside_words.chain(pair) {
            evidence.push(Evidence {
                term,
                concept: None,
                language: None,
                span,
                weight: weight * numbers.slope,
            });
        }
        let best = decision
            .best
            .and_then(|p| self.best_paragraph(story, read, &read.passages[p], topic));
        TopicVerdict {
            topic: definition.topic.clone(),
            verdict,
            score,
            threshold: numbers.threshold,
            logit,
            intercept,
            prominence: Prominence {
                share: share(story, read, &passage_about, topic),
                headline: headline > 0.0 && is_about(headline + numbers.paragraph),
                lead: passage_about.first().copied().unwrap_or(false),
            },
            decided_by: decision.passage.and(best.map(|b| b.index)),
            best_paragraph: best,
            evidence,
            narrow_codes: self.narrow_codes(read, topic),
            conflict: core_code && verdict != Verdict::About,
            agency_codes: beside.codes,
        }
    }

    /// Evidence of a passage's text and countries.
    fn passage_sum(
        &self,
        read: &ReadStory,
        pairs: &[Option<Span>],
        passage: usize,
        topic: usize,
    ) -> f64 {
        let pair = pairs[passage].map_or(0.0, |_| self.numbers[topic].country_pair);
        read.sums[passage * self.definitions.len() + topic] + pair
    }

    fn decide(&self, read: &ReadStory, pairs: &[Option<Span>], topic: usize) -> Decision {
        let numbers = &self.numbers[topic];
        let words = read.folded.words().len();
        let whole = numbers.whole_intercept(words);
        let passage = numbers.passage_intercept(read.passages.len());
        let mut decision = Decision {
            passage: None,
            text: whole + read.whole[topic],
            intercept: whole,
            best: None,
        };
        let mut most = 0.0;
        for index in 0..read.passages.len() {
            let sum = self.passage_sum(read, pairs, index, topic);
            if sum > most {
                most = sum;
                decision.best = Some(index);
            }
        }
        // A passage decides where it says at least as much as the whole: it is the sharper quotation.
        if let Some(best) = decision.best
            && most + passage >= decision.text
        {
            decision.passage = Some(best);
            decision.text = most + passage;
            decision.intercept = passage;
        } else if decision.best.is_none() && !read.passages.is_empty() {
            decision.text = passage;
            decision.intercept = passage;
        }
        decision
    }

    /// Codes and guards, that of a topic named in passing among them.
    fn beside(&self, story: &Story, read: &ReadStory, company: Company, topic: usize) -> Beside {
        let codes = self.codes.of(story, topic as u8);
        let mut beside = Beside::default();
        let mut room = self.model.codes_cap;
        for code in &codes {
            let weight = if code.core {
                self.model.core_code
            } else {
                self.model.related_code
            };
            let weight = weight.min(room);
            room -= weight;
            if weight > 0.0 {
                beside.add(code.code.as_str(), weight);
            }
        }
        let in_passing = self.numbers[topic].in_passing(company, read.passages.len());
        // An agency's code is company enough.
        if codes.is_empty() && in_passing > 0.0 {
            beside.add("guard:in_passing", -in_passing);
        }
        if let Some(found) = read.genre {
            let weight = self.model.guard(&self.numbers[topic], found);
            if weight < 0.0 {
                beside.add(found.genre.term(), weight);
            }
        }
        if read.guessed {
            beside.add("guard:language", self.model.unknown_language);
        }
        beside.codes = codes;
        beside
    }

    /// For each passage the sentence that names two states beside a word of the topic, where the model counts it.
    fn country_pairs(&self, read: &ReadStory, pairs: &[Pair], topic: usize) -> Vec<Option<Span>> {
        let mut out = vec![None; read.passages.len()];
        if self.numbers[topic].country_pair > 0.0 {
            for pair in pairs.iter().filter(|p| read.speaks_of(p, topic)) {
                out[pair.passage].get_or_insert(pair.span);
            }
        }
        out
    }

    fn evidence(&self, read: &ReadStory, hit: &Hit, weight: f64) -> Evidence {
        let segment = read.segment_of(hit);
        let language = segment.segment.language;
        let term = self
            .lexicon(language)
            .and_then(|l| l.terms.get(hit.term as usize))
            .map_or_else(|| "".into(), |t| t.text.clone());
        let concept = &self.definitions[usize::from(hit.topic)].concepts[usize::from(hit.concept)];
        Evidence {
            term,
            concept: Some(concept.name.clone()),
            language: Some(language),
            span: Some(span_of(read, segment, hit)),
            weight,
        }
    }

    /// The paragraph of a passage whose hits say most for the topic; the first of a headline alone is none.
    fn best_paragraph(
        &self,
        story: &Story,
        read: &ReadStory,
        passage: &Range<usize>,
        topic: usize,
    ) -> Option<BestParagraph> {
        let hits = read.hits_of(passage);
        let mut best: Option<(u32, f64)> = None;
        let mut current: Option<(u32, f64)> = None;
        for (index, weight) in contributions(hits, topic as u8, &self.concepts, &self.model) {
            let Some(paragraph) = read.segment_of(&hits[index]).segment.paragraph else {
                continue;
            };
            current = match current {
                Some((p, sum)) if p == paragraph => Some((p, sum + weight)),
                _ => Some((paragraph, weight)),
            };
            if let Some((p, sum)) = current
                && best.is_none_or(|(_, most)| sum > most)
            {
                best = Some((p, sum));
            }
        }
        let mut paragraphs = read.segments[passage.clone()].iter();
        let index = best
            .map(|(p, _)| p)
            .or_else(|| paragraphs.find_map(|s| s.segment.paragraph))?;
        let bytes = story.paragraphs.get(index as usize)?;
        Some(BestParagraph {
            index,
            start: bytes.start as u32,
            end: bytes.end as u32,
        })
    }

    /// Narrow codes of the concepts found anywhere in the story, strongest first.
    fn narrow_codes(&self, read: &ReadStory, topic: usize) -> Vec<Arc<str>> {
        let concepts = &self.definitions[topic].concepts;
        let mut sums = vec![0.0; concepts.len()];
        for (index, weight) in contributions(&read.hits, topic as u8, &self.concepts, &self.model) {
            sums[usize::from(read.hits[index].concept)] += weight;
        }
        let mut order: Vec<usize> = (0..concepts.len()).filter(|c| sums[*c] > 0.0).collect();
        order.sort_by(|a, b| sums[*b].total_cmp(&sums[*a]));
        let mut out: Vec<Arc<str>> = Vec::new();
        for code in order.into_iter().flat_map(|c| &concepts[c].codes) {
            if !out.contains(code) {
                out.push(code.clone());
            }
        }
        out
    }
}

/// Share of the story's paragraphs that are about the topic: those of passages that are, as far as they have hits of it.
fn share(story: &Story, read: &ReadStory, about: &[bool], topic: usize) -> f64 {
    let mut count = 0;
    let mut last = None;
    for (passage, _) in read.passages.iter().zip(about).filter(|(_, about)| **about) {
        for segment in &read.segments[passage.clone()] {
            let hits = &read.hits[segment.hits.clone()];
            let paragraph = segment.segment.paragraph;
            let spoken = hits.iter().any(|h| usize::from(h.topic) == topic);
            if paragraph.is_some() && paragraph != last && spoken {
                count += 1;
                last = paragraph;
            }
        }
    }
    f64::from(count) / story.paragraphs.len().max(1) as f64
}

/// The bytes a hit covers.
fn span_of(read: &ReadStory, segment: &ReadSegment, hit: &Hit) -> Span {
    let words = read.folded.words();
    // A hit covers at least one word of its segment.
    let (first, last) = (words[hit.first as usize], words[hit.end as usize - 1]);
    Span {
        field: segment.segment.field,
        start: first.start,
        end: last.end,
    }
}
