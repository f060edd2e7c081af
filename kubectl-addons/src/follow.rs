//! The loop of `-w`: updates in, a fresh view whenever something changed, until Ctrl-C.
//!
//! Reads the clock, since ages move on; what is followed and what is shown is the command's business.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use argocd::snapshot::Snapshot;
use argocd::tree::plan::Want;
use cluster::Follow;
use jiff::Timestamp;
use plugin_kit::failure::Exit;
use plugin_kit::live::Live;
use plugin_kit::pace::Pace;
use plugin_kit::stdout::stdout;
use plugin_kit::streams::Streams;
use plugin_kit::view::{Output, View};

use crate::reader::Reader;

/// How often ages move on while nothing else changes.
const TICK: Duration = Duration::from_secs(1);

/// What is followed, and how it is shown.
pub(crate) trait Watched {
    /// The answer.
    type View: View;
    /// Returns what must be followed, as far as the snapshot tells.
    fn wants(&self, snapshot: &Snapshot) -> Vec<Want>;
    /// Returns the answer as of now; `None` while there is nothing to show yet.
    fn view(&self, snapshot: &Snapshot, now: Timestamp) -> Option<Self::View>;
}

/// Shows the answer again whenever it changes, until interrupted.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) async fn follow(
    mut reader: Reader,
    watched: impl Watched,
    output: Output,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let live = Live::new(output, &streams.answer)?;
    let wants = wants(&watched, reader.snapshot());
    let Some(follow) = reader.follow(&wants) else {
        return Ok(Exit::Done);
    };
    let mut round = Round {
        watched,
        wants,
        live,
        pace: Pace::default(),
        streams,
        dirty: true,
    };
    reader.finish();
    tokio::select! {
        outcome = round.run(&mut reader, follow) => outcome,
        _ = tokio::signal::ctrl_c() => Ok(Exit::Done),
    }
}

fn wants(watched: &impl Watched, snapshot: &Snapshot) -> BTreeSet<Want> {
    watched.wants(snapshot).into_iter().collect()
}

struct Round<W: Watched> {
    watched: W,
    wants: BTreeSet<Want>,
    live: Live,
    pace: Pace,
    streams: Streams,
    dirty: bool,
}

impl<W: Watched> Round<W> {
    async fn run(&mut self, reader: &mut Reader, mut follow: Follow) -> anyhow::Result<Exit> {
        loop {
            let wait = self.wait();
            tokio::select! {
                update = follow.next() => match update {
                    Some(update) => { reader.apply(update); self.dirty = true; }
                    None => return Ok(Exit::Error),
                },
                () = tokio::time::sleep(wait) => self.show(reader, &mut follow)?,
            }
        }
    }

    /// Returns how long to wait for further updates before the answer is shown.
    fn wait(&self) -> Duration {
        match self.dirty {
            true => self.pace.wait(Instant::now()),
            false => TICK,
        }
    }

    fn show(&mut self, reader: &Reader, follow: &mut Follow) -> anyhow::Result<()> {
        self.dirty = false;
        self.pace.drew(Instant::now());
        let wants = wants(&self.watched, reader.snapshot());
        if wants != self.wants
            && let Some(anew) = reader.follow(&wants)
        {
            *follow = anew;
            self.wants = wants;
        }
        if !self
            .wants
            .iter()
            .all(|want| reader.snapshot().is_known(&want.scope))
        {
            return Ok(());
        }
        let screen = self.streams.answer.measured_again();
        match self.watched.view(reader.snapshot(), Timestamp::now()) {
            Some(view) => self.live.show(&view, &screen, &mut stdout()),
            None => Ok(()),
        }
    }
}
