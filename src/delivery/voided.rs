//! Assignments that have ended with records still under way: what is not handed to the producer yet must not be written
//! any more. Another member has the partition, reads the same records and writes them in order; what came from here
//! later would stand behind its newer ones.

use super::book::Generation;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Told by the book, asked by workers and sink. Clones share what is told.
#[derive(Debug, Clone, Default)]
pub struct Voided(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Almost always false: asking costs one load then.
    any: AtomicBool,
    generations: Mutex<HashSet<Generation>>,
}

impl Voided {
    /// Whether any assignment has ended with records under way.
    pub fn any(&self) -> bool {
        self.0.any.load(Ordering::Acquire)
    }

    /// Whether records of this assignment are void.
    pub fn contains(&self, generation: Generation) -> bool {
        self.any() && self.with(|generations| generations.contains(&generation))
    }

    pub(super) fn add(&self, generation: Generation) {
        self.with(|generations| generations.insert(generation));
    }

    /// Its last record has come back.
    pub(super) fn remove(&self, generation: Generation) {
        self.with(|generations| generations.remove(&generation));
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashSet<Generation>) -> T) -> T {
        let shared = &self.0;
        let mut generations = shared
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut generations);
        shared.any.store(!generations.is_empty(), Ordering::Release);
        result
    }
}
