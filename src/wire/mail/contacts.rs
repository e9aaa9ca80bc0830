//! Whom to ask, in the last lines of a mail: a name, what its bearer is, telephone and address, without a heading that says so.
//!
//! Owns how far up these lines reach. Promises that only short lines are taken which end no sentence, that a number to call or an address is among them,
//! and that a sentence stands above.

/// Bytes of a line of such a block, and of one that stands above the first number.
const LONGEST: usize = 110;
const LONGEST_NAME: usize = 70;
/// Bytes of a line that may end in a stop.
const SHORT: usize = 48;
/// Blocks and lines at most, and blocks above the first number.
const MOST_BLOCKS: usize = 8;
const MOST_LINES: usize = 16;
const MOST_ABOVE: usize = 3;

/// The first block of them.
pub fn start(blocks: &[&str]) -> Option<usize> {
    let mut lines = 0;
    let mut first = None;
    for at in (1..blocks.len()).rev().take(MOST_BLOCKS) {
        let block = blocks[at].trim();
        lines += block.lines().count();
        if lines > MOST_LINES || !block.lines().all(may_be_of_contact) {
            break;
        }
        if block.lines().any(reaches) {
            first = Some(at);
        }
    }
    let first = first?;
    // A name and an office may stand in blocks of their own above.
    let above = (1..first).rev().take(MOST_ABOVE);
    let from = above
        .take_while(|at| blocks[*at].trim().lines().all(is_name))
        .last()
        .unwrap_or(first);
    ends_sentence(blocks[from - 1]).then_some(from)
}

fn may_be_of_contact(line: &str) -> bool {
    let line = line.trim();
    let is_rule = !line.contains(char::is_alphanumeric);
    let is_short = line.len() <= SHORT && reaches(line);
    is_rule || line.len() <= LONGEST && (is_short || !ends_sentence(line)) && !is_item(line)
}

/// A name, an office, a greeting: a line without figures.
fn is_name(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST_NAME
        && !ends_sentence(line)
        && !is_item(line)
        && !line.bytes().any(|b| b.is_ascii_digit())
}

/// A line of a list.
fn is_item(line: &str) -> bool {
    line.starts_with(['•', '*', '-', '–', '·', '>'])
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .ends_with(['.', '!', '?', '…', '。', '"', '”', '»', '؟', '」'])
}

/// An address, or a number to call behind a label: `Tel. 0211 555-1234`, `(21) 5555-1234`, `06 12 34 56 78`.
fn reaches(line: &str) -> bool {
    let is_address = line.split([' ', '<', '>', '(', ')', ',', ';']).any(|word| {
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    });
    is_address || has_number(line)
}

fn has_number(line: &str) -> bool {
    let is_sign = |c: char| matches!(c, '0'..='9' | '+' | '(' | ')' | '-' | '/' | ' ');
    let pieces = line
        .split(" / ")
        .flat_map(|piece| piece.split(|c: char| !is_sign(c)));
    pieces.map(str::trim).any(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let opens = run.starts_with(['+', '0', '(']);
        // `Tel. 210 555 1234`
        let before = || {
            let at = run.as_ptr() as usize - line.as_ptr() as usize;
            line[..at].trim_end().ends_with(['.', ':'])
        };
        (9..=15).contains(&digits) && (opens || run.contains('-') || before())
            || (7..=8).contains(&digits) && opens && run.contains([' ', '-', '/'])
    })
}

#[cfg(test)]
mod tests {
    use super::start;

    const TEXT: &str = "The two ports agreed on Sunday to share a crane.";

    #[test]
    fn name_office_and_number_under_the_last_sentence_are_found() {
        for (blocks, at) in [
            (&[TEXT, "Press office\nTel. 210 555 1234"][..], Some(1)),
            (
                &[
                    TEXT,
                    TEXT,
                    "Ann Writer",
                    "Press officer",
                    "Tel: +47 55 55 55 55",
                ],
                Some(2),
            ),
            (
                &[
                    TEXT,
                    "Atenciosamente,",
                    "Imprensa (21) 5555-1234 / (21) 95555-1235",
                ],
                Some(1),
            ),
            (
                &[TEXT, "Office", "Office of Grids\nann@nna.example"],
                Some(1),
            ),
            (&[TEXT, "--------\nOffice\nTel. 210 555 1234"], Some(1)),
            (
                &[
                    TEXT,
                    "Пресс-служба\nТел.: (495) 555-12-34, факс: (495) 555-12-35",
                ],
                Some(1),
            ),
        ] {
            assert_eq!(start(blocks), at, "{blocks:?}");
        }
    }

    #[test]
    fn lists_figures_and_sentences_are_none() {
        for blocks in [
            &[TEXT][..],
            &[
                TEXT,
                "Who wants a crane calls 210 555 1234 and will be told when it comes to the port, the office said.",
            ],
            &[TEXT, "Norway 120 45 1200"],
            &[TEXT, "* May wheat: 5.61\n* May corn: 4.42"],
            &["Grids linked", "Tel. 210 555 1234"],
            &["Tel. 210 555 1234"],
            &[TEXT, "Population 2 245 000"],
            &[TEXT, "31.5.2026 - 19.4.2026"],
        ] {
            assert_eq!(start(blocks), None, "{blocks:?}");
        }
    }
}
