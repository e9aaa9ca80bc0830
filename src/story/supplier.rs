//! By what a story's supplier was known, and what its profile made of its codes.

use std::sync::Arc;

/// The kinds of sign by which a profile recognises its agency, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sign {
    /// The field that names the supplier.
    Name,
    /// A header of the Kafka record.
    Header,
    /// How the story's id begins.
    Id,
    /// A scheme of codes that only this agency uses.
    Scheme,
    /// The input topic.
    Topic,
    /// The credit or copyright line.
    Credit,
    /// The agency in the dateline.
    Dateline,
    /// What the text ends with.
    Signature,
    /// None of them: the profile `default` was used.
    #[default]
    Nothing,
}

impl Sign {
    /// The word in records and in cases of profiles.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Header => "header",
            Self::Id => "id",
            Self::Scheme => "scheme",
            Self::Topic => "topic",
            Self::Credit => "credit",
            Self::Dateline => "dateline",
            Self::Signature => "signature",
            Self::Nothing => "nothing",
        }
    }
}

/// Which supplier profile a story was read with, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupplierFound {
    /// Key of the profile (`afp`); empty where no profiles were asked.
    pub profile: Arc<str>,
    pub by: Sign,
    /// The words that were the sign.
    pub sign: String,
    /// The supplier as the record names itself, where it is not the profile's name for it.
    pub named: Option<String>,
}

/// A code of the agency that its profile translates to one of IPTC's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedCode {
    /// As in [`CodeRef::code`](super::CodeRef::code): `N2:OILG`.
    pub from: String,
    /// `medtop:20001243`.
    pub to: Arc<str>,
}
