//! What stands over a text: slug lines, messages to editors, the headline and what is written in front of it.

use super::super::head::{Head, HeadReader};
use super::super::{agencies, calendar, fold, headline, over, restrictions};
use super::head_lines::{is_headline_above, stands_over_headline};
use super::{HEAD_PARAGRAPHS, MESSAGE, Paragraph, Text};
use crate::story::{Signal, SignalKind};

impl Text {
    /// Takes markers off a headline; one that consists of markers only stays as it is.
    pub(super) fn set_headline(&mut self, raw: String, heads: &HeadReader) {
        let bare = raw
            .trim_start_matches(['*', '>', '=', '+', '|', ' ', '◎', '◇', '◆', '■', '●'])
            .trim_end_matches(['=', '|', '<', ' ']);
        let bare = without_closing_marks(&raw, bare);
        // A heading of Markdown.
        let bare = bare.strip_prefix("# ").unwrap_or(bare);
        let bare = behind_agency(behind_screen(bare));
        if headline::is_no_headline(bare) {
            return;
        }
        let bare = behind_service(bare, heads);
        let head = heads.read(bare);
        let mut rest = bare[head.end..].trim();
        if head.end > 0 {
            rest = without_end_marks(rest);
        }
        if asks_for_a_kill(&head, bare) {
            rest = bare;
        }
        self.add(head.signals);
        if let Some((signal, at)) = heads.read_tail(rest) {
            self.add(vec![signal]);
            rest = rest[..at].trim_end();
        }
        // dpa's kind of text, in front of the headline.
        if let Some((kind, behind)) = rest.strip_prefix('(').and_then(|r| r.split_once("): "))
            && kind.len() <= 60
        {
            // `(Korrespondentenbericht - 2. Teil und Schluss)`
            if let Some((_, part)) = kind.rsplit_once(" - ") {
                self.add(heads.read(part).signals);
            }
            rest = behind.trim();
        }
        let rest = headline::behind_release(rest);
        let stripped = if rest.chars().any(char::is_alphanumeric) {
            rest
        } else {
            bare
        };
        self.headline = stripped.to_string();
        if self.headline != raw {
            self.headline_raw = Some(raw);
        }
    }

    /// `BC-EU--Climate,2nd Ld-Writethru`: what follows a comma in a slug line is the version or the kind of message. So is a slug line that is nothing
    /// else: `URGENT`.
    pub(super) fn signals_of_slug(&mut self, slug: &str, heads: &HeadReader) {
        let whole = heads.read(slug);
        if whole.end == slug.len() {
            self.add(whole.signals);
        }
        if let Some((signal, _)) = heads.read_tail(slug) {
            self.add(vec![signal]);
        }
        // AFP joins it to the words: `France-justice-URGENT`.
        if let Some((_, last)) = slug.rsplit_once('-') {
            let head = heads.read(last);
            let is_alert = |s: &Signal| s.kind == SignalKind::Alert;
            if head.end == last.len() && head.signals.iter().all(is_alert) {
                self.add(head.signals);
            }
        }
        // `BC-PORTS-CRANE URGENT`, `Iran-attentat 2eme lead`
        if let Some((_, version)) = slug
            .split_once(' ')
            .filter(|(words, _)| words.contains('-'))
        {
            let head = heads.read(version);
            if head.end == version.len() {
                self.add(head.signals);
            }
        }
        for part in slug.split([',', '/']).skip(1) {
            let head = heads.read(part.trim());
            if part.trim()[head.end..].len() <= 12 {
                self.add(head.signals);
            }
        }
    }

    /// `BC-US--Crane, KILL`: a slug line as the subject of a mail, and what kind of message it is.
    pub(super) fn signals_of_subject(&mut self, heads: &HeadReader) {
        let Some((slug, last)) = self.headline.rsplit_once(", ") else {
            return;
        };
        let head = heads.read(last);
        if slug.contains("--") && fold::is_loud(last) && head.end == last.len() {
            self.add(head.signals);
        }
    }

    /// Reads the first paragraphs as long as they are markers, messages to editors or the headline, and takes those out.
    pub(super) fn read_head(
        &mut self,
        found: &mut Vec<Paragraph<'_>>,
        may_hold_headline: bool,
        heads: &HeadReader,
    ) {
        let mut may_hold_headline = may_hold_headline;
        let mut taken = 0;
        while taken < HEAD_PARAGRAPHS {
            let Some(paragraph) = found.get(taken) else {
                break;
            };
            let next = found.get(taken + 1).map(AsRef::as_ref);
            let head = heads.read(paragraph);
            let rest = paragraph[head.end..].trim();
            if head.signals.is_empty() {
                let opens_message = paragraph.len() <= MESSAGE && heads.is_attention(paragraph);
                if opens_message && !rest.is_empty() {
                    self.notes.push(paragraph.to_string());
                    taken += 1;
                    continue;
                }
                let is_slug = may_hold_headline
                    && (headline::is_slug_line(paragraph)
                        || headline::is_kicker(paragraph, &found[taken + 1..])
                        || headline::is_catchline(paragraph, &found[taken + 1..])
                        || stands_over_headline(&found[taken..]));
                if is_slug && next.is_some() {
                    // A slug line says which version it is, and no more.
                    self.signals_of_slug(paragraph, heads);
                    if self.slugline.is_none() && !over::is_over(paragraph) {
                        self.slugline = Some(paragraph.to_string());
                    }
                    self.notes.push(paragraph.to_string());
                    taken += 1;
                    continue;
                }
                if may_hold_headline && is_headline_above(paragraph, &found[taken + 1..]) {
                    may_hold_headline = false;
                    let line = paragraph.to_string();
                    self.set_headline(line, heads);
                    taken += 1;
                    continue;
                }
                let dateline = self.look_at(paragraph);
                let kills =
                    dateline.map(|d| restrictions::behind_dateline(paragraph, &d.raw, heads));
                self.add(kills.unwrap_or_default());
                break;
            }
            if may_hold_headline && !rest.is_empty() && is_headline_above(rest, &found[taken + 1..])
            {
                may_hold_headline = false;
                let line = paragraph.to_string();
                self.set_headline(line, heads);
                taken += 1;
                continue;
            }
            let is_message = head.signals.iter().any(|s| {
                matches!(
                    s.kind,
                    SignalKind::Kill
                        | SignalKind::Withdrawal
                        | SignalKind::Hold
                        | SignalKind::Embargo
                        | SignalKind::Advisory
                )
            });
            // A message that is all there is stays the text, unless it says itself that it is no story.
            let may_leave =
                next.is_some() || head.signals.iter().any(|s| s.kind == SignalKind::Advisory);
            if rest.is_empty() || (is_message && paragraph.len() <= MESSAGE && may_leave) {
                self.add(head.signals);
                self.notes.push(paragraph.to_string());
                taken += 1;
                continue;
            }
            // The marker opens the story itself: it is read and stays, so that offsets keep pointing at the text as sent.
            self.add(head.signals);
            break;
        }
        found.drain(..taken);
    }
}

/// `EIL +++ … +++`: marks that close what a marker opens.
pub(super) fn without_end_marks(line: &str) -> &str {
    let closings = [" +++", " ***", " ++"];
    let bare = closings.iter().find_map(|marks| line.strip_suffix(marks));
    bare.map_or(line, str::trim_end)
}

/// Marks around a headline go together: `*** … ***`, `+++ … +++`. Behind it alone they are its own: `Disney+`.
fn without_closing_marks<'t>(raw: &str, bare: &'t str) -> &'t str {
    let opening = raw.split(|c| c != '*' && c != '+').next().unwrap_or("");
    let without = bare.strip_suffix(opening);
    let is_more = |rest: &&str| rest.ends_with(['*', '+']);
    without
        .filter(|rest| !is_more(rest))
        .map_or(bare, str::trim_end)
}

/// `>>>ANSA/ …`: the agency signs in front of the headline.
fn behind_agency(line: &str) -> &str {
    match line.split_once('/') {
        Some((agency, rest)) if fold::is_loud(agency) && agencies::is_known(agency) => rest.trim(),
        _ => line,
    }
}

/// `14:20 09Aug26 RTRS-Two ports`: what a terminal prints in front of a headline, the clock, the day and the code of the service.
fn behind_screen(line: &str) -> &str {
    if line.as_bytes().get(2) != Some(&b':') {
        return line;
    }
    let mut words = line.splitn(3, ' ');
    let (Some(clock), Some(day), Some(rest)) = (words.next(), words.next(), words.next()) else {
        return line;
    };
    let is_clock = clock.len() == 5 && clock.bytes().filter(u8::is_ascii_digit).count() == 4;
    let day = day.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = day.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_day = month.len() == 3 && day.len() > 3 && calendar::month(month).is_some();
    match rest.split_once('-') {
        Some((code, headline))
            if is_clock
                && is_day
                && (2..=5).contains(&code.len())
                && code.bytes().all(|b| b.is_ascii_uppercase()) =>
        {
            headline
        }
        _ => line,
    }
}

/// `(ECO) …`, `DJ: …`: the service in capitals.
fn behind_service<'t>(line: &'t str, heads: &HeadReader) -> &'t str {
    let in_brackets = line.strip_prefix('(').and_then(|r| r.split_once(") "));
    let line = match in_brackets {
        Some((service, rest))
            if (2..=5).contains(&service.len())
                && service.bytes().all(|b| b.is_ascii_uppercase())
                && rest.split(' ').count() >= 3
                && heads.read(line).signals.is_empty() =>
        {
            rest.trim()
        }
        _ => line,
    };
    line.strip_prefix("DJ: ").unwrap_or(line)
}

/// `Please do not use the story …`: the words of a kill are part of the sentence. A headline in quotation marks is not.
fn asks_for_a_kill(head: &Head, line: &str) -> bool {
    let is_kill = |kind| matches!(kind, SignalKind::Kill | SignalKind::Withdrawal);
    let marks = [':', '-', '–', '—', '/', '.', ')'];
    let quotes = ['«', '»', '„', '“', '"', '‘', '‚', '\''];
    let (words, rest) = (line[..head.end].trim_end(), line[head.end..].trim());
    head.signals.iter().any(|s| is_kill(s.kind))
        && !words.ends_with(marks)
        && !rest.starts_with(quotes)
        && rest.split(' ').count() <= 3
        && rest
            .split(' ')
            .any(|word| word.starts_with(char::is_lowercase))
}
