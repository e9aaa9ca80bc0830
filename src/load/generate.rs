//! Writes numbered stories.

use super::uri;
use crate::demo::examples;
use crate::producer_events::serve;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What is written.
#[derive(Debug, Clone)]
pub struct GenerateSettings {
    pub topic: String,
    /// Name of the run, in every `uri`.
    pub run: String,
    pub count: u64,
    /// Stories a second; `None`: as fast as possible.
    pub rate: Option<f64>,
    /// Different Kafka keys; 0: records without key.
    pub keys: u64,
    /// Every so many records one is broken JSON; 0: none.
    pub poison_every: u64,
}

/// What was written and acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generated {
    pub stories: u64,
    pub poison: u64,
    /// Bytes of values.
    pub bytes: u64,
    pub took: Duration,
}

/// Whether a number of a run is poison.
pub fn is_poison(number: u64, every: u64) -> bool {
    every > 0 && number % every == every - 1
}

/// Writes the run; `progress` is told the number of records handed over so far. Interrupted by `stop`, what was
/// handed over is still flushed.
///
/// # Errors
/// The producer can't be made, or not everything is acknowledged within a minute after the last record.
pub fn generate(
    client: &ClientConfig,
    settings: &GenerateSettings,
    stop: &AtomicBool,
    mut progress: impl FnMut(u64),
) -> Result<Generated, KafkaError> {
    let producer: BaseProducer = client.create()?;
    let bodies = texts();
    let started = Instant::now();
    let (mut stories, mut poison, mut bytes) = (0, 0, 0);
    for number in 0..settings.count {
        if stop.load(Ordering::Acquire) {
            break;
        }
        if let Some(rate) = settings.rate {
            let due = Duration::from_secs_f64(number as f64 / rate.max(1e-6));
            // Serving the client is the waiting.
            while started.elapsed() < due && !stop.load(Ordering::Acquire) {
                serve(&producer, Duration::from_millis(1));
            }
        }
        let text = &bodies[(number % bodies.len() as u64) as usize];
        let bad = is_poison(number, settings.poison_every);
        let value = if bad {
            broken(&settings.run, number)
        } else {
            story(text, &settings.run, number)
        };
        bytes += value.len() as u64;
        let key = (settings.keys > 0).then(|| format!("key-{}", number % settings.keys));
        let mut record: BaseRecord<'_, [u8], [u8]> =
            BaseRecord::to(&settings.topic).payload(&value);
        if let Some(key) = &key {
            record = record.key(key.as_bytes());
        }
        while let Err((error, back)) = producer.send(record) {
            if error.rdkafka_error_code() != Some(RDKafkaErrorCode::QueueFull) {
                return Err(error);
            }
            serve(&producer, Duration::from_millis(5));
            record = back;
        }
        if bad {
            poison += 1;
        } else {
            stories += 1;
        }
        if number % 256 == 0 {
            producer.poll(Duration::ZERO);
            progress(number);
        }
    }
    producer.flush(Duration::from_mins(1))?;
    progress(stories + poison);
    Ok(Generated {
        stories,
        poison,
        bytes,
        took: started.elapsed(),
    })
}

struct Text {
    headline: String,
    body: String,
    language: Option<String>,
}

/// Headlines and bodies of the examples that are plain JSON, so that load has the mix of languages of a wire.
fn texts() -> Vec<Text> {
    let of = |value: &Value, names: &[&str]| {
        names
            .iter()
            .find_map(|n| value[n].as_str())
            .map(ToOwned::to_owned)
    };
    let mut texts: Vec<Text> = examples()
        .iter()
        // Broken ones end as dead letters or nowhere, which would count as lost.
        .filter(|example| !example.name.starts_with("broken/"))
        .filter_map(|example| serde_json::from_slice::<Value>(&example.bytes).ok())
        .filter_map(|value| {
            Some(Text {
                headline: of(&value, &["headline", "title"])?,
                body: of(&value, &["body", "text", "content", "body_text"])?,
                language: of(&value, &["language", "lang"]),
            })
        })
        .collect();
    if texts.is_empty() {
        texts.push(Text {
            headline: "Load".into(),
            body: "A story written for load.".into(),
            language: None,
        });
    }
    texts
}

fn story(text: &Text, run: &str, number: u64) -> Vec<u8> {
    let mut story = json!({
        "uri": uri(run, number),
        "headline": text.headline,
        "body_text": text.body,
    });
    if let Some(language) = &text.language {
        story["language"] = json!(language);
    }
    story.to_string().into_bytes()
}

/// JSON that ends in the middle, with its number still readable in the bytes.
fn broken(run: &str, number: u64) -> Vec<u8> {
    format!(
        "{{\"uri\": \"{}\", \"headline\": \"cut off",
        uri(run, number)
    )
    .into_bytes()
}
