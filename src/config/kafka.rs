//! `[kafka]`: where the brokers are and how to log in.
//!
//! Owns the connection: addresses, transport, identity, and the maps of librdkafka properties that are passed through.
//! What a property may be is decided in [`properties`](super::properties), what it becomes in
//! [`clients`](super::clients).

use super::secret::Secret;
use super::units::Period;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Properties of librdkafka by name. Names may be written with or without quotes.
pub type Properties = BTreeMap<String, String>;

/// Brokers, transport, identity.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KafkaSection {
    /// Brokers to ask first, as `host:port`; the others are learnt from them.
    #[schemars(length(min = 1))]
    pub brokers: Vec<String>,
    /// Name of this client in the brokers' logs and quotas.
    pub client_id: String,
    /// How to talk to the brokers.
    pub security_protocol: SecurityProtocol,
    /// How to log in; needs `security_protocol` `sasl_ssl` (or `sasl_plaintext` with `allow_insecure`).
    pub sasl_mechanism: Option<SaslMechanism>,
    /// User name for SASL.
    pub username: Option<String>,
    /// Password for SASL.
    pub password: Option<Secret>,
    /// File that holds the password; a line end behind it is taken off.
    pub password_file: Option<PathBuf>,
    /// File or folder of the certificate authorities (PEM) that brokers are checked with; without it the system's.
    pub ca_file: Option<PathBuf>,
    /// Client certificate (PEM) for mutual TLS.
    pub certificate_file: Option<PathBuf>,
    /// Private key (PEM) of the client certificate.
    pub key_file: Option<PathBuf>,
    /// The private key itself, in place of `key_file`.
    pub key_pem: Option<Secret>,
    /// Password of the private key.
    pub key_password: Option<Secret>,
    /// File that holds the password of the private key.
    pub key_password_file: Option<PathBuf>,
    /// Allow SASL without TLS, which sends passwords or their proofs in the clear, and TLS without checking the
    /// brokers. For tests only.
    pub allow_insecure: bool,
    /// How long a start (and `check`) waits for a broker and a login.
    #[schemars(extend("x-min" = "1s", "x-max" = "10m"))]
    pub connect_timeout: Period,
    /// librdkafka properties for all clients (its CONFIGURATION.md). Those the service owns are refused. A secret one
    /// may be given as `NAME_file`.
    #[schemars(extend("x-kind" = "librdkafka"))]
    pub properties: Properties,
    /// librdkafka properties for the consumer only.
    #[schemars(extend("x-kind" = "librdkafka"))]
    pub consumer: Properties,
    /// librdkafka properties for the producer only.
    #[schemars(extend("x-kind" = "librdkafka"))]
    pub producer: Properties,
}

impl Default for KafkaSection {
    fn default() -> Self {
        Self {
            brokers: vec!["localhost:9092".into()],
            client_id: "copytaster".into(),
            security_protocol: SecurityProtocol::Plaintext,
            sasl_mechanism: None,
            username: None,
            password: None,
            password_file: None,
            ca_file: None,
            certificate_file: None,
            key_file: None,
            key_pem: None,
            key_password: None,
            key_password_file: None,
            allow_insecure: false,
            connect_timeout: Period::seconds(15),
            properties: Properties::new(),
            consumer: Properties::new(),
            producer: Properties::new(),
        }
    }
}

/// Transport, by Kafka's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum SecurityProtocol {
    Plaintext,
    Ssl,
    SaslPlaintext,
    SaslSsl,
}

impl SecurityProtocol {
    pub fn code(self) -> &'static str {
        match self {
            Self::Plaintext => "plaintext",
            Self::Ssl => "ssl",
            Self::SaslPlaintext => "sasl_plaintext",
            Self::SaslSsl => "sasl_ssl",
        }
    }

    pub fn uses_sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }

    pub fn uses_tls(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }
}

/// Login, by Kafka's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum SaslMechanism {
    #[serde(rename = "PLAIN")]
    Plain,
    #[serde(rename = "SCRAM-SHA-256")]
    ScramSha256,
    #[serde(rename = "SCRAM-SHA-512")]
    ScramSha512,
    #[serde(rename = "OAUTHBEARER")]
    OauthBearer,
}

impl SaslMechanism {
    pub fn code(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
            Self::OauthBearer => "OAUTHBEARER",
        }
    }
}
