//! Who owns a text, as a line of its own says.

use super::super::fold;
use super::super::paragraphs::ends_sentence;
use super::signature::is_korean_closing;

/// `Copyright 2026 Neutral News. All rights reserved. …` under a story; with the sign, whatever the words.
pub(super) fn is_rights(paragraph: &str) -> bool {
    let opens = |signs: &[&str]| signs.iter().any(|sign| paragraph.starts_with(sign));
    (paragraph.len() <= 400
        && opens(&["Copyright ", "COPYRIGHT ", "(c) ", "(C) ", "© "])
        && paragraph.to_lowercase().contains("all rights reserved"))
        || is_korean_closing(paragraph)
        || (paragraph.len() <= 120
            && (opens(&[
                "Copyright (c) ",
                "COPYRIGHT (C) ",
                "ISSN ",
                "(c) Copyright ",
                "(C) Copyright ",
                // The Cyrillic letter.
                "(с) ",
                "(С) ",
            ]) || is_owner_and_year(paragraph)
                || opens(&["(c) 19", "(c) 20", "(C) 19", "(C) 20"])))
        || (opens(&["©", "(©", "[©", "Copyright ©", "COPYRIGHT ©"])
            && paragraph.chars().take(201).count() <= 200)
        || is_owner(paragraph)
        || (paragraph.len() <= 400 && fold::opens_any(paragraph, FORBIDDEN))
}

/// Openings of what must not be done with a text, folded.
const FORBIDDEN: &[&str] = &[
    "dilarang keras mengambil",
    "dilarang mengutip",
    "dilarang memperbanyak",
    "при использовании материалов ссылка",
    "при использовании материалов активная ссылка",
    "riproduzione riservata",
    "reproduction interdite",
    "reproduction in whole or in part",
    "本网站之文字",
    "本網站之文字",
];

/// `(c) Neutral News`: the third point of a list goes on in small letters.
fn is_owner(paragraph: &str) -> bool {
    let owner = paragraph
        .strip_prefix("(c) ")
        .or_else(|| paragraph.strip_prefix("(C) "));
    owner.is_some_and(|owner| {
        paragraph.len() <= 60
            && !ends_sentence(owner)
            && owner.split(' ').count() <= 4
            && owner
                .split(' ')
                .all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    })
}

/// `Copyright Neutral Grids Inc. 2026`
fn is_owner_and_year(paragraph: &str) -> bool {
    let owner = paragraph.strip_prefix("Copyright ");
    let year = owner.and_then(|owner| owner.trim_end_matches('.').rsplit_once(' '));
    year.is_some_and(|(_, year)| {
        year.len() == 4 && year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit())
    })
}
