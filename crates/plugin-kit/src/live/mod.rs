//! An answer that stays: shown once, then shown again whenever what it says changes.
//!
//! On a terminal it is redrawn in place; through a pipe only what changed is written, row by row; as JSON each answer is
//! one line. Waiting for updates and keeping the pace is the caller's loop, not ours.

mod changes;
mod redraw;

use std::collections::HashSet;
use std::io::Write;

pub use changes::Changes;
pub use redraw::Redraw;

use crate::escape::escape;
use crate::failure::{Exit, Failure};
use crate::render::text::write_lines;
use crate::screen::Screen;
use crate::shape::{Text, Tone};
use crate::view::{Format, Output, View, json_line};

/// Shows one view again and again.
#[derive(Debug)]
pub struct Live {
    output: Output,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Redraw(Redraw),
    Changes(Changes),
    /// The document written last.
    Documents(String),
    /// The names written so far.
    Names(HashSet<String>),
}

impl Live {
    /// Returns an answer of which nothing has been shown yet. Fails for diagrams: those are drawn once.
    pub fn new(output: impl Into<Output>, screen: &Screen) -> anyhow::Result<Self> {
        let output = output.into();
        let way = match output.format {
            Format::Table | Format::Wide | Format::Tree if screen.terminal => {
                Way::Redraw(Redraw::default())
            }
            Format::Table | Format::Wide | Format::Tree => Way::Changes(Changes::default()),
            Format::Json | Format::Yaml => Way::Documents(String::new()),
            Format::Name => Way::Names(HashSet::new()),
            Format::Mermaid | Format::Dot | Format::Svg | Format::Html => {
                return Err(a_diagram_is_drawn_once());
            }
        };
        Ok(Self { output, way })
    }

    /// Returns whether the answer is drawn in place, so that nothing else may be written onto the screen.
    pub fn redraws(&self) -> bool {
        matches!(self.way, Way::Redraw(_))
    }

    /// Shows the view as it is now; writes nothing where it says the same as before. Notes stand below what is drawn
    /// in place; elsewhere whoever has them tells them beside.
    pub fn show(
        &mut self,
        view: &impl View,
        notes: &[String],
        screen: &Screen,
        writer: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let layout = self.output.layout(screen);
        match &mut self.way {
            Way::Redraw(redraw) => {
                let blocks = view.blocks(layout.wide);
                writer.write_all(&redraw.next(&blocks, &noted(notes), &layout, screen))?;
            }
            Way::Changes(changes) => {
                let lines = changes.next(&view.blocks(layout.wide), &layout);
                write_lines(&lines, screen.colour, writer)?;
            }
            Way::Documents(last) => write_document(view, self.output.format, last, writer)?,
            Way::Names(known) => write_names(view, known, writer)?,
        }
        Ok(writer.flush()?)
    }
}

fn noted(notes: &[String]) -> Vec<Text> {
    let notes = notes.iter().cloned();
    notes.map(|note| Text::toned(note, Tone::Paused)).collect()
}

/// Writes the names not written before.
fn write_names(
    view: &impl View,
    known: &mut HashSet<String>,
    writer: &mut dyn Write,
) -> anyhow::Result<()> {
    for name in view.names() {
        if !known.contains(&name) {
            writeln!(writer, "{}", escape(&name))?;
            known.insert(name);
        }
    }
    Ok(())
}

/// Writes a document unless it is the one written last: JSON on one line, YAML as one document of a stream.
fn write_document(
    view: &impl View,
    format: Format,
    last: &mut String,
    writer: &mut dyn Write,
) -> anyhow::Result<()> {
    let document = if format == Format::Json {
        json_line(view)?
    } else {
        format!("---\n{}", view.yaml()?)
    };
    if document != *last {
        writer.write_all(document.as_bytes())?;
        *last = document;
    }
    Ok(())
}

fn a_diagram_is_drawn_once() -> anyhow::Error {
    Failure::new("a diagram is drawn once and cannot be watched")
        .next("leave out -w, or choose another -o")
        .exit(Exit::Usage)
        .into()
}

#[cfg(test)]
mod tests;
