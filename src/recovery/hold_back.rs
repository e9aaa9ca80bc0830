//! When a run stops reading: while many records wait for their turn.
//!
//! Owns which partitions are paused. Promises that every one of them is resumed once nothing waits, whatever was assigned
//! in between: the client resumes none by itself but those it assigns anew.

use std::collections::BTreeSet;

/// What to tell the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    Pause(Vec<i32>),
    Resume(Vec<i32>),
}

/// Which partitions are held back.
#[derive(Debug, Default)]
pub(super) struct HoldBack {
    is_full: bool,
    paused: BTreeSet<i32>,
}

impl HoldBack {
    /// Stops the reading of all partitions when `most` records wait, and of those that come while they do; goes on when
    /// none waits.
    pub fn tend(
        &mut self,
        partitions: impl Iterator<Item = i32>,
        waiting: usize,
        most: usize,
    ) -> Option<Order> {
        self.is_full = waiting >= most || (self.is_full && waiting > 0);
        if self.is_full {
            let new: Vec<i32> = partitions.filter(|p| self.paused.insert(*p)).collect();
            return (!new.is_empty()).then_some(Order::Pause(new));
        }
        let ours: Vec<i32> = partitions.filter(|p| self.paused.contains(p)).collect();
        self.paused.clear();
        (!ours.is_empty()).then_some(Order::Resume(ours))
    }

    /// These partitions came, and none of them is paused.
    pub fn assigned(&mut self, partitions: &[i32]) {
        self.paused.retain(|p| !partitions.contains(p));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_paused_goes_on_although_partitions_came_in_between() {
        let mut hold_back = HoldBack::default();
        assert_eq!(hold_back.tend(0..3, 4, 10), None);
        let paused = Order::Pause(vec![0, 1, 2]);
        assert_eq!(hold_back.tend(0..3, 10, 10), Some(paused));
        hold_back.assigned(&[3, 4]);
        let new = Order::Pause(vec![3, 4]);
        assert_eq!(hold_back.tend(0..5, 1, 10), Some(new), "still full");
        assert_eq!(hold_back.tend(0..5, 1, 10), None);
        let all = Order::Resume(vec![0, 1, 2, 3, 4]);
        assert_eq!(hold_back.tend(0..5, 0, 10), Some(all));
        assert_eq!(hold_back.tend(0..5, 0, 10), None);
    }

    #[test]
    fn only_partitions_that_are_still_there_are_resumed() {
        let mut hold_back = HoldBack::default();
        hold_back.tend(0..3, 10, 10);
        assert_eq!(hold_back.tend(1..2, 0, 10), Some(Order::Resume(vec![1])));
        hold_back.tend(0..3, 10, 10);
        hold_back.assigned(&[0]);
        let rest = Order::Resume(vec![1, 2]);
        assert_eq!(hold_back.tend(0..3, 0, 10), Some(rest), "0 came anew");
    }
}
