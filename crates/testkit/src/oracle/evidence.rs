//! What was seen of a run, as plain values: what the judge judges.

/// Partition and offset of an input record: who it is, in every output.
pub type Origin = (i32, i64);

/// A record of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    pub origin: Origin,
    /// The generator's number.
    pub number: u64,
    /// Hash of the Kafka key.
    pub key: u64,
    /// Hash of key and value.
    pub bytes: u64,
    /// When the broker took it, in Unix milliseconds.
    pub at_ms: i64,
}

/// A record of an output topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Index of the output topic: [`ENRICHED`], [`FACTS`], then the routed ones.
    pub topic: usize,
    /// Partition and offset of this record itself.
    pub place: (i32, i64),
    pub origin: Origin,
    /// Routed topics the story must be in as well; of an enriched record only.
    pub routed: Vec<usize>,
    pub at_ms: i64,
}

/// Index of the enriched topic.
pub const ENRICHED: usize = 0;
/// Index of the facts.
pub const FACTS: usize = 1;
/// Index of the first routed topic.
pub const ROUTED: usize = 2;

/// A dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub origin: Origin,
    pub code: String,
    /// Hash of key and value.
    pub bytes: u64,
    pub at_ms: i64,
}

/// What the broker had stored for the group when it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// When the answer was there: what it says was true before.
    pub at_ms: i64,
    /// Next offset for each input partition; 0 where nothing is stored.
    pub offsets: Vec<i64>,
}

/// A fault that was injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disturbance {
    pub name: &'static str,
    /// Instances end by it in good order: alone it repeats nothing.
    pub graceful: bool,
    /// Instances may lose their partitions and not know: what they have in flight is written all the same.
    pub cuts_off: bool,
    /// A topic that may not be written meanwhile.
    pub denied: Option<usize>,
    pub from_ms: i64,
    pub to_ms: i64,
}

/// All that was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    pub inputs: Vec<Input>,
    /// In the order of their offsets within a partition.
    pub outputs: Vec<Output>,
    pub letters: Vec<Letter>,
    pub stored: Vec<Stored>,
    pub disturbances: Vec<Disturbance>,
}
