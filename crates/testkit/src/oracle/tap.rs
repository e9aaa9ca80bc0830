//! Reads topics while the run goes on and keeps what was seen as evidence.
//!
//! The dead letters have a reader of their own, because their topic goes away and comes back as another one.

use super::evidence::{Evidence, Input, Letter, Output, Stored};
use crate::client::{Client, Record};
use crate::wait::within;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often the broker is asked what the group has committed.
const ASK: Duration = Duration::from_millis(200);
/// How long a reader may take to reach the end of its topics.
const CATCH_UP: Duration = Duration::from_mins(1);

/// Evidence that grows.
#[derive(Clone, Default)]
pub struct Book(Arc<Mutex<Evidence>>);

impl Book {
    pub fn open(&self) -> MutexGuard<'_, Evidence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Now, as brokers stamp records: Unix milliseconds.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_millis() as i64)
}

/// What a topic's records become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Input,
    /// Index of the topic, and the names of the routed topics' keys in the order of their indexes.
    Output(usize, Vec<String>),
    Letters,
}

/// A thread that reads a topic from its beginning.
pub struct Tap {
    client: Client,
    topic: String,
    stop: Arc<AtomicBool>,
    /// Set when no record is under way: the ends have been reached and nothing came for a while.
    idle: Arc<AtomicBool>,
    thread: JoinHandle<Result<()>>,
}

impl Tap {
    /// Starts reading. With `committed` what a transaction has not committed is not seen.
    pub fn start(client: &Client, topic: &str, kind: Kind, committed: bool, book: &Book) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let idle = Arc::new(AtomicBool::new(false));
        let (reader, name, book) = (client.clone(), topic.to_owned(), book.clone());
        let (stopped, idling) = (Arc::clone(&stop), Arc::clone(&idle));
        let thread = std::thread::spawn(move || {
            reader.follow(&name, committed, |record| {
                idling.store(record.is_none(), Ordering::Release);
                if let Some(record) = record {
                    note(&book, &kind, &record);
                }
                !stopped.load(Ordering::Acquire)
            })
        });
        Self {
            client: client.clone(),
            topic: topic.to_owned(),
            stop,
            idle,
            thread,
        }
    }

    /// Waits until everything there is has been read, then ends the reader.
    ///
    /// # Errors
    /// The topic can't be read.
    pub fn finish(self) -> Result<()> {
        // While its leader stands still nothing comes, which is no end: its answer shows that it goes on.
        within(CATCH_UP, || self.client.try_ends(&self.topic).ok());
        self.idle.store(false, Ordering::Release);
        let idle = within(CATCH_UP, || {
            (self.idle.load(Ordering::Acquire) || self.thread.is_finished()).then_some(())
        });
        self.stop.store(true, Ordering::Release);
        let Ok(ended) = self.thread.join() else {
            bail!("the reader of {} panicked", self.topic);
        };
        ended.with_context(|| format!("reading {}", self.topic))?;
        idle.with_context(|| format!("the reader of {} does not come to its end", self.topic))
    }
}

fn note(book: &Book, kind: &Kind, record: &Record) {
    let at_ms = record.timestamp_ms.unwrap_or(0);
    let place = (record.partition.unwrap_or(-1), record.offset);
    match kind {
        Kind::Input => {
            // What has no number is none of the run's.
            if let Some(number) = number(record) {
                book.open().inputs.push(Input {
                    origin: place,
                    number,
                    key: hash(&record.key),
                    bytes: hash(&(&record.key, &record.value)),
                    at_ms,
                });
            }
        }
        Kind::Output(topic, keys) => {
            let value = record.value.as_deref().unwrap_or_default();
            let value: Value = serde_json::from_slice(value).unwrap_or_default();
            let source = &value["copytaster"]["source"];
            let of = |whole: &Value, flat: &Value| whole.as_i64().or(flat.as_i64()).unwrap_or(-1);
            let origin = (
                of(&source["partition"], &value["raw_partition"]) as i32,
                of(&source["offset"], &value["raw_offset"]),
            );
            let topics = record.header("ct-topics").unwrap_or_default();
            let routed = topics
                .split(',')
                .filter_map(|key| keys.iter().position(|k| k == key))
                .map(|n| n + super::evidence::ROUTED)
                .collect();
            book.open().outputs.push(Output {
                topic: *topic,
                place,
                origin,
                routed,
                at_ms,
            });
        }
        Kind::Letters => {
            let parsed = |name: &str| {
                let value = record.header(&format!("copytaster.error.{name}"));
                value.and_then(|v| v.parse::<i64>().ok()).unwrap_or(-1)
            };
            book.open().letters.push(Letter {
                origin: (parsed("partition") as i32, parsed("offset")),
                code: record
                    .header("copytaster.error.code")
                    .unwrap_or_default()
                    .to_owned(),
                bytes: hash(&(&record.key, &record.value)),
                at_ms,
            });
        }
    }
}

/// The generator's number: what stands behind the last colon of its `uri`, also in a record that is cut off.
fn number(record: &Record) -> Option<u64> {
    let text = String::from_utf8_lossy(record.value.as_deref()?);
    let (_, rest) = text.split_once("urn:copytaster:load:")?;
    let (uri, _) = rest.split_once('"')?;
    uri.rsplit(':').next()?.parse().ok()
}

fn hash(value: &impl Hash) -> u64 {
    // The same within one process, which is all that is compared.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A thread that asks again and again what the broker has stored for the group.
pub struct Sampler {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Sampler {
    pub fn start(client: &Client, group: &str, topic: &str, partitions: i32, book: &Book) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (client, book, stopped) = (client.clone(), book.clone(), Arc::clone(&stop));
        let (group, topic) = (group.to_owned(), topic.to_owned());
        let thread = std::thread::spawn(move || {
            client.watch_committed(&group, &topic, partitions, |offsets| {
                if let Some(offsets) = offsets {
                    let at_ms = now_ms();
                    let stored = &mut book.open().stored;
                    if stored.last().is_none_or(|last| last.offsets != offsets) {
                        stored.push(Stored { at_ms, offsets });
                    }
                }
                std::thread::sleep(ASK);
                !stopped.load(Ordering::Acquire)
            });
        });
        Self { stop, thread }
    }

    pub fn finish(self) {
        self.stop.store(true, Ordering::Release);
        // It only asks: what it could not ask is no evidence.
        let _ = self.thread.join();
    }
}
