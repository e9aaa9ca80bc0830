//! Files, folders and standard input as records.

use crate::story::{Origin, RawRecord};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One record: a file, or a line of a file of lines.
#[derive(Debug, Clone)]
pub struct Input {
    /// File name as given, `-` for standard input.
    pub name: Arc<str>,
    /// Line in a file of lines, from 1; `None`: the file is the record.
    pub line: Option<u64>,
    pub bytes: Vec<u8>,
}

impl Input {
    /// `name` or `name:line`, as in messages.
    pub fn place(&self) -> String {
        self.line.map_or_else(
            || self.name.to_string(),
            |line| format!("{}:{line}", self.name),
        )
    }

    /// The record a pipeline takes; its origin names file and line, so that the same input gives the same ids.
    pub fn record(&self) -> RawRecord {
        let line = self.line.map_or(Ok(0), i64::try_from);
        let origin = Origin::new("files", Arc::clone(&self.name), 0, line.unwrap_or(i64::MAX));
        RawRecord::new(origin, Some(self.bytes.clone()))
    }
}

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file; of lines if its name ends in `.ndjson` or `.jsonl`.
    File(PathBuf),
    /// Standard input: lines if the first one is a whole JSON value, else one record.
    Stdin,
}

impl Source {
    /// Files as named, folders as the files below them in the order of their names; `-` or nothing is standard input.
    ///
    /// # Errors
    /// A path that isn't there or can't be read.
    pub fn list(paths: &[PathBuf]) -> io::Result<Vec<Self>> {
        if paths.is_empty() {
            return Ok(vec![Self::Stdin]);
        }
        let mut sources = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                sources.push(Self::Stdin);
            } else {
                walk(path, true, &mut sources)?;
            }
        }
        Ok(sources)
    }

    /// Bytes, where they are known beforehand; for progress.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => std::fs::metadata(path).ok().map(|m| m.len()),
            Self::Stdin => None,
        }
    }
}

fn walk(path: &Path, named: bool, sources: &mut Vec<Source>) -> io::Result<()> {
    let at = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    if std::fs::metadata(path).map_err(at)?.is_dir() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
            .map_err(at)?
            .map(|e| e.map(|e| e.path()))
            .collect::<io::Result<_>>()
            .map_err(at)?;
        entries.sort();
        for entry in entries {
            walk(&entry, false, sources)?;
        }
    } else if named || !beside(path) {
        sources.push(Source::File(path.to_path_buf()));
    }
    Ok(())
}

/// In a folder of stories, texts for people and tables stand beside them.
fn beside(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    hidden || path.extension().is_some_and(|e| e == "md" || e == "tsv")
}

enum Open {
    Lines {
        name: Arc<str>,
        reader: Box<dyn BufRead + Send>,
        line: u64,
    },
    Whole {
        name: Arc<str>,
        bytes: Vec<u8>,
    },
}

/// All records of all sources, read as they are asked for.
pub struct Inputs {
    sources: VecDeque<Source>,
    open: Option<Open>,
}

impl Inputs {
    pub fn new(sources: Vec<Source>) -> Self {
        Self {
            sources: sources.into(),
            open: None,
        }
    }

    fn open(source: &Source) -> io::Result<Open> {
        match source {
            Source::File(path) => {
                let name: Arc<str> = Arc::from(path.display().to_string());
                let at = |e: io::Error| io::Error::new(e.kind(), format!("{name}: {e}"));
                let file = File::open(path).map_err(at)?;
                if path
                    .extension()
                    .is_some_and(|e| e == "ndjson" || e == "jsonl")
                {
                    return Ok(Open::Lines {
                        name,
                        reader: Box::new(BufReader::new(file)),
                        line: 0,
                    });
                }
                let mut bytes = Vec::new();
                BufReader::new(file).read_to_end(&mut bytes).map_err(at)?;
                Ok(Open::Whole { name, bytes })
            }
            Source::Stdin => {
                let mut reader = BufReader::new(io::stdin());
                let mut first = Vec::new();
                reader.read_until(b'\n', &mut first)?;
                let name: Arc<str> = Arc::from("-");
                if serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_ok() {
                    let all = io::Cursor::new(first).chain(reader);
                    return Ok(Open::Lines {
                        name,
                        reader: Box::new(BufReader::new(all)),
                        line: 0,
                    });
                }
                reader.read_to_end(&mut first)?;
                Ok(Open::Whole { name, bytes: first })
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = io::Result<Input>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.open.take() {
                None => match Self::open(&self.sources.pop_front()?) {
                    Ok(open) => self.open = Some(open),
                    Err(error) => return Some(Err(error)),
                },
                Some(Open::Whole { name, bytes }) => {
                    return Some(Ok(Input {
                        name,
                        line: None,
                        bytes,
                    }));
                }
                Some(Open::Lines {
                    name,
                    mut reader,
                    line,
                }) => {
                    let mut bytes = Vec::new();
                    match reader.read_until(b'\n', &mut bytes) {
                        Err(error) => {
                            return Some(Err(io::Error::new(
                                error.kind(),
                                format!("{name}: {error}"),
                            )));
                        }
                        Ok(0) => {}
                        Ok(_) => {
                            let line = line + 1;
                            while bytes.last().is_some_and(|b| *b == b'\n' || *b == b'\r') {
                                bytes.pop();
                            }
                            let input = Input {
                                name: Arc::clone(&name),
                                line: Some(line),
                                bytes,
                            };
                            self.open = Some(Open::Lines { name, reader, line });
                            // An empty line is no record.
                            if !input.bytes.is_empty() {
                                return Some(Ok(input));
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_in_order_and_lines_of_lines_and_skips_texts_for_people() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for (name, text) in [
            ("b/x.json", "{}"),
            ("a.ndjson", "{\"n\":1}\r\n\n{\"n\":2}"),
            ("README.md", "no"),
            (".hidden", "no"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let sources = Source::list(&[folder.path().to_path_buf()]).unwrap();
        let all: Vec<_> = Inputs::new(sources)
            .map(Result::unwrap)
            .map(|i| (i.line, i.bytes))
            .collect();
        assert_eq!(
            all,
            [
                (Some(1), b"{\"n\":1}".to_vec()),
                (Some(3), b"{\"n\":2}".to_vec()),
                (None, b"{}".to_vec()),
            ]
        );
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let error = Source::list(&[PathBuf::from("no/such/file")]).unwrap_err();
        assert!(error.to_string().starts_with("no/such/file: "), "{error}");
    }
}
