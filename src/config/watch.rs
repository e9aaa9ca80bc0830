//! Whether the files behind a configuration have changed.
//!
//! Owns the fingerprint of what a reload would read (the configuration's files, the taxonomy's folders, the profiles' folder) and when a
//! change is taken for whole. Promises that a change is reported once, and only after two looks saw the same: whoever
//! writes a file in pieces is not read in the middle. Looks at contents, so that a touched file is no change, and one
//! that was put back is none either. Never reads secrets, certificates or anything else that needs a restart.

use super::profiles::folder_contents;
use super::{Config, Environment, Layers, file};
use crate::stages::topics::load::read_folder;
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// What a look saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As it was when it was last read.
    Same,
    /// Different from what was read; look again before reading.
    Unsettled,
    /// Different from what was read, and the same as at the look before.
    Changed,
}

/// Compares looks with what was last read.
#[derive(Debug, Clone)]
pub struct Watch {
    read: Fingerprint,
    seen: Fingerprint,
}

/// A hash of names and contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Of the files as they are now. A file that can't be read counts as its error.
    pub fn now(layers: &Layers, config: &Config) -> Self {
        let mut hash = Xxh3::new();
        let mut part = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        let found = file::find(&Environment::of_process());
        let none = layers.files.is_empty();
        for path in layers.files.iter().chain(found.iter().filter(|_| none)) {
            part(path.as_os_str().as_encoded_bytes());
            part(&content(path));
        }
        for folder in &config.taxonomy.folders {
            let (mut sources, mut problems) = (Vec::new(), Vec::new());
            read_folder(folder, &mut sources, &mut problems);
            for source in &sources {
                part(source.name.as_bytes());
                part(source.text.as_bytes());
            }
            for problem in &problems {
                part(problem.to_string().as_bytes());
            }
        }
        for (path, content) in config.wire.profiles.iter().flat_map(|f| folder_contents(f)) {
            part(path.as_os_str().as_encoded_bytes());
            part(&content);
        }
        Self(hash.digest128())
    }
}

fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| error.to_string().into_bytes())
}

impl Watch {
    /// After reading files of this fingerprint.
    pub fn new(read: Fingerprint) -> Self {
        Self { read, seen: read }
    }

    /// What the files say now.
    pub fn look(&mut self, now: Fingerprint) -> Look {
        let settled = now == self.seen;
        self.seen = now;
        match (now == self.read, settled) {
            (true, _) => Look::Same,
            (false, false) => Look::Unsettled,
            (false, true) => Look::Changed,
        }
    }

    /// Files of this fingerprint have been read, and used or refused.
    pub fn have_read(&mut self, read: Fingerprint) {
        *self = Self::new(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_only_when_two_looks_agree() {
        let [a, b, c] = [1, 2, 3].map(Fingerprint);
        let mut watch = Watch::new(a);
        assert_eq!(watch.look(a), Look::Same);
        assert_eq!(watch.look(b), Look::Unsettled);
        assert_eq!(watch.look(c), Look::Unsettled);
        assert_eq!(watch.look(c), Look::Changed);
        watch.have_read(c);
        assert_eq!(watch.look(c), Look::Same);
        assert_eq!(watch.look(b), Look::Unsettled);
        assert_eq!(watch.look(c), Look::Same);
    }

    /// As the kubelet does it: the files are links by way of `..data`, which is exchanged in one step.
    #[test]
    fn a_configuration_exchanged_by_its_links_is_a_change() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (version, text) in [("..1", "topic = \"tea\"\n"), ("..2", "topic = \"milk\"\n")] {
            std::fs::create_dir(at(version)).unwrap();
            std::fs::write(at(version).join("copytaster.toml"), text).unwrap();
            std::fs::write(at(version).join("en.toml"), text).unwrap();
        }
        symlink("..1", at("..data")).unwrap();
        for name in ["copytaster.toml", "en.toml"] {
            symlink(format!("..data/{name}"), at(name)).unwrap();
        }
        let mut terms = Config::default();
        terms.taxonomy.folders.push(folder.path().to_owned());
        let looks = || {
            let file = Layers {
                files: vec![at("copytaster.toml")],
                ..Layers::default()
            };
            [
                Fingerprint::now(&file, &Config::default()),
                Fingerprint::now(&Layers::default(), &terms),
            ]
        };
        let before = looks();
        symlink("..2", at("..next")).unwrap();
        std::fs::rename(at("..next"), at("..data")).unwrap();
        let after = looks();
        assert_ne!(before[0], after[0], "the configuration");
        assert_ne!(before[1], after[1], "the taxonomy");
    }

    #[test]
    fn contents_names_and_faults_are_seen_and_hidden_files_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("copytaster.toml");
        std::fs::write(&settings, "").unwrap();
        let terms = folder.path().join("terms");
        std::fs::create_dir_all(terms.join("..data")).unwrap();
        let layers = Layers {
            files: vec![settings.clone()],
            ..Layers::default()
        };
        let mut config = Config::default();
        config.taxonomy.folders.push(terms.clone());
        let look = || Fingerprint::now(&layers, &config);
        let mut before = look();
        let mut changed = |expected: bool, what: &str| {
            let now = look();
            assert_eq!(now != before, expected, "{what}");
            before = now;
        };
        std::fs::write(terms.join("en.toml"), "topic = \"tea\"\n").unwrap();
        changed(true, "a file appears");
        std::fs::write(terms.join("en.toml"), "topic = \"tea\"\n").unwrap();
        changed(false, "the same is written again");
        std::fs::write(terms.join("..data/en.toml"), "topic = \"tea\"\n").unwrap();
        std::fs::write(terms.join(".en.toml"), "topic").unwrap();
        changed(false, "copies of editors and mounts");
        std::fs::rename(terms.join("en.toml"), terms.join("uk.toml")).unwrap();
        changed(true, "a file has another name");
        std::fs::write(terms.join("uk.toml"), [0xff]).unwrap();
        changed(true, "a file is no text");
        std::fs::write(&settings, "[log]\n").unwrap();
        changed(true, "the configuration changes");
        std::fs::remove_file(&settings).unwrap();
        changed(true, "the configuration is gone");
    }
}
