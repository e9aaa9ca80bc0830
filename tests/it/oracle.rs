//! The oracle as a test: a short run under all faults in each mode, and a run for each deliberate break, to see that the
//! oracle finds what is broken. Longer runs: docs/delivery.md.

use crate::support::WITH_LOGIN;
use copytaster::delivery::Sabotage;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use testkit::oracle::{self, Fault, Guarantee, Item, Plan, Program, Report};
use testkit::{Access, Kafka, Layout};

/// Brokers to be killed: one run at a time.
static THREE: LazyLock<Mutex<Kafka>> = LazyLock::new(|| {
    let kafka = Kafka::start_with(Layout::Three, Access::Login);
    Mutex::new(kafka.unwrap_or_else(|e| panic!("{e:#}")))
});
static NEVER: AtomicBool = AtomicBool::new(false);

fn generator() -> PathBuf {
    env!("CARGO_BIN_EXE_copytaster").into()
}

/// Half a minute of a schedule that holds every kind of fault.
fn short(guarantee: Guarantee, seed: u64) {
    let length = Duration::from_secs(30);
    let product = Program {
        file: generator(),
        arguments: vec!["run".into()],
    };
    let plan = Plan {
        seed,
        items: oracle::schedule(seed, length, 3),
        length,
        guarantee,
        ..Plan::new(product, generator())
    };
    let mut kafka = THREE.lock().unwrap_or_else(PoisonError::into_inner);
    let told = oracle::run_on(&mut kafka, &plan, &NEVER, &|line| println!("{line}"));
    let report = told.unwrap_or_else(|e| panic!("{e:#}"));
    assert!(report.violations().is_empty(), "{report}");
    assert_eq!(report.faults.len(), 12, "every kind of fault\n{report}");
    for effect in ["assignments", "brokers gone"] {
        assert!(
            report.service.gauges.effect(effect) > 0,
            "{effect}\n{report}"
        );
    }
}

#[test]
fn half_a_minute_of_all_faults_loses_nothing_and_repeats_only_what_was_uncommitted() {
    short(Guarantee::AtLeastOnce, 4_042);
}

#[test]
fn half_a_minute_of_all_faults_shows_committed_readers_each_record_once() {
    short(Guarantee::ExactlyOnce, 2_630);
}

/// The service that leaves a mechanism out; built when it is not there.
static SABOTAGED: LazyLock<PathBuf> = LazyLock::new(|| {
    let exe = std::env::current_exe().unwrap();
    let profile = exe.parent().and_then(Path::parent).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build
        .args(["build", "-q", "--locked", "--example", "sabotaged"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if profile.ends_with("release") {
        build.arg("--release");
    }
    // What cargo tells a test of its package would make it build dependencies anew that asked for it.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&name);
        }
    }
    assert!(build.status().unwrap().success(), "{build:?}");
    profile.join("examples/sabotaged")
});

fn at(seconds: u64, fault: Fault) -> Item {
    Item {
        at: Duration::from_secs(seconds),
        fault,
    }
}

/// Dead letters wait, again and again: while the instance loses its partitions and gets them back, and while it is
/// killed.
fn held() -> Plan {
    let denied = |seconds| Fault::DeadLettersDenied {
        lasting: Duration::from_secs(seconds),
    };
    let freeze = Fault::FreezeInstance {
        instance: 0,
        frozen: Duration::from_secs(5),
    };
    let kill = Fault::KillInstance {
        instance: 0,
        down: Duration::from_millis(200),
    };
    Plan {
        items: vec![
            at(1, denied(10)),
            at(2, freeze),
            at(14, denied(5)),
            at(17, kill),
        ],
        length: Duration::from_secs(19),
        instances: 1,
        rate: 50,
        poison_every: 10,
        settings: vec![
            r#"source.session_timeout = "3s""#.into(),
            r#"delivery.hold = "200ms""#.into(),
        ],
        ..drill()
    }
}

/// Instances come and go in good order while each has much in flight: what it writes is acknowledged late.
fn crowd(guarantee: Guarantee) -> Plan {
    let scale = |instances| Fault::Scale { instances };
    let comes_and_goes = |second| [at(second, scale(2)), at(second + 3, scale(1))];
    // A transaction that has partitions given away in its middle is a matter of the moment: three chances a run.
    let (comings, seconds) = match guarantee {
        Guarantee::AtLeastOnce => (vec![5], 10),
        Guarantee::ExactlyOnce => (vec![4, 10, 16], 21),
    };
    let comings = comings.into_iter().flat_map(comes_and_goes);
    Plan {
        items: std::iter::once(at(1, scale(1))).chain(comings).collect(),
        length: Duration::from_secs(seconds),
        guarantee,
        instances: 2,
        rate: 200,
        settings: vec![
            r#"outputs.linger = "400ms""#.into(),
            // What comes is told to the others within this time; with the usual three seconds it may be gone before.
            r#"kafka.consumer."heartbeat.interval.ms" = "300""#.into(),
        ],
        ..drill()
    }
}

fn drill() -> Plan {
    let program = Program {
        file: SABOTAGED.clone(),
        arguments: Vec::new(),
    };
    Plan {
        // What a break loses never comes.
        drain: Duration::from_secs(30),
        ..Plan::new(program, generator())
    }
}

/// Runs of a broken service at most: what a break does depends on the moment at which partitions are asked back.
const TRIES: usize = 3;

/// Runs a plan with each of these breaks and once without any, side by side.
fn assert_seen(plan: &Plan, breaks: &[(Sabotage, &str)]) {
    let run = |name: &str| -> Report {
        let mut plan = plan.clone();
        plan.program.arguments = vec![name.into()];
        let told = oracle::run_beside(&WITH_LOGIN, &plan, &NEVER);
        let report = told.unwrap_or_else(|e| panic!("{name}: {e:#}"));
        println!("{name}: {report}");
        report
    };
    std::thread::scope(|scope| {
        let sound = scope.spawn(|| run("none"));
        let broken: Vec<_> = breaks
            .iter()
            .map(|(sabotage, expected)| {
                scope.spawn(|| {
                    let mut report = run(sabotage.code());
                    for _ in 1..TRIES {
                        if is_seen(&report, expected) {
                            break;
                        }
                        report = run(sabotage.code());
                    }
                    report
                })
            })
            .collect();
        let sound = sound.join().unwrap();
        assert!(sound.violations().is_empty(), "{sound}");
        for (thread, (sabotage, expected)) in broken.into_iter().zip(breaks) {
            let report = thread.join().unwrap();
            assert!(
                is_seen(&report, expected),
                "{sabotage} is not seen as `{expected}`:\n{report}"
            );
        }
    });
}

fn is_seen(report: &Report, expected: &str) -> bool {
    report.violations().iter().any(|v| v.contains(expected))
}

/// Breaks, and what the oracle must say of them.
const HELD: [(Sabotage, &str); 4] = [
    (Sabotage::CommitEarly, "without dead letter"),
    (Sabotage::CompleteOnEnqueue, "without dead letter"),
    (Sabotage::SkipDeadLetter, "without dead letter"),
    (Sabotage::IgnoreGeneration, "commit_violations_total is"),
];
const CROWD: [(Sabotage, &str); 1] = [(Sabotage::UnassignBeforeDrain, "repeats without a cause")];
const CROWD_EXACTLY: [(Sabotage, &str); 1] = [(Sabotage::NoAbortOnRevoke, "repeated")];

#[test]
fn a_service_that_commits_or_completes_too_early_is_found_out() {
    assert_seen(&held(), &HELD);
}

#[test]
fn a_service_that_gives_partitions_back_too_early_is_found_out() {
    assert_seen(&crowd(Guarantee::AtLeastOnce), &CROWD);
    assert_seen(&crowd(Guarantee::ExactlyOnce), &CROWD_EXACTLY);
}

#[test]
fn every_deliberate_break_has_its_run() {
    let with_run = HELD.iter().chain(&CROWD).chain(&CROWD_EXACTLY);
    let with_run: Vec<Sabotage> = with_run.map(|(sabotage, _)| *sabotage).collect();
    for sabotage in Sabotage::ALL {
        assert!(with_run.contains(&sabotage), "{sabotage}");
    }
}
