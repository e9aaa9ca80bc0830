//! Which dead letters are meant.

use super::letter::Letter;

/// A choice of letters: all of its conditions must hold, an empty one holds always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Codes of reasons, any of them.
    pub reasons: Vec<String>,
    pub stages: Vec<String>,
    /// Names of suppliers, as `[suppliers]` has them.
    pub suppliers: Vec<String>,
    /// Written at or after, milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Written before.
    pub until_ms: Option<i64>,
    /// Partition of the dead letter topic.
    pub partition: Option<i32>,
    /// Offset in the dead letter topic.
    pub offset: Option<i64>,
}

impl Filter {
    pub fn takes(&self, letter: &Letter) -> bool {
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|l| l == value);
        // A letter without a time can't be placed before or after: it is taken only where no time is asked for.
        let written = letter.written_ms();
        any(&self.reasons, &letter.reason)
            && any(&self.stages, &letter.stage)
            && any(&self.suppliers, letter.supplier())
            && self
                .since_ms
                .is_none_or(|since| written.is_some_and(|t| t >= since))
            && self
                .until_ms
                .is_none_or(|until| written.is_some_and(|t| t < until))
            && self.partition.is_none_or(|p| p == letter.partition())
            && self.offset.is_none_or(|o| o == letter.offset())
    }
}

#[cfg(test)]
mod tests {
    use super::super::letter::tests::letter;
    use super::*;

    #[test]
    fn every_condition_can_leave_a_letter_out_and_together_they_take_what_meets_all() {
        let letter = letter(5, &[]);
        let t = letter.written_ms().unwrap();
        let all = Filter {
            reasons: vec!["no_text".into(), "malformed_json".into()],
            stages: vec!["decode".into()],
            suppliers: vec!["AFP".into()],
            since_ms: Some(t),
            until_ms: Some(t + 1),
            partition: Some(0),
            offset: Some(5),
        };
        assert!(Filter::default().takes(&letter) && all.takes(&letter));
        for miss in [
            Filter {
                reasons: vec!["no_text".into()],
                ..all.clone()
            },
            Filter {
                stages: vec!["sink".into()],
                ..all.clone()
            },
            Filter {
                suppliers: vec!["dpa".into()],
                ..all.clone()
            },
            Filter {
                since_ms: Some(t + 1),
                ..all.clone()
            },
            Filter {
                until_ms: Some(t),
                ..all.clone()
            },
            Filter {
                partition: Some(1),
                ..all.clone()
            },
            Filter {
                offset: Some(4),
                ..all.clone()
            },
        ] {
            assert!(!miss.takes(&letter), "{miss:?}");
        }
    }
}
