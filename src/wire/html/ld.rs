//! What a page says of its story in JSON (schema.org, `application/ld+json`).
//!
//! Owns which of the things named there is the story, and its fields. Broken JSON is nothing. Never trusts it where the page's own text says otherwise.

use serde_json::{Map, Value};

/// Fields of the story.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Article {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub language: Option<String>,
    pub body: Option<String>,
}

/// How deep a story may stand in lists and graphs.
const DEEPEST: usize = 4;

/// The story that the text of a script names.
pub fn read(script: &str) -> Option<Article> {
    let mut json = script.trim();
    // Old pages hide scripts from older browsers.
    for mark in ["<!--", "//<![CDATA[", "<![CDATA["] {
        json = json.strip_prefix(mark).map_or(json, str::trim_start);
    }
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    let value = values.next()?.ok()?;
    find(&value, DEEPEST)
}

fn find(value: &Value, deeper: usize) -> Option<Article> {
    match value {
        Value::Array(all) => deeper
            .checked_sub(1)
            .and_then(|less| all.iter().find_map(|one| find(one, less))),
        Value::Object(map) if is_story(map) => Some(article(map)),
        Value::Object(map) => {
            let less = deeper.checked_sub(1)?;
            [
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
            ]
            .iter()
            .find_map(|name| find(map.get(*name)?, less))
        }
        _ => None,
    }
}

fn is_story(map: &Map<String, Value>) -> bool {
    let is_one =
        |kind: &str| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report";
    let is_kind = match map.get("@type") {
        Some(Value::String(kind)) => is_one(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_one),
        _ => false,
    };
    is_kind
        && ["headline", "name", "datePublished", "articleBody"]
            .iter()
            .any(|name| map.contains_key(*name))
}

fn article(map: &Map<String, Value>) -> Article {
    let text = |name: &str| named(map.get(name)?);
    Article {
        headline: text("headline").or_else(|| text("name")),
        published: text("datePublished").or_else(|| text("dateCreated")),
        modified: text("dateModified"),
        author: text("author").or_else(|| text("creator")),
        publisher: text("publisher"),
        language: text("inLanguage"),
        body: text("articleBody"),
    }
}

/// A text, the name of a thing, or those of several.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim())
            .filter(|text| !text.is_empty())
            .map(str::to_string),
        Value::Object(map) => ["name", "alternateName"]
            .iter()
            .find_map(|name| map.get(*name)?.as_str())
            .map(str::to_string),
        Value::Array(all) => {
            let names: Vec<String> = all
                .iter()
                .take(8)
                .filter_map(|one| if one.is_array() { None } else { named(one) })
                .collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_found_in_lists_and_graphs() {
        let graph = r#"{"@context":"https://schema.org","@graph":[{"@type":"BreadcrumbList","itemListElement":[]},
            {"@type":["NewsArticle"],"headline":" A crane ","datePublished":"2026-08-09T12:00:00+02:00","dateModified":"2026-08-09T13:00:00+02:00",
            "author":[{"@type":"Person","name":"Ana Lima"},{"name":"Bo Ek"}],"publisher":{"name":"NNA"},"inLanguage":"pt"}]}"#;
        let found = read(graph).unwrap();
        assert_eq!(found.headline.as_deref(), Some("A crane"));
        assert_eq!(
            found.published.as_deref(),
            Some("2026-08-09T12:00:00+02:00")
        );
        assert_eq!(found.modified.as_deref(), Some("2026-08-09T13:00:00+02:00"));
        assert_eq!(found.author.as_deref(), Some("Ana Lima, Bo Ek"));
        assert_eq!(found.publisher.as_deref(), Some("NNA"));
        let live = read(
            r#"[{"@type":"WebSite","name":"NNA"},{"@type":"LiveBlogPosting","headline":"Live"}] trailing"#,
        );
        assert_eq!(live.and_then(|a| a.headline).as_deref(), Some("Live"));
        for script in [
            "",
            "{",
            r#"{"@type":"WebPage","name":"A"}"#,
            r#"{"@type":"Article"}"#,
            "[[[[[[{\"@type\":\"Article\",\"name\":\"A\"}]]]]]]",
        ] {
            assert_eq!(read(script), None, "{script}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_script_is_read_without_panic(text in "[{}\\[\\]\":,@a-g ]{0,60}") {
            let _ = read(&text);
        }
    }
}
