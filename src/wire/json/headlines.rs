//! The lines over a text in JSON: headline, line below it, kicker.
//!
//! Owns how dialects keep several of them: as a list with roles, by language, or by the kind of page each is for. The best name of several wins; what is
//! no headline is kept beside it by what it is. Never takes markers off a line.

use super::fields::{Fields, Rank, by_language};
use super::value::Json;

impl Fields {
    /// A line below the headline, or several, perhaps by the kind of page they are for.
    pub(super) fn lines_below(&mut self, value: &Json<'_>) -> Vec<String> {
        match value {
            Json::Array(parts) => parts
                .iter()
                .flat_map(|part| self.lines_below(part))
                .collect(),
            Json::Object(_) => ["basic", "main", "value", "text", "rendered"]
                .iter()
                .find_map(|key| self.line(value.get(key)?))
                .into_iter()
                .collect(),
            other => self.line(other).into_iter().collect(),
        }
    }

    /// ninjs 3: the main headline of several; others are kept beside it.
    pub(super) fn headline(&mut self, value: &Json<'_>, rank: Rank) {
        self.marks += 1;
        if let Some(members) = by_language(value) {
            for (language, value) in members {
                let line = self.line(value);
                self.headlines
                    .extend(line.map(|line| (language.to_string(), line)));
            }
            return;
        }
        let found = match value {
            Json::Array(parts) => {
                let (mut main, mut other) = (None, None);
                for part in parts {
                    let text = match part {
                        Json::Object(_) => part.get("value").or_else(|| part.get("text")),
                        other => Some(other),
                    };
                    let Some(line) = text.and_then(|t| self.line(t)) else {
                        continue;
                    };
                    let role = part.get("role").and_then(Json::scalar).unwrap_or("main");
                    if main.is_none() && role.eq_ignore_ascii_case("main") {
                        main = Some(line);
                        continue;
                    }
                    other.get_or_insert_with(|| line.clone());
                    if is_below(role) {
                        self.story.subheadlines.push(line);
                    } else {
                        self.story.other_lines.push(line);
                    }
                }
                main.or(other)
            }
            Json::Object(_) => ["main", "value", "text", "name", "rendered", "basic"]
                .iter()
                .find_map(|key| {
                    // Some keep each part as an object of its own.
                    let part = value.get(key)?;
                    self.line(part.get("text").unwrap_or(part))
                }),
            other => self.line(other),
        };
        if let Some(line) = found
            && rank > self.ranks.headline
        {
            self.ranks.headline = rank;
            self.story.headline = Some(line);
        }
    }
}

/// Whether a headline's role is that of a line below it.
fn is_below(role: &str) -> bool {
    let role = role.to_ascii_lowercase();
    ["sub", "deck", "dek", "hl2", "secondary"]
        .iter()
        .any(|word| role.contains(word))
}
