//! The budget: how much may be in flight, on two axes, with a gate that has hysteresis.
//!
//! Pausing a partition makes the client throw away what it has fetched, so the gate must not flutter: it closes when
//! either axis is used up and opens again only when both are at half or below.

use super::ledger::LedgerError;

/// An amount on both axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Charge {
    pub records: u64,
    /// Raw bytes: key, value and headers as read.
    pub bytes: u64,
}

/// Whether new records may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Open,
    Closed,
}

/// Limit and use. The limit may be passed by one chunk: records already polled are never thrown away.
#[derive(Debug)]
pub struct Budget {
    cap: Charge,
    used: Charge,
    gate: Gate,
}

impl Budget {
    /// A budget with this cap; each axis counts as at least 1, so that a gate can always open.
    pub fn new(cap: Charge) -> Self {
        let cap = Charge {
            records: cap.records.max(1),
            bytes: cap.bytes.max(1),
        };
        Self {
            cap,
            used: Charge::default(),
            gate: Gate::Open,
        }
    }

    /// Enters an amount.
    pub fn charge(&mut self, amount: Charge) -> Gate {
        self.used.records += amount.records;
        self.used.bytes += amount.bytes;
        if self.used.records >= self.cap.records || self.used.bytes >= self.cap.bytes {
            self.gate = Gate::Closed;
        }
        self.gate
    }

    /// Gives an amount back. More than was charged counts as all of it, and is an error.
    pub fn refund(&mut self, amount: Charge) -> Result<Gate, LedgerError> {
        let overdrawn = if amount.records > self.used.records {
            Some("records")
        } else {
            (amount.bytes > self.used.bytes).then_some("bytes")
        };
        self.used.records = self.used.records.saturating_sub(amount.records);
        self.used.bytes = self.used.bytes.saturating_sub(amount.bytes);
        if self.used.records <= self.cap.records / 2 && self.used.bytes <= self.cap.bytes / 2 {
            self.gate = Gate::Open;
        }
        overdrawn.map_or(Ok(self.gate), |what| Err(LedgerError::Overdrawn { what }))
    }

    pub fn gate(&self) -> Gate {
        self.gate
    }

    pub fn used(&self) -> Charge {
        self.used
    }

    pub fn cap(&self) -> Charge {
        self.cap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(n: u64) -> Charge {
        Charge {
            records: n,
            bytes: 0,
        }
    }

    #[test]
    fn the_gate_closes_at_cap_and_reopens_at_half() {
        let mut budget = Budget::new(Charge {
            records: 10,
            bytes: 100,
        });
        assert_eq!(budget.charge(records(9)), Gate::Open);
        assert_eq!(budget.charge(records(1)), Gate::Closed);
        assert_eq!(
            budget.refund(records(4)),
            Ok(Gate::Closed),
            "six of ten: still above half"
        );
        assert_eq!(budget.refund(records(1)), Ok(Gate::Open));
    }

    #[test]
    fn either_axis_closes_the_gate_and_both_must_be_low_to_open_it() {
        let mut budget = Budget::new(Charge {
            records: 10,
            bytes: 100,
        });
        assert_eq!(
            budget.charge(Charge {
                records: 8,
                bytes: 120
            }),
            Gate::Closed
        );
        assert_eq!(
            budget.refund(Charge {
                records: 0,
                bytes: 120
            }),
            Ok(Gate::Closed)
        );
        assert_eq!(budget.refund(records(3)), Ok(Gate::Open));
    }

    #[test]
    fn a_cap_of_zero_still_lets_one_record_through() {
        let mut budget = Budget::new(Charge {
            records: 0,
            bytes: 0,
        });
        assert_eq!(budget.gate(), Gate::Open);
        assert_eq!(
            budget.charge(Charge {
                records: 1,
                bytes: 5
            }),
            Gate::Closed
        );
        assert_eq!(
            budget.refund(Charge {
                records: 1,
                bytes: 5
            }),
            Ok(Gate::Open)
        );
    }

    #[test]
    fn more_than_was_charged_can_not_be_given_back_in_silence() {
        let mut budget = Budget::new(records(10));
        budget.charge(Charge {
            records: 2,
            bytes: 5,
        });
        for (amount, what) in [
            (records(3), "records"),
            (
                Charge {
                    records: 0,
                    bytes: 6,
                },
                "bytes",
            ),
        ] {
            assert_eq!(budget.refund(amount), Err(LedgerError::Overdrawn { what }));
        }
        assert_eq!(budget.used(), Charge::default());
    }
}
