//! Amounts as people write them: `250ms`, `45s`, `16 MiB`.
//!
//! Owns the two units that settings are written in, their text forms and their place in the JSON Schema. A number
//! without a unit is accepted for bytes (bytes) and never for time, where seconds and milliseconds would be confused.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A length of time, written as a whole number and a unit: `250ms`, `45s`, `5m`, `2h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub Duration);

/// A number of bytes, written plainly or with a unit: `65536`, `64 KiB`, `16 MiB`, `1 GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("a time needs a whole number and a unit: ms, s, m, h or d (\"250ms\", \"45s\")")]
    Time,
    #[error(
        "a size needs a whole number and, if not in bytes, a unit: KiB, MiB or GiB (\"16 MiB\")"
    )]
    Size,
    #[error("too large")]
    TooLarge,
}

/// Milliseconds of each unit of time, the largest first.
const TIME: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];
/// Bytes of each unit of size, the largest first.
const SIZE: [(&str, u64); 4] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

/// Text forms, for the schema and for whoever checks a file with it.
const TIME_PATTERN: &str = "^[0-9]+ ?(ms|s|m|h|d)$";
const SIZE_PATTERN: &str = "^[0-9]+ ?(B|KiB|MiB|GiB)?$";

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim_start())
}

fn amount(
    number: &str,
    unit: &str,
    units: &[(&str, u64)],
    otherwise: UnitError,
) -> Result<u64, UnitError> {
    let factor = units
        .iter()
        .find(|(name, _)| *name == unit)
        .ok_or(otherwise)?
        .1;
    if number.is_empty() {
        return Err(otherwise);
    }
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(factor))
        .ok_or(UnitError::TooLarge)
}

impl Period {
    pub const fn seconds(n: u64) -> Self {
        Self(Duration::from_secs(n))
    }

    pub const fn millis(n: u64) -> Self {
        Self(Duration::from_millis(n))
    }

    /// Whole milliseconds, as librdkafka takes them.
    pub fn as_millis(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }
}

impl FromStr for Period {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = split(text);
        amount(number, unit, &TIME, UnitError::Time).map(Self::millis)
    }
}

impl FromStr for Bytes {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = split(text);
        let unit = if unit.is_empty() { "B" } else { unit };
        amount(number, unit, &SIZE, UnitError::Size).map(Self)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.as_millis();
        if millis == 0 {
            return f.write_str("0s");
        }
        // Days and hours only where they were meant: `24h` reads better than `1d`, `90m` better than neither.
        let (unit, factor) = TIME
            .into_iter()
            .find(|(_, factor)| millis.is_multiple_of(*factor))
            .unwrap_or(("ms", 1));
        write!(f, "{}{unit}", millis / factor)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, factor) = SIZE
            .into_iter()
            .find(|(_, factor)| self.0 > 0 && self.0.is_multiple_of(*factor))
            .unwrap_or(("B", 1));
        write!(f, "{} {unit}", self.0 / factor)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u64),
            Text(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(n) => Ok(Self(n)),
            Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": TIME_PATTERN, "x-kind": "period" })
    }
}

impl JsonSchema for Bytes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Bytes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "minimum": 0, "pattern": SIZE_PATTERN, "x-kind": "bytes" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_with_their_unit_and_refused_without() {
        assert_eq!("250ms".parse(), Ok(Period::millis(250)));
        assert_eq!("45 s".parse(), Ok(Period::seconds(45)));
        assert_eq!("5m".parse(), Ok(Period::seconds(300)));
        for wrong in ["45", "", "s", "-1s", "1.5s", "1w", "1sm"] {
            assert_eq!(wrong.parse::<Period>(), Err(UnitError::Time), "{wrong}");
        }
        assert_eq!(
            "99999999999999999999d".parse::<Period>(),
            Err(UnitError::TooLarge)
        );
    }

    #[test]
    fn sizes_are_read_with_and_without_unit() {
        assert_eq!("65536".parse(), Ok(Bytes(65_536)));
        assert_eq!("64KiB".parse(), Ok(Bytes(65_536)));
        assert_eq!("16 MiB".parse(), Ok(Bytes(16 << 20)));
        for wrong in ["", "MiB", "16 MB", "1.5 GiB", "-1"] {
            assert_eq!(wrong.parse::<Bytes>(), Err(UnitError::Size), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(n in 0u64..1 << 50) {
            prop_assert_eq!(Period::millis(n).to_string().parse(), Ok(Period::millis(n)));
            prop_assert_eq!(Bytes(n).to_string().parse(), Ok(Bytes(n)));
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in "\\PC{0,20}") {
            let _ = text.parse::<Period>();
            let _ = text.parse::<Bytes>();
        }
    }
}
