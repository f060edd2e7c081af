//! Every shape, tone and word on one page: `cargo run -p plugin-kit --example gallery -- --help`.
//!
//! For whoever changes a renderer: look at it on a dark and on a light terminal, in a narrow window, through `| cat`.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use argocd::health::HealthStatus;
use argocd::lifecycle::State;
use argocd::sync::SyncStatus;
use clap::{Parser, ValueEnum};
use plugin_kit::failure::{Exit, Explain, report};
use plugin_kit::live::Live;
use plugin_kit::progress::Progress;
use plugin_kit::screen::{Colour, Screen};
use plugin_kit::shape::{Block, Blocks, Column, Fact, Facts, Graph, Node, Table, Text, Tone};
use plugin_kit::stdout::stdout;
use plugin_kit::view::{Format, View, show};
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

/// Shows what answers look like.
#[derive(Parser)]
struct Cli {
    /// The format of the answer
    #[arg(short, long, default_value = "table", value_parser = Format::among(Format::value_variants()))]
    output: Format,
    /// When to colour
    #[arg(long, default_value = "auto")]
    color: Colour,
    /// Redraws the answer as a deployment proceeds
    #[arg(short, long)]
    watch: bool,
    /// Waits that many milliseconds first, with a spinner
    #[arg(long, default_value_t = 0)]
    slow: u64,
    /// Fails instead
    #[arg(long)]
    fail: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let told = Screen::stderr(cli.color);
    let exit = match run(&cli, &told) {
        Ok(()) => Exit::Done,
        Err(error) => report(&error, "gallery", &told, &mut std::io::stderr()),
    };
    exit.into()
}

fn run(cli: &Cli, told: &Screen) -> anyhow::Result<()> {
    let progress = Progress::start("reading 240 kinds of objects", told);
    sleep(Duration::from_millis(cli.slow));
    progress.done();
    if cli.fail {
        return fail();
    }
    let screen = Screen::stdout(cli.color);
    if cli.watch {
        watch(cli.output, &screen)
    } else {
        show(&Gallery { ready: 2 }, cli.output, &screen, &mut stdout())
    }
}

fn fail() -> anyhow::Result<()> {
    Err(std::io::Error::other(
        "the server answered 403 Forbidden: applications.argoproj.io is forbidden",
    ))
    .doing("reading the Applications of namespace argocd")
    .next("see which right is missing: kubectl auth can-i --list")
    .exit(Exit::Forbidden)
}

fn watch(format: Format, screen: &Screen) -> anyhow::Result<()> {
    let mut live = Live::new(format, screen)?;
    for ready in 0..=3 {
        live.show(
            &Gallery { ready },
            &[],
            &screen.measured_again(),
            &mut stdout(),
        )?;
        sleep(Duration::from_millis(700));
    }
    Ok(())
}

#[derive(Serialize, JsonSchema)]
struct Gallery {
    ready: usize,
}

impl View for Gallery {
    const KIND: &'static str = "Gallery";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![tones(), words(), facts(), table(), self.map().into()]
    }

    fn names(&self) -> Vec<String> {
        vec!["gallery".to_owned()]
    }
}

fn tones() -> Block {
    let tones = [
        Tone::Plain,
        Tone::Good,
        Tone::Busy,
        Tone::Paused,
        Tone::Bad,
        Tone::Unknown,
        Tone::Quiet,
        Tone::Strong,
    ];
    let line = tones.iter().fold(Text::default(), |line, &tone| {
        line.then_toned(format!("{tone:?}"), tone).then("  ")
    });
    Block::lines([line]).titled("Tones")
}

fn words() -> Block {
    let mut table = Table::new([
        Column::new("state"),
        Column::new("health"),
        Column::new("sync"),
    ]);
    let healths = [
        "Healthy",
        "Suspended",
        "Progressing",
        "Missing",
        "Degraded",
        "Unknown",
        "Resting",
    ];
    let syncs = ["Synced", "OutOfSync", "Unknown", "Drifting"];
    for (place, health) in healths.iter().enumerate() {
        let state = State::ALL
            .get(place)
            .map(|&state| Word::from(state).marked());
        let sync = syncs
            .get(place)
            .map(|&sync| Word::from(&SyncStatus::from(sync.to_owned())).marked());
        let health = Word::from(&HealthStatus::from((*health).to_owned())).marked();
        table.push(
            place.to_string(),
            [state.unwrap_or_default(), health, sync.unwrap_or_default()],
        );
    }
    table.titled("Words")
}

fn facts() -> Block {
    let facts = Facts::new([
        Fact::new(
            "State",
            Word::from(State::Degraded)
                .marked()
                .then("  Unhealthy: 1 of 3 Pods crash"),
        ),
        Fact::new("Chart", "grafana 9.2.10"),
        Fact::list("Images", ["grafana/grafana:12.1.1", "library/busybox:1.37"]),
    ]);
    Block::from(facts.group([
        Fact::new("Sync strategy", "Auto-Sync, Self-Heal"),
        Fact::new("Hostile", "\u{1b}[31mred\u{202e}"),
    ]))
    .titled("Facts")
}

fn table() -> Block {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("version"),
        Column::new("state"),
        Column::new("pods").right(),
        Column::new("project").wide(),
        Column::new("message").shrink(),
    ]);
    let rows = [
        (
            "grafana",
            "9.2.10 → 9.3.0",
            State::Deploying,
            "3",
            "waits for the Deployment grafana, 2 of 3 Pods ready",
        ),
        (
            "監視",
            "1.0.0",
            State::Synced,
            "12",
            "double-width names stay aligned",
        ),
        (
            "loki",
            "6.1.0",
            State::Degraded,
            "1",
            "CrashLoopBackOff: back-off 5m0s restarting failed container",
        ),
    ];
    for (name, version, state, pods, message) in rows {
        let cells = [
            name.into(),
            version.into(),
            Word::from(state).plain(),
            pods.into(),
            "default".into(),
            message.into(),
        ];
        table.push(name, cells);
    }
    table.titled("Table")
}

impl Gallery {
    fn map(&self) -> Graph {
        let columns = [
            Column::new("health").drawn(),
            Column::new("age").right().clock(),
            Column::new("message").shrink(),
        ];
        let mut graph = Graph::new(Column::new("resource map"), columns);
        graph.push(node("app", "Application/grafana", self.ready == 3, "5d3h"));
        graph.push(node("deploy", "Deployment/grafana", self.ready == 3, "5d3h").under("app"));
        graph.push(node("rs", "ReplicaSet/grafana-6d5", self.ready == 3, "17m").under("deploy"));
        for pod in 0..3 {
            let drawn = node(pod_key(pod), "Pod/grafana-6d5-x", pod < self.ready, "17m");
            graph.push(
                Node {
                    name: format!("Pod/grafana-6d5-{pod}").into(),
                    ..drawn
                }
                .under("rs"),
            );
        }
        graph.push(
            node("tls", "Secret/tls", true, "1y")
                .under(pod_key(0))
                .under(pod_key(2)),
        );
        graph.push(node("old", "ConfigMap/old", true, "2y15d").section("Orphans"));
        graph
    }
}

fn pod_key(pod: usize) -> &'static str {
    ["pod0", "pod1", "pod2"].get(pod).copied().unwrap_or("pod")
}

fn node(key: &'static str, name: &'static str, ready: bool, age: &'static str) -> Node {
    let word = Word::from(&if ready {
        HealthStatus::Healthy
    } else {
        HealthStatus::Progressing
    });
    let message = if ready {
        ""
    } else {
        "waiting for the container grafana to pass its readiness probe"
    };
    Node::new(key, name)
        .cells([word.marked(), age.into(), message.into()])
        .tone(word.tone)
}
