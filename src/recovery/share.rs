//! One partition of the dead letters while letters go back: what is done, what stays, and where the group stands.

use super::done::{Done, METADATA_BYTES};
use std::collections::BTreeSet;

/// Room in the metadata for each letter that is under way: two numbers of three bytes, in base64.
const UNDER_WAY_BYTES: usize = 8;

/// A partition this run works on.
#[derive(Debug)]
pub(super) struct Share {
    /// Fixed when the run began: what comes later is left to another run.
    until: i64,
    done: Done,
    /// Letters that stay or are under way.
    open: BTreeSet<i64>,
    under_way: usize,
    next: i64,
    finished: bool,
    committed: Option<(i64, String)>,
}

impl Share {
    /// `stored` is what the group stores: its offset and metadata. `low` is where the partition begins now.
    pub fn new(low: i64, until: i64, stored: Option<(i64, &str)>) -> Self {
        let mut done = stored.map_or_else(Done::default, |(offset, metadata)| {
            Done::decode(offset, metadata)
        });
        let next = stored.map_or(low, |(offset, _)| offset).max(low);
        done.trim_below(next);
        Self {
            until,
            done,
            open: BTreeSet::new(),
            under_way: 0,
            next,
            finished: next >= until,
            committed: stored.map(|(offset, metadata)| (offset, metadata.to_owned())),
        }
    }

    /// Where to begin.
    pub fn start(&self) -> i64 {
        self.next
    }

    pub fn finished(&self) -> bool {
        self.finished
    }

    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// Notes that an offset was read; `false`: it is beyond the end, or was read already.
    pub fn read(&mut self, offset: i64) -> bool {
        if offset >= self.until {
            self.finished = true;
            return false;
        }
        if offset < self.next {
            return false;
        }
        // No letters: control records, compacted ones.
        self.done.insert(self.next, offset);
        self.next = offset + 1;
        self.finished |= self.next >= self.until;
        true
    }

    pub fn is_done(&self, offset: i64) -> bool {
        self.done.contains(offset)
    }

    /// The letter stays where it is, or waits for its turn: nothing is committed past it.
    pub fn leave(&mut self, offset: i64) {
        self.open.insert(offset);
    }

    /// The letter is on its way; nothing is committed past it until it has arrived.
    pub fn begin(&mut self, offset: i64) {
        self.open.insert(offset);
        self.under_way += 1;
    }

    /// The brokers have it, or refused it (then it stays).
    pub fn end(&mut self, offset: i64, arrived: bool) {
        self.under_way = self.under_way.saturating_sub(1);
        if arrived {
            self.open.remove(&offset);
            self.done.insert(offset, offset + 1);
        }
    }

    /// Whether what is done could still be stored if one more letter arrived.
    pub fn has_room(&self) -> bool {
        let spare = (self.under_way + 1) * UNDER_WAY_BYTES;
        self.done.encoded_len(self.frontier()) + spare <= METADATA_BYTES
    }

    /// The first letter that is not done.
    fn frontier(&self) -> i64 {
        self.open.first().copied().unwrap_or(self.next)
    }

    /// What to commit, if that is news.
    pub fn news(&mut self) -> Option<(i64, String)> {
        let frontier = self.frontier();
        self.done.trim_below(frontier);
        let news = (frontier, self.done.encode(frontier));
        (self.committed.as_ref() != Some(&news)).then_some(news)
    }

    pub fn committed(&mut self, stored: (i64, String)) {
        self.committed = Some(stored);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_committed_past_a_letter_that_stays_or_is_under_way() {
        let mut share = Share::new(0, 10, None);
        for offset in 0..5 {
            assert!(share.read(offset));
            if offset == 1 {
                share.leave(offset);
            } else {
                share.begin(offset);
            }
        }
        assert_eq!(share.news(), Some((0, String::new())));
        for arrived in [0, 2, 4] {
            share.end(arrived, true);
        }
        share.end(3, false);
        let (offset, metadata) = share.news().unwrap();
        assert_eq!(offset, 1);
        let again = Share::new(0, 10, Some((offset, &metadata)));
        let todo: Vec<i64> = (again.start()..5).filter(|o| !again.is_done(*o)).collect();
        assert_eq!(todo, [1, 3]);
    }

    #[test]
    fn what_is_written_later_belongs_to_another_run() {
        let mut share = Share::new(3, 5, Some((1, "")));
        assert_eq!(share.start(), 3, "retention was faster");
        assert!(share.read(4) && share.finished());
        assert!(!share.read(5));
        assert_eq!(share.news(), Some((5, String::new())), "a gap is no letter");
        assert!(Share::new(3, 5, Some((5, ""))).finished());
    }

    proptest! {
        /// Runs with any choice of letters, cut off anywhere: each letter arrives once.
        #[test]
        fn no_sequence_of_runs_sends_a_letter_twice_or_forgets_one(
            runs in proptest::collection::vec((proptest::collection::vec(any::<bool>(), 60), 0_usize..70), 1..6),
        ) {
            let mut stored: Option<(i64, String)> = None;
            let mut times = vec![0_u32; 60];
            let all = vec![true; 60];
            for (chosen, cut) in runs.iter().map(|(c, n)| (c, *n)).chain([(&all, 70)]) {
                let mut share = Share::new(0, 60, stored.as_ref().map(|(o, m)| (*o, m.as_str())));
                for offset in (share.start()..60).take(cut) {
                    share.read(offset);
                    if share.is_done(offset) {
                        continue;
                    }
                    if chosen[offset as usize] {
                        share.begin(offset);
                        times[offset as usize] += 1;
                        share.end(offset, true);
                    } else {
                        share.leave(offset);
                    }
                }
                if let Some(news) = share.news() {
                    stored = Some(news);
                }
            }
            prop_assert_eq!(times, vec![1; 60]);
        }
    }
}
