//! Times on the command line: a moment, a day, or so long ago.

use crate::config::Period;

/// Milliseconds since 1970 of `2026-11-24T02:00:00Z`, `2026-11-24` (its beginning, UTC), `now` or `2h` (ago).
///
/// # Errors
/// The text is none of these.
pub fn moment(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let now = jiff::Timestamp::now();
    if text == "now" {
        return Ok(now.as_millisecond());
    }
    if let Ok(ago) = text.parse::<Period>() {
        let ago = i64::try_from(ago.0.as_millis()).unwrap_or(i64::MAX);
        return Ok(now.as_millisecond().saturating_sub(ago).max(0));
    }
    let midnight = format!("{text}T00:00:00Z").parse::<jiff::Timestamp>();
    midnight
        .or_else(|_| text.parse::<jiff::Timestamp>())
        .map(jiff::Timestamp::as_millisecond)
        .map_err(|_| {
            "no time: 2026-11-24T02:00:00Z, 2026-11-24 (UTC), now, or so long ago: 90s, 2h, 7d"
                .into()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_days_and_times_ago_are_read_and_nothing_else() {
        assert_eq!(moment("2026-11-24T02:00:00Z"), Ok(1_795_485_600_000));
        assert_eq!(moment("2026-11-24T02:00:00+02:00"), Ok(1_795_478_400_000));
        assert_eq!(moment("2026-11-24"), Ok(1_795_478_400_000));
        let now = moment("now").unwrap();
        let before = moment("2h").unwrap();
        assert!(
            (7_199_000..=7_300_000).contains(&(now - before)),
            "{}",
            now - before
        );
        for wrong in ["", "yesterday", "2026-11-24T02:00:00", "12", "-2h"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
