//! `[suppliers.NAME]`: what is known of an agency before its records are opened. It is laid over the supplier profile that knows
//! the name, or makes one of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Suppliers by the name that records and metrics carry; what is said here wins over their profiles.
pub type Suppliers = BTreeMap<String, Supplier>;

/// One supplier.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(inline)]
pub struct Supplier {
    /// Input topics whose records are this supplier's: names as in `source.topics`, or patterns that begin with `^`.
    pub topics: Vec<String>,
    /// Charset its records are in when they don't say (a WHATWG label such as `windows-1252`).
    pub charset: Option<String>,
    /// Zone of its times when they don't say: an IANA name (`Europe/Paris`) or an offset (`+02:00`).
    pub time_zone: Option<String>,
}
