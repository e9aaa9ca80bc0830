//! Transactions of the real client against librdkafka's mock cluster, which answers with the errors it is told to. It
//! keeps no transactions: what is tested is how the client's answers are sorted, no more.

use super::transactions::{KafkaTransactions, TransactionError, Transactions};
use crate::delivery::{Cut, Output, TopicPartition};
use crate::observe::Metrics;
use crate::sink::outlet::Outlet;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey as Api, RDKafkaErrorCode as Code, RDKafkaRespErr};
use std::sync::Arc;
use std::time::Duration;

/// One transaction from its beginning to its commit, one request of which is answered with this code once.
fn transaction(n: usize, api: Api, code: Code) -> Result<(), TransactionError> {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("out", 1, 1).unwrap();
    cluster.create_topic("in", 1, 1).unwrap();
    cluster.request_errors(api, &[RDKafkaRespErr::try_from(code as i32).unwrap()]);
    let bootstrap = cluster.bootstrap_servers();
    let mut client = ClientConfig::new();
    for (key, value) in [
        ("bootstrap.servers", bootstrap.as_str()),
        ("enable.idempotence", "true"),
        ("transactional.id", &format!("id-{n}")),
        ("linger.ms", "0"),
        ("retry.backoff.ms", "1"),
        ("retry.backoff.max.ms", "10"),
    ] {
        client.set(key, value);
    }
    let mut producer = KafkaTransactions::new(&client, Metrics::new().unwrap()).unwrap();
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &bootstrap)
        .set("group.id", "group")
        .create()
        .unwrap();
    let group = Arc::new(consumer.group_metadata().unwrap());
    insist(|| producer.init(CALL))?;
    producer.begin()?;
    let output = Output {
        topic: "out".into(),
        key: None,
        value: Some(b"v".to_vec().into()),
        headers: Arc::new([]),
        timestamp_ms: None,
    };
    producer.send(&output, 0).unwrap();
    let mut deliveries = Vec::new();
    testkit::eventually("it is answered", CALL * 2, || {
        producer.poll(Duration::from_millis(1), &mut deliveries);
        deliveries.pop()
    });
    let offsets = Cut {
        offsets: vec![(TopicPartition::new("in", 0), 1)],
    };
    insist(|| producer.send_offsets(&offsets, &group, CALL))?;
    insist(|| producer.commit(CALL))
}

const CALL: Duration = Duration::from_secs(5);

/// The same call as long as it may still succeed.
fn insist(mut call: impl FnMut() -> Result<(), TransactionError>) -> Result<(), TransactionError> {
    for _ in 0..3 {
        match call() {
            Err(TransactionError::Again(_)) => {}
            ended => return ended,
        }
    }
    call()
}

#[test]
fn each_error_in_a_transaction_is_mended_aborts_it_or_costs_the_producer() {
    let cases = [
        (
            Api::InitProducerId,
            Code::CoordinatorLoadInProgress,
            "committed",
        ),
        (
            Api::InitProducerId,
            Code::TransactionalIdAuthorizationFailed,
            "not_authorised",
        ),
        (
            Api::AddPartitionsToTxn,
            Code::ConcurrentTransactions,
            "committed",
        ),
        (
            Api::AddPartitionsToTxn,
            Code::TopicAuthorizationFailed,
            "abort",
        ),
        (Api::AddPartitionsToTxn, Code::InvalidProducerEpoch, "renew"),
        (Api::Produce, Code::NotLeaderForPartition, "committed"),
        (Api::Produce, Code::KafkaStorageError, "committed"),
        (Api::Produce, Code::MessageSizeTooLarge, "abort"),
        (
            Api::AddOffsetsToTxn,
            Code::CoordinatorNotAvailable,
            "committed",
        ),
        (
            Api::AddOffsetsToTxn,
            Code::GroupAuthorizationFailed,
            "abort",
        ),
        (
            Api::TxnOffsetCommit,
            Code::CoordinatorLoadInProgress,
            "committed",
        ),
        (Api::TxnOffsetCommit, Code::IllegalGeneration, "abort"),
        (Api::TxnOffsetCommit, Code::UnknownMemberId, "abort"),
        (Api::TxnOffsetCommit, Code::FencedInstanceId, "abort"),
        (Api::EndTxn, Code::ConcurrentTransactions, "committed"),
        (Api::EndTxn, Code::NotCoordinator, "committed"),
        (Api::EndTxn, Code::InvalidProducerEpoch, "renew"),
        (Api::EndTxn, Code::ProducerFenced, "renew"),
    ];
    let wrong: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = cases
            .into_iter()
            .enumerate()
            .map(|(n, case)| (case, scope.spawn(move || transaction(n, case.0, case.1))))
            .collect();
        runs.into_iter()
            .filter_map(|((api, code, expected), run)| {
                let ended = run.join().unwrap();
                let came = ended
                    .as_ref()
                    .err()
                    .map_or("committed", TransactionError::code);
                (came != expected).then(|| format!("{api:?} {code:?}: {ended:?}, not {expected}"))
            })
            .collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}
