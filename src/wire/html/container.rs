//! Which element of a page holds its story.
//!
//! Owns how it is found: sentences speak for the element they stand in, less for those around it. What stands outside before and behind it is left out;
//! a lead between the headline and it stays. Promises linear time, and that nothing is left out of a page whose sentences stand in several places.

use super::run::{self, SHORTEST_TEXT};

/// How far a sentence speaks for the elements around its own, and by how much less each time.
const LEVELS: u32 = 4;
/// Share of the text of the best element that makes one beside it a part of the story, and share of all text that the story has, as divisors and percents.
const PART: i64 = 5;
const MOST_PERCENT: i64 = 60;

/// Which paragraphs are kept; `None` where no element holds most of the text.
pub fn kept(
    paragraphs: &[String],
    linked: &[bool],
    within: &[u32],
    parents: &[u32],
    heading: Option<usize>,
) -> Option<Vec<bool>> {
    if within.len() != paragraphs.len() || parents.is_empty() {
        return None;
    }
    let scores: Vec<i64> = paragraphs
        .iter()
        .zip(linked)
        .map(|(text, linked)| run::score(text, *linked).max(0))
        .collect();
    let parent = |element: u32| {
        element
            .checked_sub(1)
            .and_then(|at| parents.get(at as usize))
            .copied()
    };
    let mut votes = vec![0i64; parents.len() + 1];
    for (element, score) in within.iter().zip(&scores) {
        let (mut at, mut vote) = (Some(*element), *score * 12);
        for level in 0..LEVELS {
            let Some(element) = at else { break };
            if let Some(sum) = votes.get_mut(element as usize) {
                *sum += vote;
            }
            vote = *score * 12 / i64::from(2 * (level + 1));
            at = parent(element);
        }
    }
    let (best, most) = votes
        .iter()
        .enumerate()
        .max_by_key(|(at, votes)| (**votes, std::cmp::Reverse(*at)))?;
    let best = u32::try_from(best).ok()?;
    let around = parent(best);
    let lists = lists(within, linked, votes.len(), parent);
    let is_list = |element: u32| lists.get(element as usize).copied().unwrap_or(false);
    let mut holds_best = vec![false; votes.len()];
    let mut above = Some(best);
    while let Some(slot) = above.and_then(|element| holds_best.get_mut(element as usize)) {
        if std::mem::replace(slot, true) {
            break;
        }
        above = above.and_then(parent);
    }
    // Whether each element stands inside the best, or inside one beside it that has enough; parents come before what they hold.
    let mut is_inside = vec![false; votes.len()];
    for (at, votes) in votes.iter().enumerate() {
        let element = u32::try_from(at).ok()?;
        let above = parent(element);
        let is_part =
            above.is_some() && above == around && votes * PART >= *most && !is_list(element);
        let inherits =
            above.is_some_and(|above| is_inside.get(above as usize).copied().unwrap_or(false));
        is_inside[at] = element == best || is_part || inherits;
    }
    // Lines that are no sentences belong to the element they stand in.
    let stands_inside = |at: usize| {
        within
            .get(at)
            .is_some_and(|element| is_inside[*element as usize])
    };
    let holds = |at: usize| stands_inside(at) && scores.get(at).is_some_and(|s| *s > 0);
    let first = (0..paragraphs.len()).find(|at| holds(*at))?;
    let last = (0..paragraphs.len()).rfind(|at| holds(*at))?;
    // What tells of other stories, each with a link, says nothing of where this one stands.
    let is_of_others = |at: usize| {
        let mut element = within.get(at).copied();
        (0..LEVELS).any(|_| {
            let held = element.filter(|e| holds_best.get(*e as usize) == Some(&false));
            element = element.and_then(parent);
            held.is_some_and(is_list)
        })
    };
    let all = scores.iter().enumerate();
    let all: i64 = all
        .filter(|(at, score)| **score > 0 && !is_of_others(*at))
        .map(|(_, score)| score)
        .sum();
    let of_story: i64 = scores.get(first..=last)?.iter().sum();
    if of_story * 100 < all * MOST_PERCENT {
        return None;
    }
    let head = heading.filter(|at| *at <= first).unwrap_or(first);
    Some(
        (0..paragraphs.len())
            .map(|at| match at {
                _ if (first..=last).contains(&at) => true,
                // The day may stand right over the headline; the lead and the byline stand below it.
                _ if at < head && at + NEAR >= head => stands_inside(at) || is_day(&paragraphs[at]),
                _ if at < first => {
                    (stands_inside(at) || (at > head && is_of_head(&paragraphs[at]))) && !linked[at]
                }
                _ => stands_inside(at),
            })
            .collect(),
    )
}

/// Which elements list other stories: of what stands in them a good part is nothing but links.
fn lists(
    within: &[u32],
    linked: &[bool],
    count: usize,
    parent: impl Fn(u32) -> Option<u32>,
) -> Vec<bool> {
    let mut held = vec![(0usize, 0usize); count];
    for (element, linked) in within.iter().zip(linked) {
        let mut at = Some(*element);
        for _ in 0..LEVELS {
            let Some(element) = at else { break };
            if let Some((lines, links)) = held.get_mut(element as usize) {
                *lines += 1;
                *links += usize::from(*linked);
            }
            at = parent(element);
        }
    }
    held.iter()
        .map(|(lines, links)| *links >= FEWEST_OTHERS && links * OTHERS >= *lines)
        .collect()
}

/// Links in a list of other stories, and its lines to each.
const FEWEST_OTHERS: usize = 3;
const OTHERS: usize = 4;

/// Paragraphs over the headline among which the day is looked for.
const NEAR: usize = 3;

fn is_day(text: &str) -> bool {
    text.len() <= 2 * SHORTEST_TEXT && has_figures(text)
}

/// Whether a line has the figures of a day.
fn has_figures(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 6
}

/// Whether a line under the headline is more than a button.
fn is_of_head(text: &str) -> bool {
    (text.len() >= SHORTEST_TEXT / 2 && text.contains(' ')) || has_figures(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "Ministers of five states met in Aktau on Sunday and signed.";

    fn keeps(lines: &[(&str, u32)], parents: &[u32], heading: Option<usize>) -> Option<Vec<usize>> {
        let texts: Vec<String> = lines.iter().map(|(text, _)| (*text).to_string()).collect();
        let within: Vec<u32> = lines.iter().map(|(_, element)| *element).collect();
        let kept = kept(&texts, &vec![false; lines.len()], &within, parents, heading)?;
        Some((0..lines.len()).filter(|at| kept[*at]).collect())
    }

    #[test]
    fn what_stands_outside_of_the_storys_element_is_left_out() {
        // 1 around 2 (a box), 3 (the story), 4 (another box).
        let parents = [0, 1, 1, 1];
        let lines = [
            ("Sign up for our letter today and get it free.", 2),
            ("Grid signed", 1),
            ("A lead of the story that tells it", 1),
            (A, 3),
            ("Next steps", 3),
            (A, 3),
            (A, 3),
            (A, 3),
            ("Other news: two cranes fell in Oslo.", 4),
        ];
        assert_eq!(
            keeps(&lines, &parents, Some(1)),
            Some(vec![2, 3, 4, 5, 6, 7])
        );
        assert_eq!(keeps(&lines, &parents, None), Some(vec![3, 4, 5, 6, 7]));
    }

    #[test]
    fn a_story_in_parts_or_in_an_element_for_each_paragraph_stays_whole() {
        let parts = [(A, 2), (A, 2), (A, 3), (A, 3)];
        assert_eq!(keeps(&parts, &[0, 1, 1], None), Some(vec![0, 1, 2, 3]));
        let each = [(A, 2), (A, 3), (A, 4), (A, 5)];
        assert_eq!(keeps(&each, &[0, 1, 1, 1, 1], None), Some(vec![0, 1, 2, 3]));
    }

    #[test]
    fn a_list_of_other_stories_is_none_of_it_however_long() {
        // 1 around 2 (the story) and 3 (titles of others, each with its first sentence).
        let lines = [(A, 2), (A, 3), (A, 3), (A, 3), (A, 3), (A, 3), (A, 3)];
        let texts: Vec<String> = lines.iter().map(|(text, _)| (*text).to_string()).collect();
        let texts: Vec<String> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| match at {
                0 => text.repeat(4),
                1 | 3 | 5 => "Two cranes fell in Oslo".to_string(),
                _ => text.clone(),
            })
            .collect();
        let linked = [false, true, false, true, false, true, false];
        let within: Vec<u32> = lines.iter().map(|(_, element)| *element).collect();
        let kept = kept(&texts, &linked, &within, &[0, 1, 1], None).unwrap();
        assert_eq!(kept, [true, false, false, false, false, false, false]);
    }

    #[test]
    fn a_page_of_many_places_keeps_all() {
        let places = [(A, 3), (A, 5), (A, 7)];
        let many = keeps(&places, &[0, 0, 2, 0, 4, 0, 6], None);
        assert!(many.is_none_or(|kept| kept.len() == 3));
        assert_eq!(keeps(&[(A, 0)], &[], None), None);
    }
}
