use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;

/// The context of a client whose troubles go to the log alone, at debug level: its calls have deadlines and tell by
/// themselves. Holds the client's name in the log.
#[derive(Debug, Clone, Copy)]
pub struct Quiet(pub &'static str);

impl ClientContext for Quiet {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(target: "copytaster::kafka", client = self.0, ?level, facility, "{message}");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(target: "copytaster::kafka", client = self.0, %error, "{reason}");
    }
}

impl ConsumerContext for Quiet {}
