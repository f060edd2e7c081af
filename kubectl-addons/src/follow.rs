//! The loop of `-w`: updates in, a fresh view whenever something changed, until Ctrl-C.
//!
//! Reads the clock, since ages move on; what is followed and what is shown is the command's business.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use plugin_kit::failure::Exit;
use plugin_kit::live::Live;
use plugin_kit::pace::Pace;
use plugin_kit::stdout::stdout;
use plugin_kit::streams::Streams;
use plugin_kit::view::{Output, View};

use crate::command::GAPS_TOLD;
use crate::reader::{Following, Reader, Wanted};
use crate::view::{gaps, rights};

/// How often ages move on while nothing else changes.
const TICK: Duration = Duration::from_secs(1);

/// What is followed, and how it is shown.
pub(crate) trait Watched {
    /// The answer.
    type View: View;
    /// Returns what must be followed, cluster by cluster, as far as is known by what was read.
    fn wants(&self, reader: &Reader) -> Wanted;
    /// Returns the answer as of now; `None` while there is nothing to show yet.
    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<Self::View>;
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
    let wants = watched.wants(&reader);
    let following = reader.follow(&wants);
    let mut round = Round {
        watched,
        wants,
        live,
        pace: Pace::default(),
        streams,
        told: BTreeSet::new(),
        asked: Vec::new(),
        dirty: true,
    };
    reader.finish();
    tokio::select! {
        outcome = round.run(&mut reader, following) => outcome,
        _ = tokio::signal::ctrl_c() => Ok(Exit::Done),
    }
}

struct Round<W: Watched> {
    watched: W,
    wants: Wanted,
    live: Live,
    pace: Pace,
    streams: Streams,
    /// Gaps that were told and still hold.
    told: BTreeSet<String>,
    /// What was told last of roles to ask for.
    asked: Vec<String>,
    dirty: bool,
}

impl<W: Watched> Round<W> {
    async fn run(&mut self, reader: &mut Reader, mut following: Following) -> anyhow::Result<Exit> {
        loop {
            let wait = self.wait();
            tokio::select! {
                update = following.next() => match update {
                    Some((site, update)) => { reader.apply(&site, update); self.dirty = true; }
                    None => return Ok(Exit::Error),
                },
                () = tokio::time::sleep(wait) => self.show(reader, &mut following)?,
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

    fn show(&mut self, reader: &mut Reader, following: &mut Following) -> anyhow::Result<()> {
        self.dirty = false;
        reader.catch_up();
        self.pace.drew(Instant::now());
        let wants = self.watched.wants(reader);
        if wants != self.wants {
            *following = reader.follow(&wants);
            self.wants = wants;
        }
        if !reader.knows(&self.wants) {
            return Ok(());
        }
        let screen = self.streams.answer.measured_again();
        let mut notes = gaps::lines(reader.gaps(), GAPS_TOLD);
        let asked = rights::lines(reader.gaps());
        if !self.live.redraws() {
            self.tell(&notes);
            self.ask(&asked);
        }
        notes.extend(asked);
        match self.watched.view(reader, Timestamp::now()) {
            Some(view) => self.live.show(&view, &notes, &screen, &mut stdout()),
            None => Ok(()),
        }
    }

    /// Tells beside the answer what has not been told yet.
    fn tell(&mut self, notes: &[String]) {
        for note in notes {
            if self.told.insert(note.clone()) {
                self.streams.tell([note]);
            }
        }
        self.told.retain(|told| notes.contains(told));
    }

    /// Tells which roles are to be asked for, all again where they are others than before.
    fn ask(&mut self, lines: &[String]) {
        if self.asked != lines {
            self.streams.tell(lines);
            self.asked = lines.to_vec();
        }
    }
}
