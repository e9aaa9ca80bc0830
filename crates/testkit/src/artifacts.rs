//! Kafka's jars, fetched once by Maven into the build folder.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

const POM: &str = include_str!("../kafka/pom.xml");
const LOG4J: &str = include_str!("../kafka/log4j2.xml");

static FETCHING: Mutex<()> = Mutex::new(());

/// Where jars and the log configuration lie.
#[derive(Debug, Clone)]
pub struct Artifacts {
    pub jars: PathBuf,
    pub log4j: PathBuf,
}

/// Finds or fetches the artifacts.
///
/// # Errors
/// Java or Maven is missing (the message says what to install), or Maven could not fetch.
pub fn fetch() -> Result<Artifacts> {
    let _one_at_a_time = FETCHING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    need(
        "java",
        "Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)",
    )?;
    let folder = build_folder()?.join("kafka-4.1.0");
    let jars = folder.join("jars");
    let log4j = folder.join("log4j2.xml");
    if !jars.is_dir() {
        need("mvn", "Maven (Debian: apt-get install maven)")?;
        std::fs::create_dir_all(&folder)?;
        std::fs::write(&log4j, LOG4J)?;
        let pom = folder.join("pom.xml");
        std::fs::write(&pom, POM)?;
        // Fetched beside and renamed, so that an interrupted run leaves no half set.
        let fresh = folder.join(format!("jars-{}", std::process::id()));
        let fetched = Command::new("mvn")
            .args(["-q", "-B", "-f"])
            .arg(&pom)
            .args(["dependency:copy-dependencies", "-DincludeScope=runtime"])
            .arg(format!("-DoutputDirectory={}", fresh.display()))
            .output()
            .context("running mvn")?;
        if !fetched.status.success() {
            bail!(
                "Maven could not fetch Kafka: {}",
                String::from_utf8_lossy(&fetched.stdout)
            );
        }
        if std::fs::rename(&fresh, &jars).is_err() && !jars.is_dir() {
            bail!("{} could not be put in place", jars.display());
        }
    }
    if !log4j.is_file() {
        std::fs::write(&log4j, LOG4J)?;
    }
    Ok(Artifacts { jars, log4j })
}

fn need(program: &str, install: &str) -> Result<()> {
    let found = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    });
    if !found {
        bail!("these tests start Apache Kafka and need {program}: install {install}");
    }
    Ok(())
}

/// The folder cargo builds into, seen from a running binary: `<build>/debug/oracle`, `<build>/debug/deps/it-…`.
fn build_folder() -> Result<PathBuf> {
    let exe = std::env::current_exe()?;
    let folder = exe.parent().context("a binary has a folder")?;
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("deps" | "examples") => folder.parent().unwrap_or(folder),
        _ => folder,
    };
    Ok(profile.parent().unwrap_or(profile).to_path_buf())
}
