//! Supplier profiles: the files that come with the program, a folder of the user's, and what `[suppliers]` says.
//!
//! Owns which file wins and where each value was written. A file is named as its agency (`afp.toml`); one of the folder
//! replaces the built-in one of the same name. `[suppliers.NAME]` adds to the profile that knows the name, or makes one of its
//! own. Promises that nothing half-read is used and that every problem is told with its line.

use super::origin::Origin;
use super::problem::{ConfigError, Problem};
use super::tree::{Node, Value};
use super::{Config, Supplier, file, schema, shape};
use crate::wire::profile::{DEFAULT, Fault, ProfileFile, Profiles, Written, compile};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/profile_files.rs"));
}

/// Bytes of a profile above which it is taken for something else.
const LARGEST: usize = 1 << 20;

/// One file of a profile, read and of the right shape.
#[derive(Debug, Clone)]
pub struct ProfileSource {
    /// Name of the file without the ending.
    pub key: String,
    /// Where it is, `profiles/afp.toml` for one of the program's own.
    pub path: PathBuf,
    pub file: ProfileFile,
    pub is_builtin: bool,
    tree: Node,
}

/// The schema of a profile's file: its keys, what they mean and what they may hold.
pub fn profile_schema() -> &'static Json {
    static SCHEMA: OnceLock<Json> = OnceLock::new();
    SCHEMA.get_or_init(schema::of::<ProfileFile>)
}

impl Config {
    /// The profiles by which agencies are read.
    ///
    /// # Errors
    /// Every problem of the folder's files and of `[suppliers]`.
    pub fn profiles(&self) -> Result<Profiles, ConfigError> {
        let sources = profile_sources(self.wire.profiles.as_deref())?;
        let mut written: Vec<Written> = sources.values().map(ProfileSource::written).collect();
        for (name, supplier) in &self.suppliers {
            add_supplier(&mut written, name, supplier);
        }
        // What the operator says comes first, and so wins.
        written.sort_by_key(|one| !one.by_operator);
        compile(&written).map_err(|faults| {
            let problems = faults.iter().map(|fault| problem(fault, &sources));
            ConfigError {
                problems: problems.collect(),
            }
        })
    }
}

impl ProfileSource {
    pub fn written(&self) -> Written {
        Written {
            key: self.key.clone(),
            file: self.file.clone(),
            by_operator: false,
        }
    }

    /// The file as it is written.
    pub fn text(&self) -> &str {
        match &self.tree.origin {
            Origin::File { file, .. } => &file.text,
            _ => "",
        }
    }

    /// Line of the value at this path, from 1.
    pub fn line(&self, at: &[&str]) -> usize {
        match origin_at(&self.tree, at) {
            // Of the entries of a list only the value has a place of its own.
            Origin::File { file, key, value } if value.is_empty() => file.position(key.start).0,
            Origin::File { file, value, .. } => file.position(value.start).0,
            _ => 1,
        }
    }
}

/// The files in use by key: built in, then those of the folder.
///
/// # Errors
/// Every file that can't be read or has not the shape of a profile.
pub fn profile_sources(
    folder: Option<&Path>,
) -> Result<BTreeMap<String, ProfileSource>, ConfigError> {
    let mut problems = Vec::new();
    let mut sources = BTreeMap::new();
    for (name, text) in embedded::FILES {
        let path = Path::new("profiles").join(name);
        let tree = file::parse(&path, (*text).to_owned(), &mut problems);
        add(path, tree, true, &mut sources, &mut problems);
    }
    if let Some(folder) = folder {
        for path in files_of(folder, &mut problems) {
            let tree = file::read(&path, &mut problems);
            if let Some(tree) = tree {
                add(path, tree, false, &mut sources, &mut problems);
            }
        }
    }
    if problems.is_empty() {
        Ok(sources)
    } else {
        Err(ConfigError { problems })
    }
}

/// The folder's profiles in the order of their names. What begins with a dot is left out, as in taxonomy folders.
fn files_of(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| entry.map(|e| e.path()));
        paths.collect::<Result<Vec<_>, _>>()
    });
    let mut paths = match entries {
        Ok(paths) => paths,
        Err(error) => {
            problems.push(ConfigError::unreadable(folder, &error));
            return Vec::new();
        }
    };
    paths.retain(|path| {
        let name = path.file_name().map_or(&[][..], |n| n.as_encoded_bytes());
        !name.starts_with(b".") && path.extension().is_some_and(|e| e == "toml")
    });
    paths.sort();
    paths
}

/// Contents of the folder's files, for whoever watches them; one that can't be read counts as its error.
pub fn folder_contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut problems = Vec::new();
    let paths = files_of(folder, &mut problems);
    let mut all: Vec<(PathBuf, Vec<u8>)> = paths
        .into_iter()
        .map(|path| {
            let content = std::fs::read(&path);
            let content = content.unwrap_or_else(|error| error.to_string().into_bytes());
            (path, content)
        })
        .collect();
    all.extend(
        problems
            .iter()
            .map(|p| (PathBuf::new(), p.to_string().into_bytes())),
    );
    all
}

fn add(
    path: PathBuf,
    mut tree: Node,
    is_builtin: bool,
    sources: &mut BTreeMap<String, ProfileSource>,
    problems: &mut Vec<Problem>,
) {
    let key = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_key = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if key.is_empty() || !key.bytes().all(is_key) {
        let message = format!("`{key}` can't be the key of a profile");
        problems
            .push(Problem::new("", tree.origin, message).help(
                "name the file in lower-case letters, digits, `-` and `_`, such as afp.toml",
            ));
        return;
    }
    if let Origin::File { file, .. } = &tree.origin
        && file.text.len() > LARGEST
    {
        let message = format!("has {} bytes: that is no profile", file.text.len());
        problems.push(Problem::new("", tree.origin.clone(), message));
        return;
    }
    let before = problems.len();
    let json = shape::check_file(profile_schema(), "a profile", &mut tree, problems);
    if problems.len() > before {
        return;
    }
    match serde_json::from_value::<ProfileFile>(json) {
        Ok(file) => {
            let source = ProfileSource {
                key: key.clone(),
                path,
                file,
                is_builtin,
                tree,
            };
            sources.insert(key, source);
        }
        Err(error) => problems.push(Problem::new("", tree.origin, error.to_string())),
    }
}

/// What an operator says of a supplier, as a profile: laid over the one that knows the name, or alone.
fn add_supplier(written: &mut Vec<Written>, name: &str, supplier: &Supplier) {
    let lower = name.to_lowercase();
    let knows = |one: &Written| {
        let names = one.file.recognise.names.iter();
        one.key == lower || names.map(|n| n.to_lowercase()).any(|n| n == lower)
    };
    let found = written
        .iter()
        .position(|one| one.key != DEFAULT && knows(one));
    let found = found.unwrap_or_else(|| {
        written.push(Written {
            key: lower.clone(),
            file: ProfileFile::default(),
            by_operator: true,
        });
        written.len() - 1
    });
    let one = &mut written[found];
    one.by_operator = true;
    name.clone_into(&mut one.file.name);
    let signs = &mut one.file.recognise;
    if signs.names.iter().all(|n| n.to_lowercase() != lower) {
        signs.names.push(name.to_owned());
    }
    for topic in supplier.topics.iter().rev() {
        signs.topics.retain(|known| known != topic);
        signs.topics.insert(0, topic.clone());
    }
    let defaults = &mut one.file.defaults;
    for (own, said) in [
        (&mut defaults.charset, &supplier.charset),
        (&mut defaults.time_zone, &supplier.time_zone),
    ] {
        if said.is_some() {
            own.clone_from(said);
        }
    }
}

fn problem(fault: &Fault, sources: &BTreeMap<String, ProfileSource>) -> Problem {
    let at: Vec<&str> = fault.at.iter().map(String::as_str).collect();
    let key = at.join(".");
    let origin = sources
        .get(&fault.profile)
        .map_or(Origin::Default, |source| origin_at(&source.tree, &at));
    let message = match origin {
        Origin::Default => format!("suppliers.{}: {}", fault.profile, fault.message),
        _ => fault.message.clone(),
    };
    let problem = Problem::new(key, origin, message).shown();
    match &fault.help {
        Some(help) => problem.help(help.as_str()),
        None => problem,
    }
}

/// Where the value at a path was written; what is not there, where the nearest table was.
fn origin_at(tree: &Node, at: &[&str]) -> Origin {
    let mut node = tree;
    for part in at {
        let next = match &node.value {
            Value::Table(entries) => entries.get(*part).or_else(|| {
                entries
                    .iter()
                    .find(|(k, _)| k.eq_ignore_ascii_case(part))
                    .map(|(_, n)| n)
            }),
            Value::List(items) => part.parse().ok().and_then(|n: usize| items.get(n)),
            _ => None,
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node.origin.clone()
}

#[cfg(test)]
#[path = "profiles_tests.rs"]
mod tests;
