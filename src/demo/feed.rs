//! The example stories, as they stand in `examples/`, built into the binary.

use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// One file of `examples/`.
#[derive(Debug, Clone)]
pub struct Example {
    /// Path below `examples/`.
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

static ALL: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (name, bytes) in EXAMPLES {
        if name.ends_with(".ndjson") {
            // One record a line, as a producer would send them.
            let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
            all.extend(lines.map(|line| Example {
                name,
                bytes: line.to_vec(),
            }));
        } else {
            all.push(Example {
                name,
                bytes: bytes.to_vec(),
            });
        }
    }
    shuffle(&mut all);
    all
});

/// All stories, good and broken, in a fixed mixed order: neighbours differ in language and fate.
pub fn examples() -> &'static [Example] {
    &ALL
}

/// Strides through the list by a step that shares no factor with its length.
fn shuffle(all: &mut Vec<Example>) {
    let length = all.len();
    let Some(step) = (length * 5 / 13..length).find(|step| gcd(*step, length) == 1) else {
        return;
    };
    *all = (0..length)
        .map(|n| all[n * step % length].clone())
        .collect();
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_in_the_feed_once() {
        let mut names: Vec<_> = examples()
            .iter()
            .map(|e| e.name)
            .filter(|n| !n.ends_with(".ndjson"))
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count >= 60, "{count} example files");
    }
}
