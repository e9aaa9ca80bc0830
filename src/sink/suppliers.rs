//! Suppliers as a metric label: names come from the wire, so their number must be bounded.

use std::sync::OnceLock;

/// Suppliers that get a series of their own.
const MAX: usize = 50;
/// Longest name that makes a label, in bytes.
const LABEL_MAX: usize = 64;

/// The first suppliers seen since the start. Filled from the front and never emptied, so readers need no lock.
#[derive(Debug)]
pub(super) struct SupplierLabels {
    seen: [OnceLock<Box<str>>; MAX],
}

/// The label of a supplier.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SupplierLabel<'a> {
    Known(&'a str),
    /// The table is full, or the name is no label: count it as `other`.
    Other,
}

impl SupplierLabels {
    pub(super) fn new() -> Self {
        Self {
            seen: [const { OnceLock::new() }; MAX],
        }
    }

    pub(super) fn label<'a>(&self, supplier: &'a str) -> SupplierLabel<'a> {
        if supplier.is_empty() {
            return SupplierLabel::Known("unknown");
        }
        if supplier.len() > LABEL_MAX || supplier.contains(char::is_control) {
            return SupplierLabel::Other;
        }
        for slot in &self.seen {
            if **slot.get_or_init(|| supplier.into()) == *supplier {
                return SupplierLabel::Known(supplier);
            }
        }
        SupplierLabel::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fifty_suppliers_keep_their_names_for_good() {
        let labels = SupplierLabels::new();
        let names: Vec<String> = (0..MAX + 5).map(|n| format!("agency {n}")).collect();
        for round in 0..2 {
            for (n, name) in names.iter().enumerate() {
                let expected = if n < MAX {
                    SupplierLabel::Known(name)
                } else {
                    SupplierLabel::Other
                };
                assert_eq!(labels.label(name), expected, "round {round}");
            }
        }
    }

    #[test]
    fn a_name_that_is_no_label_takes_no_place() {
        let labels = SupplierLabels::new();
        for n in 0..100 {
            let long = format!("{n}{}", "x".repeat(LABEL_MAX));
            assert_eq!(labels.label(&long), SupplierLabel::Other);
        }
        assert_eq!(labels.label("a\nb"), SupplierLabel::Other);
        assert_eq!(labels.label(""), SupplierLabel::Known("unknown"));
        assert_eq!(labels.label("ANN"), SupplierLabel::Known("ANN"));
    }
}
