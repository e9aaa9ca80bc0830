//! A configuration before its types are known: tables, lists and scalars, each with where it was written.
//!
//! Layers are trees; a stronger one is laid over a weaker one with [`Node::overlay`]: tables are joined key by key,
//! anything else is replaced whole. Nothing here knows which keys exist.

use super::origin::Origin;
use std::collections::BTreeMap;

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub value: Value,
    pub origin: Origin,
}

/// TOML's kinds, and one more: text of which the kind is known only once its key is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// TOML dates and times: no setting takes one, but the error should say what was found.
    Time,
    /// From the environment, `--set` or a flag: read by the kind of its key.
    Raw(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Value {
    /// What an error calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a decimal number",
            Self::Boolean(_) => "true or false",
            Self::Time => "a date or time",
            Self::Raw(_) => "text",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node {
    pub fn table(origin: Origin) -> Self {
        Self {
            value: Value::Table(BTreeMap::new()),
            origin,
        }
    }

    /// A tree of JSON values, all from one place; `null` is left out.
    pub fn of_json(json: &serde_json::Value, origin: &Origin) -> Option<Self> {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => return None,
            Json::Bool(b) => Value::Boolean(*b),
            Json::Number(n) => n.as_i64().map_or_else(
                || Value::Float(n.as_f64().unwrap_or(f64::NAN)),
                Value::Integer,
            ),
            Json::String(s) => Value::Text(s.clone()),
            Json::Array(items) => Value::List(
                items
                    .iter()
                    .filter_map(|i| Self::of_json(i, origin))
                    .collect(),
            ),
            Json::Object(entries) => Value::Table(
                entries
                    .iter()
                    .filter_map(|(k, v)| Some((k.clone(), Self::of_json(v, origin)?)))
                    .collect(),
            ),
        };
        Some(Self {
            value,
            origin: origin.clone(),
        })
    }

    /// Lays a stronger layer over this one.
    pub fn overlay(&mut self, stronger: Self) {
        match (&mut self.value, stronger.value) {
            (Value::Table(mine), Value::Table(theirs)) => {
                for (key, node) in theirs {
                    match mine.get_mut(&key) {
                        Some(present) => present.overlay(node),
                        None => {
                            mine.insert(key, node);
                        }
                    }
                }
            }
            (mine, theirs) => {
                *mine = theirs;
                self.origin = stronger.origin;
            }
        }
    }

    /// A value at the end of a path of keys, all from one place.
    pub fn at_path(path: &[String], value: Value, origin: &Origin) -> Self {
        let leaf = Self {
            value,
            origin: origin.clone(),
        };
        path.iter().rev().fold(leaf, |node, key| Self {
            value: Value::Table(BTreeMap::from([(key.clone(), node)])),
            origin: origin.clone(),
        })
    }

    /// Puts what `other` has at a path in the place of what is here; takes it away where the other has nothing.
    pub fn replace(&mut self, path: &[&str], other: &Self) {
        let (Value::Table(mine), Value::Table(theirs), [key, rest @ ..]) =
            (&mut self.value, &other.value, path)
        else {
            return;
        };
        match (mine.get_mut(*key), theirs.get(*key)) {
            (Some(node), Some(their)) if !rest.is_empty() => node.replace(rest, their),
            (_, Some(their)) => {
                mine.insert((*key).to_owned(), their.clone());
            }
            (_, None) => {
                mine.remove(*key);
            }
        }
    }

    /// The entries of the table at a dotted key.
    pub fn entry(&self, key: &str) -> Option<&BTreeMap<String, Node>> {
        let mut node = self;
        for part in key.split('.') {
            let Value::Table(entries) = &node.value else {
                return None;
            };
            node = entries.get(part)?;
        }
        match &node.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// Where the value of a dotted setting was written; the nearest table's origin where it was not.
    pub fn origin_of(&self, key: &str) -> Origin {
        let mut node = self;
        for part in key.split('.') {
            let Value::Table(entries) = &node.value else {
                break;
            };
            let Some(next) = entries.get(part) else {
                return Origin::Default;
            };
            node = next;
        }
        node.origin.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(key: &str, value: i64) -> Node {
        let path: Vec<String> = key.split('.').map(str::to_owned).collect();
        Node::at_path(&path, Value::Integer(value), &Origin::Set(key.into()))
    }

    #[test]
    fn a_stronger_layer_replaces_its_own_keys_and_leaves_the_others() {
        let mut tree = set("a.b", 1);
        tree.overlay(set("a.c", 2));
        tree.overlay(set("a.b", 3));
        assert_eq!(tree.origin_of("a.b"), Origin::Set("a.b".into()));
        assert_eq!(tree.origin_of("a.c"), Origin::Set("a.c".into()));
        assert_eq!(tree.origin_of("a.d"), Origin::Default);
        let Value::Table(root) = &tree.value else {
            panic!("a table")
        };
        let Value::Table(a) = &root["a"].value else {
            panic!("a table")
        };
        assert_eq!(
            (&a["b"].value, &a["c"].value),
            (&Value::Integer(3), &Value::Integer(2))
        );
    }

    #[test]
    fn a_part_is_put_in_the_place_of_another_and_nothing_beside_it_changes() {
        let mut mine = set("a.b", 1);
        mine.overlay(set("a.c", 2));
        mine.overlay(set("d.e", 3));
        let mut theirs = set("a.b", 7);
        theirs.overlay(set("d.e", 8));
        mine.replace(&["a", "b"], &theirs);
        assert!(matches!(
            mine.entry("a").unwrap()["b"].value,
            Value::Integer(7)
        ));
        mine.replace(&["a", "c"], &theirs);
        assert!(!mine.entry("a").unwrap().contains_key("c"));
        assert!(matches!(
            mine.entry("d").unwrap()["e"].value,
            Value::Integer(3)
        ));
        mine.replace(&["d"], &set("x.y", 1));
        assert!(mine.entry("d").is_none());
    }
}
