//! The brokers' properties: quick to start, to fail over and to rebalance.

use crate::broker::{Access, Layout, Listener, PASSWORD, USER};
use std::fmt::Write as _;
use std::path::Path;

/// Ports of one node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ports {
    pub plaintext: u16,
    pub controller: u16,
    /// Of [`Listener`] other than plaintext, in its order.
    pub others: [u16; 3],
}

impl Ports {
    pub fn of(self, listener: Listener) -> u16 {
        match listener {
            Listener::Plaintext => self.plaintext,
            Listener::Login => self.others[0],
            Listener::Tls => self.others[1],
            Listener::TlsLogin => self.others[2],
        }
    }
}

/// Properties of one node of a cluster.
pub(crate) fn properties(
    id: usize,
    layout: Layout,
    access: Access,
    ports: &[Ports],
    folder: &Path,
) -> String {
    let own = ports[id - 1];
    let replicas = ports.len();
    let in_sync = if layout == Layout::One { 1 } else { 2 };
    // With one broker nobody takes over, so that only the return counts, or nothing where it is never killed; with three
    // a stall of the machine must not look like a death.
    let session = match (layout, access) {
        (Layout::One, Access::Login) => 9_000,
        (Layout::One, _) => 1_500,
        (Layout::Three, _) => 2_500,
    };
    let mut listeners = vec![
        format!("PLAINTEXT://127.0.0.1:{}", own.plaintext),
        format!("CONTROLLER://127.0.0.1:{}", own.controller),
    ];
    for listener in access.listeners() {
        let (name, port) = (listener.name(), own.of(*listener));
        listeners.push(format!("{name}://127.0.0.1:{port}"));
    }
    let listeners = listeners.join(",");
    let quorum = match layout {
        Layout::One => format!("bootstrap.servers=127.0.0.1:{}", own.controller),
        Layout::Three => {
            let voters: Vec<String> = ports
                .iter()
                .enumerate()
                .map(|(i, node)| format!("{}@127.0.0.1:{}", i + 1, node.controller))
                .collect();
            format!("voters={}", voters.join(","))
        }
    };
    let mut text = format!(
        "process.roles=broker,controller
node.id={id}
listeners={listeners}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
log.dirs={folder}/node-{id}
offsets.topic.replication.factor={replicas}
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={in_sync}
min.insync.replicas={in_sync}
default.replication.factor={replicas}
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
num.partitions=4
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.session.timeout.ms=6000
group.consumer.min.heartbeat.interval.ms=500
group.consumer.heartbeat.interval.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
log.cleaner.dedupe.buffer.size=2097152
broker.session.timeout.ms={session}
broker.heartbeat.interval.ms=300
replica.lag.time.max.ms=3000
controller.quorum.{quorum}
",
        folder = folder.display(),
    );
    if access != Access::Open {
        // Tests command the cluster by the plaintext listener, brokers talk to each other there.
        text.push_str(
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
allow.everyone.if.no.acl.found=false
",
        );
    }
    let security = "org.apache.kafka.common.security";
    let written = match access {
        Access::Open => Ok(()),
        Access::Login => write!(
            text,
            "sasl.enabled.mechanisms=PLAIN
listener.name.sasl_plaintext.plain.sasl.jaas.config={security}.plain.PlainLoginModule required user_{USER}=\"{PASSWORD}\";
"
        ),
        Access::Secure => write!(
            text,
            "ssl.keystore.type=PEM
ssl.keystore.location={folder}/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
listener.name.ssl.ssl.client.auth=required
listener.name.sasl_ssl.ssl.client.auth=none
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*$/$1/,DEFAULT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config={security}.scram.ScramLoginModule required;
",
            folder = folder.display()
        ),
    };
    debug_assert!(written.is_ok(), "writing to a string can't fail");
    text
}
