//! Stories from files, without Kafka: what `copytaster process` runs.
//!
//! The same pipeline and router as the service, on all cores, with the output in the order of the input. Memory is
//! bounded: so many chunks are under way and no more, whatever the size of the input.

mod input;
mod table;

pub use input::{Input, Inputs, Source};
pub use table::line as table_line;

use crate::sink::Router;
use crate::stages::Pipeline;
use crate::story::{Enriched, Outcome, RawRecord, Verdict};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is written of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// What the service would produce (which outputs, the router knows): one JSON value a line.
    #[default]
    Records,
    /// A line for people.
    Table,
}

/// How a batch runs.
#[derive(Debug, Clone, Default)]
pub struct BatchSettings {
    pub view: View,
    /// Only stories about this topic.
    pub only: Option<String>,
    /// At least 1.
    pub threads: usize,
}

/// What became of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    pub bytes: u64,
    /// Stories read, before any filter.
    pub stories: u64,
    /// Stories about a topic, by topic.
    pub about: BTreeMap<String, u64>,
    pub dropped: BTreeMap<&'static str, u64>,
    pub rejected: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.records += other.records;
        self.bytes += other.bytes;
        self.stories += other.stories;
        for (topic, n) in &other.about {
            *self.about.entry(topic.clone()).or_default() += n;
        }
        for (reason, n) in &other.dropped {
            *self.dropped.entry(reason).or_default() += n;
        }
        for (reason, n) in &other.rejected {
            *self.rejected.entry(reason).or_default() += n;
        }
    }
}

/// Records in one unit of work.
const CHUNK: usize = 64;

/// What one chunk became.
struct Done {
    output: Vec<u8>,
    complaints: Vec<String>,
    tally: Tally,
}

/// A batch, ready to run.
pub struct Batch<'a> {
    pub settings: &'a BatchSettings,
    pub pipeline: &'a Pipeline,
    pub router: &'a Router,
    /// Set from outside: what is under way is finished and written, nothing more is read.
    pub stop: &'a AtomicBool,
}

impl Batch<'_> {
    /// Runs all inputs. `complain` gets a line for each refused record, in input order; `progress` the tally so far.
    ///
    /// # Errors
    /// An input can't be read, or the output can't be written (a closed pipe is an error of kind `BrokenPipe`).
    pub fn run(
        &self,
        inputs: impl Iterator<Item = io::Result<Input>> + Send,
        out: &mut impl Write,
        mut complain: impl FnMut(&str),
        mut progress: impl FnMut(&Tally),
    ) -> io::Result<Tally> {
        let Self {
            settings,
            pipeline,
            router,
            stop,
        } = *self;
        let threads = settings.threads.max(1);
        // Workers take chunks from here and give them back with their number; twice as many as threads are under way.
        let (to_workers, chunks) = crossbeam_channel::bounded::<(u64, Vec<Input>)>(threads);
        let (to_writer, done) = crossbeam_channel::bounded::<(u64, Done)>(threads);
        let failed: Mutex<Option<io::Error>> = Mutex::new(None);
        let mut tally = Tally::default();
        std::thread::scope(|scope| {
            let failed = &failed;
            scope.spawn(move || read(inputs, &to_workers, stop, failed));
            for _ in 0..threads {
                let (chunks, to_writer) = (chunks.clone(), to_writer.clone());
                scope.spawn(move || {
                    for (number, chunk) in chunks {
                        if to_writer
                            .send((number, work(&chunk, settings, pipeline, router)))
                            .is_err()
                        {
                            return;
                        }
                    }
                });
            }
            drop((chunks, to_writer));
            let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
            let mut next = 0;
            for (number, chunk) in done {
                waiting.insert(number, chunk);
                while let Some(chunk) = waiting.remove(&next) {
                    next += 1;
                    out.write_all(&chunk.output)?;
                    chunk.complaints.iter().for_each(|line| complain(line));
                    tally.add(&chunk.tally);
                    progress(&tally);
                }
            }
            out.flush()
        })?;
        match failed
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
        {
            Some(error) => Err(error),
            None => Ok(tally),
        }
    }
}

fn read(
    inputs: impl Iterator<Item = io::Result<Input>>,
    to_workers: &crossbeam_channel::Sender<(u64, Vec<Input>)>,
    stop: &AtomicBool,
    failed: &Mutex<Option<io::Error>>,
) {
    let mut number = 0;
    let mut chunk = Vec::new();
    for input in inputs {
        match input {
            Ok(input) => chunk.push(input),
            Err(error) => {
                *failed
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
                break;
            }
        }
        if chunk.len() == CHUNK {
            if stop.load(Ordering::Acquire)
                || to_workers
                    .send((number, std::mem::take(&mut chunk)))
                    .is_err()
            {
                return;
            }
            number += 1;
        }
    }
    if !chunk.is_empty() && !stop.load(Ordering::Acquire) {
        // Fails only when the writer gave up: its error is the one that counts.
        let _ = to_workers.send((number, chunk));
    }
}

fn work(chunk: &[Input], settings: &BatchSettings, pipeline: &Pipeline, router: &Router) -> Done {
    let mut done = Done {
        output: Vec::new(),
        complaints: Vec::new(),
        tally: Tally::default(),
    };
    for input in chunk {
        done.tally.records += 1;
        done.tally.bytes += input.bytes.len() as u64;
        let record = input.record();
        let outcomes = pipeline.taste(&record);
        let wanted = outcomes
            .into_iter()
            .filter(|outcome| count(outcome, input, settings, &mut done))
            .collect();
        write_stories(&record, wanted, settings, router, &mut done.output);
    }
    done
}

/// Counts an outcome; `true` when it is to be written.
fn count(
    outcome: &Outcome<Enriched>,
    input: &Input,
    settings: &BatchSettings,
    done: &mut Done,
) -> bool {
    match outcome {
        Outcome::Emit(story) => {
            done.tally.stories += 1;
            for topic in story.about() {
                *done.tally.about.entry(topic.topic.to_string()).or_default() += 1;
            }
            settings.only.as_ref().is_none_or(|only| {
                story
                    .topics
                    .iter()
                    .any(|t| *t.topic == **only && t.verdict == Verdict::About)
            })
        }
        Outcome::Drop(drop) => {
            *done.tally.dropped.entry(drop.reason.code()).or_default() += 1;
            done.complaints
                .push(format!("{}: dropped: {}", input.place(), drop.reason));
            false
        }
        Outcome::Reject(reject) => {
            *done.tally.rejected.entry(reject.reason.code()).or_default() += 1;
            done.complaints.push(format!(
                "{}: {}: {}",
                input.place(),
                reject.reason,
                reject.message
            ));
            false
        }
    }
}

fn write_stories(
    record: &RawRecord,
    stories: Vec<Outcome<Enriched>>,
    settings: &BatchSettings,
    router: &Router,
    output: &mut Vec<u8>,
) {
    match settings.view {
        View::Table => {
            for outcome in &stories {
                if let Outcome::Emit(story) = outcome {
                    output.extend_from_slice(table_line(&record.origin.topic, story).as_bytes());
                    output.push(b'\n');
                }
            }
        }
        View::Records => {
            for written in router.route(record, stories).outputs {
                if let Some(value) = written.value {
                    output.extend_from_slice(&value);
                    output.push(b'\n');
                }
            }
        }
    }
}
