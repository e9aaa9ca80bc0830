//! What profiles promise those who write them, and that the program's own hold.

use super::*;
use crate::stages::profile_cases::{unguarded, wrong_cases};
use crate::story::{Origin as Place, RawRecord};
use crate::wire::Decoder;
use std::fs;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> (TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut config = Config::default();
    config.wire.profiles = Some(folder.path().to_owned());
    (folder, config)
}

/// Everything that is wrong with these files.
fn told(files: &[(&str, &str)]) -> String {
    let (_folder, config) = folder(files);
    config.profiles().unwrap_err().to_string()
}

fn supplier(topics: &[&str], time_zone: Option<&str>) -> Supplier {
    Supplier {
        topics: topics.iter().map(ToString::to_string).collect(),
        charset: Some("windows-1251".into()),
        time_zone: time_zone.map(str::to_owned),
    }
}

#[test]
fn every_case_of_the_programs_own_profiles_holds() {
    let profiles = Config::default().profiles().unwrap();
    let sources = profile_sources(None).unwrap();
    assert!(sources.len() >= 13, "{:?}", sources.keys());
    for source in sources.values() {
        let wrong = wrong_cases(profiles.clone(), &source.file);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", source.key);
    }
}

#[test]
fn every_entry_of_the_programs_own_profiles_is_missed_by_a_case_when_it_is_taken_out() {
    let sources = profile_sources(None).unwrap();
    let written: Vec<Written> = sources.values().map(ProfileSource::written).collect();
    for key in sources.keys() {
        let idle = unguarded(&written, key);
        assert!(idle.is_empty(), "{key}: {idle:?}");
    }
}

#[test]
fn what_is_wrong_with_a_profile_is_told_all_at_once_with_line_reason_and_suggestion() {
    let bad = "name = \"Bad\"\n[defaults]\ntime_zone = \"Europe/Pariss\"\ncharset = \"latin-99\"\n[codes.x]\na = [\"medtop:20000257\", \"medtop:20000001\"]\n\
        b = [\"topic:1\"]\n[genres]\nc = \"genre:Analisis\"\n[urgency]\nd = 12\n[[version]]\nfield = \"id\"\npattern = \"{verison}\"\n\
        [[version]]\nfield = \"id\"\npattern = \"v{version}\"\n[recognise]\ntopics = [\"^wire[\"]\n";
    let all = told(&[("bad.toml", &format!("notes = [\"*\"]\n{bad}"))]);
    for (line, reason, help) in [
        (1, "`*` begins with `*`", "such as \"(Reporting by *)\""),
        (4, "`Europe/Pariss` is no zone", "Europe/Paris"),
        (5, "`latin-99` is no charset", "windows-1252"),
        (
            7,
            "`medtop:20000001` is no code of IPTC",
            "did you mean `medtop:2000000",
        ),
        (
            8,
            "`topic:1` is nothing that a code can stand for",
            "genre:Analysis",
        ),
        (
            10,
            "`genre:Analisis` is no genre",
            "did you mean `genre:Analysis`?",
        ),
        (12, "12 is no urgency", "1 (most urgent) to 9"),
        (15, "`{verison}` is no part of a pattern", "`{version}`"),
        (18, "would leave no id", "put `{}` before"),
        (20, "`^wire[` is no pattern", "^wire"),
    ] {
        let place = format!("bad.toml:{line}:");
        let found = all
            .lines()
            .any(|l| l.contains(&place) && l.contains(reason));
        assert!(found, "{place} {reason}\n{all}");
        assert!(all.contains(help), "{help}\n{all}");
    }
}

#[test]
fn unknown_keys_wrong_kinds_and_bad_names_are_told_with_the_nearest_key() {
    let all = told(&[
        (
            "keys.toml",
            "name = \"K\"\nnote = [\"(x *)\"]\n[recognise]\nname = [\"K\"]\ntopics = \"wire.k\"\n[[version]]\nfield = \"headlin\"\npattern = \"{} ({version})\"\n",
        ),
        ("Bad Name.toml", "name = \"B\"\n"),
        ("syntax.toml", "name = \n"),
        ("nameless.toml", "title = \"x\"\n"),
    ]);
    for part in [
        "keys.toml:2:1: unknown key `note`",
        "did you mean `notes`?",
        "keys.toml:4:1: unknown key `recognise.name`",
        "did you mean `recognise.names`?",
        "keys.toml:5:10: `recognise.topics`: expected a list",
        "keys.toml:7:9: `version.field`: `headlin` is none of",
        "`Bad Name` can't be the key of a profile",
        "syntax.toml:1:",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    let nameless = told(&[("nameless.toml", "title = \"x\"\n")]);
    assert!(nameless.contains("`name` is missing"), "{nameless}");
}

#[test]
fn a_sign_that_two_agencies_claim_is_refused_and_both_are_named() {
    let all = told(&[(
        "xx.toml",
        "name = \"XX\"\n[recognise]\nnames = [\"XX\", \"afp\", \"xx\"]\n",
    )]);
    assert!(
        all.contains("xx.toml:3:16: `afp` is also a sign of the profile `afp`"),
        "{all}"
    );
    assert!(
        all.contains("xx.toml:3:23: `xx` stands there twice"),
        "{all}"
    );
    let default = told(&[(
        "default.toml",
        "name = \"unknown\"\n[recognise]\nnames = [\"X\"]\n",
    )]);
    assert!(
        default.contains("`default` recognises nothing"),
        "{default}"
    );
}

#[test]
fn a_file_of_the_folder_replaces_the_built_in_one_and_hidden_files_are_passed_over() {
    let (_folder, config) = folder(&[
        (
            "afp.toml",
            "name = \"Our AFP\"\n[recognise]\nnames = [\"AFP\"]\n",
        ),
        ("nna.toml", "name = \"NNA\"\n"),
        (".afp.toml", "nonsense"),
        ("readme.md", "nonsense"),
    ]);
    let profiles = config.profiles().unwrap();
    let of = |key: &str| profiles.all().iter().find(|p| &*p.key == key).unwrap();
    assert_eq!(&*of("afp").name, "Our AFP");
    assert_eq!(&*of("afp").zone_name, "UTC");
    assert_eq!(&*of("nna").name, "NNA");
    let builtin = Config::default().profiles().unwrap();
    assert_eq!(profiles.all().len(), builtin.all().len() + 1);
    assert_ne!(profiles.version(), builtin.version());
}

#[test]
fn what_suppliers_say_is_laid_over_the_profile_that_knows_the_name() {
    let mut config = Config::default();
    let zone = Some("Asia/Tokyo");
    config.suppliers.insert(
        "Agence Neutre".into(),
        supplier(&["wire.a", "^wire\\.b"], zone),
    );
    config
        .suppliers
        .insert("afp".into(), supplier(&["paris"], None));
    let profiles = config.profiles().unwrap();
    let of = |key: &str| profiles.all().iter().find(|p| &*p.key == key).unwrap();
    // The name that records carry is the operator's; what the profile knows besides stays.
    assert_eq!(
        (&*of("afp").name, &*of("afp").zone_name),
        ("afp", "Europe/Paris")
    );
    assert_eq!(&*of("agence neutre").zone_name, "Asia/Tokyo");
    let hints = profiles.hints();
    assert_eq!(
        hints.of("wire.a").supplier.as_deref(),
        Some("Agence Neutre")
    );
    assert_eq!(hints.of("wire.b1").charset.as_deref(), Some("windows-1251"));
    assert_eq!(hints.of("paris").supplier.as_deref(), Some("afp"));
    assert_eq!(hints.of("wire.afp.fr").supplier.as_deref(), Some("afp"));
    assert_eq!(hints.of("elsewhere").supplier, None);

    config
        .suppliers
        .insert("X".into(), supplier(&["x"], Some("Mars/North")));
    let all = config.profiles().unwrap_err().to_string();
    assert!(
        all.contains("suppliers.x: `Mars/North` is no zone"),
        "{all}"
    );
}

#[test]
fn what_a_record_says_of_itself_wins_over_its_topic() {
    let mut config = Config::default();
    config
        .suppliers
        .insert("dpa".into(), supplier(&["mixed"], None));
    let profiles = std::sync::Arc::new(config.profiles().unwrap());
    let decoder = Decoder::new(config.limits(), profiles.hints());
    let normaliser = crate::stages::Normaliser::new(profiles);
    for (source, supplier, profile) in [
        ("AFP", "AFP", "afp"),
        ("", "dpa", "dpa"),
        // A house that no profile knows keeps its name; the topic still tells how it writes.
        ("Rhine Markets Wire", "Rhine Markets Wire", "dpa"),
    ] {
        let wire = serde_json::json!({ "headline": "A crane", "body_text": "One crane.", "source": source });
        let record = RawRecord::new(
            Place::new("c", "mixed", 0, 0),
            Some(wire.to_string().into_bytes()),
        );
        let wire = decoder.decode(&record).unwrap().remove(0).unwrap();
        let story = normaliser.normalise(wire, &record, 0).unwrap();
        assert_eq!(
            (story.supplier.as_str(), &*story.supplier_found.profile),
            (supplier, profile)
        );
    }
}
