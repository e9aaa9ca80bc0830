//! The in-process broker.

use rdkafka::error::KafkaResult;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

/// A mock cluster of one broker with the topics of a demonstration; gone when dropped, so drop its clients first.
pub struct DemoBroker {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl DemoBroker {
    /// # Errors
    /// The client library can't make its mock cluster or a topic.
    pub fn start(topics: &[(&str, i32)]) -> KafkaResult<Self> {
        let cluster = MockCluster::new(1)?;
        for (topic, partitions) in topics {
            cluster.create_topic(topic, *partitions, 1)?;
        }
        Ok(Self { cluster })
    }

    pub fn bootstrap(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}
