//! Schedules of poll, complete, commit, revoke, reassign and gap against a naive model of the same promises.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
enum Step {
    /// Poll a record: partition, gap before it, bytes.
    Poll(u8, u8, u16),
    /// Complete one of the records in flight.
    Complete(usize),
    /// Complete one that was in flight when its assignment ended.
    CompleteStale(usize),
    /// Complete a record a second time, or one that was never charged.
    Misuse(usize),
    Commit,
    Revoke(u8),
    Assign(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..3u8, prop_oneof![9 => Just(0u8), 1 => 1..9u8], any::<u16>()).prop_map(|(p, g, b)| Step::Poll(p, g, b)),
        6 => any::<usize>().prop_map(Step::Complete),
        2 => any::<usize>().prop_map(Step::CompleteStale),
        1 => any::<usize>().prop_map(Step::Misuse),
        2 => Just(Step::Commit),
        1 => (0..3u8).prop_map(Step::Revoke),
        1 => (0..3u8).prop_map(Step::Assign),
    ]
}

/// What the broker would hold, and every record of the current assignment by brute force.
#[derive(Default)]
struct Model {
    next: BTreeMap<u8, i64>,
    open: BTreeMap<u8, BTreeSet<i64>>,
    committed: BTreeMap<u8, i64>,
    flying: Vec<(u8, Receipt, u64)>,
    /// In flight for an assignment that has ended: they hold their budget.
    stale: Vec<(Receipt, u64)>,
    done: Vec<Receipt>,
}

fn partition(p: u8) -> TopicPartition {
    TopicPartition::new("t", i32::from(p))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_keeps_frontier_budget_and_generations(steps in proptest::collection::vec(step(), 1..200)) {
        let cap = Charge { records: 20, bytes: 200_000 };
        let mut book = Book::new(cap);
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Assign(p) => {
                    // A member only gets what it does not own.
                    if !book.is_assigned(&partition(p)) {
                        book.assign(partition(p));
                        model.open.insert(p, BTreeSet::new());
                        // It reads on from what the broker stores.
                        let from = model.committed.get(&p).copied().unwrap_or(0);
                        model.next.insert(p, from);
                    }
                }
                Step::Revoke(p) => {
                    let open = model.open.remove(&p);
                    let dropped = book.drop_partition(&partition(p));
                    prop_assert_eq!(dropped, open.map_or(0, |o| o.len() as u64));
                    let (gone, kept) = model.flying.drain(..).partition(|(q, _, _)| *q == p);
                    model.flying = kept;
                    let gone: Vec<(u8, Receipt, u64)> = gone;
                    model.stale.extend(gone.iter().map(|(_, r, b)| (*r, *b)));
                }
                Step::Poll(p, gap, bytes) => {
                    let offset = model.next.get(&p).copied().unwrap_or(0) + i64::from(gap);
                    let receipt = book.charge(&partition(p), offset, u64::from(bytes), None).unwrap();
                    match (receipt, model.open.get_mut(&p)) {
                        (Some(receipt), Some(open)) => {
                            model.next.insert(p, offset + 1);
                            open.insert(offset);
                            model.flying.push((p, receipt, u64::from(bytes)));
                        }
                        (None, None) => {}
                        (receipt, _) => prop_assert!(false, "charged without assignment or refused with it: {receipt:?}"),
                    }
                }
                Step::Complete(n) => {
                    if !model.flying.is_empty() {
                        let (p, receipt, _) = model.flying.swap_remove(n % model.flying.len());
                        prop_assert!(matches!(book.complete(receipt).unwrap(), Completion::Done(_)));
                        model.open.get_mut(&p).unwrap().remove(&receipt.offset);
                        model.done.push(receipt);
                    }
                }
                Step::CompleteStale(n) => {
                    if !model.stale.is_empty() {
                        let (receipt, _) = model.stale.swap_remove(n % model.stale.len());
                        let frontiers: Vec<_> = (0..3).map(|p| book.ledger(&partition(p)).and_then(Ledger::frontier)).collect();
                        prop_assert_eq!(book.complete(receipt).unwrap(), Completion::OldGeneration);
                        let after: Vec<_> = (0..3).map(|p| book.ledger(&partition(p)).and_then(Ledger::frontier)).collect();
                        prop_assert_eq!(frontiers, after, "work of an old assignment moved a frontier");
                        model.done.push(receipt);
                    }
                }
                Step::Misuse(n) => {
                    if !model.done.is_empty() {
                        let receipt = model.done[n % model.done.len()];
                        let before = book.budget().used();
                        let ended = book.complete(receipt);
                        let refused = matches!(ended, Err(_) | Ok(Completion::OldGeneration));
                        prop_assert!(refused, "completed twice: {:?}", receipt);
                        prop_assert_eq!(book.budget().used(), before);
                    }
                }
                Step::Commit => {
                    let cut = book.cut();
                    for (tp, offset) in &cut.offsets {
                        let p = tp.partition as u8;
                        // Promise 1: nothing below a committed offset is open.
                        prop_assert!(model.open[&p].iter().all(|o| o >= offset));
                        // Commits never go back.
                        prop_assert!(model.committed.get(&p).is_none_or(|c| offset > c));
                        model.committed.insert(p, *offset);
                    }
                    book.note_commit(&cut).unwrap();
                    prop_assert!(book.cut().is_empty(), "a cut that was noted must not be offered again");
                }
            }
            // The frontier is exactly the lowest open offset, or the next one where nothing is open.
            for (p, open) in &model.open {
                let expected = open.first().copied().or_else(|| book.ledger(&partition(*p)).unwrap().frontier());
                prop_assert_eq!(book.ledger(&partition(*p)).unwrap().frontier(), expected);
            }
            let bytes: u64 = model.flying.iter().map(|(_, _, b)| b).chain(model.stale.iter().map(|(_, b)| b)).sum();
            prop_assert_eq!(book.budget().used().bytes, bytes);
            prop_assert!(book.budget().used().records >= model.flying.len() as u64);
            prop_assert_eq!(book.open(), model.flying.len() as u64);
        }
        for (_, receipt, _) in model.flying.drain(..) {
            book.complete(receipt).unwrap();
        }
        for (receipt, _) in model.stale.drain(..) {
            book.complete(receipt).unwrap();
        }
        prop_assert_eq!(book.budget().used(), Charge::default());
        prop_assert_eq!(book.budget().gate(), Gate::Open);
    }
}

#[test]
fn a_gap_of_a_million_offsets_costs_one_slot_and_does_not_hold_the_frontier() {
    let mut book = Book::new(Charge {
        records: 10,
        bytes: 1000,
    });
    book.assign(partition(0));
    let first = book.charge(&partition(0), 5, 1, None).unwrap().unwrap();
    let second = book
        .charge(&partition(0), 1_000_005, 1, None)
        .unwrap()
        .unwrap();
    assert_eq!(book.budget().used().records, 2);
    book.complete(second).unwrap();
    assert!(book.cut().is_empty());
    book.complete(first).unwrap();
    assert_eq!(book.cut().offset_of(&partition(0)), Some(1_000_006));
}

#[test]
fn reading_alone_commits_nothing() {
    let mut book = Book::new(Charge {
        records: 10,
        bytes: 1000,
    });
    book.assign(partition(0));
    book.charge(&partition(0), 7, 1, None).unwrap();
    book.charge(&partition(0), 8, 1, None).unwrap();
    assert!(book.cut().is_empty());
    assert_eq!(book.uncommitted(), 2);
}

#[test]
fn misuse_is_an_error_with_a_label_and_changes_nothing() {
    let mut book = Book::new(Charge {
        records: 10,
        bytes: 1000,
    });
    book.assign(partition(0));
    let receipt = book.charge(&partition(0), 7, 10, None).unwrap().unwrap();
    assert_eq!(
        book.charge(&partition(0), 7, 10, None).unwrap_err().kind(),
        "charged_backwards"
    );
    let unknown = Receipt {
        offset: 9,
        ..receipt
    };
    assert_eq!(book.complete(unknown).unwrap_err().kind(), "not_charged");
    let of_nobody = Receipt {
        generation: Generation(99),
        ..unknown
    };
    assert_eq!(
        book.complete(of_nobody).unwrap_err().kind(),
        "unknown_generation"
    );
    let early = Cut {
        offsets: vec![(partition(0), 8)],
    };
    assert_eq!(
        book.note_commit(&early).unwrap_err().kind(),
        "commit_beyond_frontier"
    );
    assert_eq!(
        book.budget().used(),
        Charge {
            records: 1,
            bytes: 10
        }
    );
}
