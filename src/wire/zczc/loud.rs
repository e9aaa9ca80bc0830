//! A headline in capitals over a text that is not, as Italian agencies have it.
//!
//! Owns how many lines it takes, and the line below it. Promises that no line of the text is one: the text is indented from them.

use crate::story::WireStory;

/// Lines of the headline, and of what stands below it.
const MOST_LOUD: usize = 3;
const MOST_BELOW: usize = 2;
/// Bytes of such a line.
const LONGEST: usize = 80;

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Takes the headline over one or two lines, without a blank line below, and a line below it in small letters where a dateline opens the text.
pub(super) fn loud_opening<'m, 't>(lines: &'m [&'t str], story: &mut WireStory) -> &'m [&'t str] {
    let start = lines.iter().take_while(|l| l.trim().is_empty()).count();
    let Some(margin) = lines.get(start).map(|line| indent(line)) else {
        return lines;
    };
    let is_head = |line: &&&str| line.len() <= LONGEST && indent(line) == margin;
    let is_loud = |line: &&&str| {
        is_head(line) && line.contains(char::is_uppercase) && !line.contains(char::is_lowercase)
    };
    let loud: Vec<&str> = lines[start..]
        .iter()
        .take(MOST_LOUD + 1)
        .take_while(is_loud)
        .map(|line| line.trim())
        .collect();
    let behind = lines.get(start + loud.len()..).unwrap_or_default();
    if story.headline.is_some() || !(1..=MOST_LOUD).contains(&loud.len()) {
        return lines;
    }
    let below = behind
        .iter()
        .take(MOST_BELOW)
        .take_while(|line| is_head(line) && !line.trim().is_empty() && !line.trim().ends_with('.'))
        .count();
    let is_text = |at: usize| {
        behind.get(at).is_some_and(|line| {
            indent(line) > margin && line.contains(char::is_lowercase) && (at == 0 || opens(line))
        })
    };
    if is_text(0) && margin == 0 {
        story.headline = Some(loud.join(" "));
        return behind;
    }
    if is_text(below) && (below > 0 || opens(behind[0])) {
        story.headline = Some(loud.join(" "));
        let below_it = behind
            .iter()
            .take(below)
            .map(|line| line.trim().to_string());
        story.subheadlines.extend(below_it);
        return behind.get(below..).unwrap_or_default();
    }
    lines
}

/// `(NNA) - ARVIK, 9 AGO - …`
fn opens(line: &str) -> bool {
    let name = line
        .trim_start()
        .strip_prefix('(')
        .and_then(|l| l.split_once(") "));
    name.is_some_and(|(agency, _)| {
        (2..=12).contains(&agency.len()) && agency.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_small_letters_may_stand_below() {
        let text = "    (NNA) - ARVIK, 9 AGO - I due porti hanno una gru.";
        for (lines, below) in [
            (
                &[" DUE PORTI, UNA GRU", " Ministro, servono regole", text][..],
                1,
            ),
            (&["DUE PORTI, UNA GRU", "Ministro, servono regole", text], 1),
            (&["DUE PORTI,", "UNA GRU", text], 0),
            (&[" DUE PORTI, UNA GRU", text], 0),
        ] {
            let mut story = WireStory::default();
            assert_eq!(loud_opening(lines, &mut story), [text]);
            assert_eq!(story.headline.as_deref(), Some("DUE PORTI, UNA GRU"));
            assert_eq!(story.subheadlines.len(), below);
        }
        for lines in [
            &[
                "DUE PORTI, UNA GRU",
                "Ministro, servono regole",
                "I due porti hanno una gru.",
            ][..],
            &["DUE PORTI, UNA GRU", "I porti hanno una gru.", text],
        ] {
            let mut story = WireStory::default();
            assert_eq!(loud_opening(lines, &mut story), lines);
            assert_eq!(story.headline, None);
        }
    }
}
