//! Lines that newsroom systems write over the headline of plain text: numbers and routing codes, when it was sent, where to see more.
//!
//! Owns their forms. Promises that a line of words is none: what has a word of more than a few letters without figures in it stays. Whether a headline
//! stands below is the caller's to see.

mod east_asian;
mod joined;
mod when;

use super::{agencies, calendar, dateline, fold};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;
pub use when::time_of;
use when::{clock_of_zone, has_clock, has_day};

/// Bytes of such a line at most.
const LONGEST: usize = 60;
/// Letters of a word that may be a code; glued to figures it may have more.
const MOST_LETTERS: usize = 4;
const MOST_GLUED: usize = 8;

/// Whether a line is any of these, and no dateline.
pub fn is_over(line: &str) -> bool {
    if is_long(line) {
        return is_pointer(line);
    }
    is_code_line(line)
        || (fold::is_loud(line) && agencies::is_known(line))
        || is_pointer(line)
        || joined::is_right_of_year(line)
        || is_labelled_day(line)
        || (is_day_alone(line) && dateline::find(line, None).is_none())
        || (is_stamp(line) && dateline::find(line, None).is_none())
}

/// Whether a line has more characters than any of these forms but an address, as nearly every paragraph has.
fn is_long(line: &str) -> bool {
    !fold::fits(line, LONGEST + 40)
}

/// `11 décembre 1997`, `Tue Jul 3, 2007`, `OCTOBER 1, 1992, THURSDAY`: a day with its year and no word but the weekday's name.
pub fn is_day_alone(line: &str) -> bool {
    let line = &*calendar::in_ascii(line);
    let words = || line.split([' ', ',', '.']).filter(|word| !word.is_empty());
    line.len() <= LONGEST
        && has_day(line)
        && (3..=5).contains(&words().count())
        && words()
            .filter(|word| word.starts_with(char::is_alphabetic) && calendar::month(word).is_none())
            .count()
            <= 1
        && words().all(|word| word.chars().all(char::is_alphanumeric))
}

/// What is written before a day on a page, folded. Parted by `|`.
const LABELS: &str = "originally | created | posted | published | updated | modified | last | on | at | date | dated | datum | fecha | data | publicado | publicada | publie | publiee | \
     le | mis | jour | a | veroffentlicht | erstellt | stand | aktualisiert | vom | дата | опубликовано | обновлено | публикации | tanggal | tarih | yayinlanma | guncelleme | \
     ημερομηνια | pubblicato | il | geplaatst | op | publicerad | uppdaterad | julkaistu | paivitetty | تاريخ | التاريخ | انتشار | النشر | نشر | প্রকাশ | প্রকাশিত | ngay";

static KNOWN_LABELS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| LABELS.split('|').map(str::trim).collect());

/// `Originally created 08/23/26`, `Published: August 9, 2026`: a day with its year behind such words, and nothing else.
fn is_labelled_day(line: &str) -> bool {
    let line = &*calendar::in_ascii(line);
    if line.len() > LONGEST || line.ends_with('.') || !has_day(line) {
        return false;
    }
    let is_label = |word: &str| KNOWN_LABELS.contains(fold::text(word).as_str());
    let mut words = line
        .split(|c: char| {
            !c.is_alphabetic() && !fold::is_mark(c) && !matches!(c as u32, 0x900..=0xdff)
        })
        .filter(|word| !word.is_empty() && calendar::month(word).is_none());
    words.clone().next().is_some() && words.all(is_label)
}

/// `HINA0123 4 GOS`, `ECO --/T`, `PN_20260809_00123`, `4 est gn00`, `APP41`, `0456`, `کد خبر: 14050518000123`: what tells a machine where a message goes.
pub fn is_code_line(line: &str) -> bool {
    line.len() <= LONGEST && (are_codes(line) || is_number_with_label(line))
}

fn are_codes(line: &str) -> bool {
    let mut is_of_machine = false;
    let mut words = 0;
    // Small letters stand in codes behind a figure only.
    let is_numbered = line.starts_with(|c: char| c.is_ascii_digit());
    for word in line.split_whitespace() {
        words += 1;
        // `PANX/NNA`: of several codes the longest.
        let letters = word
            .split('/')
            .map(|part| part.chars().filter(|c| c.is_alphabetic()).count())
            .max()
            .unwrap_or(0);
        let has_figures = word.contains(|c: char| c.is_ascii_digit());
        let is_small = word.contains(char::is_lowercase);
        let most = if has_figures {
            MOST_GLUED
        } else {
            MOST_LETTERS
        };
        let is_long = letters > most && !(words == 1 && agencies::is_known(word));
        if is_long || (is_small && !is_numbered) {
            return false;
        }
        is_of_machine |= has_figures || word.contains(['/', '_']);
    }
    is_of_machine && words <= 8
}

/// A short label and a number.
fn is_number_with_label(line: &str) -> bool {
    let Some((label, number)) = line.split_once([':', '：']) else {
        return false;
    };
    let digits = number
        .chars()
        .filter(|c| calendar::digit(*c).is_some())
        .count();
    label.chars().any(char::is_alphabetic)
        && label.split_whitespace().count() <= 2
        && digits >= 4
        && !number.chars().any(char::is_alphabetic)
}

/// `Minggu, 9 Agustus 2026 14:20 WIB`, `등록 2026-08-09 14:20:33`: a day with its year and a clock, and a few words beside them.
pub fn is_stamp(line: &str) -> bool {
    if is_long(line) {
        return false;
    }
    if east_asian::stamp(line).is_some() {
        return true;
    }
    let line = &*calendar::in_ascii(line);
    if line.len() > LONGEST + 40 || line.ends_with('.') {
        return false;
    }
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let words = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let has_clock = has_clock(line) || clock_of_zone(line).is_some();
    (7..=16).contains(&digits) && has_clock && has_day(line) && words.count() <= 5
}

/// `Áudio e vídeo em www.nna.example`, or an address alone: where more is to be had.
pub fn is_pointer(line: &str) -> bool {
    let is_address =
        !line.contains(' ') && (line.starts_with("http://") || line.starts_with("https://"));
    if is_address {
        return line.len() <= 300;
    }
    line.len() <= 120
        && line
            .split_whitespace()
            .next_back()
            .is_some_and(|word| word.starts_with("www.") || word.starts_with("http"))
        && line.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_machines_are_told_from_words() {
        for line in [
            "NNA0123 4 GOS",
            "ECO --/T",
            "NN_20260809_00123",
            "4 est gn00",
            "NNA41",
            "0456",
            "9CO1345678 4 AMB ITA R01",
            "R I OSL 091420",
            "PANX/NNA 0341 POL",
            "PR1419BO.009",
            "TELAM 112 POL",
            "کد خبر: 14050518000123",
        ] {
            assert!(is_code_line(line), "{line}");
        }
        for line in [
            "COP31 opens",
            "Gas 4",
            "G20 SUMMIT",
            "GRIDS",
            "Final score: 3-2",
            "Two ports share a crane",
            "EU",
        ] {
            assert!(!is_code_line(line), "{line}");
        }
    }

    #[test]
    fn stamps_have_a_day_with_its_year_and_a_clock() {
        for line in [
            "Minggu, 9 Agustus 2026 14:20 WIB",
            "등록 2026-08-09 14:20:33",
            "09 август 2026 | 14:20 | Агенция \"Нова\"",
            "ΝΝΑ - Λευκωσία 09/08/26 14:20",
            "August 9, 2026 14:20",
            "Arvik, 9.8.2026, 1420 GMT, RADIO ARVIK, englisch",
            "১৮ ডিসেম্বর ২০২৬ ২৩:০৬",
            "Sun Aug 9, 2026 9:14am EST",
            "تاریخ انتشار: ۱۶ خرداد ۱۴۰۵ - ۱۰:۲۵",
            "最終更新：2026年8月9日(日) 7時21分",
        ] {
            assert!(is_stamp(line), "{line}");
        }
        for line in ["9 août 2026", "AUGUST 9, 2026, SUNDAY", "Sun Aug 9, 2026"] {
            assert!(is_day_alone(line), "{line}");
        }
        for line in ["Originally created 08/23/26", "Published: August 9, 2026"] {
            assert!(is_labelled_day(line), "{line}");
        }
        assert!(!is_labelled_day("Agenda 08/23/26") && !is_labelled_day("08/23/26"));
        for line in [
            "9 August",
            "Oslo on 9 August 2026",
            "Budget 2026",
            "May 2026 is cold",
        ] {
            assert!(!is_day_alone(line), "{line}");
        }
        for line in [
            "They met at 14:20 on 9 August 2026 in the old town of Arvik",
            "Score 21:19",
            "9 August 2026",
            "The train left at 14:20",
        ] {
            assert!(!is_stamp(line), "{line}");
        }
    }
}
