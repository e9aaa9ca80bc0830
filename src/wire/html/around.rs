//! Names that pages give to what stands around their story: menus, boxes for other texts, what readers say and share, advertisements.
//!
//! Owns how such a name is told from its words (`story-comments`, `shareTools`, `visitors_comment_block`), whatever site made it up. Names whose words
//! also name the story, or only say what the page has (`has-sidebar`), don't count. Never reads a text.

/// How sure a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// One of its words says so: much text under it may be the story after all.
    Word,
    /// What readers say or are asked: there may be more of it than of the story.
    Readers,
    /// The whole name says so.
    Name,
}

/// What an attribute says of an element that stands around the story.
pub fn sign(attribute: &str, value: &str) -> Option<Sign> {
    match attribute {
        "class" => value.split_ascii_whitespace().filter_map(of_name).max(),
        "id" => of_name(value),
        _ => None,
    }
}

/// Bytes of a name that may be one of these; longer ones are a program's.
const LONGEST: usize = 80;

fn of_name(name: &str) -> Option<Sign> {
    if NAMES.contains(&name) || is_of_drupal(name) {
        return Some(Sign::Name);
    }
    if name.len() > LONGEST || name.len() < 2 {
        return None;
    }
    let mut found = None;
    let mut before = "";
    for word in words(name) {
        let says = |list: &[&str]| list.iter().any(|one| word.eq_ignore_ascii_case(one));
        let opens = |list: &[&str]| {
            let start = |one: &str| {
                word.get(..one.len())
                    .is_some_and(|w| w.eq_ignore_ascii_case(one))
            };
            list.iter().any(|one| start(one))
        };
        if says(STORYS) {
            return None;
        }
        let holds = |list: &[&str]| {
            let small = word.to_ascii_lowercase();
            list.iter().any(|one| small.contains(one))
        };
        let of_word = if (holds(READERS) && !opens(&["commentar", "commentat"])) || says(ASKED) {
            Some(Sign::Readers)
        } else if says(WORDS) || opens(STEMS) || (says(&["quote", "meta"]) && says_before(before)) {
            Some(Sign::Word)
        } else {
            None
        };
        found = found.max(of_word);
        before = word;
    }
    found
}

/// Fields of Drupal's items beside the text: `field--name-created`.
fn is_of_drupal(name: &str) -> bool {
    name.strip_prefix("field--name-").is_some_and(|field| {
        matches!(
            field,
            "title" | "uid" | "created" | "changed" | "field-tags"
        )
    })
}

/// `pull-quote`, `footer-meta`
fn says_before(word: &str) -> bool {
    ["pull", "footer"]
        .iter()
        .any(|one| word.eq_ignore_ascii_case(one))
}

/// The words of a name: parted by signs, or by a capital behind a small letter.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphabetic())
        .flat_map(|piece| {
            let mut rest = piece;
            std::iter::from_fn(move || {
                if rest.is_empty() {
                    return None;
                }
                let bytes = rest.as_bytes();
                let end = bytes
                    .windows(2)
                    .position(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
                let (word, behind) = rest.split_at(end.map_or(rest.len(), |at| at + 1));
                rest = behind;
                Some(word)
            })
        })
}

/// Names that say it as a whole.
const NAMES: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "main-menu",
    "nav",
    "navbar",
    "navigation",
    "topmenu",
    "top-menu",
    "sidebar",
    "footer",
    "site-footer",
    "page-footer",
    "share",
    "share-buttons",
    "sharing",
    "sharedaddy",
    "social",
    "social-share",
    "related",
    "related-posts",
    "related-articles",
    "read-also",
    "baca-juga",
    "tags",
    "tag-list",
    "post-tags",
    "article-tags",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "comments",
    "comment-list",
    "newsletter",
    "entry-meta",
    "post-meta",
    "article-meta",
    "article-date",
    "post-date",
];

/// Words of names that hold the story as well, or say what a page has or how it is laid out.
const STORYS: &[&str] = &[
    "content", "main", "page", "site", "has", "with", "no", "without", "body", "is", "wrap",
    "wrapper", "layout", "category", "tag", "topic", "grid", "column", "hide", "show", "open",
    "hentry", "app", "root",
];

/// What readers say, in the languages of pages, and what a page asks of them, anywhere in a word.
const READERS: &[&str] = &[
    "comment",
    "komment",
    "coment",
    "koment",
    "reacties",
    "disqus",
    "livefyre",
    "cookie",
    "newsletter",
    "talkback",
];

/// The same as whole words.
const ASKED: &[&str] = &[
    "replies",
    "ugc",
    "login",
    "signin",
    "signup",
    "register",
    "registration",
    "subscribe",
    "consent",
    "gdpr",
];

/// Words.
const WORDS: &[&str] = &[
    "sidebar",
    "sharebar",
    "share",
    "shared",
    "toolbar",
    "toolbox",
    "tools",
    "ad",
    "ads",
    "aside",
    "popular",
    "trending",
    "mostread",
    "outbrain",
    "taboola",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "subnav",
    "topnav",
    "addthis",
    "addtoany",
    "disclosure",
    "copyright",
    "modal",
    "popup",
    "flyout",
    "dialog",
    "dropdown",
    "pagination",
    "pager",
    "promo",
    "promos",
    "recommended",
    "recommendations",
    "pullquote",
    "kicker",
    "footer",
    "bio",
    "sponsor",
    "sponsored",
    "teaser",
    "teasers",
    "button",
    "btn",
    "skip",
];

/// Beginnings of words.
const STEMS: &[&str] = &[
    "breadcrumb",
    "sharing",
    "sharetool",
    "sharelink",
    "sharebutton",
    "social",
    "related",
    "relacionad",
    "correlat",
    "advert",
    "adsense",
    "adslot",
    "compart",
    "condivi",
    "partag",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_by_its_words() {
        for (name, sign) in [
            ("visitors_comment_block", Sign::Readers),
            ("articleComments", Sign::Readers),
            ("kommentarer", Sign::Readers),
            ("story-share-tools", Sign::Word),
            ("yom-art-related", Sign::Word),
            ("cookieBanner", Sign::Readers),
            ("mod-pull-quote", Sign::Word),
            ("boxcommenti", Sign::Readers),
            ("comments", Sign::Name),
        ] {
            assert_eq!(of_name(name), Some(sign), "{name}");
        }
        for name in [
            "",
            "commentary",
            "has-sidebar",
            "content-sidebar-wrap",
            "article",
            "category-social",
            "no-comments",
            "adviser",
            "pull",
            "quote",
            "shareholder",
            "relate",
            "block",
            "entry",
        ] {
            assert_eq!(of_name(name), None, "{name}");
        }
        assert_eq!(sign("class", "block story-share"), Some(Sign::Word));
        assert_eq!(sign("style", "share"), None);
    }
}
