//! Collects the files under `taxonomy/`, `profiles/` and `examples/` into tables, so that a language, a topic, an agency or an
//! example is added by adding a file; and tells the program which compiler built it, for `version` and the metric `build_info`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rustc-env=COPYTASTER_RUSTC={}", compiler());
    println!("cargo::rerun-if-changed=build.rs");
    table(
        "taxonomy",
        "FILES: &[(&str, &str)]",
        "include_str",
        "taxonomy_files.rs",
        |path| path.extension().is_some_and(|e| e == "toml"),
    )?;
    table(
        "profiles",
        "FILES: &[(&str, &str)]",
        "include_str",
        "profile_files.rs",
        |path| path.extension().is_some_and(|e| e == "toml"),
    )?;
    table(
        "examples",
        "EXAMPLES: &[(&str, &[u8])]",
        "include_bytes",
        "examples.rs",
        |path| {
            // Labels, expectations and texts for people are no stories.
            !path
                .extension()
                .is_some_and(|e| e == "tsv" || e == "md" || e == "toml")
        },
    )
}

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = std::process::Command::new(rustc)
        .arg("--version")
        .output()
        .ok();
    told.and_then(|out| String::from_utf8(out.stdout).ok())
        .and_then(|text| text.split_whitespace().nth(1).map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Writes a table of name below `folder` and content of each file that is wanted.
fn table(
    folder: &str,
    declared: &str,
    include: &str,
    file: &str,
    wanted: fn(&Path) -> bool,
) -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(folder);
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, wanted, &mut files)?;
    files.sort();
    let mut table = format!(
        "/// Name under `{folder}/` and content of each file.\npub static {declared} = &[\n"
    );
    for path in &files {
        let name = path
            .strip_prefix(&root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        let _ = writeln!(
            table,
            "    ({name:?}, {include}!({:?})),",
            path.display().to_string()
        );
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(file);
    fs::write(out, table)
}

/// All wanted files below a folder; `recipe/` holds offline tools.
fn collect(folder: &Path, wanted: fn(&Path) -> bool, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("recipe") {
                collect(&path, wanted, files)?;
            }
        } else if wanted(&path) {
            files.push(path);
        }
    }
    Ok(())
}
