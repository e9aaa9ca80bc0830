//! The files that settings name: secrets to be read, certificates and folders that must be there.
//!
//! Relative paths are meant from the folder of the configuration file that names them. Secrets are read once, at
//! start; a file's content is never shown.

use super::kafka::Properties;
use super::problem::Problem;
use super::secret::Secret;
use super::tree::Node;
use super::{Config, Origin};
use std::path::{Path, PathBuf};

/// Secret files above this size are a mistake (a device, a log).
const SECRET_FILE_MAX: u64 = 1 << 20;

/// Reads the secret files into their settings and makes relative paths absolute; reports what can't be.
pub(super) fn read(config: &mut Config, tree: &Node, problems: &mut Vec<Problem>) {
    let kafka = &mut config.kafka;
    let mut found = |key: &str, secret: &mut Option<Secret>, file: &mut Option<PathBuf>| {
        let Some(path) = file.take() else { return };
        let origin = tree.origin_of(key);
        let path = anchored(&path, origin.folder());
        let own = key.trim_end_matches("_file");
        if secret.is_some() {
            problems.push(
                Problem::new(key, origin, format!("`{own}` and `{key}` are both set"))
                    .help("leave one of them out"),
            );
            return;
        }
        match read_secret(&path) {
            Ok(value) => *secret = Some(Secret::new(value)),
            Err(reason) => problems.push(
                Problem::new(key, origin, format!("`{key}`: {} {reason}", path.display()))
                    .shown()
                    .help("check the path and that this user may read it"),
            ),
        }
        *file = Some(path);
    };
    found(
        "kafka.password_file",
        &mut kafka.password,
        &mut kafka.password_file,
    );
    found(
        "kafka.key_password_file",
        &mut kafka.key_password,
        &mut kafka.key_password_file,
    );

    for (key, path) in [
        ("kafka.ca_file", &mut kafka.ca_file),
        ("kafka.certificate_file", &mut kafka.certificate_file),
        ("kafka.key_file", &mut kafka.key_file),
    ] {
        if let Some(file) = path {
            let origin = tree.origin_of(key);
            *file = anchored(file, origin.folder());
            if let Err(error) = std::fs::metadata(&*file) {
                problems.push(
                    Problem::new(
                        key,
                        origin,
                        format!("`{key}`: {} can't be read: {error}", file.display()),
                    )
                    .shown()
                    .help("check the path and that this user may read it"),
                );
            }
        }
    }
    for (section, properties) in [
        ("kafka.properties", &mut kafka.properties),
        ("kafka.consumer", &mut kafka.consumer),
        ("kafka.producer", &mut kafka.producer),
    ] {
        read_property_files(section, properties, tree, problems);
    }
    let folder = tree.origin_of("wire.profiles");
    if let Some(path) = &mut config.wire.profiles {
        *path = anchored(path, folder.folder());
        if !path.is_dir() {
            let message = format!("`wire.profiles`: {} is no folder", path.display());
            problems.push(Problem::new("wire.profiles", folder, message).shown());
        }
    }
    let folder = tree.origin_of("taxonomy.folders");
    for path in &mut config.taxonomy.folders {
        *path = anchored(path, folder.folder());
        if !path.is_dir() {
            problems.push(
                Problem::new(
                    "taxonomy.folders",
                    folder.clone(),
                    format!("`taxonomy.folders`: {} is no folder", path.display()),
                )
                .shown(),
            );
        }
    }
}

/// `sasl.oauthbearer.client.secret_file = "…"` becomes the property with the file's content.
fn read_property_files(
    section: &str,
    properties: &mut Properties,
    tree: &Node,
    problems: &mut Vec<Problem>,
) {
    let files: Vec<String> = properties
        .keys()
        .filter(|name| name.ends_with("_file"))
        .cloned()
        .collect();
    for name in files {
        let Some(path) = properties.remove(&name) else {
            continue;
        };
        let origin = tree
            .entry(section)
            .and_then(|table| table.get(&name))
            .map_or(Origin::Default, |node| node.origin.clone());
        let path = anchored(Path::new(&path), origin.folder());
        let key = format!("{section}.{name}");
        let stem = name.trim_end_matches("_file").to_owned();
        if properties.contains_key(&stem) {
            problems.push(
                Problem::new(&key, origin, format!("`{stem}` and `{name}` are both set"))
                    .help("leave one of them out"),
            );
            continue;
        }
        match read_secret(&path) {
            Ok(value) => {
                properties.insert(stem, value);
            }
            Err(reason) => problems.push(
                Problem::new(
                    &key,
                    origin,
                    format!("`{key}`: {} {reason}", path.display()),
                )
                .shown(),
            ),
        }
    }
}

fn anchored(path: &Path, folder: Option<&Path>) -> PathBuf {
    match folder {
        Some(folder) if path.is_relative() => folder.join(path),
        _ => path.to_owned(),
    }
}

fn read_secret(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path)
        .map_err(|e| format!("can't be read: {e}"))?
        .len();
    if size > SECRET_FILE_MAX {
        return Err(format!("has {size} bytes: that is no secret"));
    }
    let text = std::fs::read_to_string(path).map_err(|e| format!("can't be read: {e}"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err("is empty".into());
    }
    Ok(text.to_owned())
}
