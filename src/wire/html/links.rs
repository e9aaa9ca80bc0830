//! Links to other stories that stand between the paragraphs of one.
//!
//! Owns how they are told: paragraphs of nothing but a link that are titles, with sentences before and behind them. Promises linear time, that a list
//! which the paragraph above announces stays, and that a text with more links than sentences is left as it is.

use super::run;

/// Words of a title, and characters of one in a script without blanks.
const FEWEST_WORDS: usize = 3;
const FEWEST_SIGNS: usize = 8;

/// Which paragraphs are kept; `None` where all are.
pub fn kept(paragraphs: &[String], linked: &[bool]) -> Option<Vec<bool>> {
    if paragraphs.len() != linked.len() || !linked.contains(&true) {
        return None;
    }
    let is_text = |at: &usize| run::score(&paragraphs[*at], linked[*at]) > 0;
    let texts = (0..paragraphs.len()).filter(is_text).count();
    let first = (0..paragraphs.len()).find(is_text)?;
    let last = (0..paragraphs.len()).rfind(is_text)?;
    let mut kept = vec![true; paragraphs.len()];
    let mut left_out = 0;
    let mut at = first;
    while at < last {
        if !linked[at] {
            at += 1;
            continue;
        }
        let end = (at..last).find(|next| !linked[*next]).unwrap_or(last);
        let is_announced = paragraphs[at - 1].trim_end().ends_with([':', '：']);
        if !is_announced && paragraphs[at..end].iter().all(|line| is_title(line)) {
            kept[at..end].fill(false);
            left_out += end - at;
        }
        at = end;
    }
    (left_out > 0 && left_out <= 2 * texts).then_some(kept)
}

/// Leaves of a list what stands beside a paragraph that is kept.
pub fn retain<T>(all: &mut Vec<T>, kept: &[bool]) {
    let mut is_kept = kept.iter();
    all.retain(|_| is_kept.next() == Some(&true));
}

/// Whether a line is the title of a text rather than a sentence or a name.
fn is_title(line: &str) -> bool {
    let line = line.trim();
    let is_wide = line.chars().any(|c| u32::from(c) >= 0x2e80);
    !line.ends_with(['.', '。', ':', '।', '۔'])
        && (line.split(' ').count() >= FEWEST_WORDS
            || (is_wide && line.chars().count() >= FEWEST_SIGNS))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: (&str, bool) = ("The two ports agreed on Sunday to share a crane.", false);

    fn left(lines: &[(&str, bool)]) -> Vec<usize> {
        let texts: Vec<String> = lines.iter().map(|(text, _)| (*text).to_string()).collect();
        let linked: Vec<bool> = lines.iter().map(|(_, linked)| *linked).collect();
        match kept(&texts, &linked) {
            Some(kept) => (0..lines.len()).filter(|at| !kept[*at]).collect(),
            None => Vec::new(),
        }
    }

    #[test]
    fn titles_of_other_stories_between_sentences_go() {
        let other = ("Why a crane costs more", true);
        assert_eq!(left(&[TEXT, other, other, TEXT]), [1, 2]);
        assert_eq!(left(&[TEXT, ("起重机为什么越来越贵了", true), TEXT]), [1]);
    }

    #[test]
    fn lists_that_are_announced_names_and_sentences_stay() {
        let other = ("Why a crane costs more", true);
        let list = ("These are the ports that agreed on Sunday in Arvik:", false);
        assert!(left(&[TEXT, list, other, other, TEXT]).is_empty());
        assert!(left(&[TEXT, ("Ann Writer", true), TEXT]).is_empty());
        assert!(left(&[TEXT, ("They left the port at noon.", true), TEXT]).is_empty());
        assert!(left(&[TEXT, other]).is_empty());
        assert!(left(&[other, TEXT]).is_empty());
        assert!(left(&[]).is_empty());
    }
}
