//! Which reader an XML document is for.
//!
//! Owns the names of root elements, documents one behind another, and what is done with a known one inside an unknown: as elements, or as text. Never reads fields.

use super::{feed, house};
use crate::story::{Reject, RejectReason};
use crate::wire::repairs::{Repairs, code};
use crate::wire::xml::{self, Element, Node};
use crate::wire::{
    Around, Decoder, Stories, appl, cut, framing, newsml_g2, newsml1, nitf, put_first, sniff,
};

/// The stories of an XML document by its root; a known root inside an unknown one is unwrapped.
pub fn stories(root: &Element<'_>, repairs: &mut Repairs) -> Stories {
    match root.name.as_ref() {
        "newsMessage" | "newsItem" | "packageItem" | "conceptItem" | "knowledgeItem"
        | "planningItem" | "catalogItem" => newsml_g2::read(root),
        "NewsML" => newsml1::read(root),
        "NewsItem" if newsml1::is_bare_item(root) => newsml1::read(root),
        "nitf" => vec![nitf::read(root)],
        _ => {
            // AP keeps each text as NITF inside; the publication around it says everything else.
            let mut publications = Vec::new();
            appl::publications(root, &mut publications);
            if !publications.is_empty() {
                return publications.into_iter().map(appl::read).collect();
            }
            let mut inner = Vec::new();
            known(root, &mut inner);
            if inner.is_empty() {
                return feed::read(root).unwrap_or_else(|| house::read(root));
            }
            if let [(holder, _)] = inner.as_mut_slice()
                && !is_item(holder)
            {
                *holder = root;
            }
            repairs.note(code::WRAPPER, 1);
            let mut all = Stories::new();
            for (holder, document) in inner {
                let mut found = stories(document, repairs);
                // NITF's own head may be empty, where a system says it all around it.
                if let (true, [Ok(story)]) = (document.name == "nitf", found.as_mut_slice()) {
                    house::fill(story, holder);
                }
                all.append(&mut found);
            }
            all
        }
    }
}

/// The documents of known formats inside, each with the largest element around it that holds no other.
fn known<'e, 'a>(element: &'e Element<'a>, found: &mut Vec<(&'e Element<'a>, &'e Element<'a>)>) {
    for child in element.elements() {
        let is_known = matches!(
            child.name.as_ref(),
            "newsMessage" | "newsItem" | "NewsML" | "nitf"
        );
        if is_known || newsml1::is_bare_item(child) {
            found.push((element, child));
            continue;
        }
        let start = found.len();
        known(child, found);
        if let Some([(holder, _)]) = found.get_mut(start..)
            && !is_item(holder)
        {
            *holder = child;
        }
    }
}

/// The element of a story in a feed, whose title is another than the feed's.
fn is_item(element: &Element<'_>) -> bool {
    matches!(element.name.as_ref(), "item" | "entry")
}

/// Another wire format as the text of an element.
pub fn inner_format<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    element.children.iter().find_map(|child| match child {
        Node::Text(text) => sniff::holds_a_format(text).then_some(text.as_ref()),
        Node::Element(inner) => inner_format(inner),
    })
}

impl Decoder {
    /// The stories of a document; of each, where several stand one after another.
    pub(in crate::wire) fn xml(&self, text: &str, around: Around<'_>) -> Result<Stories, Reject> {
        let mut stories = Vec::new();
        let mut rest = text;
        while stories.len() <= self.limits.max_stories {
            let mut repairs = Repairs::default();
            let (root, end) = match xml::read_one(rest, &self.limits, &mut repairs) {
                Ok(read) => read,
                Err(reject) => {
                    // `< 4 %` in a text: read once more with the sign as a character of it.
                    let bare = (reject.reason == RejectReason::MalformedXml)
                        .then(|| xml::without_bare_brackets(rest))
                        .flatten();
                    let more = match bare {
                        Some((mended, count)) => self.mended(&mended, count, around),
                        None => self.cut_short(rest, reject, around),
                    };
                    match more {
                        Ok(more) => stories.extend(more),
                        Err(reject) if stories.is_empty() => return Err(reject),
                        Err(reject) => stories.push(Err(reject)),
                    }
                    break;
                }
            };
            rest = rest.get(end..).unwrap_or_default();
            let next = framing::next_document(rest);
            let is_framed = next.map_or(framing::is_tail(rest), |(_, is_framed)| is_framed);
            repairs.note(code::FRAMING, usize::from(is_framed));
            stories.append(&mut self.of_root(&root, &mut repairs, around)?);
            match next {
                Some((start, _)) => rest = rest.get(start..).unwrap_or_default(),
                None => break,
            }
        }
        Ok(stories)
    }

    /// The stories of a root element, or of another format inside it.
    fn of_root(
        &self,
        root: &Element<'_>,
        repairs: &mut Repairs,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let mut found = stories(root, repairs);
        if let (true, Some(inner)) = (found.iter().all(Result::is_err), inner_format(root)) {
            repairs.note(code::NESTED, 1);
            let around = Around {
                repairs: &[],
                ..around
            };
            found = self.text(inner.trim(), around)?;
        }
        for story in found.iter_mut().flatten() {
            put_first(&mut story.repairs, repairs.as_slice());
        }
        Ok(found)
    }

    /// The stories of a document that was refused, if only its end is missing.
    fn cut_short(
        &self,
        text: &str,
        refused: Reject,
        around: Around<'_>,
    ) -> Result<Stories, Reject> {
        let mut repairs = Repairs::default();
        let root = (refused.reason == RejectReason::MalformedXml)
            .then(|| xml::read_cut(text, &self.limits, &mut repairs).ok())
            .flatten();
        match root.map(|root| self.of_root(&root, &mut repairs, around)) {
            Some(Ok(stories)) => cut::settled(stories, refused),
            _ => Err(refused),
        }
    }

    /// The stories of a text in which so many signs were made characters.
    fn mended(&self, text: &str, count: usize, around: Around<'_>) -> Result<Stories, Reject> {
        let mut stories = self.xml(text, around)?;
        let mut repairs = Repairs::default();
        repairs.note(code::MARKUP_BROKEN, count);
        for story in stories.iter_mut().flatten() {
            put_first(&mut story.repairs, repairs.as_slice());
        }
        Ok(stories)
    }
}
