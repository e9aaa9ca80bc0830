//! Which agency a sign belongs to.
//!
//! Promises that no sign tells of two agencies: a second claim is a fault, unless the first is the operator's, which wins.

use super::compile::{Fault, Faults, Written};
use super::recognise::Index;
use crate::story::Sign;
use regex::Regex;
use std::collections::{BTreeMap, HashMap};

/// Signs that have an owner: its key, and whether the operator said so.
pub(super) type Claimed<'w> = HashMap<(Sign, String), (&'w str, bool)>;

/// Enters the signs of a profile; one that another profile has is a fault of both, told at the later.
pub(super) fn enter<'w>(
    one: &'w Written,
    ordinal: usize,
    claims: &mut Claimed<'w>,
    index: &mut Index,
    faults: &mut Vec<Fault>,
) {
    let signs = &one.file.recognise;
    let mut own = Faults {
        profile: &one.key,
        all: faults,
    };
    let lists: [(Sign, &str, &[String]); 7] = [
        (Sign::Name, "names", &signs.names),
        (Sign::Id, "ids", &signs.ids),
        (Sign::Scheme, "schemes", &signs.schemes),
        (Sign::Topic, "topics", &signs.topics),
        (Sign::Credit, "credits", &signs.credits),
        (Sign::Dateline, "datelines", &signs.datelines),
        (Sign::Signature, "signatures", &signs.signatures),
    ];
    let headers: BTreeMap<String, &Vec<String>> = signs
        .headers
        .iter()
        .map(|(name, values)| (name.to_lowercase(), values))
        .collect();
    let mut all: Vec<(Sign, Vec<String>, String)> = Vec::new();
    for (sign, key, words) in lists {
        for (at, word) in words.iter().enumerate() {
            let place = vec!["recognise".to_owned(), key.to_owned(), at.to_string()];
            all.push((sign, place, word.clone()));
        }
    }
    for (name, values) in headers {
        for (at, value) in values.iter().enumerate() {
            let place = ["recognise", "headers", &name].map(str::to_owned);
            let place = place.into_iter().chain([at.to_string()]).collect();
            all.push((Sign::Header, place, format!("{name}={value}")));
        }
    }
    for (sign, place, word) in all {
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        let folded = if sign == Sign::Topic {
            word.clone()
        } else {
            word.to_lowercase()
        };
        match claims.get(&(sign, folded.clone())) {
            Some((first, _)) if *first == one.key => {
                own.add(&place, format!("`{word}` stands there twice"), None);
                continue;
            }
            // What the operator says of an installation wins over what files say of the world.
            Some((_, by_operator)) if *by_operator && !one.by_operator => continue,
            Some((first, _)) => {
                let message = format!("`{word}` is also a sign of the profile `{first}`");
                let help = "a sign belongs to one agency: leave it out of one of both".to_owned();
                own.add(&place, message, help);
                continue;
            }
            None => {}
        }
        let pattern = if word.starts_with('^') && sign == Sign::Topic {
            match Regex::new(&word) {
                Ok(pattern) => Some(pattern),
                Err(error) => {
                    let reason = error.to_string();
                    let reason = reason.lines().last().unwrap_or_default().trim().to_owned();
                    let help = "such as \"^wire\\\\.afp\"".to_owned();
                    own.add(&place, format!("`{word}` is no pattern: {reason}"), help);
                    continue;
                }
            }
        } else {
            None
        };
        claims.insert((sign, folded.clone()), (&one.key, one.by_operator));
        index.add(sign, folded, pattern, ordinal);
    }
}
