//! The sink with the real client against librdkafka's mock cluster, which answers with the errors it is told to: what
//! each code does is what the table says (`kafka_errors/table.rs`), through the client's own retries.

use super::refusals::{around, finished};
use super::*;
use crate::delivery::Output;
use crate::kafka_errors::{Failure, TABLE};
use crate::sink::outlet::SendError;
use crate::sink::{Delivery, KafkaOutlet, TopicLimit};
use crate::story::RejectReason;
use crossbeam_channel::unbounded;
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaErrorCode as Code, RDKafkaRespErr};

/// The client's producer; the mock cluster has no configuration that could be asked for.
struct Outside(KafkaOutlet);

impl Outlet for Outside {
    fn send(&mut self, output: &Output, tag: usize) -> Result<(), SendError> {
        self.0.send(output, tag)
    }

    fn poll(&mut self, wait: Duration, deliveries: &mut Vec<Delivery>) {
        self.0.poll(wait, deliveries);
    }

    fn fatal_error(&self) -> Option<String> {
        self.0.fatal_error()
    }

    fn batch_bytes(&self) -> u64 {
        self.0.batch_bytes()
    }

    fn limits(&mut self, topics: &[Arc<str>]) -> Vec<TopicLimit> {
        vec![TopicLimit::Bytes(u64::MAX); topics.len()]
    }

    fn shrink(&mut self, batch_bytes: u64) -> Result<(), KafkaError> {
        self.0.shrink(batch_bytes)
    }
}

/// What became of one record whose output the broker answered with this code, once or more often.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Delivered,
    DeadLetter(&'static str),
    Ended,
}

fn fate(cluster: &MockCluster<'static, DefaultProducerContext>, code: Code, times: usize) -> Fate {
    let answer = RDKafkaRespErr::try_from(code as i32).unwrap();
    cluster.clear_request_errors(RDKafkaApiKey::Produce);
    cluster.request_errors(RDKafkaApiKey::Produce, &vec![answer; times]);
    let mut client = ClientConfig::new();
    for (key, value) in [
        ("bootstrap.servers", cluster.bootstrap_servers().as_str()),
        ("enable.idempotence", "true"),
        ("message.timeout.ms", "0"),
        ("linger.ms", "0"),
        ("retry.backoff.ms", "1"),
        ("retry.backoff.max.ms", "2"),
        ("topic.metadata.refresh.fast.interval.ms", "10"),
    ] {
        client.set(key, value);
    }
    let metrics = Metrics::new().unwrap();
    let outlet = Outside(KafkaOutlet::new(&client, metrics.clone()).unwrap());
    let clock = Clock::system();
    let (to_sink, from_workers) = unbounded();
    let (to_source, reports) = unbounded();
    to_sink
        .send(vec![finished(7, &["out"], Vec::new())])
        .unwrap();
    drop(to_sink);
    let (letters, wiring) = around(from_workers, to_source, &clock);
    let wiring = SinkWiring {
        metrics: metrics.clone(),
        ..wiring
    };
    let settings = SinkSettings {
        hold: Duration::from_millis(1),
        drain_timeout: Duration::from_secs(20),
        ..SinkSettings::default()
    };
    match Sink::new(outlet, letters, settings, wiring).run() {
        Err(_) => return Fate::Ended,
        Ok(()) => assert_eq!(super::refusals::completed(&reports), [7], "{code:?}"),
    }
    let out = metrics.produced_records.with_label_values(&["out"]).get();
    if out == 1 {
        return Fate::Delivered;
    }
    let reason = RejectReason::ALL.iter().find(|reason| {
        metrics
            .dead_letters
            .with_label_values(&["sink", reason.code()])
            .get()
            == 1
    });
    Fate::DeadLetter(reason.unwrap().code())
}

/// The client gets itself a new id, or calls it fatal: only then does the code reach us.
const MENDED: [Code; 1] = [Code::UnknownProducerId];

fn wrong(codes: &[(Code, Failure)]) -> Vec<(Code, Fate, Fate)> {
    let cluster = MockCluster::new(1).unwrap();
    for topic in ["out", "dead"] {
        cluster.create_topic(topic, 1, 1).unwrap();
    }
    let mut wrong = Vec::new();
    for (code, failure) in codes {
        let expected = match failure {
            Failure::Passing => Fate::Delivered,
            Failure::Fatal if MENDED.contains(code) => Fate::Delivered,
            Failure::Permanent(reason) => Fate::DeadLetter(reason.code()),
            Failure::Fatal => Fate::Ended,
        };
        // One that is too large is asked for twice: with others, and alone.
        let times = match failure {
            Failure::Permanent(RejectReason::OutputTooLarge) => 2,
            _ => 1,
        };
        let fate = fate(&cluster, *code, times);
        if fate != expected {
            wrong.push((*code, fate, expected));
        }
    }
    wrong
}

#[test]
fn each_error_that_a_broker_may_answer_does_what_the_table_says() {
    let codes: Vec<(Code, Failure)> = TABLE
        .iter()
        .flat_map(|row| row.codes.iter().map(|code| (*code, row.delivery)))
        .filter(|(code, _)| *code as i32 > 0)
        .collect();
    assert!(codes.len() > 80);
    // Most of the time is the client's own waiting.
    let wrong: Vec<_> = std::thread::scope(|scope| {
        let parts: Vec<_> = codes
            .chunks(codes.len().div_ceil(8))
            .map(|part| scope.spawn(move || wrong(part)))
            .collect();
        parts.into_iter().flat_map(|p| p.join().unwrap()).collect()
    });
    assert!(
        wrong.is_empty(),
        "(code, what happened, what the table says): {wrong:#?}"
    );
}
