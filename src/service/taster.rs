//! What the service runs on each record: the pipeline, then the router.

use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::delivery::{Work, Worked};
use crate::observe::Metrics;
use crate::sink::Router;
use crate::sink::encode::TopicSubject;
use crate::stages::topics::{Taxonomy, TaxonomyError};
use crate::stages::{Gazetteer, Languages, Normaliser, Pipeline, StageTimes};
use crate::story::RawRecord;
use crate::wire::Decoder;
use std::sync::Arc;

/// Pipeline and router as the engine's work.
pub struct Taster {
    pub pipeline: Pipeline,
    pub router: Router,
}

/// Why the pipeline can't be built from a configuration.
#[derive(Debug, thiserror::Error)]
pub enum TasterError {
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    #[error(transparent)]
    Profiles(#[from] ConfigError),
}

impl Taster {
    /// Everything as configured.
    ///
    /// # Errors
    /// A taxonomy file or a supplier profile is wrong.
    pub fn new(config: &Config, clock: &Clock, metrics: &Metrics) -> Result<Self, TasterError> {
        let taxonomy = Arc::new(config.taxonomy.load()?);
        let profiles = Arc::new(config.profiles()?);
        metrics.taxonomy_in_use(&taxonomy.version());
        let router = Router::new(config.routes(), clock.clone(), metrics.clone())
            .with_subjects(subjects(&taxonomy));
        let pipeline = Pipeline {
            decoder: Decoder::new(config.limits(), profiles.hints()),
            normaliser: Normaliser::new(profiles),
            languages: Arc::new(Languages::builtin()),
            gazetteer: Arc::new(Gazetteer::builtin()),
            taxonomy,
            times: StageTimes::new(metrics),
        };
        Ok(Self { pipeline, router })
    }

    /// A second one with the taxonomy, the profiles and the suppliers of this configuration; all else is shared with the first,
    /// whatever the configuration says of it.
    ///
    /// # Errors
    /// A taxonomy file or a supplier profile is wrong.
    pub fn renewed(&self, config: &Config) -> Result<Self, TasterError> {
        let taxonomy = Arc::new(config.taxonomy.load()?);
        let profiles = Arc::new(config.profiles()?);
        let router = self.router.renewed(subjects(&taxonomy));
        let pipeline = Pipeline {
            decoder: Decoder::new(config.limits(), profiles.hints()),
            normaliser: Normaliser::new(profiles),
            languages: Arc::clone(&self.pipeline.languages),
            gazetteer: Arc::clone(&self.pipeline.gazetteer),
            taxonomy,
            times: self.pipeline.times.clone(),
        };
        Ok(Self { pipeline, router })
    }
}

impl Taster {
    /// Version of the supplier profiles in use.
    pub fn profiles_version(&self) -> Arc<str> {
        self.pipeline.normaliser.profiles().version()
    }
}

/// Names and codes of the taxonomy's topics, as records carry them.
fn subjects(taxonomy: &Taxonomy) -> Vec<TopicSubject> {
    let defaults = TopicSubject::defaults();
    taxonomy
        .summaries()
        .into_iter()
        .map(|summary| {
            let default = defaults.iter().find(|d| d.topic == summary.key);
            TopicSubject {
                name: Arc::clone(&summary.label),
                code: default
                    .and_then(|d| d.code.clone())
                    .or_else(|| summary.codes.first().cloned()),
                topic: summary.key,
            }
        })
        .collect()
}

impl Work for Taster {
    fn run(&self, record: &RawRecord) -> Worked {
        self.router.route(record, self.pipeline.taste(record))
    }

    fn outputs(&self) -> Vec<Arc<str>> {
        self.router.outputs()
    }
}
