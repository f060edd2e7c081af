//! `helm stack`: bundles charts and manifests into stacks and pushes them to the GitOps repository Argo CD deploys from.
//!
//! This file parses, runs and reports; everything else has a room of its own.

mod archive;
mod ask;
mod changes;
mod chart;
mod cli;
mod command;
mod connection;
mod core_dump;
mod folder;
mod gitops;
mod keyring;
mod planning;
mod private_folder;
mod secret_files;
mod secret_input;
mod source;
mod view;
mod wrapper;

use std::process::ExitCode;

use clap::FromArgMatches;
use plugin_kit::failure::report;
use plugin_kit::screen::Screen;

fn main() -> ExitCode {
    core_dump::forbid();
    let arguments: Vec<_> = std::env::args_os().collect();
    if wrapper::is_called_as_helm(arguments.first()) {
        return wrapper::run(&arguments[1..]);
    }
    if let Some(words) = cli::completion_request(&arguments) {
        return command::complete::run(&words).into();
    }
    let program = cli::program(&|name| std::env::var_os(name));
    let matches = cli::command(program).get_matches_from(&arguments);
    let cli = match cli::Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let errors = Screen::stderr(cli.helm.color);
    match command::run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => report(&error, program, &errors, &mut std::io::stderr()).into(),
    }
}
