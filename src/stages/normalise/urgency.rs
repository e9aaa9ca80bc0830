//! One scale of urgency from many.
//!
//! Owns the translation to 1 (most urgent) … 9: digits as they are, the letters of ANPA and AP, the words of newsrooms. Promises to give none for a
//! value it does not know; the raw value is kept by the caller in any case.

/// The urgency a value stands for.
pub fn read(raw: &str) -> Option<u8> {
    let value = raw.trim().rsplit([':', '/']).next().unwrap_or(raw).trim();
    if let Ok(number) = value.parse::<f64>() {
        // Newsroom JSON writes `4.0`; 0 is "not set" in several systems.
        return (1.0..=9.0).contains(&number).then_some(number as u8);
    }
    // `P2`
    if let Some(digit @ b'1'..=b'9') = value
        .strip_prefix(['P', 'p'])
        .filter(|d| d.len() == 1)
        .map(|d| d.as_bytes()[0])
    {
        return Some(digit - b'0');
    }
    Some(match value.to_lowercase().as_str() {
        // ANPA 1312: flash, bulletin, urgent, rush, regular, deferred, weekend.
        "f" | "flash" | "alert" | "snap" | "blitz" | "молния" => 1,
        "b" | "bulletin" => 2,
        "u" | "urgent" | "eil" | "high" | "urgente" | "срочно" | "breaking" => 3,
        "r" | "rush" | "regular" | "normal" | "standard" | "routine" | "medium" | "экспресс" => {
            4
        }
        "d" | "deferred" | "low" => 6,
        "s" | "w" | "z" | "weekend" | "sunday" | "feature" => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_letters_and_words_come_to_one_scale() {
        for (raw, urgency) in [
            ("1", 1),
            ("9", 9),
            (" 4.0 ", 4),
            ("f", 1),
            ("U", 3),
            ("urgent", 3),
            ("r", 4),
            ("d", 6),
            ("prio:2", 2),
            ("P2", 2),
        ] {
            assert_eq!(read(raw), Some(urgency), "{raw}");
        }
        for raw in ["0", "10", "-1", "", "soon", "NaN", "1e99"] {
            assert_eq!(read(raw), None, "{raw}");
        }
    }
}
