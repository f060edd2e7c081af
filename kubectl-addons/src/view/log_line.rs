//! Lines of logs as `logs` shows them.

use std::collections::HashMap;
use std::io::Write;

use argocd::containers::{Container, Role};
use argocd::mask;
use cluster::LogLine;
use plugin_kit::log;
use plugin_kit::paint::paint_apart;
use plugin_kit::shape::{Block, Blocks};
use plugin_kit::view::{View, json_line};
use schemars::JsonSchema;
use serde::Serialize;

/// Columns that names take at most, so that there is room for lines.
const WIDEST: usize = 60;

/// One line of a log; secrets that can be recognised are masked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogLineView {
    /// Namespace of the Pod.
    namespace: String,
    /// Name of the Pod.
    pod: String,
    /// Name of the container.
    container: String,
    /// What the container is for.
    role: Role,
    /// When it was written, as the server says (RFC 3339).
    time: String,
    /// The line.
    text: String,
}

impl LogLineView {
    fn new(container: &Container, line: LogLine) -> Self {
        Self {
            namespace: container.pod.namespace.clone().unwrap_or_default(),
            pod: container.pod.name.clone(),
            container: container.name.clone(),
            role: container.role,
            time: line.time,
            text: mask::text(&line.text).into_owned(),
        }
    }

    fn label(&self) -> String {
        format!("{} {}", self.pod, self.container)
    }
}

impl View for LogLineView {
    const KIND: &'static str = "LogLine";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::lines([self.text.clone()])]
    }
}

/// Writes lines one after another.
#[derive(Debug)]
pub(crate) struct LogWriter {
    /// Whether each line is a JSON document.
    pub json: bool,
    /// Whether the names of pod and container stand before each line.
    pub prefix: bool,
    /// Whether the time stands before each line.
    pub timestamps: bool,
    /// Whether lines may be coloured.
    pub colour: bool,
    width: usize,
    numbers: HashMap<String, usize>,
}

impl LogWriter {
    /// Begins; the names of these containers are as wide as all are drawn.
    pub(crate) fn new(containers: &[Container]) -> Self {
        let label = |container: &Container| {
            container.pod.name.chars().count() + 1 + container.name.chars().count()
        };
        Self {
            json: false,
            prefix: true,
            timestamps: false,
            colour: false,
            width: containers.iter().map(label).max().unwrap_or(0).min(WIDEST),
            numbers: HashMap::new(),
        }
    }

    /// Writes one line.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn write(
        &mut self,
        container: &Container,
        line: LogLine,
        writer: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let view = LogLineView::new(container, line);
        if self.json {
            return Ok(writer.write_all(json_line(&view)?.as_bytes())?);
        }
        if self.prefix {
            self.write_names(&view, writer)?;
        }
        if self.timestamps {
            write!(writer, "{} ", log::line(&view.time, false))?;
        }
        Ok(writeln!(writer, "{}", log::line(&view.text, self.colour))?)
    }

    fn write_names(&mut self, view: &LogLineView, writer: &mut dyn Write) -> anyhow::Result<()> {
        let label = view.label();
        let blanks = self.width.saturating_sub(label.chars().count());
        let count = self.numbers.len();
        let number = *self.numbers.entry(label.clone()).or_insert(count);
        paint_apart(&label, number, self.colour, writer)?;
        Ok(write!(writer, "{:blanks$} │ ", "")?)
    }
}
