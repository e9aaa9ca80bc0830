//! The admin server: metrics and health over HTTP.
//!
//! Owns the routes and what they answer. Reads state and metrics, changes nothing, never asks Kafka: an answer takes
//! microseconds however the brokers fare. It has no login; where it listens is configuration (loopback by default).

use super::health::{Answer, Health};
use super::{Metrics, Phase};
use axum::Router;
use axum::extract::{MatchedPath, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::future::Future;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The Prometheus text format.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Routes and what they are for, as the answer to an unknown path lists them.
pub const ROUTES: [(&str, &str); 3] = [
    ("/metrics", "metrics in the Prometheus text format"),
    ("/livez", "whether the source thread goes round its loop"),
    ("/readyz", "whether the instance takes part in its group"),
];

/// What the routes read.
#[derive(Debug, Clone)]
pub struct Admin {
    pub metrics: Metrics,
    pub health: Health,
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct AdminServer {
    listener: TcpListener,
    address: SocketAddr,
    admin: Admin,
}

/// The address can't be had.
#[derive(Debug, thiserror::Error)]
#[error(
    "the admin server can't listen on {address}: {reason}; choose another with http.listen (port 0 takes a free one) or set http.enabled = false"
)]
pub struct ListenError {
    pub address: String,
    pub reason: std::io::Error,
}

impl AdminServer {
    /// Takes the address. Port 0 takes a free one.
    pub async fn listen(address: &str, admin: Admin) -> Result<Self, ListenError> {
        let fail = |reason| ListenError {
            address: address.to_owned(),
            reason,
        };
        let listener = TcpListener::bind(address).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        Ok(Self {
            listener,
            address,
            admin,
        })
    }

    /// The address taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `ended`, then finishes the requests it has begun.
    pub async fn serve(
        self,
        ended: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        axum::serve(self.listener, routes(self.admin))
            .with_graceful_shutdown(ended)
            .await
    }
}

fn routes(admin: Admin) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(admin.clone(), count))
        .with_state(admin)
}

/// Counts by route, not by path: a path is whatever anybody sends.
async fn count(Shared(admin): Shared<Admin>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |p| p.as_str().to_owned());
    let response = next.run(request).await;
    admin
        .metrics
        .http_requests
        .with_label_values(&[route.as_str(), response.status().as_str()])
        .inc();
    response
}

async fn metrics(Shared(admin): Shared<Admin>) -> Response {
    refresh(&admin);
    (
        [(header::CONTENT_TYPE, METRICS_TYPE)],
        admin.metrics.render(),
    )
        .into_response()
}

/// Gauges that mirror the state are set when they are asked for, so that they can't be stale.
fn refresh(admin: &Admin) {
    let now = admin.health.state.phase();
    for phase in Phase::ALL {
        admin
            .metrics
            .state
            .with_label_values(&[phase.code()])
            .set(i64::from(phase == now));
    }
    admin.metrics.held.set(i64::from(admin.health.state.held()));
}

async fn live(Shared(admin): Shared<Admin>) -> Response {
    respond(&admin.health.live())
}

async fn ready(Shared(admin): Shared<Admin>) -> Response {
    respond(&admin.health.ready())
}

fn respond(answer: &Answer) -> Response {
    let status = if answer.ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, axum::Json(answer)).into_response()
}

async fn unknown() -> Response {
    let routes: serde_json::Map<_, _> = ROUTES
        .iter()
        .map(|(route, about)| ((*route).to_owned(), json!(about)))
        .collect();
    let body = json!({ "error": "no such path", "routes": routes });
    (StatusCode::NOT_FOUND, axum::Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::clock::Clock;
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    fn admin() -> Admin {
        Admin {
            metrics: Metrics::new().unwrap(),
            health: Health::new(
                Arc::new(State::default()),
                Clock::manual(0),
                Duration::from_secs(5),
            ),
        }
    }

    /// Status and body of each path, asked one after the other.
    fn ask(admin: &Admin, paths: &[&str]) -> Vec<(u16, String)> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let server = AdminServer::listen("127.0.0.1:0", admin.clone())
                .await
                .unwrap();
            let address = server.address();
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let serving = tokio::spawn(server.serve(async {
                let _ = stopped.await;
            }));
            let mut answers = Vec::new();
            for path in paths {
                let mut stream = TcpStream::connect(address).await.unwrap();
                let request =
                    format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).await.unwrap();
                let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
                let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
                answers.push((status, body));
            }
            stop.send(()).unwrap();
            serving.await.unwrap().unwrap();
            answers
        })
    }

    #[test]
    fn metrics_tell_the_phase_as_it_is_now() {
        let admin = admin();
        admin.health.state.enter(Phase::Joining);
        let answers = ask(&admin, &["/metrics"]);
        assert_eq!(answers[0].0, 200);
        assert!(
            answers[0]
                .1
                .contains("copytaster_state{state=\"joining\"} 1")
        );
        assert!(
            answers[0]
                .1
                .contains("copytaster_state{state=\"running\"} 0")
        );
    }

    #[test]
    fn health_answers_by_status_code_and_says_why() {
        let admin = admin();
        let starting = ask(&admin, &["/livez", "/readyz"]);
        assert_eq!((starting[0].0, starting[1].0), (200, 503));
        assert!(
            starting[1].1.contains("\"state\":\"starting\""),
            "{}",
            starting[1].1
        );
        admin.health.state.enter(Phase::Running);
        admin.health.state.set_held(true);
        let held = ask(&admin, &["/readyz"]);
        assert_eq!(held[0].0, 200);
        assert!(
            held[0].1.contains("\"status\":\"degraded\""),
            "{}",
            held[0].1
        );
    }

    #[test]
    fn an_unknown_path_lists_the_known_ones_and_makes_no_series_of_its_own() {
        let admin = admin();
        let answers = ask(&admin, &["/secret/123", "/livez", "/metrics"]);
        assert_eq!(answers[0].0, 404);
        for (route, _) in ROUTES {
            assert!(answers[0].1.contains(route));
        }
        let page = &answers[2].1;
        assert!(
            page.contains("copytaster_http_requests_total{code=\"404\",route=\"other\"} 1"),
            "{page}"
        );
        assert!(page.contains("copytaster_http_requests_total{code=\"200\",route=\"/livez\"} 1"));
        assert!(!page.contains("/secret"));
    }

    #[test]
    fn an_address_that_is_taken_is_told_with_the_setting_to_change() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let error = runtime
            .block_on(AdminServer::listen(&address, admin()))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(&address) && error.contains("http.listen"),
            "{error}"
        );
    }
}
