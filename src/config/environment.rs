//! The process's environment. This is the one place that reads it.
//!
//! Settings are `COPYTASTER__SECTION__KEY`, stronger than files, and `COPYTASTER_DEFAULT__SECTION__KEY`, weaker than
//! files: what an image or a package has for defaults. Beside them count the conventions `RUST_LOG`, `NO_COLOR`,
//! `XDG_CONFIG_HOME` and `HOME`. Variables of other programs are not looked at. Values are read once, at start.

use super::origin::Origin;
use super::tree::{Node, Value};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// What a setting's variable begins with.
pub const PREFIX: &str = "COPYTASTER__";
/// The same where files are to be stronger.
pub const DEFAULT_PREFIX: &str = "COPYTASTER_DEFAULT__";

/// The variables that concern us.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    settings: BTreeMap<String, String>,
    defaults: BTreeMap<String, String>,
    /// Names of settings whose value is not UTF-8.
    garbled: Vec<String>,
    rust_log: Option<String>,
    no_color: bool,
    config_home: Option<PathBuf>,
}

impl Environment {
    /// Of this process.
    pub fn of_process() -> Self {
        Self::of(std::env::vars_os())
    }

    /// Of any pairs, for tests.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut environment = Self::default();
        let mut home = None;
        for (name, value) in pairs {
            let (Ok(name), value) = (name.into().into_string(), value.into()) else {
                continue;
            };
            match name.as_str() {
                "RUST_LOG" => environment.rust_log = value.into_string().ok(),
                // https://no-color.org: set and not empty.
                "NO_COLOR" => environment.no_color = !value.is_empty(),
                "XDG_CONFIG_HOME" if !value.is_empty() => {
                    environment.config_home = Some(PathBuf::from(value));
                }
                "HOME" if !value.is_empty() => home = Some(PathBuf::from(value).join(".config")),
                _ => {
                    let layer = if name.starts_with(PREFIX) {
                        &mut environment.settings
                    } else if name.starts_with(DEFAULT_PREFIX) {
                        &mut environment.defaults
                    } else {
                        continue;
                    };
                    match value.into_string() {
                        Ok(value) => {
                            layer.insert(name, value);
                        }
                        Err(_) => environment.garbled.push(name),
                    }
                }
            }
        }
        environment.config_home = environment.config_home.or(home);
        environment
    }

    /// Where a user's configurations lie.
    pub fn config_folder(&self) -> Option<&PathBuf> {
        self.config_home.as_ref()
    }

    /// Variables of ours whose values can't be read as text.
    pub fn garbled(&self) -> &[String] {
        &self.garbled
    }

    /// The layer below the files.
    pub fn defaults(&self) -> Node {
        let mut layer = Node::table(Origin::Default);
        for (name, value) in &self.defaults {
            lay(
                &mut layer,
                &path_of(&name[DEFAULT_PREFIX.len()..]),
                value,
                name,
            );
        }
        layer
    }

    /// The layer above the files. The conventions come first, so that a setting of our own is stronger than `RUST_LOG`.
    pub fn layer(&self) -> Node {
        let mut layer = Node::table(Origin::Default);
        let mut lay = |path: &[String], value: &str, name: &str| lay(&mut layer, path, value, name);
        if let Some(level) = self.rust_log.as_deref().filter(|l| !l.trim().is_empty()) {
            lay(&["log".into(), "level".into()], level, "RUST_LOG");
        }
        if self.no_color {
            lay(&["log".into(), "color".into()], "never", "NO_COLOR");
        }
        for (name, value) in &self.settings {
            lay(&path_of(&name[PREFIX.len()..]), value, name);
        }
        layer
    }
}

fn lay(layer: &mut Node, path: &[String], value: &str, name: &str) {
    let origin = Origin::Environment(name.to_owned());
    layer.overlay(Node::at_path(path, Value::Raw(value.to_owned()), &origin));
}

/// `SOURCE__GROUP_PROTOCOL` → `source`, `group_protocol`. Below the maps of librdkafka's properties an
/// underscore stands for the dot that a variable's name can't hold.
fn path_of(name: &str) -> Vec<String> {
    let parts: Vec<String> = name.split("__").map(str::to_ascii_lowercase).collect();
    match parts.as_slice() {
        [kafka, map, rest @ ..]
            if kafka == "kafka"
                && ["properties", "consumer", "producer"].contains(&map.as_str())
                && !rest.is_empty() =>
        {
            let property = rest.join(".");
            let property = property.strip_suffix("_file").map_or_else(
                || property.replace('_', "."),
                |stem| format!("{}_file", stem.replace('_', ".")),
            );
            vec![kafka.clone(), map.clone(), property]
        }
        _ => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_name_their_setting_by_two_underscores() {
        assert_eq!(
            path_of("SOURCE__GROUP_PROTOCOL"),
            ["source", "group_protocol"]
        );
        assert_eq!(
            path_of("KAFKA__PROPERTIES__SOCKET_KEEPALIVE_ENABLE"),
            ["kafka", "properties", "socket.keepalive.enable"]
        );
        assert_eq!(
            path_of("KAFKA__PROPERTIES__SSL_KEYSTORE_PASSWORD_FILE"),
            ["kafka", "properties", "ssl.keystore.password_file"]
        );
    }

    #[test]
    fn our_own_setting_is_stronger_than_the_convention() {
        let environment =
            Environment::of([("RUST_LOG", "debug"), ("COPYTASTER__LOG__LEVEL", "warn")]);
        assert_eq!(
            environment.layer().origin_of("log.level"),
            Origin::Environment("COPYTASTER__LOG__LEVEL".into())
        );
        let environment = Environment::of([("RUST_LOG", "debug")]);
        assert_eq!(
            environment.layer().origin_of("log.level"),
            Origin::Environment("RUST_LOG".into())
        );
    }

    #[test]
    fn variables_of_other_programs_are_not_looked_at() {
        let environment = Environment::of([("COPYTASTER_TEST_KAFKA", "x"), ("PATH", "/bin")]);
        assert_eq!(environment.layer(), Node::table(Origin::Default));
    }
}
