//! `copytaster completions`: scripts that complete commands and options in a shell.

use super::exit::{Ended, Exit};
use super::output::print;
use clap::CommandFactory;
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  copytaster completions bash > /etc/bash_completion.d/copytaster\n  copytaster completions zsh > ~/.zfunc/_copytaster"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(args: &CompletionsArgs) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::CommandLine::command(),
        "copytaster",
        &mut script,
    );
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
