//! Raised and lowered figures in characters of their own: beside a word or number they would read as part of it (`40m1`).

const FIGURES: &str = "0123456789+-()";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎";

/// `<sup>1</sup>` as `¹`; `None` where it is no figure.
pub(super) fn raised(text: &str) -> Option<String> {
    set_off(text, RAISED)
}

/// `<sub>2</sub>` as `₂`. Behind a letter it is a formula's (`CO2`) and stays.
pub(super) fn lowered(text: &str, before: &str) -> Option<String> {
    before
        .ends_with(|c: char| c.is_ascii_digit())
        .then(|| set_off(text, LOWERED))?
}

fn set_off(text: &str, digits: &str) -> Option<String> {
    let is_figure = |c: char| c.is_ascii_digit() || " ,.+-()".contains(c);
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    (has_digit && text.chars().all(is_figure)).then(|| {
        let one = |c: char| digits.chars().nth(FIGURES.find(c)?);
        text.chars().map(|c| one(c).unwrap_or(c)).collect()
    })
}
