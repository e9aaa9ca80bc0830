//! Names that sites made up for what their pages say of themselves in `meta` elements: times and the writer.
//!
//! Owns how such a name is told. Never reads a value, but for whether it may be a time.

/// Which time a name says.
pub enum Time {
    Published,
    Modified,
}

/// Which time a name says that a site made up: `publish_date`, `article_date_original`, `DCSext.articleFirstPublished`, `og:article:modified_time`.
pub fn own_time(key: &str, value: &str) -> Option<Time> {
    let is_time = value.len() <= 64 && value.bytes().filter(u8::is_ascii_digit).count() >= 5;
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if !is_time
        || key.ends_with("id")
        || key.ends_with("type")
        || has(&[
            "publisher",
            "image",
            "video",
            "expir",
            "event",
            "start",
            "end",
        ])
    {
        return None;
    }
    if has(&["modif", "updat", "revis"]) {
        return Some(Time::Modified);
    }
    let says_when = has(&[
        "publish", "publica", "pub_date", "pubdate", "issue", "created", "original", "release",
        "article", "story", "dc.date", "display",
    ]);
    let is_whole = matches!(
        key,
        "pdate" | "displaydate" | "creation_date" | "upload_date" | "uploaddate"
    );
    ((says_when && has(&["date", "time", "publish"])) || is_whole).then_some(Time::Published)
}

/// Whether a name that a site made up is that of the writer's name: `sailthru.author`, `article:author_name`, `blogger_name`; not `author_id`.
pub fn is_own_author(key: &str) -> bool {
    let key = key.strip_suffix("name").unwrap_or(key);
    let key = key.trim_end_matches(['-', '_', '.', ':']);
    let word = key.rsplit(['-', '_', '.', ':']).next().unwrap_or_default();
    matches!(word, "author" | "authors" | "blogger" | "byline") && !key.contains("image")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writers_name_is_told_from_what_else_is_said_of_writers() {
        for key in [
            "sailthru.author",
            "article:author_name",
            "parsely-author",
            "blogger_name",
        ] {
            assert!(is_own_author(key), "{key}");
        }
        for key in [
            "author_id",
            "author-image",
            "article:author_url",
            "coauthored",
            "name",
        ] {
            assert!(!is_own_author(key), "{key}");
        }
    }
}
