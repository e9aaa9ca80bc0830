//! The titles of a newsletter of several stories that has no numbered list of them: between two rules, or in capitals over texts with a dateline each.
//!
//! Owns how they are told. Promises linear time, and that a text with crossheads is none: two titles at least, and each has a text.

/// Where what belongs to a title begins, where its text begins, and the title.
pub type Title = (usize, usize, String);

/// Bytes of a title, and letters of one in capitals.
const SHORTEST: usize = 8;
const LONGEST: usize = 200;
const FEWEST_LETTERS: usize = 15;
/// Signs of a rule.
const SHORTEST_RULE: usize = 10;
/// Bytes of a text, and those at its start among which the dateline ends.
const SHORTEST_TEXT: usize = 60;
const LONGEST_DATELINE: usize = 70;

/// The titles of a text, set off in either way.
pub fn titles(text: &str) -> Option<Vec<Title>> {
    let lines = lines(text);
    between_rules(text, &lines).or_else(|| in_capitals(text, &lines))
}

/// Lines with where they begin.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut from = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.map(|end| {
        let start = std::mem::replace(&mut from, end + 1);
        (start, text.get(start..end).unwrap_or_default().trim())
    })
    .collect()
}

fn is_rule(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() >= SHORTEST_RULE
        && matches!(bytes[0], b'-' | b'=' | b'_' | b'*' | b'#' | b'~')
        && bytes.iter().all(|b| *b == bytes[0])
}

fn is_title(line: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&line.len())
        && line.contains(' ')
        && line.contains(char::is_alphabetic)
        && !line.ends_with(['.', ':'])
}

/// Titles each with a rule right above and right below.
fn between_rules(text: &str, lines: &[(usize, &str)]) -> Option<Vec<Title>> {
    let mut found: Vec<Title> = Vec::new();
    for three in lines.windows(3) {
        let [(above, over), (_, title), (below, under)] = three else {
            continue;
        };
        if is_rule(over) && over == under && is_title(title) {
            let end = text[*below..]
                .find('\n')
                .map_or(text.len(), |at| below + at + 1);
            found.push((*above, end, (*title).to_string()));
        }
    }
    (found.len() >= 2 && have_texts(text, &found)).then_some(found)
}

/// Titles in capitals, each over a text that opens with place and day.
fn in_capitals(text: &str, lines: &[(usize, &str)]) -> Option<Vec<Title>> {
    let mut found: Vec<Title> = Vec::new();
    let mut last: Option<(usize, usize, &str)> = None;
    let mut is_behind_blank = true;
    for &(from, line) in lines {
        if line.is_empty() {
            is_behind_blank = true;
            continue;
        }
        let opens = std::mem::replace(&mut is_behind_blank, false);
        if !opens {
            // A title over two lines, or a text.
            last = None;
            continue;
        }
        if let Some((start, end, title)) = last.take()
            && opens_with_dateline(line)
        {
            found.push((start, end, title.to_string()));
        }
        if is_title(line) && is_loud(line) {
            let end = text[from..]
                .find('\n')
                .map_or(text.len(), |at| from + at + 1);
            last = Some((from, end, line));
        }
    }
    (found.len() >= 2 && have_texts(text, &found)).then_some(found)
}

fn is_loud(line: &str) -> bool {
    line.chars().filter(|c| c.is_uppercase()).count() >= FEWEST_LETTERS
        && !line.contains(char::is_lowercase)
}

/// `Lima, 9 ago.- El …`, `OSLO, August 9 - Two …`: a place, a number, and a dash.
fn opens_with_dateline(line: &str) -> bool {
    let head = &line[..line.floor_char_boundary(LONGEST_DATELINE)];
    let dash = [".- ", " - ", " – ", " — ", " -- "]
        .iter()
        .filter_map(|dash| head.find(dash))
        .min();
    dash.is_some_and(|at| {
        let before = &head[..at];
        let words = before.split(' ').count();
        before.starts_with(char::is_uppercase)
            && before.contains(|c: char| c.is_ascii_digit())
            && before.contains([',', '('])
            && (2..=8).contains(&words)
    })
}

fn have_texts(text: &str, found: &[Title]) -> bool {
    let ends = found.iter().skip(1).map(|(from, ..)| *from);
    let ends = ends.chain([text.len()]);
    found.iter().zip(ends).all(|((_, from, _), to)| {
        text.get(*from..to)
            .is_some_and(|body| body.trim().len() >= SHORTEST_TEXT)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "OSLO, August 9 - Two ports agreed on Sunday to share a crane, they said.";

    fn found(text: &str) -> Vec<String> {
        let found = titles(text).unwrap_or_default().into_iter();
        found.map(|(.., title)| title).collect()
    }

    #[test]
    fn titles_stand_between_rules() {
        let rule = "-".repeat(40);
        let letter = format!(
            "NEWS\n\n{rule}\nGrids are joined\n{rule}\n\n{TEXT}\n\n{rule}\nPorts share a crane\n{rule}\n{TEXT}\n{rule}\nYou are subscribed.\n"
        );
        assert_eq!(found(&letter), ["Grids are joined", "Ports share a crane"]);
        let one = format!("{rule}\nGrids are joined\n{rule}\n\n{TEXT}\n");
        assert_eq!(titles(&one), None);
        let empty = format!(
            "{rule}\nGrids are joined\n{rule}\n{rule}\nPorts share a crane\n{rule}\n{TEXT}"
        );
        assert_eq!(titles(&empty), None);
    }

    #[test]
    fn titles_in_capitals_stand_over_texts_with_a_dateline() {
        let letter = format!(
            "NEWS\n\nGRIDS ARE JOINED BY FIVE\n\n{TEXT}\n\nMore.\n\nPORTS SHARE A NEW CRANE\n\n{TEXT}\n"
        );
        assert_eq!(
            found(&letter),
            ["GRIDS ARE JOINED BY FIVE", "PORTS SHARE A NEW CRANE"]
        );
        // Crossheads of one story.
        let one = letter.replacen(
            TEXT,
            "They agreed on Sunday to share a crane, and to pay for it together.",
            1,
        );
        assert_eq!(titles(&one), None);
        assert_eq!(titles(""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(-{10}|[A-Z É]{0,20}|OSLO, 9 - é|\n){0,40}") {
            let _ = titles(&text);
        }
    }
}
