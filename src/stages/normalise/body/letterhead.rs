//! What stands over the text of a release or a mail: who sends it, its number and day, whom to ask, and the headline once more.
//!
//! Owns how far these lines reach. Promises that only short lines are taken, that they are given back as notes, and that a text without such lines stays
//! as it is.

use super::super::{agencies, calendar, credit, dateline, fold, headline, notes, over, paragraphs};
use super::{Paragraph, SHORT, Text};

/// Lines over a headline that is repeated.
const MOST_LINES: usize = 12;
/// Words of a line over it that ends as a sentence does: `Neutral University Laboratory, Laurel, Md.`, `Please find our release below.`
const MOST_WORDS: usize = 10;
/// Characters of a line that may be the end of a longer headline.
const SHORTEST_HEADLINE: usize = 12;
/// Bytes in front of it: a mailing list's tag, the word for a release, the sender.
const LONGEST_PREFIX: usize = 90;

impl Text {
    /// Takes out the headline where the text begins with it, once more or several times. Lines of a letterhead above it are notes; a short line with a
    /// credit may stay before it.
    pub(super) fn drop_repeated_headline(
        &mut self,
        found: &mut Vec<Paragraph<'_>>,
        is_release: bool,
    ) {
        let Some(at) = self.repeated_at(found) else {
            return;
        };
        let line = found.remove(at);
        self.take_headline_below(&line);
        while found.len() > at + 1 && found.get(at).is_some_and(|line| self.is_headline(line)) {
            found.remove(at);
        }
        // What a mail has above its headline is no text; a single line may be the byline or the place.
        let is_named = |line: &Paragraph<'_>| {
            self.headline_raw
                .as_deref()
                .is_some_and(|h| h.contains(&**line))
        };
        let is_letterhead = is_release
            || at > 1
            || found
                .first()
                .is_some_and(|line| is_of_sender(line) || is_named(line))
            // The place stands below, so the line is not it.
            || found
                .get(at)
                .is_some_and(|below| dateline::find(below, None).is_some());
        if is_letterhead && at > 0 {
            let (bylines, lines): (Vec<_>, Vec<_>) = found
                .drain(..at)
                .partition(|line| credit::byline(line).is_some());
            self.notes
                .extend(lines.into_iter().map(Paragraph::into_owned));
            found.splice(..0, bylines);
        }
        // More of it may stand below the headline.
        self.take_letterhead(found);
    }

    /// Where the headline stands once more below nothing but short lines.
    fn repeated_at(&self, found: &[Paragraph<'_>]) -> Option<usize> {
        let most = MOST_LINES.min(found.len().saturating_sub(1));
        let lines = found.iter().take(most).enumerate();
        for (at, line) in lines {
            if self.is_headline(line) || self.ends_headline(line) {
                return Some(at);
            }
            let is_sentence = paragraphs::ends_sentence(line) && !line.ends_with(':');
            if line.len() >= SHORT || (is_sentence && line.split(' ').count() > MOST_WORDS) {
                return None;
            }
        }
        None
    }

    fn is_headline(&self, paragraph: &str) -> bool {
        // As a heading of Markdown or a newsletter, too, and with the address it links to.
        let line = ["# ", "** "]
            .iter()
            .find_map(|mark| paragraph.strip_prefix(mark));
        let line = line.unwrap_or(paragraph);
        let behind = line.strip_suffix([']', ')']);
        let linked = behind.and_then(|line| line.rsplit_once(['[', '(']));
        let line = match linked {
            Some((title, address)) if is_address(address) => title.trim_end(),
            _ => line,
        };
        line == self.headline
            || self.headline_raw.as_deref() == Some(line)
            || is_same_but_marks(line, &self.headline)
    }

    /// `Grids linked` of `[NEWS] Ann Grids / Grids linked`.
    fn ends_headline(&self, line: &str) -> bool {
        let prefix = self.headline.strip_suffix(line).map(str::trim_end);
        prefix.is_some_and(|prefix| {
            prefix.len() <= LONGEST_PREFIX
                && prefix.ends_with([':', '/', ']', '-', '–', '—', '|', '：', '】'])
                && line.chars().count() >= SHORTEST_HEADLINE
        })
    }

    /// The line over the text is the headline as it is meant, a mail's subject may say more.
    fn take_headline_below(&mut self, line: &str) {
        if self.ends_headline(line) {
            let whole = std::mem::replace(&mut self.headline, line.to_string());
            self.headline_raw.get_or_insert(whole);
        }
    }

    /// Takes out what stands over a release before its text: its number and day, whom to ask, and when it was put on a page.
    ///
    /// Gives whether there was any of it.
    pub(super) fn take_letterhead(&mut self, found: &mut Vec<Paragraph<'_>>) -> bool {
        let mut taken = 0;
        let mut is_release = false;
        while let Some(line) = found.get(taken).filter(|_| taken + 1 < found.len()) {
            let count = notes::contacts_at_head(&found[taken..]);
            let is_day_only = || over::is_over(line) && !over::is_pointer(line);
            let is_line = is_of_sender(line)
                && (is_release || !is_day(line) || is_time(line) || is_day_only());
            let is_below = || !self.headline.is_empty() && Self::is_below_headline(&found[taken..]);
            let count = count.max(usize::from(is_line || is_below()));
            if count == 0 || taken + count >= found.len() {
                break;
            }
            is_release = true;
            taken += count;
        }
        let writer = found[..taken]
            .windows(2)
            .find(|pair| is_time(&pair[1]) && is_writer(&pair[0]));
        let writer = writer.map(|pair| credit::byline(&pair[0]).unwrap_or(&pair[0]).to_string());
        self.byline = self.byline.take().or(writer);
        self.notes
            .extend(found.drain(..taken).map(Paragraph::into_owned));
        is_release
    }

    /// Whether the first of these lines says under the headline who wrote the text, which number it has, or when it was written.
    fn is_below_headline(lines: &[Paragraph<'_>]) -> bool {
        let [line, next, ..] = lines else {
            return false;
        };
        let is_short = !paragraphs::ends_sentence(line) && fold::fits(line, LONGEST_NAME);
        let is_labelled = is_short
            && line.contains([':', '：'])
            && (over::is_code_line(line) || notes::is_closing_credit(line));
        let is_over_time = is_short
            && line.split_whitespace().count() <= MOST_NAMES
            && !line.contains(|c: char| calendar::digit(c).is_some())
            && dateline::find(line, None).is_none()
            && is_time(next)
            && (is_writer(line) || fold::is_caseless(line));
        is_labelled || is_over_time
    }
}

/// Characters and words of a line that names the writer over the time.
const LONGEST_NAME: usize = 40;
const MOST_NAMES: usize = 4;

/// `Ann Writer`: two to four words, each a name.
fn is_writer(line: &str) -> bool {
    let words = line.split(' ').count();
    (2..=MOST_NAMES).contains(&words)
        && fold::fits(line, LONGEST_NAME)
        && line.split(' ').all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
        })
}

/// ` https://nna.example/1 ]`
fn is_address(piece: &str) -> bool {
    let bare = piece.trim_matches([' ', ']', ')']);
    bare.starts_with("http") && bare.contains("://") && !bare.contains(' ')
}

/// Whether two lines differ in nothing but the form of their quotation marks, and capitals: a release has its headline in them.
fn is_same_but_marks(one: &str, other: &str) -> bool {
    let plain = |c: char| match c {
        '’' | '‘' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        c => c,
    };
    let one = one.chars().map(plain).flat_map(char::to_lowercase);
    let other = other.chars().map(plain).flat_map(char::to_lowercase);
    one.clone().next().is_some() && one.eq(other)
}

/// The service that sends a release, alone on its line: `PR Newswire`.
fn is_service(line: &str) -> bool {
    line.contains(' ') && line.len() <= 40 && !line.contains(',') && agencies::is_known(line)
}

/// A line that names the sender or an agency, or gives a number or a day; no byline and no place.
fn is_of_sender(line: &str) -> bool {
    headline::is_release_line(line) || is_service(line) || is_day(line) || is_time(line)
}

/// `November 24, 2026`, `Berlin, 12. November 2026`: no more than a day with its year and where.
fn is_day(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let day = line.split_once(", ").map_or(line, |(_, day)| day);
    let has_year = |text: &str| calendar::day_month(text).is_some_and(|day| day.year.is_some());
    line.split_whitespace().count() <= 6 && (has_year(line) || has_year(day))
}

/// Words that stand beside a time, folded.
const BESIDE_TIMES: &[&str] = &[
    "gmt",
    "utc",
    "et",
    "bst",
    "cest",
    "met",
    "pst",
    "pdt",
    "jst",
    "kst",
    "loc",
    "local",
    "time",
    "msk",
    "cet",
    "est",
    "edt",
    "ist",
    "am",
    "pm",
    "uhr",
    "a",
    "as",
    "at",
    "h",
    "mis",
    "jour",
    "updated",
    "posted",
    "published",
    "송고",
    "입력",
    "수정",
];

/// `LOC23:32`, `20:32 GMT`, `09.08.2026 14:20`: a clock or a day, and no word that says more.
fn is_time(line: &str) -> bool {
    if over::is_stamp(line) && dateline::find(line, None).is_none() {
        return true;
    }
    if line.len() > 60 || line.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return false;
    }
    let has_year = || calendar::day_month(line).is_some_and(|day| day.year.is_some());
    let words = line.split(|c: char| !c.is_alphabetic());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_known = |word: &str| {
        calendar::month(word).is_some() || BESIDE_TIMES.contains(&fold::text(word).as_str())
    };
    // `Monday July 16 7:36 AM ET`: the weekday stands before the month.
    let is_weekday = |at: usize| {
        let next = words.get(1).copied().and_then(calendar::month);
        at == 0 && next.is_some() && line.contains(':')
    };
    (line.contains(':') || has_year())
        && words
            .iter()
            .enumerate()
            .all(|(at, word)| is_known(word) || is_weekday(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_told_from_text() {
        for line in [
            "LOC23:32",
            "20:32 GMT",
            "09.08.2026 14:20",
            "9 août 2026 à 07:19",
            "Monday August 10 7:36 AM ET",
        ] {
            assert!(is_time(line), "{line}");
        }
        for line in [
            "2026",
            "Boeing 747",
            "Score 21:19",
            "Oslo, 9 Aug 2026",
            "1984",
        ] {
            assert!(!is_time(line), "{line}");
        }
        for line in [
            "November 24, 2026",
            "Berlin, 12. November 2026",
            "No: 214, 12 Kasım 2026",
        ] {
            assert!(is_day(line), "{line}");
        }
        assert!(!is_day("November 24"));
        assert!(is_writer("Ann B. Writer") && !is_writer("Ann writes") && !is_writer("Ann"));
    }

    #[test]
    fn what_stands_between_headline_and_text_goes_to_the_notes() {
        let of = |lines: &[&str]| {
            let mut text = Text {
                headline: "Two ports share a crane".to_string(),
                ..Text::default()
            };
            let mut found: Vec<Paragraph<'_>> =
                lines.iter().map(|line| Paragraph::from(*line)).collect();
            text.take_letterhead(&mut found);
            (found.len(), text.byline)
        };
        let last = "The ports agreed on Sunday to share a crane.";
        for lines in [
            &["No. 48, 10 August 2026", last][..],
            &["کد خبر: ۴۳۰۱۸", "تاریخ انتشار: ۱۸ مرداد ۱۴۰۵ - ۱۰:۲۵", last],
            &["স্টাফ করেসপন্ডেন্ট", "১৮ ডিসেম্বর ২০২৬ ২৩:০৬", last],
            &["- Autor: NNA", last],
        ] {
            assert_eq!(of(lines).0, 1, "{lines:?}");
        }
        assert_eq!(
            of(&["Ann Writer", "9 August 2026 14:20", last]),
            (1, Some("Ann Writer".to_string()))
        );
        assert_eq!(
            of(&["By ANN WRITER", "Aug. 9, 2026", last]),
            (1, Some("ANN WRITER".to_string()))
        );
        assert_eq!(of(&["Ports and cranes", last]).0, 2);
        assert_eq!(of(&["Ann Writer", last]).0, 2);
    }
}
