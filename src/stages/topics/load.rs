//! Loading: the program's own files and a user's folders become one taxonomy, or every problem is named.
//!
//! Owns which file wins: folders are read in order after the program's own; a file for a topic and language that exist
//! replaces it, so do a definition and `model.toml`. Promises that nothing half-read is ever used.

use super::Taxonomy;
use super::adjust::version_of;
use super::codes::Codes;
use super::compile::Compiler;
use super::definition::{Concept, Definition};
use super::guards::GenreGuards;
use super::model::Model;
use super::problem::{Fault, Problem, TaxonomyError};
use super::score::ConceptWeights;
use super::terms::{self, TermFile};
use crate::story::Language;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/taxonomy_files.rs"));
}

/// Most topics and most concepts a topic: indices are bytes.
const MOST: usize = 200;
/// The name of the file with the model's numbers.
const MODEL: &str = "model.toml";

/// One taxonomy file: its name for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// The files embedded in the program.
pub fn builtin_sources() -> Vec<Source> {
    let source = |(name, text): &(&str, &str)| Source {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    };
    embedded::FILES.iter().map(source).collect()
}

/// The embedded model's numbers.
pub fn builtin_model() -> Result<Model, TaxonomyError> {
    let (name, text) = embedded::FILES
        .iter()
        .find(|(name, _)| *name == MODEL)
        .copied()
        .unwrap_or((MODEL, ""));
    Model::parse(name, text).map_err(|problems| TaxonomyError { problems })
}

/// All `.toml` files of a folder and the folders in it, in the order of their names. What begins with a dot is left out:
/// editors keep their copies there, and Kubernetes keeps each version of a mounted folder in one.
pub(crate) fn read_folder(folder: &Path, sources: &mut Vec<Source>, problems: &mut Vec<Problem>) {
    let unreadable = |path: &Path, error: std::io::Error| Problem {
        file: path.display().to_string(),
        line: 0,
        fault: Fault::Unreadable(error.to_string()),
    };
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|e| e.map(|e| e.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut paths = match entries {
        Ok(paths) => paths,
        Err(error) => return problems.push(unreadable(folder, error)),
    };
    paths.sort();
    let hidden = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
    };
    for path in paths {
        if hidden(&path) {
            continue;
        }
        if path.is_dir() {
            read_folder(&path, sources, problems);
        } else if path.extension().is_some_and(|e| e == "toml") {
            match std::fs::read_to_string(&path) {
                Ok(text) => sources.push(Source {
                    name: path.display().to_string(),
                    text,
                }),
                Err(error) => problems.push(unreadable(&path, error)),
            }
        }
    }
}

impl Taxonomy {
    /// The taxonomy that comes with the program.
    pub fn builtin() -> Result<Self, TaxonomyError> {
        Self::load(&[])
    }

    /// The program's own taxonomy with a user's folders laid over it, in order.
    pub fn load(folders: &[PathBuf]) -> Result<Self, TaxonomyError> {
        let mut problems = Vec::new();
        let mut layers = vec![builtin_sources()];
        for folder in folders {
            let mut sources = Vec::new();
            read_folder(folder, &mut sources, &mut problems);
            layers.push(sources);
        }
        if problems.is_empty() {
            Self::from_layers(&layers)
        } else {
            Err(TaxonomyError { problems })
        }
    }

    /// A taxonomy of these files; later layers replace what earlier ones say.
    pub fn from_layers(layers: &[Vec<Source>]) -> Result<Self, TaxonomyError> {
        let mut gathered = Gathered::default();
        for layer in layers {
            gathered.add_layer(layer);
        }
        gathered.finish()
    }
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    model: Option<Model>,
    definitions: BTreeMap<Arc<str>, Definition>,
    terms: BTreeMap<(Arc<str>, Language), TermFile>,
    hash: Sha256,
    problems: Vec<Problem>,
}

impl Gathered {
    fn add_layer(&mut self, layer: &[Source]) {
        let mut definitions: BTreeMap<Arc<str>, Definition> = BTreeMap::new();
        let mut files: BTreeMap<(Arc<str>, Language), TermFile> = BTreeMap::new();
        for source in layer {
            // Names are paths of one machine: only the texts make the version.
            self.hash.update((source.text.len() as u64).to_le_bytes());
            self.hash.update(&source.text);
            if source.name.rsplit(['/', '\\']).next() == Some(MODEL) {
                match Model::parse(&source.name, &source.text) {
                    Ok(model) => self.model = Some(model),
                    Err(problems) => self.problems.extend(problems),
                }
                continue;
            }
            let parsed = terms::parse(&source.name, &source.text);
            self.problems.extend(parsed.problems);
            let mut twice = |line, topic: String, first: &str| {
                self.problems.push(Problem {
                    file: source.name.clone(),
                    line,
                    fault: Fault::DefinedTwice {
                        topic,
                        first: first.to_owned(),
                    },
                });
            };
            if let Some(definition) = parsed.definition {
                match definitions.get(&definition.topic) {
                    Some(first) => twice(1, definition.topic.to_string(), &first.file),
                    None => drop(definitions.insert(definition.topic.clone(), definition)),
                }
            }
            for file in parsed.terms {
                let key = (file.topic.text.clone(), file.language);
                match files.get(&key) {
                    Some(first) => {
                        let topic = format!("{} in {}", key.0, file.language.name());
                        twice(file.topic.line, topic, &first.file);
                    }
                    None => drop(files.insert(key, file)),
                }
            }
        }
        self.definitions.extend(definitions);
        self.terms.extend(files);
    }

    fn note(&mut self, file: &str, line: u32, fault: Fault) {
        self.problems.push(Problem {
            file: file.to_owned(),
            line,
            fault,
        });
    }

    /// Definitions with their concepts, those of topics without one made up from their terms.
    fn complete_definitions(&mut self) {
        let mut unknown = Vec::new();
        for file in self.terms.values() {
            let topic = &file.topic.text;
            let definition = self
                .definitions
                .entry(topic.clone())
                .or_insert_with(|| Definition::bare(file.file.clone(), topic.clone()));
            // A definition that lists concepts means exactly those; one that lists none takes what the terms name.
            let closed = definition.concepts.iter().any(|c| !c.codes.is_empty());
            for term in &file.terms {
                if definition.concepts.iter().any(|c| c.name == term.concept) {
                    continue;
                }
                if closed {
                    let names: Vec<&str> = definition.concepts.iter().map(|c| &*c.name).collect();
                    let fault = Fault::UnknownConcept {
                        concept: term.concept.to_string(),
                        known: names.join(" "),
                    };
                    unknown.push((file.file.clone(), term.line, fault));
                } else {
                    definition.concepts.push(Concept {
                        name: term.concept.clone(),
                        codes: Vec::new(),
                        weight: 1.0,
                    });
                }
            }
        }
        for (file, line, fault) in unknown {
            self.note(&file, line, fault);
        }
        let idle: Vec<(Arc<str>, Arc<str>)> = self
            .definitions
            .values()
            .filter(|d| {
                !self
                    .terms
                    .values()
                    .any(|f| f.topic.text == d.topic && !f.terms.is_empty())
            })
            .map(|d| (d.file.clone(), d.topic.clone()))
            .collect();
        for (file, topic) in idle {
            self.note(&file, 1, Fault::NoTerms(topic.to_string()));
        }
        let counts = self.definitions.values().map(|d| d.concepts.len());
        let most = counts.chain([self.definitions.len()]).max().unwrap_or(0);
        if most > MOST {
            let fault = Fault::OutOfRange {
                key: "topics, or concepts of a topic".to_owned(),
                value: most.to_string(),
                expected: "at most 200",
            };
            self.note("taxonomy", 0, fault);
        }
    }

    fn finish(mut self) -> Result<Taxonomy, TaxonomyError> {
        self.complete_definitions();
        let definitions: Vec<Definition> = self.definitions.values().cloned().collect();
        let topic_index = |key: &str| {
            definitions
                .iter()
                .position(|d| &*d.topic == key)
                .map(|i| i as u8)
        };
        let concept_index = |topic: u8, name: &str| {
            let concepts = &definitions.get(usize::from(topic))?.concepts;
            concepts
                .iter()
                .position(|c| &*c.name == name)
                .map(|i| i as u8)
        };
        let mut lexicons = Vec::with_capacity(Language::ALL.len());
        for language in Language::ALL.iter().copied() {
            let files: Vec<&TermFile> = self
                .terms
                .values()
                .filter(|f| f.language == language)
                .collect();
            let compiler = Compiler {
                language,
                topic: &topic_index,
                concept: &concept_index,
            };
            let lexicon = match compiler.compile(&files) {
                Ok(lexicon) => (!files.is_empty()).then(|| Arc::new(lexicon)),
                Err(problems) => {
                    self.problems.extend(problems);
                    None
                }
            };
            lexicons.push(lexicon);
        }
        if self.model.is_none() && self.problems.is_empty() {
            self.note(
                MODEL,
                0,
                Fault::Unreadable("no file of that name".to_owned()),
            );
        }
        let Some(model) = self.model.filter(|_| self.problems.is_empty()) else {
            self.problems
                .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            return Err(TaxonomyError {
                problems: self.problems,
            });
        };
        let mut concepts = ConceptWeights::default();
        let mut numbers = Vec::new();
        for definition in &definitions {
            concepts.push_topic(definition.concepts.iter().map(|c| c.weight));
            let mut own = model.numbers(&definition.topic);
            own.threshold = definition.threshold.unwrap_or(own.threshold);
            if let Some(intercept) = definition.intercept {
                own.whole += intercept - own.paragraph;
                own.paragraph = intercept;
            }
            numbers.push(own);
        }
        Ok(Taxonomy {
            codes: Codes::new(&definitions),
            guards: GenreGuards::default(),
            files: self.terms.into_values().map(Arc::new).collect(),
            version: version_of(self.hash),
            definitions,
            lexicons,
            concepts,
            numbers,
            model,
        })
    }
}
