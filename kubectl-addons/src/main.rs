//! `kubectl addons`: shows the Argo CD Applications of a cluster, straight from the Kubernetes API.
//!
//! This file parses, runs and reports; everything else has a room of its own.

mod checkout;
mod cli;
mod command;
mod completion;
mod explain;
mod follow;
mod layering;
mod logs;
mod owners;
mod page;
mod reader;
mod rows;
mod selection;
mod tape;
mod view;

use std::process::ExitCode;

use clap::FromArgMatches;
use plugin_kit::failure::{report, retell};
use plugin_kit::screen::Screen;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let program = cli::program(&arguments);
    if let Some(words) = cli::completion_request(&arguments) {
        return completion::run(&words).into();
    }
    let matches = cli::command(program).get_matches_from(&arguments);
    let cli = match cli::Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let errors = Screen::stderr(cli.color);
    let connection = cli.command.connection().cloned().unwrap_or_default();
    match command::run(cli) {
        Ok(exit) => exit.into(),
        Err(mut error) => {
            retell(&mut error, &|advice| connection.advice(advice));
            report(&error, program, &errors, &mut std::io::stderr()).into()
        }
    }
}
