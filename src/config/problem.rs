//! What is wrong with a configuration, told so that it can be mended: place, line, cause, help.
//!
//! Owns the form of configuration errors. A value is shown only where its key is known and not secret: the line of a
//! misspelt `pasword = …`, of a broken string, or beside another key may hold a secret, so what can't be shown to be
//! harmless is left out.

use super::origin::{Origin, SourceFile};
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Whether the value may be repeated in the excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// The key is known and holds no secret.
    Shown,
    /// Secret, or nobody knows what it is.
    Hidden,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The setting, dotted; empty when it is about a whole file.
    pub key: String,
    pub origin: Origin,
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    pub exposure: Exposure,
}

impl Problem {
    pub fn new(key: impl Into<String>, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            origin,
            message: message.into(),
            help: None,
            exposure: Exposure::Hidden,
        }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn shown(mut self) -> Self {
        self.exposure = Exposure::Shown;
        self
    }

    /// Line and column in the file, if it is in one.
    pub fn position(&self) -> Option<(usize, usize)> {
        let Origin::File { file, key, value } = &self.origin else {
            return None;
        };
        Some(file.position(self.focus(key, value).start))
    }

    /// By what problems are sorted: files first, by path and place, then the stronger layers.
    pub(super) fn place(&self) -> (u8, PathBuf, (usize, usize)) {
        match &self.origin {
            Origin::File { file, .. } => {
                (0, file.path.clone(), self.position().unwrap_or_default())
            }
            Origin::Default | Origin::Environment(_) => (1, PathBuf::new(), (0, 0)),
            Origin::Set(_) => (2, PathBuf::new(), (0, 0)),
            Origin::Flag(_) => (3, PathBuf::new(), (0, 0)),
        }
    }

    fn focus<'a>(&self, key: &'a Range<usize>, value: &'a Range<usize>) -> &'a Range<usize> {
        if self.exposure == Exposure::Shown && !value.is_empty() {
            value
        } else {
            key
        }
    }
}

/// The key (and, where it may be seen, the value) of one entry, with the place to underline in characters.
fn excerpt(
    file: &SourceFile,
    key: &Range<usize>,
    value: &Range<usize>,
    exposure: Exposure,
) -> Option<(String, usize, usize)> {
    let name = file.text.get(key.clone())?.trim();
    let name = name.split('\n').next().unwrap_or_default();
    if name.is_empty() {
        return None;
    }
    let text = file
        .text
        .get(value.clone())
        .filter(|t| exposure == Exposure::Shown && !t.is_empty() && !t.contains('\n'));
    Some(match text {
        Some(text) => (
            format!("{name} = {text}"),
            name.chars().count() + 3,
            text.chars().count(),
        ),
        None if value.is_empty() => (name.to_owned(), 0, name.chars().count()),
        None => (format!("{name} = …"), 0, name.chars().count()),
    })
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::File { file, key, value } => {
                let (line, column) = file.position(self.focus(key, value).start);
                write!(
                    f,
                    "{}:{line}:{column}: {}",
                    file.path.display(),
                    self.message
                )?;
                if let Some((text, indent, width)) = excerpt(file, key, value, self.exposure) {
                    let number = line.to_string();
                    let margin = " ".repeat(number.len());
                    write!(
                        f,
                        "\n {number} | {text}\n {margin} | {}{}",
                        " ".repeat(indent),
                        "^".repeat(width.max(1))
                    )?;
                }
            }
            Origin::Default => f.write_str(&self.message)?,
            other => write!(f, "{other}: {}", self.message)?,
        }
        if let Some(help) = &self.help {
            write!(f, "\n   = {help}")?;
        }
        Ok(())
    }
}

/// Why there is no configuration.
#[derive(Debug)]
pub struct ConfigError {
    /// All that was found, in the order of files and keys; never empty.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    /// A file that can't be read.
    pub fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Problem {
        let file = Arc::new(SourceFile {
            path: PathBuf::from(path),
            text: String::new(),
        });
        let origin = Origin::File {
            file,
            key: 0..0,
            value: 0..0,
        };
        Problem::new("", origin, format!("can't be read: {error}"))
            .help("check the path and its rights, or leave out -c to run with the defaults")
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                text.push('\n');
            }
            write!(text, "{problem}")?;
        }
        f.write_str(&text)
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str, key: Range<usize>, value: Range<usize>) -> Origin {
        let file = Arc::new(SourceFile {
            path: "c.toml".into(),
            text: text.into(),
        });
        Origin::File { file, key, value }
    }

    #[test]
    fn the_value_of_a_known_key_is_underlined_and_nothing_else_of_its_line_is_shown() {
        let text = "kafka = { password = \"hunter2\", brokers = 5 } # hunter3";
        let key = text.find("brokers").unwrap();
        let value = text.find('5').unwrap();
        let problem = Problem::new(
            "kafka.brokers",
            origin(text, key..key + 7, value..value + 1),
            "expected a list",
        )
        .shown();
        let shown = problem.to_string();
        assert_eq!(
            shown,
            format!(
                "c.toml:1:{}: expected a list\n 1 | brokers = 5\n   |           ^",
                value + 1
            )
        );
    }

    #[test]
    fn the_value_of_an_unknown_key_is_not_shown() {
        let problem = Problem::new(
            "kafka.pasword",
            origin("pasword = \"hunter2\"", 0..7, 10..19),
            "unknown key",
        );
        let shown = problem.to_string();
        assert!(
            shown.contains("1 | pasword = …") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
