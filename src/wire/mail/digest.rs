//! Several stories in one mail: a list's digest (RFC 1153), and a bulletin whose list of contents names the titles that stand again over its texts.
//!
//! Owns how each is told and where a story ends. Each becomes a mail of its own, with the sender and day of the one it came in. Promises linear time, and
//! that a mail in which a title of the list isn't found again stays one story.

use super::titles;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What the mail says of all its stories.
pub struct Head<'h> {
    pub from: &'h str,
    pub date: &'h str,
    pub id: Option<&'h str>,
}

/// Hyphens of the row between the messages of a digest, and of the one under its preamble.
const ROW: usize = 30;
const FIRST_ROW: usize = 70;
/// Lines of the list of contents, and what a title has at least and at most.
const MOST_BEFORE: usize = 60;
const SHORTEST_TITLE: usize = 12;
const LONGEST_TITLE: usize = 300;
/// Bytes of the text under a title.
const SHORTEST_TEXT: usize = 80;

/// The mails that a digest or bulletin holds.
pub fn mails(text: &str, head: &Head<'_>) -> Option<Vec<Vec<u8>>> {
    messages(text)
        .or_else(|| bulletin(text, head))
        .or_else(|| titled(text, head))
}

fn is_row(line: &str, length: usize) -> bool {
    line.len() == length && line.bytes().all(|b| b == b'-')
}

/// The messages of a digest.
fn messages(text: &str) -> Option<Vec<Vec<u8>>> {
    let row = "-".repeat(ROW);
    memchr::memmem::find(text.as_bytes(), row.as_bytes())?;
    let mut found = Vec::new();
    let mut current: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if is_row(bare, FIRST_ROW) || (current.is_some() && is_row(bare, ROW)) {
            found.extend(current.take().as_deref().and_then(message));
            current = Some(String::new());
        } else if let Some(message) = &mut current {
            message.push_str(line);
        }
    }
    found.extend(current.as_deref().and_then(message));
    (found.len() >= 2).then_some(found)
}

/// A message of a digest as a mail of its own, in UTF-8 as the digest has been read.
fn message(text: &str) -> Option<Vec<u8>> {
    let mut rest = text.trim_start();
    if let Some(behind) = rest.strip_prefix("Message: ") {
        rest = behind.split_once('\n')?.1;
    }
    let mut mail = String::with_capacity(rest.len() + 128);
    let (mut fields, mut is_kept) = (0, false);
    while let Some((line, behind)) = rest.split_once('\n') {
        rest = behind;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if !line.starts_with([' ', '\t']) {
            let name = line.split_once(':')?.0.to_ascii_lowercase();
            is_kept = matches!(
                name.as_str(),
                "from" | "date" | "subject" | "message-id" | "to" | "reply-to" | "list-id"
            );
            fields += usize::from(matches!(name.as_str(), "from" | "date" | "subject"));
            if name == "content-type" && line.contains("flowed") {
                mail.push_str("Content-Type: text/plain; charset=utf-8; format=flowed\n");
            }
        }
        if is_kept {
            mail.push_str(line);
            mail.push('\n');
        }
    }
    if fields < 2 {
        return None;
    }
    if !mail.contains("Content-Type:") {
        mail.push_str("Content-Type: text/plain; charset=utf-8\n");
    }
    mail.push_str("Content-Transfer-Encoding: 8bit\n\n");
    // What the list's program writes of a part it took off.
    let body = rest.split("-------------- next part --------------").next();
    mail.push_str(body.unwrap_or_default());
    Some(mail.into_bytes())
}

/// The stories of a bulletin.
fn bulletin(text: &str, head: &Head<'_>) -> Option<Vec<Vec<u8>>> {
    let (titles, behind) = contents(text)?;
    let mut starts: Vec<(usize, usize, String)> = Vec::new();
    let mut wanted = titles.iter();
    let mut title = wanted.next();
    let mut at = behind;
    let mut before = at;
    let mut lines = text[behind..].split_inclusive('\n').peekable();
    while let (Some(wish), Some(line)) = (title, lines.next()) {
        let said = bare_title(line);
        let mut end = at + line.len();
        if let Some(is_whole) = opens(wish, said) {
            let mut whole = said.to_string();
            // A title over two lines.
            if !is_whole && let Some(more) = lines.peek() {
                let two = format!("{said} {}", more.trim());
                if are_same(&plain(wish), &plain(&two)) {
                    end += more.len();
                    lines.next();
                    whole = two;
                }
            }
            starts.push((before, end, whole));
            title = wanted.next();
        }
        at = end;
        // A number or a row alone on its line belongs to the title below it.
        if line.chars().any(char::is_alphabetic) {
            before = at;
        }
    }
    if title.is_some() {
        return None;
    }
    parted(text, &starts, head)
}

/// The stories of a newsletter whose titles are set off from the texts.
fn titled(text: &str, head: &Head<'_>) -> Option<Vec<Vec<u8>>> {
    parted(text, &titles::titles(text)?, head)
}

/// A mail of each story: where what belongs to its title begins, where its text begins, and the title.
fn parted(text: &str, starts: &[(usize, usize, String)], head: &Head<'_>) -> Option<Vec<Vec<u8>>> {
    let ends = starts.iter().skip(1).map(|(from, ..)| *from);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let mut mails = Vec::new();
    for (number, ((_, from, title), to)) in starts.iter().zip(ends).enumerate() {
        let body = text.get(*from..to)?.trim_matches(['\n', '\r', ' ']);
        if body.len() < SHORTEST_TEXT {
            return None;
        }
        let id = head
            .id
            .map(|id| format!("Message-ID: <{id}.{}>\n", number + 1));
        let subject = STANDARD.encode(title);
        let (from, date, id) = (head.from, head.date, id.unwrap_or_default());
        mails.push(
            format!("From: {from}\nDate: {date}\n{id}Subject: =?utf-8?B?{subject}?=\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n")
                .into_bytes(),
        );
    }
    Some(mails)
}

/// The titles of a list of contents numbered from one, and where the list ends.
fn contents(text: &str) -> Option<(Vec<String>, usize)> {
    let mut titles: Vec<String> = Vec::new();
    let (mut at, mut end) = (0, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        let is_far = index >= MOST_BEFORE + 4 * titles.len();
        match numbered(line) {
            Some((number, title)) if number == titles.len() + 1 => {
                titles.push(title.to_string());
                end = at;
            }
            // The first title stands again over its text.
            Some((1, _)) => break,
            Some(_) => return None,
            None if line.trim().is_empty() || titles.is_empty() => {}
            // A title goes on in a line that is indented.
            None if line.starts_with([' ', '\t']) && end + line.len() == at => {
                if let Some(title) = titles.last_mut() {
                    title.push(' ');
                    title.push_str(line.trim());
                }
                end = at;
            }
            None => break,
        }
        if is_far {
            break;
        }
    }
    let fits = |title: &String| (SHORTEST_TITLE..=LONGEST_TITLE).contains(&title.len());
    (titles.len() >= 2 && titles.iter().all(fits)).then_some((titles, end))
}

/// `1. Title`, `[02] Title`, `(3) Title`, `#4 Title`.
fn numbered(line: &str) -> Option<(usize, &str)> {
    let line = line.trim();
    let line = line.strip_prefix("[Contents:").map_or(line, str::trim);
    let open = line.trim_start_matches(['[', '(', '#']);
    let digits = open.bytes().take_while(u8::is_ascii_digit).count();
    let number = open.get(..digits)?.parse().ok()?;
    let behind = &open[digits..];
    let title = behind.trim_start_matches([']', ')', '.', ':']);
    let is_marked = open.len() < line.len() || title.len() < behind.len();
    (is_marked && digits <= 2 && title.starts_with(' ')).then(|| (number, title.trim()))
}

/// A line without the number before its title.
fn bare_title(line: &str) -> &str {
    numbered(line).map_or(line.trim(), |(_, title)| title)
}

fn plain(text: &str) -> String {
    let ends = [' ', '.', ':', ']', '"', '”', '*'];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_matches(ends).to_lowercase()
}

/// Whether a line is the title that the list names, both of them plain.
fn are_same(wish: &str, said: &str) -> bool {
    // The list names the source before the title: `NNA: Grids joined`.
    let source = wish.strip_suffix(said).map(str::trim_end);
    let is_source = |source: &str| {
        source.ends_with([':', ',', '-', '–', '—']) && source.len() <= LONGEST_SOURCE
    };
    wish == said || (said.len() >= SHORTEST_TITLE && source.is_some_and(is_source))
}

/// Bytes of a source, who wrote for it included.
const LONGEST_SOURCE: usize = 80;

/// Whether a line is the title that is looked for: wholly, or the first line of it. The list may name the source before it.
fn opens(wish: &str, said: &str) -> Option<bool> {
    if said.len() < SHORTEST_TITLE || said.len() > LONGEST_TITLE {
        return None;
    }
    let (wish, said) = (plain(wish), plain(said));
    if are_same(&wish, &said) {
        return Some(true);
    }
    let is_first = said.len() >= 2 * SHORTEST_TITLE && wish.contains(&said);
    is_first.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head<'static> = Head {
        from: "Ann <ann@nna.example>",
        date: "Sun, 9 Aug 2026 12:00:00 +0000",
        id: Some("1@nna.example"),
    };
    const TEXT: &str = "Ministers of five states met in Aktau on Sunday and signed a memorandum on joining their grids.";

    fn strings(mails: Option<Vec<Vec<u8>>>) -> Vec<String> {
        let mails = mails.unwrap_or_default().into_iter();
        mails.map(|mail| String::from_utf8(mail).unwrap()).collect()
    }

    #[test]
    fn a_bulletin_is_parted_where_the_titles_of_its_contents_stand_again() {
        let bulletin = format!(
            "NNA Bulletin\n\n[Contents:\n 1. AP: Grids joined in Aktau\n 2. Two ports in the north share one\n    crane for ships.]\n\n********\n\n#1\n\
             Grids joined in Aktau\nBy Ann\n\n{TEXT}\n\n********\n\n#2\nTwo ports in the north share one\ncrane for ships\n\n{TEXT}\n\nThe end of it.\n"
        );
        let found = strings(mails(&bulletin, &HEAD));
        assert_eq!(found.len(), 2, "{found:?}");
        let subject = |title: &str| format!("Subject: =?utf-8?B?{}?=", STANDARD.encode(title));
        assert!(
            found[0].contains(&subject("Grids joined in Aktau")),
            "{}",
            found[0]
        );
        assert!(
            found[0].ends_with(&format!("\n\nBy Ann\n\n{TEXT}\n")),
            "{}",
            found[0]
        );
        assert!(
            found[1].contains(&subject("Two ports in the north share one crane for ships")),
            "{}",
            found[1]
        );
        assert!(found[1].ends_with("The end of it.\n"));
        assert!(found[1].contains("Message-ID: <1@nna.example.2>"));
        // A title that isn't found again, and a list of the text's own.
        for text in [
            bulletin.replace("#2\nTwo ports", "#2\nThree ports"),
            format!("They agreed on:\n1. A crane for the port\n2. A grid for the town\n\n{TEXT}"),
            TEXT.to_string(),
        ] {
            assert_eq!(mails(&text, &HEAD), None, "{text}");
        }
    }

    #[test]
    fn a_lists_digest_is_parted_into_its_messages() {
        let (first, row) = ("-".repeat(FIRST_ROW), "-".repeat(ROW));
        let digest = format!(
            "Today's Topics:\n\n   1. Grids (Ann)\n   2. Ports (Bo)\n\n{first}\n\nMessage: 1\nDate: Sun, 9 Aug 2026 10:00:00 +0000\nFrom: Ann <a@n.example>\n\
             Subject: [News] Grids\nContent-Type: text/plain; charset=windows-1252\n\n{TEXT}\n-------------- next part --------------\nAn HTML attachment was scrubbed...\n\n\
             {row}\n\nMessage: 2\nDate: Sun, 9 Aug 2026 11:00:00 +0000\nFrom: Bo <b@n.example>\nSubject: Ports\n\n{TEXT}\n\n{row}\n\nEnd of News Digest\n"
        );
        let found = strings(mails(&digest, &HEAD));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with(
            "Date: Sun, 9 Aug 2026 10:00:00 +0000\nFrom: Ann <a@n.example>\nSubject: [News] Grids\n"
        ));
        assert!(found[0].contains("charset=utf-8") && !found[0].contains("1252"));
        assert!(found[0].trim_end().ends_with(TEXT));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "([#\\[(]?[12][.\\])]? ?[a-zé ]{0,30}|-{70}|-{30}|Message: 1|[A-Z][a-z]{2,4}: x|\n){0,40}") {
            let _ = mails(&text, &HEAD);
        }
    }
}
