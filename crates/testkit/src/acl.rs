//! Rights on real brokers: granted, denied and taken back.
//!
//! The Kafka client has no calls for ACLs and Kafka's own tool takes a second for each, so the two requests are spoken
//! here: `CreateAcls` and `DeleteAcls`, version 1, as <https://kafka.apache.org/protocol> describes them.

use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const CREATE_ACLS: i16 = 30;
const DELETE_ACLS: i16 = 31;
/// A broker that is frozen takes the connection and does not answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What a right is about; the discriminant is Kafka's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum Resource {
    Topic = 2,
    Group = 3,
    Cluster = 4,
    TransactionalId = 5,
}

/// What may be done; the discriminant is Kafka's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum Operation {
    All = 2,
    Read = 3,
    Write = 4,
    Create = 5,
    Delete = 6,
    Alter = 7,
    Describe = 8,
    ClusterAction = 9,
    DescribeConfigs = 10,
    AlterConfigs = 11,
    IdempotentWrite = 12,
}

/// Whether it is allowed; the discriminant is Kafka's code. A denial outweighs what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum Permission {
    Deny = 2,
    Allow = 3,
}

/// One right of one user, from any host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    pub permission: Permission,
    pub operation: Operation,
    pub resource: Resource,
    /// Of the resource; with `prefixed` the start of it.
    pub name: String,
    pub prefixed: bool,
}

impl Right {
    /// Allowed on the resource of exactly this name; `*` is all.
    pub fn allow(operation: Operation, resource: Resource, name: &str) -> Self {
        Self {
            permission: Permission::Allow,
            operation,
            resource,
            name: name.to_owned(),
            prefixed: false,
        }
    }

    /// Denied on the resource of exactly this name.
    pub fn deny(operation: Operation, resource: Resource, name: &str) -> Self {
        Self {
            permission: Permission::Deny,
            ..Self::allow(operation, resource, name)
        }
    }
}

/// Gives a user (`User:NAME`) rights. `address` is a plaintext listener.
///
/// # Errors
/// No broker answers, or it refuses.
pub fn grant(address: &str, user: &str, rights: &[Right]) -> Result<()> {
    ask(address, CREATE_ACLS, &listed(user, rights))
}

/// Takes rights back.
///
/// # Errors
/// No broker answers, or it refuses.
pub fn revoke(address: &str, user: &str, rights: &[Right]) -> Result<()> {
    ask(address, DELETE_ACLS, &listed(user, rights))
}

/// Both requests have the same form: what is created, or what is looked for to be deleted.
fn listed(user: &str, rights: &[Right]) -> Body {
    let mut body = Body::default();
    body.int32(rights.len() as i32);
    for right in rights {
        body.int8(right.resource as i8);
        body.string(&right.name);
        body.int8(if right.prefixed { 4 } else { 3 });
        body.string(user);
        body.string("*");
        body.int8(right.operation as i8);
        body.int8(right.permission as i8);
    }
    body
}

#[derive(Default)]
struct Body(Vec<u8>);

impl Body {
    fn int8(&mut self, value: i8) {
        self.0.extend(value.to_be_bytes());
    }

    fn int16(&mut self, value: i16) {
        self.0.extend(value.to_be_bytes());
    }

    fn int32(&mut self, value: i32) {
        self.0.extend(value.to_be_bytes());
    }

    fn string(&mut self, value: &str) {
        self.int16(value.len() as i16);
        self.0.extend(value.as_bytes());
    }
}

/// Sends one request and reads the errors of its answer: both answers begin with the throttle time and then hold an
/// array whose elements begin with a code and a message.
fn ask(address: &str, key: i16, body: &Body) -> Result<()> {
    let mut request = Body::default();
    request.int16(key);
    // Version, and an id for the answer, which is the only one.
    request.int16(1);
    request.int32(1);
    request.string("testkit");
    request.0.extend(&body.0);
    let mut stream = TcpStream::connect(address).with_context(|| address.to_owned())?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(&(request.0.len() as u32).to_be_bytes())?;
    stream.write_all(&request.0)?;
    let mut size = [0; 4];
    stream.read_exact(&mut size).context("the answer's size")?;
    let mut answer = vec![0; u32::from_be_bytes(size) as usize];
    stream.read_exact(&mut answer).context("the answer")?;
    let elements = answer.get(12..).context("the answer is too short")?;
    // The first refusal tells; an element of DeleteAcls holds more behind it.
    let code = elements.get(..2).map(|c| i16::from_be_bytes([c[0], c[1]]));
    match code {
        None | Some(0) => Ok(()),
        Some(code) => bail!("the broker refuses to change rights: error {code}"),
    }
}
