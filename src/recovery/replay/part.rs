//! One partition of a replay: what is under way, and what the group may store of it.

use crate::recovery::snapshot::Span;
use std::collections::BTreeMap;

/// Begins what the group stores of a partition, so that progress of something else is not taken for ours.
const MARK: &str = "copytaster-replay 1";

/// A partition this instance works on.
#[derive(Debug)]
pub(super) struct Part {
    until: i64,
    next: i64,
    /// Records under way, with the outputs each still waits for.
    open: BTreeMap<i64, usize>,
    committed: Option<i64>,
}

impl Part {
    /// Where the group stands, or the beginning of the span.
    pub fn new(span: Span, stored: Option<i64>) -> Self {
        Self {
            until: span.until,
            next: stored.unwrap_or(span.from).max(span.from),
            open: BTreeMap::new(),
            committed: stored,
        }
    }

    pub fn start(&self) -> i64 {
        self.next
    }

    /// Whether this record is still to be worked on. One behind the end says that all before it is read.
    pub fn is_ahead(&mut self, offset: i64) -> bool {
        if offset >= self.until {
            self.ended();
            return false;
        }
        offset >= self.next
    }

    /// The record is being worked on; what lies before it is no record any more.
    pub fn read(&mut self, offset: i64) {
        self.next = self.next.max(offset + 1);
    }

    /// The partition has nothing more.
    pub fn ended(&mut self) {
        self.next = self.until.max(self.next);
    }

    /// So many outputs of the record are under way.
    pub fn begin(&mut self, offset: i64, outputs: usize) {
        if outputs > 0 {
            self.open.insert(offset, outputs);
        }
    }

    /// One output of the record has ended.
    pub fn end(&mut self, offset: i64) {
        if let Some(left) = self.open.get_mut(&offset) {
            *left -= 1;
            if *left == 0 {
                self.open.remove(&offset);
            }
        }
    }

    /// All is read; it may still be under way.
    pub fn is_read(&self) -> bool {
        self.next >= self.until
    }

    pub fn is_settled(&self) -> bool {
        self.open.is_empty()
    }

    /// The offset to store, if it is another than the one stored.
    pub fn news(&self) -> Option<i64> {
        let first_open = self.open.first_key_value().map(|(offset, _)| *offset);
        let frontier = first_open.unwrap_or(self.next).min(self.until);
        (self.committed != Some(frontier)).then_some(frontier)
    }

    pub fn committed(&mut self, offset: i64) {
        self.committed = Some(offset);
    }

    pub fn until(&self) -> i64 {
        self.until
    }
}

/// What is stored beside the offset: the end of the partition, the same for all instances and runs, and the range.
pub(super) fn note(until: i64, range: &str) -> String {
    format!("{MARK} {until} {range}")
}

/// What the group stores of a partition, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Noted {
    /// Nothing was begun.
    Nothing,
    Ours {
        offset: i64,
        until: i64,
    },
    /// Begun for another range.
    Other(String),
}

impl Noted {
    pub fn read(offset: Option<i64>, note: &str, range: &str) -> Self {
        let Some(offset) = offset else {
            return Self::Nothing;
        };
        let read = || {
            let (until, range) = note.strip_prefix(MARK)?.trim_start().split_once(' ')?;
            Some((until.parse().ok()?, range))
        };
        match read() {
            Some((until, noted)) if noted == range => Self::Ours { offset, until },
            Some((_, noted)) => Self::Other(noted.to_owned()),
            None => Self::Other(format!("offset {offset}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: i64, until: i64) -> Span {
        Span {
            partition: 0,
            from,
            until,
        }
    }

    #[test]
    fn nothing_is_stored_past_a_record_whose_outputs_have_not_all_ended() {
        let mut part = Part::new(span(10, 14), None);
        for offset in 10..14 {
            assert!(part.is_ahead(offset));
            part.read(offset);
            part.begin(offset, if offset == 11 { 2 } else { 1 });
        }
        assert!(!part.is_ahead(14) && part.is_read());
        part.end(10);
        part.end(11);
        part.end(13);
        assert_eq!(part.news(), Some(11));
        part.end(11);
        part.end(12);
        assert_eq!(part.news(), Some(14));
        part.committed(14);
        assert_eq!((part.news(), part.is_settled()), (None, true));
    }

    #[test]
    fn a_record_without_outputs_and_a_gap_hold_nothing_back() {
        let mut part = Part::new(span(0, 9), Some(3));
        assert_eq!(part.start(), 3);
        assert!(!part.is_ahead(2) && part.is_ahead(5));
        part.read(5);
        part.begin(5, 0);
        assert_eq!(part.news(), Some(6));
        part.ended();
        assert_eq!(part.news(), Some(9));
    }

    #[test]
    fn a_note_is_read_back_and_one_of_another_range_is_told() {
        let range = "1..2";
        let noted = |note: &str| Noted::read(Some(7), note, range);
        assert_eq!(
            noted(&note(90, range)),
            Noted::Ours {
                offset: 7,
                until: 90
            }
        );
        assert_eq!(noted(&note(90, "1..3")), Noted::Other("1..3".into()));
        assert_eq!(noted("something else"), Noted::Other("offset 7".into()));
        assert_eq!(Noted::read(None, "", range), Noted::Nothing);
    }

    proptest! {
        /// Cut off anywhere and begun again where the group stands: each record is worked on at least once, and no
        /// frontier passes one that is open.
        #[test]
        fn no_sequence_of_runs_leaves_a_record_out(
            runs in proptest::collection::vec((0_usize..70, proptest::collection::vec(any::<bool>(), 60)), 1..6),
        ) {
            let mut stored = None;
            let mut done = [false; 60];
            let all = vec![true; 60];
            for (cut, ends) in runs.iter().map(|(n, e)| (*n, e)).chain([(60, &all)]) {
                let mut part = Part::new(span(0, 60), stored);
                for offset in (part.start()..60).take(cut) {
                    prop_assert!(part.is_ahead(offset));
                    part.read(offset);
                    part.begin(offset, 1);
                    if ends[offset as usize] {
                        part.end(offset);
                        done[offset as usize] = true;
                    }
                }
                if let Some(news) = part.news() {
                    prop_assert!(done[..news as usize].iter().all(|d| *d));
                    stored = Some(news);
                }
            }
            prop_assert_eq!(stored, Some(60));
        }
    }
}
