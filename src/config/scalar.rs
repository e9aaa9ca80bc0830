//! Whether one value has the kind of its key and lies within its bounds.
//!
//! Pure: a part of the schema and a value in, JSON for the types or a message out. The message may repeat the value;
//! whoever asks about a secret throws it away.

use super::schema;
use super::tree::Value;
use super::units::{Bytes, Period, UnitError};
use serde_json::{Value as Json, json};

/// The value as JSON, or what is wrong with it. Takes text, numbers and switches; tables and lists are the walk's.
pub(super) fn scalar(schema: &Json, kind: Option<&str>, value: &Value) -> Result<Json, String> {
    if let Some(words) = schema::words(schema) {
        return word(&words, value);
    }
    match kind {
        Some("period") => return amount::<Period>(schema, value),
        Some("bytes") => return amount::<Bytes>(schema, value),
        Some("address") => return address(value),
        Some("log-filter") => return log_filter(value),
        _ => {}
    }
    let expected = schema
        .get("type")
        .and_then(Json::as_str)
        .unwrap_or("string");
    match (expected, value) {
        ("string", Value::Text(text)) if text.trim().is_empty() => {
            Err("must not be empty; leave it out to get the default".into())
        }
        ("string", Value::Text(text)) => Ok(json!(text)),
        ("boolean", Value::Boolean(b)) => Ok(json!(b)),
        ("integer", Value::Integer(n)) => in_range(schema, *n),
        ("number", Value::Float(n)) => decimal(schema, *n),
        // Whole numbers of settings are far below 2^53.
        ("number", Value::Integer(n)) => decimal(schema, *n as f64),
        ("number", other) => Err(format!("expected a number, found {}", other.kind())),
        ("boolean", other) => Err(format!("expected true or false, found {}", other.kind())),
        ("integer", other) => Err(format!("expected a whole number, found {}", other.kind())),
        (_, other) => Err(format!("expected a string, found {}", other.kind())),
    }
}

fn word(words: &[(&str, Option<&str>)], value: &Value) -> Result<Json, String> {
    let all = words
        .iter()
        .map(|(w, _)| format!("`{w}`"))
        .collect::<Vec<_>>()
        .join(", ");
    match value {
        Value::Text(text) => words
            .iter()
            .find(|(w, _)| w.eq_ignore_ascii_case(text.trim()))
            .map(|(w, _)| json!(w))
            .ok_or_else(|| format!("`{text}` is none of {all}")),
        other => Err(format!("expected one of {all}, found {}", other.kind())),
    }
}

fn amount<T>(schema: &Json, value: &Value) -> Result<Json, String>
where
    T: std::str::FromStr<Err = UnitError> + std::fmt::Display + PartialOrd,
{
    let text = match value {
        Value::Text(text) => text.clone(),
        // Only sizes may go without a unit: a time's parser refuses this text.
        Value::Integer(n) => n.to_string(),
        other => {
            return Err(format!(
                "expected an amount in quotes, found {}",
                other.kind()
            ));
        }
    };
    let amount: T = text.parse().map_err(|e: UnitError| e.to_string())?;
    let bound = |name| -> Option<T> { schema.get(name)?.as_str()?.parse().ok() };
    if let Some(least) = bound("x-min").filter(|least| amount < *least) {
        return Err(format!("{amount} is too little: at least {least}"));
    }
    if let Some(most) = bound("x-max").filter(|most| amount > *most) {
        return Err(format!("{amount} is too much: at most {most}"));
    }
    Ok(json!(amount.to_string()))
}

fn in_range(schema: &Json, n: i64) -> Result<Json, String> {
    let bound = |name| schema.get(name).and_then(Json::as_i64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if n < least => Err(format!("{n} is too small: at least {least}")),
        (_, Some(most)) if n > most => Err(format!("{n} is too large: at most {most}")),
        _ => Ok(json!(n)),
    }
}

fn decimal(schema: &Json, n: f64) -> Result<Json, String> {
    let bound = |name| schema.get(name).and_then(Json::as_f64);
    match (bound("minimum"), bound("maximum")) {
        _ if !n.is_finite() => Err(format!("{n} is no number to reckon with")),
        (Some(least), _) if n < least => Err(format!("{n} is too small: at least {least}")),
        (_, Some(most)) if n > most => Err(format!("{n} is too large: at most {most}")),
        _ => Ok(json!(n)),
    }
}

fn address(value: &Value) -> Result<Json, String> {
    let Value::Text(text) = value else {
        return Err(format!("expected \"HOST:PORT\", found {}", value.kind()));
    };
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(json!(text)),
        _ => Err(format!(
            "`{text}` is no \"HOST:PORT\" (such as 127.0.0.1:9464)"
        )),
    }
}

fn log_filter(value: &Value) -> Result<Json, String> {
    let Value::Text(text) = value else {
        return Err(format!("expected a level, found {}", value.kind()));
    };
    // A lone misspelt level would be taken for the name of a target and switch everything else off.
    let level = |text: &str| {
        !text.is_empty()
            && text
                .parse::<tracing_subscriber::filter::LevelFilter>()
                .is_ok()
    };
    let clear = text
        .split(',')
        .all(|directive| match directive.trim().rsplit_once('=') {
            Some((_, right)) => level(right),
            None => level(directive.trim()),
        });
    let valid = clear && tracing_subscriber::EnvFilter::builder().parse(text).is_ok();
    valid.then(|| json!(text)).ok_or_else(|| {
        format!("`{text}` is neither error, warn, info, debug, trace nor a list of TARGET=LEVEL")
    })
}
