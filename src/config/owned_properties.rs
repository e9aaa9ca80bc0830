//! The properties of librdkafka that the service decides itself, because a promise, the memory bound or a setting of its
//! own depends on them. Each with the reason and what to use instead; told to whoever tries to set one.

/// Refused, with the reason and what to use. By canonical name, sorted.
pub(super) const OWNED: &[(&str, &str, &str)] = &[
    (
        "allow.auto.create.topics",
        "a misspelt name must not create a topic",
        "create topics with `copytaster topics apply`",
    ),
    (
        "auto.commit.enable",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval for how often",
    ),
    (
        "auto.commit.interval.ms",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval",
    ),
    (
        "auto.offset.reset",
        "it has a setting of its own",
        "use source.offset_reset and source.on_out_of_range",
    ),
    (
        "client.id",
        "it has a setting of its own",
        "use kafka.client_id",
    ),
    (
        "compression.codec",
        "it has a setting of its own",
        "use outputs.compression",
    ),
    (
        "delivery.report.only.error",
        "a record completes by its acknowledgement, so each must be reported",
        "leave it out",
    ),
    (
        "enable.auto.commit",
        "offsets are committed only when the outputs are acknowledged",
        "use delivery.commit_interval for how often",
    ),
    (
        "enable.auto.offset.store",
        "offsets are committed only when the outputs are acknowledged",
        "leave it out",
    ),
    (
        "enable.gapless.guarantee",
        "a refused output goes to the dead letters instead of stopping the producer",
        "leave it out",
    ),
    (
        "enable.idempotence",
        "without it a retry could repeat or reorder outputs",
        "leave it out: it is always on",
    ),
    (
        "enable.partition.eof",
        "the source reads on at the end of a partition",
        "leave it out",
    ),
    (
        "fetch.max.bytes",
        "the memory bound depends on it",
        "use source.fetch_max_bytes",
    ),
    (
        "fetch.message.max.bytes",
        "the memory bound depends on it",
        "use source.fetch_partition_bytes",
    ),
    (
        "fetch.wait.max.ms",
        "it has a setting of its own",
        "use source.fetch_wait",
    ),
    (
        "group.id",
        "it has a setting of its own",
        "use source.group",
    ),
    (
        "group.instance.id",
        "it has a setting of its own",
        "use source.instance_id",
    ),
    (
        "group.protocol",
        "it has a setting of its own",
        "use source.group_protocol",
    ),
    (
        "isolation.level",
        "records of aborted transactions must not be read",
        "leave it out: it is read_committed",
    ),
    ("log.queue", "the log would stop", "leave it out"),
    (
        "log_level",
        "it has a setting of its own",
        "use log.level, such as \"info,copytaster::kafka=debug\"",
    ),
    (
        "max.poll.interval.ms",
        "it has a setting of its own",
        "use source.max_poll_interval",
    ),
    (
        "message.max.bytes",
        "dead letters must fit whole",
        "use outputs.max_message_bytes",
    ),
    (
        "message.send.max.retries",
        "a passing failure is tried again until it ends, else records would be lost or stop",
        "leave it out",
    ),
    (
        "message.timeout.ms",
        "a passing failure is tried again until it ends, else records would be lost or stop",
        "leave it out",
    ),
    (
        "metadata.broker.list",
        "it has a setting of its own",
        "use kafka.brokers",
    ),
    (
        "offset.store.method",
        "offsets are stored by the brokers",
        "leave it out",
    ),
    (
        "partition.assignment.strategy",
        "the source gives partitions back one by one, which needs cooperative-sticky",
        "leave it out",
    ),
    (
        "partitioner",
        "outputs join with each other and with Java's only by murmur2_random",
        "leave it out",
    ),
    (
        "plugin.library.paths",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "queue.buffering.max.kbytes",
        "the memory bound depends on it",
        "use outputs.queue_bytes",
    ),
    (
        "queue.buffering.max.ms",
        "it has a setting of its own",
        "use outputs.linger",
    ),
    (
        "queued.max.messages.kbytes",
        "the memory bound depends on it",
        "use source.fetch_queue_bytes",
    ),
    (
        "request.required.acks",
        "an output counts only when all in-sync replicas have it",
        "leave it out: it is all",
    ),
    (
        "sasl.mechanisms",
        "it has a setting of its own",
        "use kafka.sasl_mechanism",
    ),
    (
        "sasl.password",
        "it has a setting of its own",
        "use kafka.password or kafka.password_file",
    ),
    (
        "sasl.username",
        "it has a setting of its own",
        "use kafka.username",
    ),
    (
        "security.protocol",
        "it has a setting of its own",
        "use kafka.security_protocol",
    ),
    (
        "session.timeout.ms",
        "it has a setting of its own",
        "use source.session_timeout",
    ),
    (
        "ssl.ca.location",
        "it has a setting of its own",
        "use kafka.ca_file",
    ),
    (
        "ssl.certificate.location",
        "it has a setting of its own",
        "use kafka.certificate_file",
    ),
    (
        "ssl.engine.id",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "ssl.engine.location",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "ssl.key.location",
        "it has a setting of its own",
        "use kafka.key_file",
    ),
    (
        "ssl.key.password",
        "it has a setting of its own",
        "use kafka.key_password or kafka.key_password_file",
    ),
    (
        "ssl.key.pem",
        "it has a setting of its own",
        "use kafka.key_pem or kafka.key_file",
    ),
    (
        "ssl.providers",
        "no code is loaded into the client",
        "leave it out",
    ),
    (
        "topic.blacklist",
        "a topic left out here would be neither read nor reported missing",
        "name the topics in source.topics",
    ),
    (
        "transaction.timeout.ms",
        "it follows from the configuration",
        "set delivery.transaction_timeout",
    ),
    (
        "transactional.id",
        "it is made of the group's name and the instance's",
        "set delivery.guarantee = \"exactly-once\", and source.instance_id where instances have names",
    ),
];
