//! Group protocols, guarantees and kinds of membership, each with each: instances of the built program join, leave and
//! are killed, and the oracle says what became of every story.

use crate::support::WITH_LOGIN;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use testkit::oracle::Guarantee::{AtLeastOnce, ExactlyOnce};
use testkit::oracle::Membership::{Dynamic, Static};
use testkit::oracle::Protocol::{Classic, Consumer};
use testkit::oracle::{self, Fault, Guarantee, Item, Membership, Plan, Program, Protocol};

/// Static members of the new protocol are refused by the configuration: a killed one can't come back before its session
/// has ended.
const CELLS: [(Protocol, Guarantee, Membership); 6] = [
    (Classic, AtLeastOnce, Dynamic),
    (Classic, AtLeastOnce, Static),
    (Classic, ExactlyOnce, Dynamic),
    (Classic, ExactlyOnce, Static),
    (Consumer, AtLeastOnce, Dynamic),
    (Consumer, ExactlyOnce, Dynamic),
];

/// Cells that run side by side.
const ABREAST: usize = 2;

fn at(seconds: u64, fault: Fault) -> Item {
    Item {
        at: Duration::from_secs(seconds),
        fault,
    }
}

/// What is done in good order comes first and long before the kill, which therefore explains none of its repeats.
fn plan(protocol: Protocol, guarantee: Guarantee, membership: Membership) -> Plan {
    let program = Program {
        file: env!("CARGO_BIN_EXE_copytaster").into(),
        arguments: vec!["run".into()],
    };
    let kill = Fault::KillInstance {
        instance: 1,
        down: Duration::from_secs(1),
    };
    Plan {
        items: vec![
            at(1, Fault::Scale { instances: 1 }),
            at(5, Fault::Scale { instances: 2 }),
            at(9, Fault::StopInstance { instance: 0 }),
            at(15, kill),
        ],
        length: Duration::from_secs(18),
        protocol,
        guarantee,
        membership,
        instances: 2,
        ..Plan::new(program, env!("CARGO_BIN_EXE_copytaster").into())
    }
}

#[test]
fn every_protocol_guarantee_and_membership_keeps_its_promises_while_instances_join_leave_and_die() {
    let never = AtomicBool::new(false);
    for cells in CELLS.chunks(ABREAST) {
        let never = &never;
        std::thread::scope(|scope| {
            let runs = cells.iter().map(|(protocol, guarantee, membership)| {
                let plan = plan(*protocol, *guarantee, *membership);
                scope.spawn(move || oracle::run_beside(&WITH_LOGIN, &plan, never))
            });
            for (thread, cell) in runs.collect::<Vec<_>>().into_iter().zip(cells) {
                let report = thread.join().unwrap();
                let report = report.unwrap_or_else(|e| panic!("{cell:?}: {e:#}"));
                assert!(report.violations().is_empty(), "{cell:?}\n{report}");
                assert!(
                    report.service.gauges.effect("assignments") > 2,
                    "partitions have moved: {cell:?}\n{report}"
                );
            }
        });
    }
}
