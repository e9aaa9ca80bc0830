//! Blocks and pieces: how editors of the web keep a text in JSON.
//!
//! Owns which objects are pieces of one paragraph, one for each change of style, and which blocks between the paragraphs are no text. Never decides what
//! of a story they belong to.

use super::value::Json;

/// The text of a paragraph that an editor keeps in pieces, one for each change of style.
pub fn line_of_pieces(value: &Json<'_>) -> Option<String> {
    let is_paragraph = kind(value).is_some_and(|kind| {
        matches!(kind, "paragraph" | "blockquote") || kind.starts_with("heading")
    });
    let is_text = |piece: &Json<'_>| {
        matches!(kind(piece), None | Some("text" | "span")) && words_of(piece).is_some()
    };
    let pieces = match (value.get("children"), value.get("content")) {
        (Some(Json::Array(pieces)), _) if pieces.iter().any(is_text) => pieces,
        (_, Some(Json::Array(pieces))) if is_paragraph => pieces,
        _ => return None,
    };
    let mut line = String::new();
    let are_pieces = pieces.iter().all(|piece| add_piece(piece, &mut line));
    (are_pieces && !line.is_empty()).then_some(line)
}

fn kind<'v>(value: &'v Json<'_>) -> Option<&'v str> {
    ["type", "_type", "nodeType"]
        .iter()
        .find_map(|key| value.get(key))
        .or_else(|| value.get("name").filter(|_| is_node(value)))
        .and_then(Json::scalar)
}

/// Whether an object is a node of a tree that names its elements and keeps their words among the attributes.
pub fn is_node(value: &Json<'_>) -> bool {
    let is_list = matches!(value.get("children"), Some(Json::Array(_)));
    (is_list || matches!(value.get("attributes"), Some(Json::Object(_))))
        && matches!(value.get("name"), Some(Json::String(_)))
}

/// The words of a piece; one editor calls them its value.
fn words_of<'v>(piece: &'v Json<'_>) -> Option<&'v str> {
    let value = || {
        piece
            .get("value")
            .filter(|_| piece.get("nodeType").is_some())
    };
    let attribute = || {
        piece
            .get("attributes")
            .filter(|_| matches!(kind(piece), Some("text")))?
            .get("value")
    };
    match piece.get("text").or_else(value).or_else(attribute) {
        Some(Json::String(text)) => Some(text),
        _ => None,
    }
}

/// Blocks that stand between the paragraphs of a story and are none.
pub fn is_no_text(block: &Json<'_>) -> bool {
    // A story in a list of them.
    let is_story = block.get("headlines").is_some() || block.get("headline").is_some();
    is_story
        || matches!(
            kind(block),
            Some(
                "interstitial_link"
                    | "raw_html"
                    | "image"
                    | "gallery"
                    | "video"
                    | "audio"
                    | "oembed_response"
                    | "custom_embed"
                    | "reference"
                    | "divider"
                    | "figure"
                    | "ad"
                    | "embedded-entry-block"
                    | "embedded-asset-block"
            )
        )
}

/// Adds a piece of a line, or the pieces of a link in it; whether it was one.
fn add_piece(piece: &Json<'_>, line: &mut String) -> bool {
    if let Some(text) = words_of(piece) {
        line.push_str(text);
        return true;
    }
    match piece.get("children").or_else(|| piece.get("content")) {
        Some(Json::Array(inner)) => inner.iter().all(|piece| add_piece(piece, line)),
        _ if matches!(
            kind(piece),
            Some("hardBreak" | "hard_break" | "linebreak" | "br")
        ) =>
        {
            line.push('\n');
            true
        }
        _ => false,
    }
}

/// A text as the changes that made it, which is how one editor keeps it.
pub fn text_of_changes(value: &Json<'_>) -> Option<String> {
    let Some(Json::Array(changes)) = value.get("ops") else {
        return None;
    };
    let inserted = changes
        .iter()
        .filter_map(|change| match change.get("insert") {
            Some(Json::String(text)) => Some(text.as_ref()),
            _ => None,
        });
    Some(inserted.collect()).filter(|text: &String| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::fields::story_of as story;
    use crate::story::Body;

    #[test]
    fn a_tree_of_named_nodes_is_a_text() {
        let text = r#"{"headline":"H","content":[{"name":"paragraph","children":[{"name":"text","attributes":{"value":"The crane is "},"children":[]},
            {"name":"italic","children":[{"name":"text","attributes":{"value":"red"}}]},{"name":"text","attributes":{"value":"."}}]},
            {"name":"image","attributes":{"caption":"A crane"},"children":[]},{"name":"p","children":[{"name":"text","attributes":{"value":"It is tall."}}]}]}"#;
        let found = story(text);
        assert_eq!(
            found.body,
            Body::Paragraphs(vec!["The crane is red.".into(), "It is tall.".into()])
        );
    }

    #[test]
    fn cards_of_elements_are_a_text() {
        let text = r#"{"headline":"H","author-name":"Ann Writer","cards":[{"story-elements":[{"type":"text","text":"<p>It is red.</p>"},
            {"type":"image","title":"A crane"}]},{"story-elements":[{"type":"text","text":"<p>It is tall.</p>"}]}]}"#;
        let found = story(text);
        assert_eq!(
            found.body,
            Body::Paragraphs(vec!["It is red.".into(), "It is tall.".into()])
        );
        assert_eq!(found.byline.as_deref(), Some("Ann Writer"));
    }
}
