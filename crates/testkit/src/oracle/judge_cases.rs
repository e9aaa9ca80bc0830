//! Each way of being wrong, and that the judge sees it.

use super::evidence::{
    Disturbance, ENRICHED, Evidence, FACTS, Input, Letter, Output, ROUTED, Stored,
};
use super::judge::{Findings, Terms, judge};
use std::time::Duration;

const ALO: Terms = Terms {
    exactly_once: false,
    poison_every: 10,
    budget: 5,
};
const EO: Terms = Terms {
    exactly_once: true,
    ..ALO
};

/// Stories at 0 to 8 of one key and one partition, poison at 9; all is well. A record a second, out half a second
/// later, committed half a second after.
fn good() -> Evidence {
    let mut evidence = Evidence::default();
    for n in 0..10 {
        let at_ms = n * 1_000;
        evidence.inputs.push(Input {
            origin: (0, n),
            number: n as u64,
            key: 1,
            bytes: n as u64,
            at_ms,
        });
        if n == 9 {
            evidence.letters.push(letter(n, "malformed_json"));
        } else {
            evidence.outputs.push(output(ENRICHED, n, at_ms + 500));
            evidence.outputs.push(output(FACTS, n, at_ms + 500));
            evidence.outputs.push(output(ROUTED, n, at_ms + 500));
        }
        evidence.stored.push(Stored {
            at_ms: at_ms + 999,
            offsets: vec![n + 1],
        });
    }
    evidence
}

fn output(topic: usize, n: i64, at_ms: i64) -> Output {
    Output {
        topic,
        place: (0, n),
        origin: (0, n),
        routed: if topic == ENRICHED {
            vec![ROUTED]
        } else {
            Vec::new()
        },
        at_ms,
    }
}

fn letter(n: i64, code: &str) -> Letter {
    Letter {
        origin: (0, n),
        code: code.into(),
        bytes: n as u64,
        at_ms: n * 1_000 + 500,
    }
}

fn kill(from_ms: i64) -> Disturbance {
    Disturbance {
        name: "kill-instance",
        graceful: false,
        cuts_off: false,
        denied: None,
        from_ms,
        to_ms: from_ms + 100,
    }
}

fn changed(change: impl FnOnce(&mut Evidence)) -> Findings {
    let mut evidence = good();
    change(&mut evidence);
    judge(&evidence, ALO)
}

fn assert_broken(findings: &Findings, words: &str) {
    let broken = findings.violations(ALO);
    assert!(
        broken.len() == 1 && broken[0].contains(words),
        "{words}: {broken:?}"
    );
}

#[test]
fn what_went_well_is_found_well() {
    for terms in [ALO, EO] {
        let findings = judge(&good(), terms);
        assert_eq!(findings.violations(terms), Vec::<String>::new());
        assert_eq!((findings.stories, findings.came), (9, 9));
        assert_eq!((findings.poison, findings.letters), (1, 1));
    }
}

#[test]
fn a_story_missing_from_any_topic_it_belongs_to_is_lost() {
    for topic in [ENRICHED, FACTS, ROUTED] {
        let findings = changed(|e| e.outputs.retain(|o| o.topic != topic || o.origin.1 != 3));
        assert_broken(&findings, "1 stories lost");
        assert!(findings.examples[0].contains("number 3"), "{findings:?}");
    }
}

#[test]
fn poison_needs_a_dead_letter_with_its_bytes() {
    assert_broken(&changed(|e| e.letters.clear()), "without dead letter");
    assert_broken(&changed(|e| e.letters[0].bytes = 1), "other bytes");
}

#[test]
fn a_good_story_may_be_a_dead_letter_only_when_a_topic_refused_it() {
    let dead = |code: &'static str| {
        changed(move |e| {
            e.outputs.retain(|o| o.topic != FACTS || o.origin.1 != 4);
            e.letters.push(letter(4, code));
        })
    };
    let refused = dead("output_not_authorised");
    assert_eq!(refused.violations(ALO), Vec::<String>::new());
    assert_eq!(refused.refused, 1);
    assert_broken(&dead("no_text"), "among the dead letters");
}

#[test]
fn a_story_that_overtakes_another_of_its_key_is_out_of_order() {
    let swapped = |key: u64| {
        changed(move |e| {
            e.inputs[5].key = key;
            let place = |e: &Evidence, n| {
                e.outputs
                    .iter()
                    .position(|o| o.topic == FACTS && o.origin.1 == n)
            };
            let (a, b) = (place(e, 4).unwrap(), place(e, 5).unwrap());
            e.outputs.swap(a, b);
        })
    };
    assert_broken(&swapped(1), "out of order");
    assert_eq!(swapped(2).violations(ALO), Vec::<String>::new());
}

#[test]
fn a_topic_that_is_denied_and_allowed_again_may_take_what_was_sent_meanwhile_out_of_order() {
    let swapped = |denied: usize, from_ms: i64| {
        changed(|e| {
            let place = |e: &Evidence, n| {
                e.outputs
                    .iter()
                    .position(|o| o.topic == FACTS && o.origin.1 == n)
            };
            let (a, b) = (place(e, 4).unwrap(), place(e, 5).unwrap());
            e.outputs.swap(a, b);
            e.disturbances.push(Disturbance {
                denied: Some(denied),
                ..kill(from_ms)
            });
        })
    };
    let beside = swapped(FACTS, 4_000);
    assert_eq!(beside.violations(ALO), Vec::<String>::new());
    assert_eq!(beside.out_of_order_beside, 1);
    assert!(!beside.violations(EO).is_empty(), "never with exactly once");
    assert_broken(&swapped(ENRICHED, 4_000), "out of order");
    assert_broken(&swapped(FACTS, 6_000), "out of order");
}

#[test]
fn a_story_that_was_refused_and_comes_again_is_not_out_of_order() {
    let overtaken = |code: Option<&str>| {
        changed(|e| {
            let place = e
                .outputs
                .iter()
                .position(|o| o.topic == FACTS && o.origin.1 == 4);
            let late = e.outputs.remove(place.unwrap());
            e.outputs.push(late);
            e.letters.extend(code.map(|code| letter(4, code)));
        })
    };
    assert_broken(&overtaken(None), "out of order");
    let refused = overtaken(Some("output_not_authorised"));
    assert_eq!(refused.violations(ALO), Vec::<String>::new());
}

/// Stories 5 to 8 come out once more, after a kill that explains it, in this order.
fn repeated(order: [i64; 4], fault: Disturbance) -> Findings {
    changed(|e| {
        for offset in order {
            e.outputs.push(output(FACTS, offset, 8_700));
        }
        e.stored.retain(|s| s.offsets[0] <= 5);
        e.disturbances.push(fault);
    })
}

#[test]
fn a_repeat_that_leaves_a_story_of_its_key_out_or_behind_is_out_of_order() {
    let order = repeated([5, 6, 7, 8], kill(8_600));
    assert_eq!(order.violations(ALO), Vec::<String>::new());
    assert_eq!(order.repeated, 4);
    // A second fault in the middle of it: it begins again.
    let again = repeated([5, 6, 5, 6], kill(8_600));
    assert_eq!(again.violations(ALO), Vec::<String>::new());
    // 5, then 7 before 6: whoever reads on has 8 behind 6, but had 6 on top of 7.
    assert_broken(
        &repeated([5, 7, 6, 7], kill(8_600)),
        "1 stories out of order",
    );
    // The last of a key is left out, and the older one stays.
    let skipped = changed(|e| {
        e.outputs.push(output(FACTS, 3, 8_700));
        e.outputs.push(output(FACTS, 5, 8_700));
        e.stored.retain(|s| s.offsets[0] <= 3);
        e.disturbances.push(kill(8_600));
    });
    assert_broken(&skipped, "1 stories out of order");
    // A new story in the middle of a repeat.
    let new = changed(|e| {
        let place = e
            .outputs
            .iter()
            .position(|o| o.topic == FACTS && o.origin.1 == 8);
        e.outputs.insert(place.unwrap(), output(FACTS, 5, 8_700));
        e.stored.retain(|s| s.offsets[0] <= 5);
        e.disturbances.push(kill(8_600));
    });
    assert_broken(&new, "1 stories out of order");
}

#[test]
fn what_an_instance_that_was_cut_off_still_writes_may_stand_in_the_middle_of_a_repeat() {
    let cut_off = Disturbance {
        cuts_off: true,
        ..kill(8_600)
    };
    let mixed = repeated([5, 8, 6, 7], cut_off);
    assert_eq!(mixed.violations(ALO), Vec::<String>::new());
    assert_eq!(mixed.repeats_mixed, 1);
}

#[test]
fn an_output_of_no_input_is_a_stranger() {
    let findings = changed(|e| e.outputs.push(output(FACTS, 77, 1)));
    assert_broken(&findings, "of no input");
}

/// Record 6 is written at 6.5 s and committed at 6.999 s.
#[test]
fn a_repeat_needs_a_fault_and_an_offset_that_was_not_committed() {
    let repeat = |at_ms: i64, fault: Option<Disturbance>| {
        changed(|e| {
            e.outputs.push(output(FACTS, 6, at_ms));
            e.disturbances.extend(fault);
        })
    };
    // Killed after the writing and before the commit.
    let legal = repeat(6_900, Some(kill(6_600)));
    assert_eq!(legal.violations(ALO), Vec::<String>::new());
    assert_eq!((legal.repeated, legal.repeats_allowed), (1, 3));
    assert!(!legal.violations(EO).is_empty(), "never with exactly once");
    // Nothing happened.
    let broken = repeat(6_900, None).violations(ALO);
    assert!(
        broken.iter().any(|b| b.contains("without a cause")),
        "{broken:?}"
    );
    // It was committed by then.
    let late = repeat(8_000, Some(kill(6_600))).violations(ALO);
    assert!(
        late.iter().any(|b| b.contains("what was committed")),
        "{late:?}"
    );
    // Nothing was open when it was killed.
    let beyond = repeat(6_900, Some(kill(6_050))).violations(ALO);
    assert!(
        beyond
            .iter()
            .any(|b| b.contains("more than were uncommitted")),
        "{beyond:?}"
    );
}

#[test]
fn a_graceful_end_alone_explains_no_repeat() {
    let graceful = Disturbance {
        graceful: true,
        ..kill(6_600)
    };
    let findings = changed(|e| {
        e.outputs.push(output(FACTS, 6, 6_900));
        e.disturbances.push(graceful);
    });
    assert_eq!(findings.violations(ALO).len(), 2);
}

#[test]
fn an_instance_that_was_cut_off_may_write_what_it_had_in_flight() {
    let frozen = Disturbance {
        cuts_off: true,
        ..kill(6_600)
    };
    let findings = changed(|e| {
        e.outputs.push(output(FACTS, 6, 8_000));
        e.disturbances.push(frozen);
    });
    assert_eq!(findings.late, 1);
    assert_eq!(findings.violations(ALO), Vec::<String>::new());
}

#[test]
fn silence_counts_only_while_something_waits() {
    let silence = |change: fn(&mut Evidence)| changed(change).silence;
    assert_eq!(silence(|_| ()), [Duration::from_millis(500)]);
    let late = silence(|e| {
        for output in e.outputs.iter_mut().filter(|o| o.origin.1 == 4) {
            output.at_ms += 5_000;
        }
    });
    // 4 waits from 4.0 s to 9.5 s, but others come out meanwhile, the last at 8.5 s.
    assert_eq!(late, [Duration::from_secs(1)]);
    let stuck = silence(|e| {
        for output in e.outputs.iter_mut().filter(|o| o.origin.1 >= 4) {
            output.at_ms += 5_000;
        }
        e.letters[0].at_ms += 5_000;
    });
    assert_eq!(stuck, [Duration::from_millis(5_500)]);
}
