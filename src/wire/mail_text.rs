//! What mail programs do to a text: broken lines, signatures, covers of forwarded mails, prefixes of subjects.
//!
//! Owns how each is told and undone. Promises that what is taken off is given back, so that it can stand in the note. Never reads headers or parts.

/// Lines that a mail program broke, joined again (RFC 3676).
pub fn unflowed(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        // The line that opens a signature ends in a blank and is whole.
        if bare.ends_with(' ') && bare != "-- " {
            out.push_str(if delete_space {
                &bare[..bare.len() - 1]
            } else {
                bare
            });
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Bytes of a signature that no blank marks.
const LONGEST_SIGNATURE: usize = 600;

/// Lines that mail programs put over what they forward.
const FORWARDED: &[&str] = &[
    "-----Original Message-----",
    "---------- Forwarded message",
    "-------- Forwarded Message",
    "Begin forwarded message:",
    "-----Ursprüngliche Nachricht-----",
    "-------- Weitergeleitete Nachricht",
    "-----Message d'origine-----",
    "-------- Message transféré",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Исходное сообщение-----",
];

/// What the one who forwarded a mail wrote over it, with the header of that mail, and the mail's own text.
pub fn without_cover(text: &str) -> (Option<&str>, &str) {
    let mark = FORWARDED.iter().filter_map(|line| text.find(line)).min();
    let Some(mark) = mark.filter(|at| *at <= LONGEST_COVER) else {
        return (None, text);
    };
    // The header's lines run to the first blank one; a blank line may stand before them.
    let mut at = mark;
    let mut in_header = false;
    for line in text[mark..].split_inclusive('\n').skip(1) {
        let is_blank = line.trim().is_empty();
        if is_blank && in_header {
            break;
        }
        let is_field = line.trim_start_matches(['*', '>', ' ']).contains(": ");
        if !is_blank && !is_field && !in_header {
            return (None, text);
        }
        in_header |= !is_blank;
        at += line.len();
    }
    let first = text[mark..]
        .split_inclusive('\n')
        .next()
        .map_or(0, str::len);
    let (cover, rest) = text.split_at((at + first).min(text.len()));
    if rest.trim().is_empty() {
        return (None, text);
    }
    (Some(cover.trim()), rest)
}

/// Bytes that somebody who only forwards writes at most.
const LONGEST_COVER: usize = 600;

/// The text and the signature under it (RFC 3676, 4.3).
pub fn without_signature(text: &str) -> (&str, Option<&str>) {
    // Some programs lose the blank; then a signature has to be short.
    let is_short = |at: &usize| text.len() - at <= LONGEST_SIGNATURE;
    let mark = text
        .rfind("\n-- \n")
        .or_else(|| text.rfind("\n-- \r\n"))
        .or_else(|| text.rfind("\n--\n").filter(is_short))
        .or_else(|| text.rfind("\n--\r\n").filter(is_short));
    match mark {
        Some(at) => {
            let signature = text[at..].trim_matches(['\n', '\r', '-', ' ']);
            (&text[..at], (!signature.is_empty()).then_some(signature))
        }
        None => (text, None),
    }
}

/// The embargo's word in capitals before a mail's subject, and the subject. Who writes a headline about an embargo writes it small or in the middle.
pub fn without_embargo(subject: &str) -> (Option<&str>, &str) {
    let words = [
        "EMBARGO",
        "EMBARGOED",
        "SPERRFRIST",
        "ЭМБАРГО",
        "ЕМБАРГО",
        "AMBARGO",
        "ΕΜΠΑΡΓΚΟ",
    ];
    match subject.split_once(':') {
        Some((word, rest)) if words.contains(&word.trim()) && !rest.trim().is_empty() => {
            (Some(word.trim()), rest.trim_start())
        }
        _ => (None, subject),
    }
}

/// Prefixes of answers and forwards are the mail's, not the story's.
pub fn without_prefix(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let prefix = [
            "Re:",
            "RE:",
            "Fwd:",
            "FWD:",
            "FW:",
            "Fw:",
            "AW:",
            "WG:",
            "TR:",
            "RV:",
            "[EXTERNAL]",
            "[EXT]",
            "[External]",
        ]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix));
        match prefix {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}
