//! Values that must never be seen: passwords, keys, tokens.
//!
//! Owns the type that can't be printed and the rule by which names of librdkafka's properties are taken for secret.
//! Everything that shows a configuration, an error or a client's settings asks here; nobody keeps a list of its own.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// What stands where a secret would.
pub const HIDDEN: &str = "***";

/// A secret. `Debug`, `Display` and serialisation give [`HIDDEN`]; the value comes out only by
/// [`Secret::reveal`], which is called where it is handed to the Kafka client and nowhere else.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HIDDEN)
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "writeOnly": true })
    }
}

/// Whether a property of librdkafka, by its name, may hold a secret. By pattern and not by list, so that a property of
/// a later version is hidden before anybody has heard of it; certificates (`ssl.ca.pem`) are hidden with the keys.
/// Names of files are shown: they are what an operator looks for.
pub fn is_secret_property(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if [".location", ".file", "_file"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return false;
    }
    [
        "password",
        "passphrase",
        "passwd",
        "secret",
        "private",
        "assertion",
        "oauthbearer.config",
        "oauthbearer.extensions",
        "jaas",
        "token",
        "credential",
    ]
    .iter()
    .any(|part| name.contains(part))
        || [".pem", "_pem"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::super::properties;
    use super::*;

    #[test]
    fn a_secret_is_not_printed_by_any_means() {
        let secret = Secret::new("hunter2");
        let shown = format!(
            "{secret:?} {secret} {}",
            serde_json::to_string(&secret).unwrap()
        );
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(secret.reveal(), "hunter2");
    }

    /// The whole list of the linked client, sorted by whether it is hidden: a property that a new version brings
    /// shows up here and is looked at once.
    #[test]
    fn exactly_these_of_all_properties_are_hidden() {
        let hidden: Vec<&str> = properties::all()
            .map(|p| p.name)
            .filter(|name| is_secret_property(name))
            .collect();
        assert_eq!(
            hidden,
            [
                "https.ca.pem",
                "sasl.oauthbearer.assertion.algorithm",
                "sasl.oauthbearer.assertion.claim.aud",
                "sasl.oauthbearer.assertion.claim.exp.seconds",
                "sasl.oauthbearer.assertion.claim.iss",
                "sasl.oauthbearer.assertion.claim.jti.include",
                "sasl.oauthbearer.assertion.claim.nbf.seconds",
                "sasl.oauthbearer.assertion.claim.sub",
                "sasl.oauthbearer.assertion.private.key.passphrase",
                "sasl.oauthbearer.assertion.private.key.pem",
                "sasl.oauthbearer.client.credentials.client.id",
                "sasl.oauthbearer.client.credentials.client.secret",
                "sasl.oauthbearer.client.secret",
                "sasl.oauthbearer.config",
                "sasl.oauthbearer.extensions",
                "sasl.oauthbearer.token.endpoint.url",
                "sasl.password",
                "ssl.ca.pem",
                "ssl.certificate.pem",
                "ssl.key.password",
                "ssl.key.pem",
                "ssl.keystore.password",
            ]
        );
    }

    #[test]
    fn properties_nobody_has_heard_of_are_hidden_by_their_name() {
        for name in [
            "sasl.jaas.config",
            "ssl.truststore.password",
            "x.client.secret",
            "new.token",
        ] {
            assert!(is_secret_property(name), "{name}");
        }
    }
}
