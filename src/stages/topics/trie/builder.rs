//! How a trie is made: patterns one by one into drafts, then nodes laid out by depth.

use super::super::begins::Begins;
use super::super::pattern::WordPattern;
use super::{MAX_WORD_BYTES, NONE, Node, ROOT, Trie};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
struct Draft {
    edges: BTreeMap<u8, u32>,
    closed: Option<u32>,
    open: Option<u32>,
    inner: Option<u32>,
    outputs: Vec<u32>,
}

/// Collects patterns.
#[derive(Debug)]
pub struct Builder {
    drafts: Vec<Draft>,
    begins: Begins,
    begins_inside: Begins,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            drafts: vec![Draft::default()],
            begins: Begins::default(),
            begins_inside: Begins::default(),
        }
    }
}

impl Builder {
    fn add(&mut self) -> u32 {
        self.drafts.push(Draft::default());
        self.drafts.len() as u32 - 1
    }

    /// Adds a sequence of word patterns that reports `output` where it is found.
    pub fn insert(&mut self, patterns: &[WordPattern], output: u32) {
        match patterns.first() {
            Some(first) if first.inner => self.begins_inside.add(first),
            Some(first) => self.begins.add(first),
            None => {}
        }
        let mut at = ROOT;
        for pattern in patterns {
            if pattern.inner {
                let inner = self.drafts[at as usize].inner;
                let node = inner.unwrap_or_else(|| self.add());
                self.drafts[at as usize].inner = Some(node);
                at = node;
            }
            for byte in pattern.core.bytes() {
                let next = self.drafts[at as usize].edges.get(&byte).copied();
                let node = next.unwrap_or_else(|| self.add());
                self.drafts[at as usize].edges.insert(byte, node);
                at = node;
            }
            let next = if pattern.open {
                self.drafts[at as usize].open
            } else {
                self.drafts[at as usize].closed
            };
            at = next.unwrap_or_else(|| {
                let node = self.add();
                let draft = &mut self.drafts[at as usize];
                if pattern.open {
                    draft.open = Some(node);
                } else {
                    draft.closed = Some(node);
                }
                node
            });
        }
        self.drafts[at as usize].outputs.push(output);
    }

    /// What stays of the nodes, by their distance from the root, so that what most words touch lies together.
    fn by_depth(&self) -> ByDepth {
        let mut found = ByDepth {
            order: vec![(ROOT, Vec::new())],
            number: vec![NONE; self.drafts.len()],
        };
        let mut at = 0;
        while let Some((old, _)) = found.order.get(at) {
            let draft = &self.drafts[*old as usize];
            for (byte, next) in &draft.edges {
                // Digits are counted at the edge: what follows them is not part of it.
                let chain = (*byte != b'#').then(|| self.chain(*next));
                found.push(*next, chain.unwrap_or((*next, Vec::new())));
            }
            for next in draft
                .inner
                .into_iter()
                .chain(draft.closed)
                .chain(draft.open)
            {
                found.push(next, (next, Vec::new()));
            }
            at += 1;
        }
        found
    }

    /// The first node from this one on that leaves a choice, and the bytes that lead to it.
    fn chain(&self, mut node: u32) -> (u32, Vec<u8>) {
        let mut label = Vec::new();
        loop {
            let draft = &self.drafts[node as usize];
            let may_end = draft.closed.is_some() || draft.open.is_some() || draft.inner.is_some();
            match draft.edges.first_key_value() {
                Some((byte, next))
                    if draft.edges.len() == 1
                        && !may_end
                        && *byte != b'#'
                        && label.len() < MAX_WORD_BYTES =>
                {
                    label.push(*byte);
                    node = *next;
                }
                _ => return (node, label),
            }
        }
    }

    /// Lays the nodes out flat.
    pub fn build(self) -> Trie {
        let mut targets = Vec::new();
        let mut outputs = Vec::new();
        let ByDepth { order, number } = self.by_depth();
        let mut labels = Vec::new();
        let new = |old: Option<u32>| old.map_or(NONE, |old| number[old as usize]);
        let nodes = order
            .iter()
            .map(|(old, label)| {
                let draft = &self.drafts[*old as usize];
                let first = labels.len() as u32;
                labels.extend(label);
                let bytes = || draft.edges.keys().copied();
                let (low, high) = (
                    bytes().next().unwrap_or(0),
                    bytes().next_back().unwrap_or(0),
                );
                let edges = targets.len() as u32;
                if !draft.edges.is_empty() {
                    let target = |byte| new(draft.edges.get(&byte).copied());
                    targets.extend((low..=high).map(target));
                }
                let node = Node {
                    label: first,
                    label_length: label.len() as u8,
                    edges,
                    span: (targets.len() as u32 - edges) as u16,
                    low,
                    outputs: outputs.len() as u32,
                    output_count: draft.outputs.len() as u16,
                    closed: new(draft.closed),
                    open: new(draft.open),
                    inner: new(draft.inner),
                };
                outputs.extend(&draft.outputs);
                node
            })
            .collect();
        Trie {
            nodes,
            targets: targets.into_boxed_slice(),
            labels: labels.into_boxed_slice(),
            outputs: outputs.into_boxed_slice(),
            begins: self.begins,
            begins_inside: self.begins_inside,
        }
    }
}

/// Nodes that stay, each with its label, and the place of the one that a draft became.
struct ByDepth {
    order: Vec<(u32, Vec<u8>)>,
    number: Vec<u32>,
}

impl ByDepth {
    fn push(&mut self, draft: u32, node: (u32, Vec<u8>)) {
        self.number[draft as usize] = self.order.len() as u32;
        self.order.push(node);
    }
}
