//! The lanes: each takes its faults in order, does them and mends them.

use super::crew::Crew;
use super::evidence::Disturbance;
use super::floor::Floor;
use super::schedule::{Fault, Item};
use super::tap::{Book, Kind, Tap, now_ms};
use crate::acl::{Operation, Resource, Right};
use crate::broker::{Kafka, USER};
use crate::wait::within;
use anyhow::{Context, Result};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Between two looks at the clock.
const ROUND: Duration = Duration::from_millis(50);
/// A broker that is slow stands still for the first time and runs for the second, again and again.
const PULSE: (Duration, Duration) = (Duration::from_millis(150), Duration::from_millis(50));
/// How long a transaction may take to end that can't go on: brokers that are away, and then its timeout.
const SETTLE: Duration = Duration::from_secs(40);
/// How long instances may take to be ready before the next thing is done to them all the same, and how often is looked.
const ON_THE_WAY: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(250);
/// How long the group may take to find another coordinator.
const MOVES: Duration = Duration::from_secs(30);

/// What the lanes share.
pub struct Scene<'a> {
    pub started: Instant,
    /// Somebody wants the run to end.
    pub stop: &'a AtomicBool,
    pub book: &'a Book,
    pub tell: &'a (dyn Fn(&str) + Sync),
    pub floor: &'a Floor,
}

impl Scene<'_> {
    /// Waits, doing `meanwhile` again and again; `false` when the run is to end.
    fn wait(&self, time: Duration, mut meanwhile: impl FnMut() -> Result<()>) -> Result<bool> {
        let started = Instant::now();
        // Asked also when there is nothing to wait for: what is overdue must not be done any more.
        while !self.stop.load(Ordering::Acquire) {
            if started.elapsed() >= time {
                return Ok(true);
            }
            meanwhile()?;
            std::thread::sleep(ROUND.min(time));
        }
        Ok(false)
    }

    fn pause(&self, time: Duration) -> Result<bool> {
        self.wait(time, || Ok(()))
    }

    fn say(&self, text: &str) {
        let at = self.started.elapsed().as_secs_f64();
        (self.tell)(&format!("{at:>7.1} s  {text}"));
    }

    /// Does a fault and notes it.
    fn note(&self, fault: Fault, inject: impl FnOnce() -> Result<()>) -> Result<()> {
        self.say(&fault.to_string());
        let from_ms = now_ms();
        inject().with_context(|| fault.to_string())?;
        self.book.open().disturbances.push(Disturbance {
            name: fault.name(),
            graceful: fault.is_graceful(),
            cuts_off: fault.cuts_off(),
            denied: fault.denied(),
            from_ms,
            to_ms: now_ms(),
        });
        Ok(())
    }

    /// Each item at its time, or later when the one before it took longer, and when `ready` says so; `ready` says `false`
    /// when the run is to end.
    fn each(
        &self,
        items: &[Item],
        mut meanwhile: impl FnMut() -> Result<()>,
        ready: impl Fn(&Self) -> Result<bool>,
        mut inject: impl FnMut(Fault) -> Result<()>,
    ) -> Result<()> {
        // What comes late moves all that follows: between two faults there is time for work.
        let mut late = Duration::ZERO;
        for item in items {
            let left = (item.at + late).saturating_sub(self.started.elapsed());
            if !self.wait(left, &mut meanwhile)? || !ready(self)? {
                break;
            }
            late = late.max(self.started.elapsed().saturating_sub(item.at));
            self.note(item.fault, || inject(item.fault))?;
        }
        Ok(())
    }
}

/// Instances: tended while nothing is done to them.
pub fn instances(scene: &Scene<'_>, items: &[Item], crew: &Mutex<Crew>) -> Result<()> {
    let crew = || {
        crew.lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    };
    let tend = || crew().tend();
    // What is done to instances that are still on their way shows nothing.
    let ready = |scene: &Scene<'_>| {
        let started = Instant::now();
        while started.elapsed() < ON_THE_WAY && !crew().is_ready() {
            if !scene.wait(LOOK, tend)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    scene.each(items, tend, ready, |fault| {
        match fault {
            Fault::KillInstance { instance, down } => {
                let instance = crew().present(instance);
                crew().kill(instance);
                scene.wait(down, tend)?;
                crew().up(instance);
            }
            Fault::StopInstance { instance } => {
                let instance = crew().present(instance);
                crew().stop(instance);
            }
            Fault::FreezeInstance { instance, frozen } => {
                let instance = crew().present(instance);
                crew().freeze(instance, true);
                scene.wait(frozen, tend)?;
                crew().freeze(instance, false);
            }
            Fault::Scale { instances } => crew().scale(instances),
            _ => {}
        }
        tend()
    })
}

/// Brokers: one at a time, running again before the next.
pub fn brokers(scene: &Scene<'_>, items: &[Item], kafka: &mut Kafka) -> Result<()> {
    scene.each(
        items,
        || Ok(()),
        |_| Ok(true),
        |fault| {
            match fault {
                Fault::KillBroker { broker, down } => killed(scene, kafka, broker, down)?,
                Fault::MoveCoordinator { down } => move_coordinator(scene, kafka, down)?,
                Fault::FreezeBroker { broker, frozen } => {
                    kafka.freeze(broker, true)?;
                    scene.pause(frozen)?;
                    kafka.freeze(broker, false)?;
                }
                Fault::SlowBroker { broker, lasting } => {
                    let started = Instant::now();
                    while started.elapsed() < lasting && !scene.stop.load(Ordering::Acquire) {
                        kafka.freeze(broker, true)?;
                        std::thread::sleep(PULSE.0);
                        kafka.freeze(broker, false)?;
                        std::thread::sleep(PULSE.1);
                    }
                }
                _ => {}
            }
            Ok(())
        },
    )
}

fn killed(scene: &Scene<'_>, kafka: &mut Kafka, broker: usize, down: Duration) -> Result<()> {
    kafka.kill(broker)?;
    scene.pause(down)?;
    kafka.restart(broker)
}

/// Kills the broker that coordinates the group and waits until another does.
fn move_coordinator(scene: &Scene<'_>, kafka: &mut Kafka, down: Duration) -> Result<()> {
    let (client, group) = (&scene.floor.client, &scene.floor.group);
    // Nobody leads it for a moment after the fault before.
    let before = within(MOVES, || client.coordinator(group));
    let before = before.context("the group has no coordinator")?;
    kafka.kill(before)?;
    scene.pause(down)?;
    let after = within(MOVES, || {
        client.coordinator(group).filter(|now| *now != before)
    });
    kafka.restart(before)?;
    let after = after.context("no other broker coordinates the group")?;
    scene.say(&format!(
        "the group's coordinator was broker {before} and is broker {after}"
    ));
    Ok(())
}

/// Topics; gives back the reader of the dead letters, which goes with its topic.
pub fn topics(scene: &Scene<'_>, items: &[Item], committed: bool, tap: Tap) -> Result<Tap> {
    let floor = scene.floor;
    let write = Right::deny(Operation::Write, Resource::Topic, &floor.letters);
    let mut tap = Some(tap);
    scene.each(
        items,
        || Ok(()),
        |_| Ok(true),
        |fault| {
            match fault {
                Fault::DeadLettersAway { away } => {
                    // Nothing may be written that nobody has read when the topic goes.
                    denied(scene, &write, || {
                        if committed {
                            // What open transactions have written is not seen before they have ended.
                            let settled = within(SETTLE, || {
                                floor.client.is_settled(&floor.letters).then_some(())
                            });
                            settled.context("transactions on the dead letters do not end")?;
                        }
                        if let Some(tap) = tap.take() {
                            tap.finish()?;
                        }
                        insist(|| floor.client.try_delete(&floor.letters))
                    })?;
                    scene.pause(away)?;
                    insist(|| floor.client.try_create(&[floor.letters_topic()]))?;
                    tap = Some(letters_tap(floor, committed, scene.book));
                }
                Fault::InputDenied { lasting } => {
                    let read = Right::deny(Operation::Read, Resource::Topic, &floor.input);
                    denied(scene, &read, || scene.pause(lasting).map(drop))?;
                }
                Fault::DeadLettersDenied { lasting } => {
                    denied(scene, &write, || scene.pause(lasting).map(drop))?;
                }
                Fault::FactsDenied { lasting } => {
                    let facts = Right::deny(Operation::Write, Resource::Topic, &floor.facts);
                    denied(scene, &facts, || scene.pause(lasting).map(drop))?;
                }
                _ => {}
            }
            Ok(())
        },
    )?;
    tap.context("the dead letters have a reader")
}

/// Asks again while brokers are away.
fn insist(mut ask: impl FnMut() -> Result<()>) -> Result<()> {
    let mut last = Ok(());
    within(SETTLE, || {
        last = ask();
        last.is_ok().then_some(())
    });
    last
}

/// The reader of the dead letters.
pub fn letters_tap(floor: &Floor, committed: bool, book: &Book) -> Tap {
    let (client, topic) = (&floor.client, &floor.letters);
    Tap::start(client, topic, Kind::Letters, committed, book)
}

fn denied(scene: &Scene<'_>, right: &Right, meanwhile: impl FnOnce() -> Result<()>) -> Result<()> {
    let right = std::slice::from_ref(right);
    scene.floor.rights.grant(USER, right)?;
    let done = meanwhile();
    scene.floor.rights.revoke(USER, right)?;
    done
}
