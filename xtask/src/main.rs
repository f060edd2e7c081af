//! Tasks of this workspace, run as `cargo xtask <verb>`; one module a verb.

use std::process::ExitCode;

use clap::Parser;

mod bench;
mod cli;
mod interrupt;
mod scenario;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli::run(cli, &mut std::io::stdout(), &mut std::io::stderr())
}
