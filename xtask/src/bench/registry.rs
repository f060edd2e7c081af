//! Starts the places charts come from: an OCI registry and a folder served over HTTP.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::Bench;
use super::running::Running;

/// Starts both; `wait` says when they listen.
pub(crate) fn start(running: &mut Running<'_, '_>) -> Result<()> {
    let bench = running.bench().clone();
    let registry = registry(&bench)?;
    running.start("registry", registry)?;
    let mut charts = bench.command(&bench.programs.charts);
    charts
        .arg(format!("127.0.0.1:{}", bench.ports.charts))
        .arg(bench.charts());
    running.start("charts", charts)
}

/// Waits until both listen.
pub(crate) fn wait(running: &mut Running<'_, '_>) -> Result<()> {
    let ports = running.bench().ports.clone();
    running.wait_for_port("registry", ports.registry)?;
    running.wait_for_port("charts", ports.charts)
}

fn registry(bench: &Bench) -> Result<Command> {
    let config = bench.folder.join("registry.yaml");
    fs::write(&config, configuration(bench))
        .with_context(|| format!("writing {}", config.display()))?;
    let mut command = bench.command(&bench.programs.registry);
    command
        .arg("serve")
        .arg(config)
        .env("OTEL_TRACES_EXPORTER", "none");
    Ok(command)
}

/// Returns the registry's settings in JSON, which it reads as YAML.
fn configuration(bench: &Bench) -> String {
    let settings = serde_json::json!({
        "version": 0.1,
        "log": {"level": "warn"},
        "storage": {
            "filesystem": {"rootdirectory": bench.folder.join("registry")},
            "delete": {"enabled": true},
        },
        "http": {"addr": bench.registry()},
    });
    format!("{settings:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn the_registry_listens_on_loopback_and_keeps_to_the_benchs_folder() {
        let text = configuration(&example());
        assert!(text.contains("\"addr\": \"127.0.0.1:9\""), "{text}");
        assert!(
            text.contains("\"rootdirectory\": \"/bench/registry\""),
            "{text}"
        );
    }
}
