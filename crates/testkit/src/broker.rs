//! A cluster of brokers: who may connect, and what is done to it.

use crate::acl::{self, Right};
use crate::artifacts;
use crate::certificates::Authority;
use crate::client::Client;
use crate::node::Node;
use crate::properties::{Ports, properties};
use crate::wait::within;
use anyhow::{Context, Result};
use std::net::TcpListener;
use std::time::Duration;
use tempfile::TempDir;

/// How many brokers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    One,
    /// Replication 3, `min.insync.replicas` 2.
    Three,
}

/// Who may connect, beside the tests themselves, which may do everything by the plaintext listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody may do everything.
    Open,
    /// [`Listener::Login`] for [`USER`], who has the rights that were granted.
    Login,
    /// [`Listener::Tls`] and [`Listener::TlsLogin`], for users who have the rights that were granted.
    Secure,
}

impl Access {
    pub(crate) fn listeners(self) -> &'static [Listener] {
        match self {
            Self::Open => &[],
            Self::Login => &[Listener::Login],
            Self::Secure => &[Listener::Tls, Listener::TlsLogin],
        }
    }
}

/// A way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    Plaintext,
    /// SASL PLAIN in the clear.
    Login,
    /// TLS with a client certificate; its common name is the user.
    Tls,
    /// SCRAM-SHA-512 over TLS.
    TlsLogin,
}

impl Listener {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Login => "SASL_PLAINTEXT",
            Self::Tls => "SSL",
            Self::TlsLogin => "SASL_SSL",
        }
    }
}

/// How long a change of rights is tried.
const PATIENCE: Duration = Duration::from_secs(30);

/// The user who can log in, and his password.
pub const USER: &str = "copytaster";
pub const PASSWORD: &str = "open-sesame-7";

/// A cluster of brokers on loopback; stopped when dropped.
pub struct Kafka {
    // Before the folder: brokers are gone when their storage goes.
    nodes: Vec<Node>,
    ports: Vec<Ports>,
    authority: Option<Authority>,
    _folder: Option<TempDir>,
    /// An existing broker named by `COPYTASTER_TEST_KAFKA`.
    external: Option<String>,
}

impl Kafka {
    /// Starts brokers and waits until they serve. With `COPYTASTER_TEST_KAFKA=host:port` that broker is used instead
    /// (for [`Layout::One`]).
    ///
    /// # Errors
    /// Java or Maven is missing, or a broker did not start; the message holds the end of its log.
    pub fn start(layout: Layout) -> Result<Self> {
        if let (Layout::One, Ok(external)) = (layout, std::env::var("COPYTASTER_TEST_KAFKA")) {
            return Ok(Self {
                nodes: Vec::new(),
                ports: Vec::new(),
                authority: None,
                _folder: None,
                external: Some(external),
            });
        }
        Self::start_with(layout, Access::Open)
    }

    /// Starts brokers that not everybody may use.
    ///
    /// # Errors
    /// Java or Maven is missing, or a broker did not start; the message holds the end of its log.
    pub fn start_with(layout: Layout, access: Access) -> Result<Self> {
        let artifacts = artifacts::fetch()?;
        let folder = tempfile::Builder::new()
            .prefix("copytaster-kafka-")
            .tempdir()?;
        let authority = match access {
            Access::Secure => {
                let authority = Authority::new(folder.path())?;
                authority.broker()?;
                Some(authority)
            }
            Access::Open | Access::Login => None,
        };
        let count = if layout == Layout::One { 1 } else { 3 };
        let ports = free_ports(count)?;
        let mut options = Vec::new();
        if layout == Layout::One {
            options.push("--standalone".to_owned());
        }
        if access == Access::Secure {
            options.push("--add-scram".to_owned());
            options.push(format!("SCRAM-SHA-512=[name={USER},password={PASSWORD}]"));
        }
        let format = |id: usize| {
            let text = properties(id, layout, access, &ports, folder.path());
            Node::format(
                id,
                ports[id - 1].plaintext,
                folder.path(),
                &artifacts,
                &text,
                &options,
            )
        };
        // Side by side: each is a JVM of its own.
        let nodes = std::thread::scope(|scope| {
            let formatting: Vec<_> = (1..=count)
                .map(|id| scope.spawn(move || format(id)))
                .collect();
            formatting
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|p| std::panic::resume_unwind(p))
                })
                .collect::<Result<Vec<_>>>()
        })?;
        let mut kafka = Self {
            nodes,
            ports,
            authority,
            _folder: Some(folder),
            external: None,
        };
        for node in &mut kafka.nodes {
            node.launch()?;
        }
        for node in &kafka.nodes {
            node.await_start()?;
        }
        Ok(kafka)
    }

    /// Addresses of the plaintext listeners, for `bootstrap.servers`.
    pub fn bootstrap(&self) -> String {
        self.external
            .clone()
            .unwrap_or_else(|| self.addresses(Listener::Plaintext).join(","))
    }

    /// Addresses of a listener, `host:port` for each broker.
    pub fn addresses(&self, listener: Listener) -> Vec<String> {
        self.ports
            .iter()
            .map(|ports| format!("127.0.0.1:{}", ports.of(listener)))
            .collect()
    }

    /// A client of this cluster.
    pub fn client(&self) -> Client {
        Client::new(&self.bootstrap())
    }

    /// Who signed the brokers' certificates.
    ///
    /// # Errors
    /// The cluster is not [`Access::Secure`].
    pub fn authority(&self) -> Result<&Authority> {
        self.authority
            .as_ref()
            .context("only a secure cluster has certificates")
    }

    /// The users' rights.
    pub fn rights(&self) -> Rights {
        Rights {
            addresses: self.addresses(Listener::Plaintext),
        }
    }

    /// Kills a broker (1, 2, 3) with SIGKILL.
    ///
    /// # Errors
    /// There is no such broker.
    pub fn kill(&mut self, id: usize) -> Result<()> {
        self.node(id)?.kill();
        Ok(())
    }

    /// Starts a killed broker, or one that has given up, again and waits until it serves.
    ///
    /// # Errors
    /// It does not start.
    pub fn restart(&mut self, id: usize) -> Result<()> {
        let node = self.node(id)?;
        node.kill();
        node.launch()?;
        node.await_start()
    }

    /// Stops a broker in its tracks, or lets it go on.
    ///
    /// # Errors
    /// It does not run.
    pub fn freeze(&mut self, id: usize, frozen: bool) -> Result<()> {
        self.node(id)?.freeze(frozen)
    }

    /// Lets a broker write no more to any file, as a full disk would, until it is started again.
    ///
    /// # Errors
    /// It does not run.
    pub fn forbid_writes(&mut self, id: usize) -> Result<()> {
        self.node(id)?.forbid_writes()
    }

    /// Whether a broker can be connected to.
    ///
    /// # Errors
    /// There is no such broker.
    pub fn serves(&mut self, id: usize) -> Result<bool> {
        Ok(self.node(id)?.serves())
    }

    fn node(&mut self, id: usize) -> Result<&mut Node> {
        self.nodes
            .iter_mut()
            .find(|n| n.id == id)
            .with_context(|| format!("there is no broker {id} to command"))
    }
}

/// Commands the rights of a cluster's users, beside whoever commands its brokers.
#[derive(Debug, Clone)]
pub struct Rights {
    addresses: Vec<String>,
}

impl Rights {
    /// Gives a user rights, denials among them.
    ///
    /// # Errors
    /// No broker takes them.
    pub fn grant(&self, user: &str, rights: &[Right]) -> Result<()> {
        self.any_broker(|address| acl::grant(address, &format!("User:{user}"), rights))
    }

    /// Takes rights of a user back.
    ///
    /// # Errors
    /// No broker takes it.
    pub fn revoke(&self, user: &str, rights: &[Right]) -> Result<()> {
        self.any_broker(|address| acl::revoke(address, &format!("User:{user}"), rights))
    }

    /// Asks one broker after the other until one answers; some may be down, or between two controllers.
    fn any_broker(&self, ask: impl Fn(&str) -> Result<()>) -> Result<()> {
        let mut last = Ok(());
        within(PATIENCE, || {
            self.addresses.iter().find_map(|address| {
                last = ask(address);
                last.is_ok().then_some(())
            })
        });
        last
    }
}

/// Ports for so many nodes.
fn free_ports(count: usize) -> Result<Vec<Ports>> {
    // All bound at once, so that they differ.
    let bound: Vec<TcpListener> = (0..count * 5)
        .map(|_| TcpListener::bind("127.0.0.1:0"))
        .collect::<std::io::Result<_>>()?;
    let ports: Vec<u16> = bound
        .iter()
        .map(|l| Ok(l.local_addr()?.port()))
        .collect::<Result<_>>()?;
    Ok(ports
        .chunks_exact(5)
        .map(|p| Ports {
            plaintext: p[0],
            controller: p[1],
            others: [p[2], p[3], p[4]],
        })
        .collect())
}
