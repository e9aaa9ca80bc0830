//! What commands print, on stdout, and the forms it takes.

use super::exit::{Exit, Failure};
use std::io::{self, Write};

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TextOrJson {
    Text,
    Json,
}

/// For people at a terminal, for programs, or for people before a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TextJsonOrHtml {
    Text,
    Json,
    /// One page that needs nothing else.
    Html,
}

/// For documents or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PageOrJson {
    /// Markdown.
    Md,
    Json,
}

/// Prints to stdout. A reader that has gone (`| head`) is no error.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            Exit::Unavailable,
            anyhow::Error::new(error).context("stdout can't be written"),
        )),
        _ => Ok(()),
    }
}

/// Prints JSON, indented.
pub fn print_json(json: &serde_json::Value) -> Result<(), Failure> {
    print(&format!("{json:#}\n"))
}
