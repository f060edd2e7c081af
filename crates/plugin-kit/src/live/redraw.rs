//! Redraws an answer in place on a terminal: up to its first line, every line anew, clear what is left below.
//!
//! Lines are cut to the screen, as a wrapped line would take two rows; a page too long for it ends in "… 12 more rows".
//! Bytes come out, nothing is written here.

use std::io::Write;

use crate::paint::paint;
use crate::render::line::{cut, width};
use crate::render::text::{Layout, lines};
use crate::screen::Screen;
use crate::shape::{Block, Text, Tone};

/// Holds back the terminal's own repaint until a whole page is there; terminals that do not know it ignore it.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const CLEAR_LINE: &[u8] = b"\x1b[K";
const CLEAR_BELOW: &[u8] = b"\x1b[J";

/// What is on the screen now.
#[derive(Clone, Debug, Default)]
pub struct Redraw {
    page: Vec<Text>,
    screen: Screen,
}

impl Redraw {
    /// Returns what has to be written to show these blocks instead, and these notes below them; nothing if they look
    /// the same.
    pub fn next(
        &mut self,
        blocks: &[Block],
        notes: &[Text],
        layout: &Layout,
        screen: &Screen,
    ) -> Vec<u8> {
        let page = page(lines(blocks, layout), notes, screen);
        if page == self.page && *screen == self.screen {
            return Vec::new();
        }
        let mut bytes = Vec::new();
        // Writing into memory cannot fail.
        let _always_written = self.write(&page, screen, &mut bytes);
        *self = Self {
            page,
            screen: *screen,
        };
        bytes
    }

    fn write(&self, page: &[Text], screen: &Screen, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        bytes.write_all(BEGIN)?;
        match self.rows_taken(screen) {
            0 => {}
            rows => write!(bytes, "\x1b[{rows}A\r")?,
        }
        for line in page {
            paint(line, screen.colour, bytes)?;
            bytes.write_all(CLEAR_LINE)?;
            bytes.write_all(b"\n")?;
        }
        bytes.write_all(CLEAR_BELOW)?;
        bytes.write_all(END)
    }

    /// Returns how many rows the old page takes on the screen as it is now: a window made narrower wraps its lines.
    fn rows_taken(&self, screen: &Screen) -> usize {
        let columns = screen.width.unwrap_or(usize::MAX);
        self.page
            .iter()
            .map(|line| width(line).div_ceil(columns).max(1))
            .sum()
    }
}

/// Returns the lines that fit the screen, one row left for the cursor; notes take half of it at most, and the rest is
/// for what they stand below.
fn page(mut lines: Vec<Text>, notes: &[Text], screen: &Screen) -> Vec<Text> {
    let rows = screen
        .height
        .map_or(usize::MAX, |height| height.saturating_sub(1).max(1));
    let notes = &notes[..notes.len().min(rows / 2)];
    let rows = rows - notes.len();
    if lines.len() > rows {
        let hidden = lines.len() - rows + 1;
        lines.truncate(rows - 1);
        lines.push(Text::toned(format!("… {hidden} more rows"), Tone::Quiet));
    }
    let columns = screen.width.unwrap_or(usize::MAX);
    lines
        .iter()
        .chain(notes)
        .map(|line| cut(line, columns).into_owned())
        .collect()
}
