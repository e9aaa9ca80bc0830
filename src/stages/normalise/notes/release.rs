//! Where a press release ends: what its distributor puts under it.
//!
//! Owns the openings of such lines and the mark under which a release says no more.

/// Openings of a distributor's lines.
const CLOSINGS: &[&str] = &[
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
    "消息来源 ",
    "消息来源：",
];

/// The word before the one whose release it was.
const SOURCE: &str = "SOURCE ";

/// First bytes of all these: few paragraphs begin with one of them, and only those are looked at further.
const FIRST: [bool; 256] = {
    let mut table = [false; 256];
    table[SOURCE.as_bytes()[0] as usize] = true;
    let mut at = 0;
    while at < CLOSINGS.len() {
        table[CLOSINGS[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    table
};

/// Where a press release ends and its distributor begins: `CONTACT:`, `View source version on businesswire.com: …`.
pub fn closes(paragraph: &str) -> bool {
    let first = paragraph.as_bytes().first();
    first.is_some_and(|byte| FIRST[usize::from(*byte)])
        && (CLOSINGS.iter().any(|words| paragraph.starts_with(words)) || is_source(paragraph))
}

/// `SOURCE Neutral Grids Inc.`: whose release it was.
fn is_source(paragraph: &str) -> bool {
    let name = paragraph.strip_prefix(SOURCE);
    name.is_some_and(|name| name.len() <= 120 && name.starts_with(|c: char| !c.is_lowercase()))
}

/// Marks under which a release says no more.
pub fn is_last_mark(paragraph: &str) -> bool {
    matches!(paragraph.trim(), "###" | "# # #" | "-30-" | "- 30 -")
}
