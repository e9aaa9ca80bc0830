//! Whose a story is.
//!
//! Owns which profile a story has, and which name its records carry. What the record names itself stays, unless it is one of the names that the profile
//! stands for.

use super::{Normaliser, agencies, dateline};
use crate::story::{Dateline, RawRecord, Sign, Story, SupplierFound, WireFormat, WireStory};
use crate::wire::profile::Profile;
use std::sync::Arc;

impl Normaliser {
    /// The profile of a story, the name its records carry, and by what it was known.
    pub(super) fn supplier(
        &self,
        named: Option<String>,
        wire: &WireStory,
        record: &RawRecord,
    ) -> (Arc<Profile>, String, SupplierFound) {
        let agency_of = |line: &str| dateline::find(line, None)?.agency;
        let recognise =
            |named: Option<&str>| self.profiles.recognise(named, wire, record, agency_of);
        let mut found = recognise(named.as_deref());
        let mut is_known = found.by == Sign::Name;
        // A header of IPTC 7901 names a service rather than an agency, in a telex frame too; the dateline then says whose it is.
        // So does a mail, whose sender is often only a desk.
        let is_telex = matches!(wire.format, Some(WireFormat::Iptc7901 | WireFormat::Email))
            || wire.format_version.as_deref() == Some("zczc");
        let is_service = is_telex
            && named
                .as_deref()
                .is_some_and(|name| !agencies::is_known(name));
        if found.by == Sign::Nothing && is_service {
            found = recognise(None);
            is_known = found.by != Sign::Nothing;
        }
        // Two letters are a desk of the agency that the id names.
        let is_desk = |name: &str| {
            name.len() == 2
                && name.bytes().all(|b| b.is_ascii_uppercase())
                && !agencies::is_known(name)
        };
        is_known |= found.by == Sign::Id && named.as_deref().is_some_and(is_desk);
        let profile = found.profile;
        let name = match &named {
            Some(named) if !is_known => named.clone(),
            _ => profile.name.to_string(),
        };
        let supplier_found = SupplierFound {
            profile: Arc::clone(&profile.key),
            by: found.by,
            sign: found.sign,
            named: named.filter(|named| is_known && *named != *profile.name),
        };
        (profile, name, supplier_found)
    }
}

/// The agency of the dateline, where nothing else says whose the story is. An agency without a profile: the id has no part in it, since a kill of the
/// story may have no dateline.
pub fn take_from_dateline(story: &mut Story) {
    if story.supplier_found.by != Sign::Nothing {
        return;
    }
    if let Some(agency) = story.dateline.as_ref().and_then(agency_alone) {
        let agency = agency.to_string();
        story.supplier_found.by = Sign::Dateline;
        story.supplier_found.sign.clone_from(&agency);
        story.supplier = agency;
    }
}

/// The agency a dateline names, or the first of two, where it is known.
fn agency_alone(dateline: &Dateline) -> Option<&str> {
    let mut names = dateline.agency.as_deref()?.split('/').map(str::trim);
    names.next().filter(|name| agencies::is_known(name))
}
