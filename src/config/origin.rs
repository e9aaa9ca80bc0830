//! Where a value was written: default, file and line, environment, `--set` or flag.
//!
//! Every value of the merged configuration carries its origin, so that `config show` and every error can say which
//! layer to edit. Origins hold positions and names, never values.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A configuration file as read, kept for the excerpts in errors.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub path: PathBuf,
    pub text: String,
}

impl SourceFile {
    /// Line and column of a byte, both from 1; columns count characters.
    pub fn position(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// The line that holds this byte, without its end.
    pub fn line_at(&self, at: usize) -> &str {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n')
            .next()
            .unwrap_or_default()
            .trim_end_matches('\r')
    }
}

/// The layer a value comes from, the weakest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// Byte ranges of the key and of the value in the file.
    File {
        file: Arc<SourceFile>,
        key: Range<usize>,
        value: Range<usize>,
    },
    /// Name of the variable.
    Environment(String),
    /// The key as given to `--set`.
    Set(String),
    /// The flag with its dashes.
    Flag(&'static str),
}

impl Origin {
    /// The file of the value, if it comes from one: relative paths in it are meant from its folder.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::File { file, .. } => file.path.parent(),
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, key, .. } => {
                write!(f, "{}:{}", file.path.display(), file.position(key.start).0)
            }
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Set(key) => write!(f, "--set {key}"),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let file = SourceFile {
            path: "a.toml".into(),
            text: "é = 1\r\nkey = 2".into(),
        };
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position(3), (1, 3), "é is two bytes and one character");
        assert_eq!(file.position(8), (2, 1));
        assert_eq!(file.line_at(0), "é = 1");
        assert_eq!(file.line_at(9), "key = 2");
        assert_eq!(file.position(999), (2, 8), "past the end is the end");
    }
}
