//! The log: where `tracing` events go and how they look.
//!
//! Owns the subscriber: level, text or JSON on stderr, the count of events by level, and the limit on repeats. A place
//! of the program that logs more than its share within a window is silenced until the window ends and then told once
//! with the number left out, so that a broker that flaps can't fill a disk. What is logged is up to the places that
//! log: coordinates always, story text and secrets never.

use super::Metrics;
use crate::clock::Clock;
use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tracing::callsite::Identifier;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

/// Form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text { color: bool },
    Json,
}

/// What can be set.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// Directives as `RUST_LOG` takes them.
    pub level: String,
    pub form: Form,
    /// Events of one place within a window; 0 for all.
    pub repeat_limit: u32,
    pub repeat_window: Duration,
}

/// Whether the log goes to a person.
pub fn on_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("`{0}` is no log level")]
    Level(String),
    #[error("the log is set up already")]
    Taken,
}

/// The running log: its level can be changed.
#[derive(Clone)]
pub struct Logs {
    level: reload::Handle<EnvFilter, Registry>,
    repeats: Arc<Repeats>,
}

impl Logs {
    /// Sets the log up for the whole process. Call it once.
    pub fn start(
        settings: &LogSettings,
        metrics: &Metrics,
        clock: &Clock,
    ) -> Result<Self, LogError> {
        let (filter, level) = reload::Layer::new(parse(&settings.level)?);
        let repeats = Arc::new(Repeats::new(
            settings.repeat_limit,
            settings.repeat_window,
            clock.clone(),
        ));
        let gate = Gate {
            metrics: metrics.clone(),
            repeats: Arc::clone(&repeats),
        };
        let lines = tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_target(true);
        let lines: Box<dyn Layer<_> + Send + Sync> = match settings.form {
            Form::Text { color } => Box::new(lines.with_ansi(color)),
            Form::Json => Box::new(lines.json().flatten_event(true).with_current_span(false)),
        };
        tracing_subscriber::registry()
            .with(filter)
            .with(gate)
            .with(lines)
            .try_init()
            .map_err(|_| LogError::Taken)?;
        Ok(Self { level, repeats })
    }

    /// Changes the level; the old one stays if the new one can't be read.
    pub fn set_level(&self, level: &str) -> Result<(), LogError> {
        let filter = parse(level)?;
        self.level.reload(filter).map_err(|_| LogError::Taken)
    }

    /// Tells what was left out in windows that have ended. Call it now and then.
    pub fn tell_repeats(&self) {
        for left_out in self.repeats.ended() {
            tracing::warn!(target: "copytaster::log", place = left_out.place, events = left_out.events, "log events left out: too many from this place");
        }
    }
}

fn parse(level: &str) -> Result<EnvFilter, LogError> {
    EnvFilter::builder()
        .parse(level)
        .map_err(|_| LogError::Level(level.to_owned()))
}

/// Counts every event that its level lets through, and stops repeats before they are formatted.
struct Gate {
    metrics: Metrics,
    repeats: Arc<Repeats>,
}

impl<S: Subscriber> Layer<S> for Gate {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let about = event.metadata();
        self.metrics
            .log_events
            .with_label_values(&[level_label(*about.level())])
            .inc();
        self.repeats.admit(&about.callsite(), || {
            format!(
                "{}:{}",
                about.file().unwrap_or(about.target()),
                about.line().unwrap_or(0)
            )
        })
    }
}

fn level_label(level: tracing::Level) -> &'static str {
    match level {
        tracing::Level::ERROR => "error",
        tracing::Level::WARN => "warn",
        tracing::Level::INFO => "info",
        tracing::Level::DEBUG => "debug",
        tracing::Level::TRACE => "trace",
    }
}

/// Events of each place within its window. As many entries as the program has places that log.
struct Repeats {
    limit: u32,
    window: Duration,
    clock: Clock,
    places: Mutex<HashMap<Identifier, Window>>,
}

struct Window {
    since: Duration,
    events: u32,
    place: String,
}

/// What was left out of the log.
#[derive(Debug, PartialEq, Eq)]
struct LeftOut {
    place: String,
    events: u32,
}

impl Repeats {
    fn new(limit: u32, window: Duration, clock: Clock) -> Self {
        Self {
            limit,
            window,
            clock,
            places: Mutex::new(HashMap::new()),
        }
    }

    /// Whether an event of this place is logged.
    fn admit(&self, place: &Identifier, name: impl Fn() -> String) -> bool {
        if self.limit == 0 {
            return true;
        }
        let now = self.clock.monotonic();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let window = places.entry(place.clone()).or_insert_with(|| Window {
            since: now,
            events: 0,
            place: name(),
        });
        // A window with something left out waits until that is told.
        let over = now.saturating_sub(window.since) >= self.window && window.events <= self.limit;
        if over {
            window.since = now;
            window.events = 0;
        }
        window.events = window.events.saturating_add(1);
        window.events <= self.limit
    }

    /// Takes what was left out in windows that have ended.
    fn ended(&self) -> Vec<LeftOut> {
        let now = self.clock.monotonic();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places
            .values_mut()
            .filter(|w| w.events > self.limit && now.saturating_sub(w.since) >= self.window)
            .map(|window| {
                let left_out = LeftOut {
                    place: window.place.clone(),
                    events: window.events - self.limit,
                };
                window.since = now;
                window.events = 0;
                left_out
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logs from one place, `n` times.
    fn storm(n: usize) {
        for i in 0..n {
            tracing::warn!(i, "again");
        }
    }

    /// Lines that came through, counted by a layer behind the gate.
    #[derive(Clone, Default)]
    struct Lines(Arc<std::sync::atomic::AtomicUsize>);

    impl<S: Subscriber> Layer<S> for Lines {
        fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
            self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    }

    #[test]
    fn a_storm_from_one_place_is_cut_told_once_and_counted_whole() {
        let clock = Clock::manual(0);
        let metrics = Metrics::new().unwrap();
        let repeats = Arc::new(Repeats::new(3, Duration::from_secs(10), clock.clone()));
        let gate = Gate {
            metrics: metrics.clone(),
            repeats: Arc::clone(&repeats),
        };
        let lines = Lines::default();
        let subscriber = tracing_subscriber::registry()
            .with(gate)
            .with(lines.clone());
        tracing::subscriber::with_default(subscriber, || {
            storm(10);
            tracing::warn!("another place");
        });
        let logged = || lines.0.load(std::sync::atomic::Ordering::SeqCst);
        assert_eq!(logged(), 4, "three of the storm and the other place");
        assert_eq!(metrics.log_events.with_label_values(&["warn"]).get(), 11);
        assert_eq!(repeats.ended(), [], "the window has not ended");
        clock.advance(Duration::from_secs(10));
        let told = repeats.ended();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].events, 7);
        assert!(told[0].place.contains("logs.rs:"), "{}", told[0].place);
        assert_eq!(repeats.ended(), [], "told once");
    }

    #[test]
    fn after_a_quiet_window_a_place_is_heard_again() {
        let clock = Clock::manual(0);
        let repeats = Repeats::new(1, Duration::from_secs(10), clock.clone());
        let id = {
            struct Place;
            impl tracing::callsite::Callsite for Place {
                fn set_interest(&self, _: tracing::subscriber::Interest) {}
                fn metadata(&self) -> &tracing::Metadata<'_> {
                    unreachable!("only its address is used")
                }
            }
            static PLACE: Place = Place;
            tracing::callsite::Identifier(&PLACE)
        };
        let name = || "p".to_owned();
        assert!(repeats.admit(&id, name));
        clock.advance(Duration::from_secs(10));
        assert!(repeats.admit(&id, name), "a new window");
        assert!(!repeats.admit(&id, name));
        let all = Repeats::new(0, Duration::from_secs(10), clock);
        assert!((0..1000).all(|_| all.admit(&id, name)));
    }

    #[test]
    fn a_level_that_can_not_be_read_is_refused() {
        assert!(parse("info,copytaster::kafka=debug").is_ok());
        assert!(parse("info,=").is_err() || parse("a=b=c").is_err());
    }
}
