//! Headline of a page: its first heading, its title without the name of the site, and what its `meta` elements say.
//!
//! Owns when two of them are the same, and what a site adds to a title. Never reads markup.

/// `Headline | The Site`, `Headline - The Site`.
pub fn without_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let cut = site
        .and_then(|site| title.strip_suffix(site))
        .map(str::trim_end);
    let bare = cut.and_then(|rest| rest.strip_suffix(['|', '-', '–', '—', '·']));
    let title = bare.map_or(title, str::trim_end);
    // Sections of the site stand behind it, in Chinese ones with a low line.
    if let Some((first, _)) = title.split_once('_')
        && first.chars().filter(|c| *c as u32 >= 0x2e80).count() >= SHORTEST_SHOWN
    {
        return first.trim_end();
    }
    [" » ", " | "]
        .iter()
        .filter_map(|mark| title.split_once(mark))
        .find(|(first, _)| first.chars().count() >= SHORTEST_TITLE)
        .map_or(title, |(first, _)| first.trim_end())
}

/// Characters of a title that stands before the names of sections.
const SHORTEST_TITLE: usize = 20;

/// The paragraph that is the page's title, or that without what the site adds to it; the longest of them.
pub fn shown(title: &str, paragraphs: &[String]) -> Option<usize> {
    let is_wide = |c: char| c as u32 >= 0x2e80;
    let is_shown = |line: &str| {
        let is_last = |before: &str| before.trim_end().ends_with([':', '|', '»', '>', '/']);
        if title.strip_suffix(line).is_some_and(is_last) && line.chars().count() >= SHORTEST_TITLE {
            return Some(line.len());
        }
        let rest = title.strip_prefix(line)?;
        let is_long = line.chars().count() >= SHORTEST_TITLE
            || line.chars().filter(|c| is_wide(*c)).count() >= SHORTEST_SHOWN;
        let wide = line.chars().next_back().is_some_and(is_wide);
        let Some(mark) = rest.trim_start().chars().next() else {
            return is_long.then_some(line.len());
        };
        let is_mark = matches!(mark, '-' | '–' | '—' | '_' | '|' | '·' | '»' | '•' | '/');
        (is_long && (is_mark || (wide && rest.starts_with(' ')))).then_some(line.len())
    };
    let lines = paragraphs.iter().enumerate();
    let found = lines.filter_map(|(at, line)| Some((is_shown(line)?, std::cmp::Reverse(at))));
    found.max().map(|(_, std::cmp::Reverse(at))| at)
}

/// Ideographs and syllables of such a line.
const SHORTEST_SHOWN: usize = 8;

/// Words that two lines have to share for one to be the other in other words.
const FEWEST_SHARED: usize = 3;

/// Whether two lines are one headline: the same, one the beginning of the other, or most words of the shorter in the longer.
pub fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (spaced(one).to_lowercase(), spaced(other).to_lowercase());
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one == other {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.chars().count() > 2)
            .map(str::to_string)
            .collect()
    };
    let (one, other) = (words(&one), words(&other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    shared >= FEWEST_SHARED && shared * 10 >= short.len() * 7 && shared * 2 >= long.len()
}

/// A line with plain blanks: a heading keeps its last two words together by one that doesn't break.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_what_the_page_shows_of_it() {
        let lines = |all: &[&str]| {
            all.iter()
                .map(|line| (*line).to_string())
                .collect::<Vec<_>>()
        };
        let page = lines(&["Home", "Grids of five states joined", "Text of the story."]);
        for title in [
            "Grids of five states joined",
            "Grids of five states joined - Neutral.example - Oslo",
            "Grids of five states joined | Home",
            "Neutral News :: Grids of five states joined",
        ] {
            assert_eq!(shown(title, &page), Some(1), "{title}");
        }
        for title in ["Grids of five states joined by ministers", "Home - NNA"] {
            assert_eq!(shown(title, &page), None, "{title}");
        }
        let page = lines(&["五国部长签署电网互联协议"]);
        assert_eq!(
            shown("五国部长签署电网互联协议 新闻_中立网", &page),
            Some(0)
        );
        assert_eq!(
            without_site("五国部长签署电网互联协议_新闻_中立网", None),
            "五国部长签署电网互联协议"
        );
        assert_eq!(
            without_site("Use of snake_case in names", None),
            "Use of snake_case in names"
        );
    }

    #[test]
    fn lines_that_say_the_same_in_most_words_are_alike() {
        let line = "Ministers sign a pact on grids in Aktau";
        for other in [
            "Ministers sign a pact on grids in\u{a0}Aktau",
            "Ministers sign pact on grids",
            "In Aktau, ministers sign a new pact on grids",
        ] {
            assert!(are_alike(line, other), "{other}");
        }
        for other in [
            "",
            "Home",
            "Neutral News",
            "Ministers of Oslo cut the price of bread and cranes",
        ] {
            assert!(!are_alike(line, other), "{other}");
        }
    }
}
