//! The line above a headline that only says which version follows: `Correction`, `Korekta`, `Обновить`.
//!
//! Owns these words as the foreign services of dpa write them, in small letters and without brackets. Promises that a line counts only where it is
//! nothing but such a word.

/// The signal a line is.
pub fn of(line: &str) -> Option<&'static str> {
    let word = line
        .trim()
        .trim_matches(['*', ':', ' '])
        .trim()
        .to_lowercase();
    let known = SIGNALS.iter().find(|(words, _)| words.contains(&&*word));
    known.map(|(_, signal)| *signal)
}

const SIGNALS: &[(&[&str], &str)] = &[
    (
        &[
            "correction",
            "korrektur",
            "berichtigung",
            "corrección",
            "versión corregida",
            "korekta",
            "коррекция",
            "исправление",
            "تصحيح",
        ],
        "correction",
    ),
    // `Refile` is what dpa's English service calls a repetition.
    (
        &[
            "refile",
            "repeat",
            "wiederholung",
            "repetición",
            "remettre",
            "powtarzanie",
            "powtórzenie",
            "повтор",
            "إعادة",
        ],
        "repeat",
    ),
    (
        &[
            "update",
            "aktualisierung",
            "actualización",
            "mettre à jour",
            "mise à jour",
            "aktualizacja",
            "обновить",
            "обновление",
            "تحديث",
        ],
        "update",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_is_a_signal_and_a_headline_is_none() {
        for (line, signal) in [
            ("Correction", "correction"),
            ("Korekta", "correction"),
            ("Refile", "repeat"),
            (" Remettre ", "repeat"),
            ("Mettre à jour", "update"),
            ("Обновить", "update"),
        ] {
            assert_eq!(of(line), Some(signal), "{line}");
        }
        for line in ["Correction of a law", "Updates", "", "Oslo"] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
