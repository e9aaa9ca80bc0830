//! `copytaster healthcheck`: asks a running instance how it is, for containers that have no curl.

use super::exit::{Ended, Exit, Failure};
use super::output::print;
use super::settings::SettingsArgs;
use std::time::Duration;

/// Ask a running instance whether it is alive (or ready); exits 0 or 1, 69 when nothing answers
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  copytaster healthcheck\n  copytaster healthcheck --ready --url http://10.0.0.7:9464"
)]
pub struct HealthcheckArgs {
    /// Ask /readyz instead of /livez
    #[arg(long)]
    ready: bool,
    /// Base address of the admin server; without it http.listen of the configuration
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

pub fn run(args: &HealthcheckArgs, settings: &SettingsArgs) -> Ended {
    let base = match &args.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", reachable(&settings.load()?.config.http.listen)),
    };
    let path = if args.ready { "readyz" } else { "livez" };
    let url = format!("{base}/{path}");
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(args.timeout)))
        .http_status_as_error(false)
        .build()
        .into();
    let mut answer = agent.get(&url).call().map_err(|error| {
        Failure::new(
            Exit::Unavailable,
            anyhow::Error::new(error).context(format!(
                "nothing answers at {url}; is the instance running, and is http.listen that address?"
            )),
        )
    })?;
    let body = answer.body_mut().read_to_string().unwrap_or_default();
    print(&format!("{}\n", body.trim_end()))?;
    Ok(if answer.status().is_success() {
        Exit::Done
    } else {
        Exit::Findings
    })
}

/// Where an instance that listens here can be asked from the same machine.
fn reachable(listen: &str) -> String {
    match listen.rsplit_once(':') {
        Some(("0.0.0.0" | "", port)) => format!("127.0.0.1:{port}"),
        Some(("[::]", port)) => format!("[::1]:{port}"),
        _ => listen.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_all_is_asked_on_the_loopback() {
        assert_eq!(reachable("0.0.0.0:9464"), "127.0.0.1:9464");
        assert_eq!(reachable("[::]:9464"), "[::1]:9464");
        assert_eq!(reachable("10.0.0.7:1"), "10.0.0.7:1");
    }
}
