//! What taxonomy files promise those who write them: own topics and languages, faults named, rules between words.

use super::check::sure;
use super::load::builtin_sources;
use super::promises::of;
use super::{Fault, Source, Taxonomy};
use crate::story::{Language, Story, Verdict};

/// Finds terms with one file of terms for a topic `tea`.
fn finder(file: &str, language: Language) -> impl Fn(&str) -> Vec<String> {
    let model = source("model.toml", include_str!("../../../taxonomy/model.toml"));
    let files = vec![model, source("own/terms.toml", file)];
    let taxonomy = Taxonomy::from_layers(&[files]).unwrap();
    move |text| {
        let verdicts = taxonomy.judge(&Story::from_text("", text), &sure(language), &[]);
        let spanned = of(&verdicts, "tea")
            .evidence
            .iter()
            .filter(|e| e.span.is_some());
        spanned.map(|e| e.term.to_string()).collect()
    }
}

#[test]
fn a_phrase_that_hides_takes_with_it_whatever_overlaps_it() {
    let file = "topic = \"tea\"\nlanguage = \"en\"\n[definition]\nlabel = \"Tea\"\n[leaf]\nstrong = [\"oil price*\", \"virgin palm oil\"]\n";
    let hidden = file.replace("[definition]", "not = [\"palm oil\"]\n[definition]");
    let text = "Higher palm oil prices";
    assert_eq!(finder(file, Language::En)(text), ["oil price*"]);
    let found = finder(&hidden, Language::En);
    assert!(found(text).is_empty());
    assert!(found("virgin palm oil").is_empty());
    assert_eq!(found("palm and oil prices"), ["oil price*"]);
}

#[test]
fn a_word_is_evidence_once_and_for_the_strongest_that_claims_it() {
    let file = "topic = \"tea\"\nlanguage = \"en\"\n[definition]\nlabel = \"Tea\"\n[leaf]\nstrong = [\"tea leaves\"]\nmedium = [\"green tea\", \"leaves of China\"]\n";
    let found = finder(file, Language::En);
    assert_eq!(found("green tea leaves of China"), ["tea leaves"]);
    assert_eq!(
        found("Green tea. Leaves of China."),
        ["green tea", "leaves of China"]
    );
}

#[test]
fn phrases_and_rules_end_with_the_sentence() {
    let file = "topic = \"tea\"\nlanguage = \"en\"\n[definition]\nlabel = \"Tea\"\n[leaf]\nstrong = [\"green tea\", { term = \"cup*\", require = [\"saucer*\"], block = [\"world\"] }]\n";
    let found = finder(file, Language::En);
    assert_eq!(found("They drink green tea."), ["green tea"]);
    assert!(found("The leaves are green. Tea is served.").is_empty());
    assert_eq!(found("a cup and a saucer"), ["cup*"]);
    assert!(found("Lift the cup. Saucers follow.").is_empty());
    assert_eq!(
        found("All over the world. Cups and saucers broke."),
        ["cup*"]
    );
    // Initials are no sentences.
    assert_eq!(
        found("a cup, said J. Saucer, is blue, and a saucer"),
        ["cup*"]
    );
}

#[test]
fn neighbours_of_a_concept_hold_for_its_terms_and_a_term_s_own_replace_them() {
    let file = r#"topic = "tea"
language = "en"
[definition]
label = "Tea"
[leaf]
require = ["kettle*"]
block = ["broken"]
within = 2
strong = ["pot", { term = "cup*", require = ["saucer*"] }, { term = "leaf", require = [] }, { term = "bag*", within = 9 }]
"#;
    let found = finder(file, Language::En);
    assert!(found("a pot").is_empty());
    assert_eq!(found("a kettle and pot"), ["pot"]);
    assert!(found("a kettle beside every other pot").is_empty());
    assert!(found("a kettle, a broken pot").is_empty());
    assert!(found("a kettle and cup").is_empty());
    assert_eq!(found("a cup and saucer"), ["cup*"]);
    assert!(found("a broken cup, saucer").is_empty());
    assert_eq!(found("a leaf"), ["leaf"]);
    assert_eq!(found("a kettle beside every other bag"), ["bag*"]);
}

#[test]
fn a_neighbour_of_a_concept_that_cannot_match_is_named_once_in_its_own_line() {
    let file = r#"topic = "tea"
language = "en"
[definition]
label = "Tea"
[leaf]
require = ["saucer*",
  "$"]
within = 90
strong = ["cup*", "pot*"]
"#;
    let files = vec![source("tea.toml", file)];
    let error = Taxonomy::from_layers(&[builtin_sources(), files]).unwrap_err();
    let told: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "tea.toml:7: the neighbour `$` of `[leaf]` can never match: it has no letters or digits",
            "tea.toml:8: `within` must be a number of words from 1 to 60",
        ]
    );
}

#[test]
fn chinese_phrases_end_at_commas_and_rules_do_not() {
    let file = "topic = \"tea\"\nlanguage = \"zh\"\n[definition]\nlabel = \"Tea\"\n[leaf]\nstrong = [\"绿茶\", { term = \"杯子\", require = [\"茶碟\"] }]\n";
    let found = finder(file, Language::Zh);
    assert_eq!(found("他喝绿茶"), ["绿茶"]);
    assert!(found("山是绿，茶是香的").is_empty());
    assert_eq!(found("杯子，还有茶碟"), ["杯子"]);
    assert!(found("这是杯子。茶碟在那里").is_empty());
}

#[test]
fn the_version_follows_the_texts_and_not_their_names() {
    let sources = builtin_sources();
    let renamed: Vec<Source> = sources
        .iter()
        .map(|s| Source {
            name: format!("elsewhere/{}", s.name),
            text: s.text.clone(),
        })
        .collect();
    let mut changed = sources.clone();
    changed[0].text.push_str("\n# note\n");
    let version = |s: &Vec<Source>| {
        Taxonomy::from_layers(std::slice::from_ref(s))
            .unwrap()
            .version()
    };
    assert_eq!(version(&sources), version(&renamed));
    assert_ne!(version(&sources), version(&changed));
}

const SPORT: &str = r#"
topic = "sport"
[definition]
label = "Sport"
core = ["medtop:15000000"]
[en.match]
strong = ["world cup", "penalty shoot-out"]
medium = [{ term = "goal*", require = ["striker*", "match*"] }]
[[en.case]]
text = "The World Cup final went to a penalty shoot-out."
expect = "about"
[de.match]
strong = ["Weltmeisterschaft*", "*pokal"]
"#;

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn the_example_of_the_documentation_loads_and_its_cases_hold() {
    let page = include_str!("../../../docs/taxonomy.md");
    let example = page
        .split("```")
        .find_map(|part| part.strip_prefix("toml\n"));
    let own = source("sport.toml", example.unwrap());
    let taxonomy = Taxonomy::from_layers(&[builtin_sources(), vec![own]]).unwrap();
    assert_eq!(taxonomy.test().wrong, []);
    assert_eq!(taxonomy.topics().count(), 4);
}

#[test]
fn a_users_own_topic_is_one_more_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sport.toml"), SPORT).unwrap();
    let taxonomy = Taxonomy::load(&[folder.path().to_owned()]).unwrap();
    let keys: Vec<_> = taxonomy.topics().map(ToString::to_string).collect();
    assert_eq!(keys, ["climate", "diplomacy", "energy", "sport"]);
    let story = Story::from_text("", "Der DFB-Pokal geht in die nächste Runde.");
    let verdicts = taxonomy.judge(&story, &sure(Language::De), &[]);
    assert_eq!(of(&verdicts, "sport").verdict, Verdict::About);
    assert_eq!(taxonomy.test().wrong, []);
    let summary = taxonomy
        .summaries()
        .into_iter()
        .find(|s| &*s.key == "sport")
        .unwrap();
    assert_eq!(summary.languages.len(), 2);
}

#[test]
fn a_users_file_for_an_existing_topic_and_language_replaces_it() {
    let own = source(
        "own.toml",
        "topic = \"energy\"\nlanguage = \"en\"\n[oil]\nstrong = [\"kumquat*\"]\n",
    );
    let taxonomy = Taxonomy::from_layers(&[builtin_sources(), vec![own]]).unwrap();
    let said = |text: &str| {
        let verdicts = taxonomy.judge(&Story::from_text("", text), &sure(Language::En), &[]);
        of(&verdicts, "energy").verdict
    };
    assert_eq!(said("Kumquats rose again on Friday."), Verdict::About);
    assert_eq!(said("Crude oil prices rose again on Friday."), Verdict::No);
}

#[test]
fn all_faults_are_found_at_once_with_file_and_line() {
    let bad = r#"topic = "energy"
language = "en"
not = ["gas mask*"]
[oil]
strong = ["oil price*", "oil price*", "e", " * ", "gas mask*"]
medium = [{ term = "barrel*", require = ["$"], block = ["x"] }, { term = "brent", colour = "red" }]
weak = ["Prices fall. Drilling", { term = "rig*", require = ["sea", "bay"], block = ["bay"], within = 4 }]
[sandwich]
strong = ["ham"]
"#;
    let files = vec![
        source("bad.toml", bad),
        source("worse.toml", "topic = \"energy\"\nlanguage = \"xx\"\n"),
        source("worst.toml", "topic = \n"),
        source(
            "empty.toml",
            "topic = \"tea\"\n[definition]\nlabel = \"Tea\"\n",
        ),
    ];
    let error = Taxonomy::from_layers(&[builtin_sources(), files]).unwrap_err();
    let has = |file: &str, line: u32, kind: fn(&Fault) -> bool| {
        let found = error
            .problems
            .iter()
            .any(|p| p.file == file && p.line == line && kind(&p.fault));
        assert!(found, "{file}:{line} in {error}");
    };
    has("bad.toml", 5, |f| {
        matches!(f, Fault::Duplicate { first: 5, .. })
    });
    has("bad.toml", 5, |f| matches!(f, Fault::TooShort(_)));
    has("bad.toml", 5, |f| matches!(f, Fault::EmptyTerm(_)));
    has("bad.toml", 5, |f| matches!(f, Fault::HiddenTerm(_)));
    has("bad.toml", 6, |f| matches!(f, Fault::DeadNeighbour { .. }));
    has("bad.toml", 6, |f| matches!(f, Fault::UnknownKey(_)));
    has("bad.toml", 7, |f| matches!(f, Fault::TornTerm(_)));
    has("bad.toml", 7, |f| matches!(f, Fault::DeadNeighbour { .. }));
    has("bad.toml", 9, |f| matches!(f, Fault::UnknownConcept { .. }));
    has("worse.toml", 2, |f| matches!(f, Fault::UnknownLanguage(_)));
    has("worst.toml", 1, |f| matches!(f, Fault::Syntax(_)));
    has("empty.toml", 1, |f| matches!(f, Fault::NoTerms(_)));
}

#[test]
fn neighbours_are_required_and_forbidden_within_their_reach() {
    let files = vec![
        source(
            "own/model.toml",
            &builtin_sources()
                .iter()
                .find(|s| s.name == "model.toml")
                .unwrap()
                .text,
        ),
        source(
            "own/en.toml",
            "topic = \"tea\"\nlanguage = \"en\"\nnot = [\"tea party\"]\n[leaf]\nstrong = [{ term = \"tea\", require = [\"cup*\"], block = [\"=US\"], within = 3 }, \"green tea leaf\", { term = \"pot\", require = [\"lid\", \"spout\"], also = [\"stove\"] }]\n",
        ),
    ];
    let taxonomy = Taxonomy::from_layers(&[files]).unwrap();
    let hits = |text: &str| {
        let verdicts = taxonomy.judge(&Story::from_text("", text), &sure(Language::En), &[]);
        verdicts[0]
            .evidence
            .iter()
            .filter(|e| e.span.is_some())
            .map(|e| e.term.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(hits("a cup of tea"), ["tea"]);
    assert!(hits("a cup that was never filled with tea").is_empty());
    assert!(hits("a cup of US tea").is_empty());
    assert_eq!(hits("a cup of us tea"), ["tea"]);
    assert!(hits("a cup for the tea party").is_empty());
    assert_eq!(hits("a cup of green tea leaf"), ["green tea leaf"]);
    assert_eq!(hits("a pot with a lid on the stove"), ["pot"]);
    assert!(hits("a pot with a lid and a spout").is_empty());
    assert!(hits("a pot on the stove").is_empty());
    // Paragraphs are separate texts.
    assert!(hits("a cup\n\ntea").is_empty());
}
