//! How a story ends: exactly one of emit, drop, reject.

use std::fmt;

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// All values, for metrics that must exist before they are first counted and for docs.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word used alike in headers, metric labels, logs and redrive filters.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The value with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

codes! {
    /// The steps of a record's way; keys of metrics, headers and spans.
    Stage {
        Source "source",
        Decode "decode",
        Normalise "normalise",
        Language "language",
        Entities "entities",
        Topics "topics",
        Sink "sink",
    }
}

codes! {
    /// Why a record can't be processed: it goes to the dead letters under this code.
    RejectReason {
        /// The value is null or has no bytes.
        Empty "empty",
        /// Larger than `wire.max_payload_bytes` (after decompression).
        TooLarge "too_large",
        /// Bytes that are no text in any charset that may be assumed.
        BadCharset "bad_charset",
        /// Starts as JSON and is not JSON.
        MalformedJson "malformed_json",
        /// Starts as XML and is not well formed.
        MalformedXml "malformed_xml",
        /// Nested deeper than `wire.max_depth`.
        TooDeep "too_deep",
        /// A string longer than `wire.max_string_bytes`.
        StringTooLong "string_too_long",
        /// More stories in one record than `wire.max_stories`.
        TooManyStories "too_many_stories",
        /// No format we know.
        UnknownFormat "unknown_format",
        /// A format we know, of a kind that is no story (concept item, schema-encoded Avro, archive …).
        UnsupportedKind "unsupported_kind",
        /// JSON or XML of a known shape without any text to read.
        NoText "no_text",
        /// `content-encoding` could not be undone, or grows beyond the cap.
        BadCompression "bad_compression",
        /// A broker refused an output for good: larger than the topic allows.
        OutputTooLarge "output_too_large",
        /// A broker refused an output for good: not authorised for that topic.
        OutputNotAuthorised "output_not_authorised",
        /// A broker refused an output for good: any other reason.
        OutputRefused "output_refused",
        /// A defect of ours, caught at the stage's border; the record is kept for repair.
        Internal "internal",
    }
}

codes! {
    /// Why a story we could read is not passed on. Not an error.
    DropReason {
        /// A picture, graphic, audio or video item with no story text.
        NotText "not_text",
        /// An advisory or note to editors without a story.
        EmptyAdvisory "empty_advisory",
        /// Headlines one after another without a story, as for a screen.
        Ticker "ticker",
        /// A test message or a keep-alive of the line.
        LineTest "line_test",
    }
}

/// A record refused, with what an operator needs to act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    pub stage: Stage,
    pub reason: RejectReason,
    /// One line for people; never story text, at most 1 KiB, control characters escaped when it is written.
    pub message: String,
    /// Which story of the record, when only one of several is bad.
    pub story_index: Option<u32>,
}

impl Reject {
    /// A reject of the whole record.
    pub fn new(stage: Stage, reason: RejectReason, message: impl Into<String>) -> Self {
        Self {
            stage,
            reason,
            message: message.into(),
            story_index: None,
        }
    }
}

/// A story left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    pub stage: Stage,
    pub reason: DropReason,
}

/// How one story ended.
#[derive(Debug, Clone)]
pub enum Outcome<T> {
    Emit(T),
    Drop(Drop),
    Reject(Reject),
}

/// A story that ends before it could be emitted. It is an error type only so that `?` can carry it out of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Drop(Drop),
    Reject(Reject),
}

impl From<Reject> for Ended {
    fn from(reject: Reject) -> Self {
        Self::Reject(reject)
    }
}

impl From<Drop> for Ended {
    fn from(drop: Drop) -> Self {
        Self::Drop(drop)
    }
}
