//! Moments as records show them: RFC 3339 in UTC with three decimals and `Z`.

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// First moment that RFC 3339 can write as most readers understand it: the year 1.
const FIRST_MS: i64 = -62_135_596_800_000;

/// A moment between the years 1 and 9999, exact to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sink) struct Time(Timestamp);

impl Time {
    /// `None` for years that RFC 3339 has no four digits for.
    pub(in crate::sink) fn new(timestamp: Timestamp) -> Option<Self> {
        (timestamp.as_millisecond() >= FIRST_MS).then_some(Self(timestamp))
    }

    /// The same of milliseconds since 1970.
    pub(in crate::sink) fn from_millis(millis: i64) -> Option<Self> {
        Timestamp::from_millisecond(millis).ok().and_then(Self::new)
    }

    /// 1970, for a clock that shows a time no record can.
    pub(super) fn epoch() -> Self {
        Self(Timestamp::UNIX_EPOCH)
    }

    pub(super) fn millis(self) -> i64 {
        self.0.as_millisecond()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_three_decimals() {
        let time = Time::new("2026-08-09T12:30:00+04:00".parse().unwrap()).unwrap();
        assert_eq!(time.to_string(), "2026-08-09T08:30:00.000Z");
        let fine = Time::new("1969-12-31T23:59:59.9996Z".parse().unwrap()).unwrap();
        assert_eq!(fine.to_string().len(), "1970-01-01T00:00:00.000Z".len());
    }

    #[test]
    fn years_without_four_digits_are_left_out() {
        assert_eq!(Time::new(Timestamp::MIN), None);
        assert!(Time::new(Timestamp::MAX).is_some());
        assert_eq!(Time::from_millis(i64::MAX), None);
        assert_eq!(
            Time::from_millis(FIRST_MS).unwrap().to_string(),
            "0001-01-01T00:00:00.000Z"
        );
    }
}
