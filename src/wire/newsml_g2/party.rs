//! Parties and codes of `NewsML-G2`.
//!
//! Owns which of an element's literal, code, name and URI names it, and who of those who made a story are its writers.

use crate::wire::xml::Element;

pub fn code_of(field: &Element<'_>) -> Option<String> {
    ["qcode", "uri", "literal"]
        .iter()
        .find_map(|name| field.attr(name))
        .map(str::to_string)
}

/// The name to show: the one with that role, else the first.
pub fn name(field: &Element<'_>) -> Option<String> {
    let display = field
        .all("name")
        .find(|n| n.attr("role").is_some_and(|role| role.ends_with("display")));
    display.or(field.child("name")).and_then(Element::text)
}

/// A party by literal, code or name, the shortest form an agency gives itself.
pub fn party(field: &Element<'_>) -> Option<String> {
    if let Some(literal) = field.attr("literal") {
        // Of the name of a host the words beside say more.
        let is_host = literal.contains('.') && !literal.contains(' ');
        let named = name(field).filter(|_| is_host);
        return Some(named.unwrap_or_else(|| literal.to_string()));
    }
    if let Some(qcode) = field.attr("qcode") {
        let code = qcode.rsplit(':').next().unwrap_or(qcode);
        // `approviderid:z01122`: a number in a list, whose name stands beside.
        let named = name(field).filter(|_| code.bytes().any(|b| b.is_ascii_digit()));
        return Some(named.unwrap_or_else(|| code.to_string()));
    }
    name(field).or_else(|| {
        let uri = field.attr("uri")?;
        let host = uri.split("://").nth(1).unwrap_or(uri);
        Some(host.split('/').next().unwrap_or(host).to_string())
    })
}

/// The writers among the creators, in their order. The names of accounts and initials are no byline, nor are editors at the desk and agencies.
pub fn writers(meta: &Element<'_>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for creator in meta.all("creator").filter(|c| !is_no_writer(c)) {
        let name = name(creator).filter(|name| name.contains(' '));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// Roles of those who do not write.
const OTHERS: &[&str] = &["editor", "photo", "video", "camera", "bureau", "desk"];

/// `stteditorid:26945`, the one who filed it; a role of the desk or the camera; an organisation.
fn is_no_writer(creator: &Element<'_>) -> bool {
    let scheme = creator
        .attr("qcode")
        .and_then(|code| code.split(':').next());
    let says = |value: Option<&str>, words: &[&str]| {
        value.is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    says(scheme, &["editor"])
        || says(creator.attr("role"), OTHERS)
        || says(creator.attr("type"), &["organisation", "organization"])
}
