//! How many dead letters there are, by what an operator asks first: reason, stage, supplier, hour.

use super::letter::Letter;
use std::collections::BTreeMap;

/// Numbers of letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub letters: u64,
    pub by_reason: BTreeMap<String, u64>,
    pub by_stage: BTreeMap<String, u64>,
    pub by_supplier: BTreeMap<String, u64>,
    /// By the hour they were written in, `2026-11-24T02`, UTC.
    pub by_hour: BTreeMap<String, u64>,
}

impl Counts {
    pub fn add(&mut self, letter: &Letter) {
        self.letters += 1;
        let mut count = |map: fn(&mut Self) -> &mut BTreeMap<String, u64>, key: &str| {
            let map = map(self);
            // Codes are a closed set, but headers come from outside: what is beyond any such set is one.
            let key = if map.contains_key(key) || map.len() < MAX_KEYS {
                key
            } else {
                "other"
            };
            *map.entry(key.to_owned()).or_default() += 1;
        };
        count(|c| &mut c.by_reason, &letter.reason);
        count(|c| &mut c.by_stage, &letter.stage);
        count(|c| &mut c.by_supplier, letter.supplier());
        let hour = letter
            .written_ms()
            .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
            .map_or_else(
                || "unknown".into(),
                |t| t.strftime("%Y-%m-%dT%H").to_string(),
            );
        count(|c| &mut c.by_hour, &hour);
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "letters": self.letters,
            "by_reason": self.by_reason,
            "by_stage": self.by_stage,
            "by_supplier": self.by_supplier,
            "by_hour": self.by_hour,
        })
    }
}

/// Distinct values counted of each kind; a year has 8,784 hours at most.
const MAX_KEYS: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::super::letter::tests::letter;
    use super::*;

    #[test]
    fn letters_are_counted_by_reason_stage_supplier_and_hour() {
        let mut counts = Counts::default();
        counts.add(&letter(1, &[]));
        counts.add(&letter(2, &[("copytaster.error.code", "no_text")]));
        assert_eq!(counts.letters, 2);
        assert_eq!(counts.by_reason["no_text"], 1);
        assert_eq!(counts.by_supplier["AFP"], 2);
        assert_eq!(counts.by_hour["2026-09-21T14"], 2, "{counts:?}");
    }
}
