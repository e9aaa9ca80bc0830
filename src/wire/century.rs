//! The century of a year of two digits.
//!
//! Owns the one year at which the century turns. Promises the same answer whenever a record is read: no clock is asked, so that the archive of an agency
//! reads today as it will in ten years.

/// Years from here on are of the last century: agencies have kept copy since the seventies, and no wire announces 2070.
const FIRST_OF_LAST_CENTURY: i32 = 70;

/// `97` is 1997, `26` is 2026; a year of four digits stays.
pub fn full_year(year: i32) -> i32 {
    match year {
        FIRST_OF_LAST_CENTURY..=99 => 1900 + year,
        0..FIRST_OF_LAST_CENTURY => 2000 + year,
        _ => year,
    }
}

/// The same for two digits in text.
pub fn full_year_of(digits: &str) -> String {
    let year = digits.parse().map(full_year);
    year.map_or_else(|_| digits.to_string(), |year| year.to_string())
}

/// Whether a line opens as newspapers say whose a text is: `c.2026 Neutral Herald`.
pub fn is_right_of_year(line: &str) -> bool {
    let year = line.strip_prefix("c.").and_then(|rest| rest.get(..4));
    year.is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seventies_to_the_nineties_are_over() {
        assert_eq!(
            [97, 70, 69, 26, 0, 1997].map(full_year),
            [1997, 1970, 2069, 2026, 2000, 1997]
        );
        assert_eq!(full_year_of("87"), "1987");
        assert!(is_right_of_year("c.2026 Neutral Herald") && !is_right_of_year("c.20"));
    }
}
