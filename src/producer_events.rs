//! Serving a producer's events: delivery reports, errors, statistics.
//!
//! The client's own `poll` with a time to wait waits busily for its last millisecond, since what is left of the time
//! is cut to whole ones, and comes back only when the time is up. Polled every millisecond, as the sink does, it takes
//! a whole core. So it is only asked here for what is there, and the waiting is done by sleeping.

use rdkafka::producer::{BaseProducer, Partitioner, Producer, ProducerContext};
use std::time::{Duration, Instant};

/// Longest sleep between two looks.
const STEP: Duration = Duration::from_millis(1);

/// Serves what is there, or what comes first within `wait`.
pub fn serve<C, P>(producer: &BaseProducer<C, P>, wait: Duration)
where
    C: ProducerContext<P>,
    P: Partitioner,
{
    if serve_present(producer) || wait.is_zero() {
        return;
    }
    let started = Instant::now();
    while let Some(left) = wait.checked_sub(started.elapsed()) {
        std::thread::sleep(left.min(STEP));
        if serve_present(producer) {
            return;
        }
    }
}

/// One call serves one event, which holds the reports of one batch. Whether a message was reported.
fn serve_present<C, P>(producer: &BaseProducer<C, P>) -> bool
where
    C: ProducerContext<P>,
    P: Partitioner,
{
    let mut any = false;
    loop {
        let before = producer.in_flight_count();
        producer.poll(Duration::ZERO);
        if producer.in_flight_count() >= before {
            return any;
        }
        any = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::config::ClientConfig;
    use rdkafka::mocking::MockCluster;
    use rdkafka::producer::BaseRecord;

    /// CPU time of this thread, user and system, in clock ticks: fields 14 and 15 of proc(5).
    fn ticks() -> u64 {
        let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
        let fields = stat.rsplit(") ").next().unwrap().split(' ');
        fields
            .skip(11)
            .take(2)
            .map(|f| f.parse::<u64>().unwrap())
            .sum()
    }

    #[test]
    fn waiting_takes_no_processor_time_and_ends_with_a_report() {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("out", 1, 1).unwrap();
        let producer: BaseProducer = ClientConfig::new()
            .set("bootstrap.servers", cluster.bootstrap_servers())
            .set("linger.ms", "0")
            .create()
            .unwrap();
        let before = ticks();
        for _ in 0..500 {
            serve(&producer, Duration::from_millis(1));
        }
        // Half a second is 50 ticks; a busy wait uses nearly all of them.
        assert!(ticks() - before < 25, "{} ticks", ticks() - before);

        producer
            .send(BaseRecord::<(), str>::to("out").payload("story"))
            .unwrap();
        let started = Instant::now();
        serve(&producer, Duration::from_mins(1));
        assert_eq!(producer.in_flight_count(), 0);
        assert!(started.elapsed() < Duration::from_mins(1));
    }
}
