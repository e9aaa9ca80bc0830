//! Where a press release ends: what its distributor puts under it.
//!
//! Owns the openings of such lines and the mark under which a release says no more.

/// Where a press release ends and its distributor begins: `CONTACT:`, `View source version on businesswire.com: …`.
pub fn closes(paragraph: &str) -> bool {
    [
        "CONTACT:",
        "CONTACTS:",
        "KEYWORD:",
        "PUB:",
        "View original content",
        "View source version on businesswire.com",
        "Rückfragehinweis:",
        "Rückfragen & Kontakt:",
        "*** OTS-ORIGINALTEXT",
        "OTS-ORIGINALTEXT ",
        "ORIGINALTEXT-SERVICE ",
        "Originaltext: ",
        "Original-Content von: ",
        "Digitale Pressemappe:",
        "Herausgeber: ",
    ]
    .iter()
    .any(|words| paragraph.starts_with(words))
        || is_source(paragraph)
}

/// `SOURCE Neutral Grids Inc.`: whose release it was.
fn is_source(paragraph: &str) -> bool {
    let name = paragraph.strip_prefix("SOURCE ");
    name.is_some_and(|name| name.len() <= 120 && name.starts_with(|c: char| !c.is_lowercase()))
}

/// Marks under which a release says no more.
pub fn is_last_mark(paragraph: &str) -> bool {
    matches!(paragraph.trim(), "###" | "# # #" | "-30-" | "- 30 -")
}
