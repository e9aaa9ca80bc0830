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
pub const FORWARDED: &[&str] = &[
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
    "-------- Пересылаемое сообщение",
    "-------- Пересланное сообщение",
    "---------- Пересланное сообщение",
    "-------- Перенаправленное сообщение",
    "---------- Weitergeleitete Nachricht",
    "Anfang der weitergeleiteten Nachricht:",
    "---------- Message transféré",
    "---------- Message transmis",
    "Début du message réexpédié",
    "---------- Mensaje reenviado",
    "---------- Mensagem encaminhada",
    "-----Mensagem original-----",
    "---------- Messaggio inoltrato",
    "-------- Messaggio Inoltrato",
    "-----Oorspronkelijk bericht-----",
    "---------- Doorgestuurd bericht",
    "-----Ursprungligt meddelande-----",
    "-----Wiadomość oryginalna-----",
    "---------- Przekazana wiadomość",
    "-----Özgün İleti-----",
];

/// How the sender's line opens the header of a forwarded mail that no mark stands over.
pub const SENDERS: &[&str] = &[
    "From:",
    "Von:",
    "De:",
    "De :",
    "Da:",
    "От:",
    "От кого:",
    "Від:",
    "Van:",
    "Från:",
    "Fra:",
    "Od:",
    "Feladó:",
    "Lähettäjä:",
    "Kimden:",
    "De la:",
    "Από:",
    "من:",
    "מאת:",
    "发件人:",
    "发件人：",
    "差出人:",
    "보낸 사람:",
];

/// `Subject: Grids`, as mail programs write it in any language.
fn is_field(line: &str) -> bool {
    let label = line.split_once([':', '：']).map(|(label, _)| label.trim());
    label.is_some_and(|label| {
        (1..=14).contains(&label.chars().count())
            && label.split(' ').count() <= 2
            && label.starts_with(|c: char| !c.is_lowercase() && c.is_alphabetic())
    })
}

/// Where such a header begins: the sender's line, and two more fields right below it.
fn bare_header(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(LONGEST_COVER)];
    let bare = |line: &str| line.trim_start_matches(['*', '>', ' ']).replace('*', "");
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        let sender = bare(line);
        if SENDERS.iter().any(|opens| sender.starts_with(opens)) {
            let fields = text[at + line.len()..]
                .lines()
                .take_while(|line| !line.trim().is_empty());
            let (mut count, mut all) = (0, 0);
            for field in fields.take(6) {
                let is_one = is_field(&bare(field));
                // The text may follow without a blank line; then the header has four fields.
                if !is_one && count >= 3 {
                    break;
                }
                all += 1;
                count += usize::from(is_one);
            }
            if count >= 2 && count == all {
                return Some(at);
            }
        }
        at += line.len();
    }
    None
}

/// Where the first of the lines stands that mail programs put over what they forward. All of them begin with one of four signs.
fn forwarded_at(head: &str) -> Option<usize> {
    let may_open = |byte: u8| matches!(byte, b'-' | b'A' | b'B' | b'D');
    let mut starts = head.bytes().enumerate().filter(|(_, byte)| may_open(*byte));
    let opens = |at: usize| FORWARDED.iter().any(|line| head[at..].starts_with(line));
    starts.find_map(|(at, _)| opens(at).then_some(at))
}

/// What the one who forwarded a mail wrote over it, with the header of that mail, and the mail's own text.
pub fn without_cover(text: &str) -> (Option<&str>, &str) {
    let head = &text[..text.floor_char_boundary(2 * LONGEST_COVER)];
    let mark = forwarded_at(head);
    let bare = bare_header(text);
    let Some(mark) = mark.or(bare).filter(|at| *at <= LONGEST_COVER) else {
        return (None, text);
    };
    // The header's lines run to the first blank one; a blank line may stand before them.
    let mut at = mark;
    let mut in_header = false;
    let mut fields = 0;
    for line in text[mark..].split_inclusive('\n').skip(1) {
        let is_blank = line.trim().is_empty();
        if is_blank && in_header {
            break;
        }
        // Behind four fields the text may follow at once.
        if Some(mark) == bare && fields >= 3 && !is_field(line) {
            break;
        }
        fields += usize::from(is_field(line));
        let is_field = line.contains([':', '：']);
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

/// Whether a piece stands in a text; to search from its start is many times quicker than from its end.
fn holds(text: &str, piece: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), piece.as_bytes()).is_some()
}

/// The text and the signature under it (RFC 3676, 4.3).
pub fn without_signature(text: &str) -> (&str, Option<&str>) {
    // Some programs lose the blank; then a signature has to be short.
    let is_short = |at: &usize| text.len() - at <= LONGEST_SIGNATURE;
    let mark = || {
        text.rfind("\n-- \n")
            .or_else(|| text.rfind("\n-- \r\n"))
            .or_else(|| text.rfind("\n--\n").filter(is_short))
            .or_else(|| text.rfind("\n--\r\n").filter(is_short))
            .or_else(|| {
                text.rfind("\n---\n")
                    .filter(|at| is_short(at) && text[*at..].contains("://"))
            })
    };
    match holds(text, "\n--").then(mark).flatten() {
        Some(at) => {
            let signature = text[at..].trim_matches(['\n', '\r', '-', ' ']);
            (&text[..at], (!signature.is_empty()).then_some(signature))
        }
        None => without_list_footer(text),
    }
}

/// The text, and what a mailing list's program puts under it: a row of low lines, the list's name and address.
fn without_list_footer(text: &str) -> (&str, Option<&str>) {
    let row = "\n____________________";
    let Some(at) = holds(text, row).then(|| text.rfind(row)).flatten() else {
        return (text, None);
    };
    let footer = text[at..].trim_matches(['\n', '\r', '_', ' ']);
    if is_of_list(footer) && !text[..at].trim().is_empty() {
        (&text[..at], Some(footer))
    } else {
        (text, None)
    }
}

/// Whether a text names a list's address, and little more.
fn is_of_list(footer: &str) -> bool {
    footer.len() <= LONGEST_SIGNATURE
        && (footer.contains("://") || footer.contains('@') || footer.contains("nsubscribe"))
}

/// Whether a part of a mail behind its text is only what a list's program puts under it.
pub fn is_list_footer(part: &str) -> bool {
    let part = part.trim();
    part.starts_with("____________________") && is_of_list(part)
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
    let parted = subject
        .split_once(':')
        .or_else(|| subject.split_once(" - "))
        .or_else(|| subject.split_once(" – "));
    match parted {
        Some((word, rest)) if words.contains(&word.trim()) && !rest.trim().is_empty() => {
            (Some(word.trim()), rest.trim_start())
        }
        _ => (None, subject),
    }
}

/// Words before a subject that say that a mail answers or forwards one, in small letters.
const PREFIXES: &[&str] = &[
    "re",
    "fwd",
    "fw",
    "aw",
    "wg",
    "tr",
    "rv",
    "enc",
    "res",
    "sv",
    "vb",
    "vs",
    "antw",
    "doorst",
    "pd",
    "odp",
    "ynt",
    "i\u{307}lt",
    "rif",
    "转发",
    "轉寄",
    "答复",
    "回复",
];

/// Prefixes of answers and forwards are the mail's, not the story's.
pub fn without_prefix(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let marked = ["[EXTERNAL]", "[EXT]", "[External]"]
            .iter()
            .find_map(|mark| rest.strip_prefix(mark));
        match marked.or_else(|| behind_prefix(rest)) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// What stands behind such a word, in capitals or with one (`Tr : `, `RE[2]: `): in small letters it may begin a headline.
fn behind_prefix(subject: &str) -> Option<&str> {
    let (word, behind) = subject.split_once([':', '：'])?;
    let word = word.trim_end();
    let counted = word.strip_suffix(']').and_then(|w| w.rsplit_once('['));
    let is_count = |count: &str| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
    let word = match counted {
        Some((word, count)) if is_count(count) => word,
        _ => word,
    };
    let is_prefix = word.len() <= LONGEST_PREFIX
        && !word.starts_with(char::is_lowercase)
        && PREFIXES.contains(&word.to_lowercase().as_str());
    is_prefix.then_some(behind)
}

/// Bytes of the longest of them.
const LONGEST_PREFIX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_over_what_is_forwarded_is_found_by_its_first_sign() {
        for line in FORWARDED {
            assert_eq!(forwarded_at(&format!("A grid - {line}")), Some(9), "{line}");
        }
        assert_eq!(forwarded_at("Begin - and end"), None);
    }

    #[test]
    fn words_of_answers_and_forwards_come_off_the_subject() {
        for subject in [
            "Grids joined",
            "Re: Grids joined",
            "Tr : Grids joined",
            "RE[2]: WG: Grids joined",
            "İLT: Grids joined",
            "转发：Grids joined",
            "[EXTERNAL] Fwd: Grids joined",
        ] {
            assert_eq!(without_prefix(subject), "Grids joined", "{subject}");
        }
        for subject in ["vs: a grid", "Oslo: Grids joined", "Re[gion]: a grid", "Fw"] {
            assert_eq!(without_prefix(subject), subject);
        }
    }
}
