//! Tasks of this workspace, run as `cargo xtask <verb>`; one module a verb.

use std::process::ExitCode;

use clap::Parser;

mod audit;
mod bench;
mod cli;
mod demo;
mod dist;
mod example;
mod interrupt;
mod report;
mod scenario;
mod soak;
mod test;
mod workspace;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    cli::run(cli, &mut std::io::stdout(), &mut std::io::stderr())
}
