//! Numbers as records show them: finite, rounded, never `null`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A share or probability, 0–1, with at most four decimals. What is no number counts as 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score(pub f64);

impl Score {
    /// The same in whole hundredths, as ninjs wants its `confidence` and `relevance`.
    pub(super) fn percent(self) -> u8 {
        (self.bounded() * 100.0).round() as u8
    }

    fn bounded(self) -> f64 {
        if self.0.is_nan() {
            0.0
        } else {
            self.0.clamp(0.0, 1.0)
        }
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Adding 0 turns -0.0 into 0.0.
        serializer.serialize_f64((self.bounded() * 1e4).round() / 1e4 + 0.0)
    }
}

impl JsonSchema for Score {
    fn schema_name() -> Cow<'static, str> {
        "Score".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

/// Log-odds, with nine decimals: rounded further, the weights of a verdict with many pieces of evidence would no
/// longer add up to its logit within the 1e-6 that records promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weight(pub f64);

/// Beyond this a double holds no nine decimals; no sum of evidence comes near it.
const WEIGHT_MAX: f64 = 1e6;

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let weight = if self.0.is_nan() { 0.0 } else { self.0 };
        let weight = weight.clamp(-WEIGHT_MAX, WEIGHT_MAX);
        serializer.serialize_f64((weight * 1e9).round() / 1e9 + 0.0)
    }
}

impl JsonSchema for Weight {
    fn schema_name() -> Cow<'static, str> {
        "Weight".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_four_decimals_and_what_is_no_number_is_nought() {
        let shown = |score| serde_json::to_string(&Score(score)).unwrap();
        assert_eq!(shown(0.123_456_78), "0.1235");
        assert_eq!(shown(1e-9), "0.0");
        assert_eq!(shown(-0.0), "0.0");
        assert_eq!(shown(f64::NAN), "0.0");
        assert_eq!(shown(f64::INFINITY), "1.0");
        assert_eq!(Score(0.995).percent(), 100);
        assert_eq!(Score(f64::NEG_INFINITY).percent(), 0);
    }

    #[test]
    fn weights_are_finite() {
        let shown = |weight| serde_json::to_string(&Weight(weight)).unwrap();
        assert_eq!(shown(-1.234_567_890_12), "-1.23456789");
        assert_eq!(shown(f64::NAN), "0.0");
        assert_eq!(shown(f64::INFINITY), "1000000.0");
    }
}
