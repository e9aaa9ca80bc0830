//! Prints the features of gold stories, one JSON object a line, for `fit.py`. Arguments: NDJSON files.
//! `--taxonomy FOLDER` first lays a folder over the terms that ship, so that terms are tried without building again.
//! `--cases` runs the cases beside the terms, `--verdicts` prints verdicts and evidence of the files that follow it, `--evaluate` prints the quality report of the files that follow it,
//! `--quality` writes the page `docs/quality.md` from the files that follow it: our gold, and sets of which only figures
//! are shown.

use copytaster::evaluate::{GoldStory, evaluate, is_kept_apart, quality_page, read_gold, story_of};
use copytaster::stages::Gazetteer;
use copytaster::stages::Languages;
use copytaster::stages::topics::Taxonomy;
use copytaster::stages::topics::check::sure;
use copytaster::story::{Field, Language, LanguageFound, Story, TopicVerdict};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;

fn unknown() -> LanguageFound {
    LanguageFound {
        language: None,
        confidence: 0.0,
        other: None,
        declared: None,
        detected: None,
        conflict: false,
    }
}

/// A verdict with the words that decided it.
fn shown(story: &Story, v: &TopicVerdict) -> Value {
    let evidence = v.evidence.iter().map(|e| {
        let words = e.span.and_then(|s| {
            let text = match s.field {
                Field::Headline => &story.headline,
                Field::Subheadline => &story.subheadline,
                Field::Body => &story.body,
            };
            text.get(s.start as usize..s.end as usize)
        });
        json!([
            *e.term,
            e.concept.as_deref(),
            words,
            e.span.map(|s| s.start),
            e.weight
        ])
    });
    let evidence: Vec<Value> = evidence.collect();
    json!({
        "topic": v.topic.to_string(), "verdict": v.verdict.code(), "score": v.score, "intercept": v.intercept,
        "paragraph": v.decided_by, "evidence": evidence,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let began = std::time::Instant::now();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut folders = Vec::new();
    if arguments.first().is_some_and(|a| a == "--taxonomy") && arguments.len() > 1 {
        folders.extend(arguments.drain(..2).skip(1).map(PathBuf::from));
    }
    let taxonomy = match Taxonomy::load(&folders) {
        Ok(taxonomy) => taxonomy,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let gazetteer = Gazetteer::builtin();
    eprintln!(
        "loaded in {:?}, version {}",
        began.elapsed(),
        taxonomy.version()
    );
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    // What stands behind a mode's name: its files.
    let files_of = |mode: &str| -> Vec<String> {
        let at = arguments.iter().position(|a| a == mode);
        at.map_or_else(Vec::new, |at| arguments[at + 1..].to_vec())
    };
    for path in &arguments {
        if path == "--cases" {
            let began = std::time::Instant::now();
            let report = taxonomy.test();
            for r in &report.wrong {
                writeln!(
                    out,
                    "{}:{}: wants {}, got {} ({:.2}): {} {:?}",
                    r.file,
                    r.line,
                    r.expect.code(),
                    r.got.code(),
                    r.score,
                    r.text,
                    r.evidence
                )?;
            }
            eprintln!(
                "{} cases, {} wrong, {:?}",
                report.cases,
                report.wrong.len(),
                began.elapsed()
            );
            continue;
        }
        if path == "--quality" {
            let languages = Languages::builtin();
            let measure = |stories: &[GoldStory]| {
                evaluate(stories, |g| {
                    let story = g.story();
                    let language = languages.identify(&story);
                    let entities = gazetteer.find(&story, &language);
                    taxonomy.judge(&story, &language, &entities)
                })
            };
            let (mut gold, mut others) = (Vec::new(), Vec::new());
            for path in files_of("--quality") {
                let stories = read_gold(&path, BufReader::new(std::fs::File::open(&path)?))?;
                if stories.iter().all(|s| s.id.starts_with("gold-")) {
                    gold.extend(stories);
                } else {
                    others.extend(stories);
                }
            }
            let apart: Vec<GoldStory> = gold.iter().filter(|g| is_kept_apart(g)).cloned().collect();
            let further = if others.is_empty() {
                Vec::new()
            } else {
                vec![("development sets".to_owned(), measure(&others))]
            };
            let page = quality_page(&measure(&gold), &measure(&apart), &further);
            write!(out, "{page}")?;
            break;
        }
        if path == "--verdicts" {
            for path in files_of("--verdicts") {
                for gold in read_gold(&path, BufReader::new(std::fs::File::open(&path)?))? {
                    let (story, language) =
                        (gold.story(), gold.language.map_or_else(unknown, sure));
                    let entities = gazetteer.find(&story, &language);
                    let verdicts = taxonomy.judge(&story, &language, &entities);
                    let shown: Vec<Value> = verdicts.iter().map(|v| shown(&story, v)).collect();
                    let row = json!({ "id": gold.id, "verdicts": shown });
                    writeln!(out, "{row}")?;
                }
            }
            break;
        }
        if path == "--evaluate" {
            let mut gold = Vec::new();
            for path in files_of("--evaluate") {
                gold.extend(read_gold(
                    &path,
                    BufReader::new(std::fs::File::open(&path)?),
                )?);
            }
            let report = evaluate(&gold, |g| {
                let (story, language) = (g.story(), g.language.map_or_else(unknown, sure));
                let entities = gazetteer.find(&story, &language);
                taxonomy.judge(&story, &language, &entities)
            });
            write!(out, "{}", report.to_text())?;
            break;
        }
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            let gold: Value = serde_json::from_str(&line?)?;
            let text = |key: &str| gold[key].as_str().unwrap_or("").to_owned();
            let story = story_of(&text("headline"), &text("body"));
            let language = Language::from_tag(&text("lang")).map_or_else(unknown, sure);
            let features = taxonomy.features(&story, &language, &gazetteer.find(&story, &language));
            let row = json!({
                "file": path.rsplit('/').next(), "id": gold["id"], "lang": gold["lang"], "source": gold["source"],
                "topics": gold["topics"], "doubt": gold["doubt"], "gold": gold["gold"], "scored": gold["scored"], "features": features,
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
