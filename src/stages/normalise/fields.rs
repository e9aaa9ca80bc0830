//! Fields of a story as lines of clean text.
//!
//! Owns what becomes of a field of one line, of one of several, and of lists in which a value stands twice.

use super::{characters, notes};
use crate::wire::repairs::Repairs;
use std::collections::HashSet;
use std::hash::Hash;

/// A field of one line; `None` where it has no letters.
pub fn clean(field: Option<String>, repairs: &mut Repairs) -> Option<String> {
    let line = characters::line(&field?, repairs);
    (!line.is_empty()).then_some(line)
}

/// The same for a field of several lines.
pub fn clean_lines(field: Option<String>, repairs: &mut Repairs) -> Option<String> {
    let field = field?;
    let lines = field
        .split('\n')
        .map(|line| characters::line(line, repairs));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// All notes, each line once: what stands in the field may stand below the text again.
pub fn joined(field: Option<String>, notes: Vec<String>) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for note in field.into_iter().chain(notes) {
        lines.extend(note.split('\n').map(str::to_string));
    }
    let mut all = each_once(lines);
    while all.last().is_some_and(|line| notes::is_heading(line)) {
        all.pop();
    }
    (!all.is_empty()).then(|| all.join("\n"))
}

/// The values in their order, each once.
pub fn each_once<T: Hash + Eq>(values: Vec<T>) -> Vec<T> {
    if values.len() < 2 {
        return values;
    }
    let mut seen = HashSet::with_capacity(values.len());
    let is_first: Vec<bool> = values.iter().map(|value| seen.insert(value)).collect();
    let kept = values.into_iter().zip(is_first);
    kept.filter_map(|(value, is_first)| is_first.then_some(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_once_and_a_heading_alone_is_none() {
        let all = |field: &str, notes: &[&str]| {
            let notes = notes.iter().map(|note| (*note).to_string()).collect();
            joined(Some(field.to_string()), notes)
        };
        assert_eq!(
            all("Adds quote\nnna ab", &["Adds quote", "Photo"]).as_deref(),
            Some("Adds quote\nnna ab\nPhoto")
        );
        assert_eq!(all("nna ab", &["# Notizblock"]).as_deref(), Some("nna ab"));
        assert_eq!(all("Notizblock", &[]), None);
    }
}
