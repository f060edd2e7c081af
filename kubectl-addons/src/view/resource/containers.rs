//! The containers of a Pod or of a template, as a table.

use argocd::resource::{Container, Death, Role};
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Column, Table, Text, Tone};

/// Returns the containers, if there are any; a template's have no state.
pub(super) fn block(containers: &[Container], now: Timestamp) -> Option<Block> {
    let runs = containers.iter().any(|container| container.state.is_some());
    match (containers, runs) {
        ([], _) => None,
        (_, true) => Some(running(containers, now).titled("Containers")),
        (_, false) => Some(template(containers).titled("Containers of its Pods")),
    }
}

fn running(containers: &[Container], now: Timestamp) -> Table {
    let mut table = Table::new([
        Column::new("container"),
        Column::new("state"),
        Column::new("ready"),
        Column::new("restarts").right(),
        Column::new("since").right().clock(),
        Column::new("last death").clock(),
        Column::new("requests").wide(),
        Column::new("limits").wide(),
        Column::new("image").wide(),
        Column::new("message").shrink(),
    ]);
    for container in containers {
        table.push(container.name.clone(), cells(container, now));
    }
    table
}

fn cells(container: &Container, now: Timestamp) -> [Text; 10] {
    let since = container.since.map(|since| age(since, now));
    [
        name(container),
        Text::toned(container.state.clone().unwrap_or_default(), tone(container)),
        if container.ready { "yes" } else { "no" }.into(),
        restarts(container),
        since.unwrap_or_default().into(),
        container
            .last_death
            .as_ref()
            .map(|death| death_text(death, now))
            .unwrap_or_default(),
        container.requests.clone().into(),
        container.limits.clone().into(),
        container.image.clone().into(),
        message(container),
    ]
}

fn name(container: &Container) -> Text {
    let role = match container.role {
        Role::Main => return container.name.clone().into(),
        Role::Init => " (init)",
        Role::Sidecar => " (sidecar)",
        Role::Ephemeral => " (ephemeral)",
    };
    Text::from(container.name.clone()).then_toned(role, Tone::Quiet)
}

fn tone(container: &Container) -> Tone {
    match container.state.as_deref().unwrap_or_default() {
        "Running" if container.ready => Tone::Good,
        "Running" | "ContainerCreating" | "PodInitializing" | "Waiting" => Tone::Busy,
        "Completed" => Tone::Quiet,
        _ => Tone::Bad,
    }
}

fn restarts(container: &Container) -> Text {
    match container.restarts {
        0 => Text::toned("0", Tone::Quiet),
        restarts => Text::toned(restarts.to_string(), Tone::Paused),
    }
}

fn death_text(death: &Death, now: Timestamp) -> Text {
    let at = death
        .at
        .map(|at| format!(", {} ago", age(at, now)))
        .unwrap_or_default();
    let reason = match death.reason.as_str() {
        "" | "Error" => format!("exit code {}", death.exit_code),
        reason => format!("{reason} (exit code {})", death.exit_code),
    };
    let tone = if death.exit_code == 0 {
        Tone::Plain
    } else {
        Tone::Bad
    };
    Text::toned(format!("{reason}{at}"), tone)
}

/// Its own words, else those it died with.
fn message(container: &Container) -> Text {
    let last = container
        .last_death
        .as_ref()
        .map(|death| death.message.as_str());
    let words = match container.message.as_str() {
        "" => last.unwrap_or_default(),
        words => words,
    };
    words
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .into()
}

fn template(containers: &[Container]) -> Table {
    let mut table = Table::new([
        Column::new("container"),
        Column::new("requests"),
        Column::new("limits"),
        Column::new("image").shrink(),
    ]);
    for container in containers {
        let cells = [
            name(container),
            container.requests.clone().into(),
            container.limits.clone().into(),
            container.image.clone().into(),
        ];
        table.push(container.name.clone(), cells);
    }
    table
}
