//! A command's answer, and the one function that writes it.
//!
//! A command makes one [`View`] and never asks which format was wanted: shapes are drawn, JSON and YAML read the view's
//! own `Serialize`. Nothing here knows what an answer is about.

use std::borrow::Cow;
use std::io::Write;

use anyhow::Context;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use schemars::JsonSchema;
use serde::Serialize;

use crate::escape::{escape, escape_json};
use crate::failure::{Exit, Explain, Failure};
use crate::render::text::{self, Layout};
use crate::render::{dot, mermaid, svg};
use crate::screen::Screen;
use crate::shape::{Blocks, Body, Graph};
use crate::yaml::yaml;

/// A command's answer. Its `Serialize` (a struct or map) is the promise scripts rely on, without `apiVersion` and `kind`;
/// its `JsonSchema` is that promise in writing, see [`crate::schema`].
pub trait View: Serialize + JsonSchema {
    /// The kind the answer is published as: `AddonList`.
    const KIND: &'static str;
    /// The version its schema is published under.
    const API_VERSION: &'static str = "addons/v1";

    /// Returns what a person sees; `wide` asks for more than fits most terminals.
    fn blocks(&self, wide: bool) -> Blocks;

    /// Returns what `-o name` prints, one a line, each fit to be an argument.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the answer as one page that needs nothing else.
    ///
    /// # Errors
    /// It has no such form.
    fn page(&self) -> anyhow::Result<String> {
        Err(Failure::new("this answer has no page")
            .exit(Exit::Usage)
            .into())
    }

    /// Returns the answer as YAML: the same document as in JSON, but where an answer is an object with a YAML of its own.
    ///
    /// # Errors
    /// It cannot be written.
    fn yaml(&self) -> anyhow::Result<String>
    where
        Self: Sized,
    {
        yaml(&self.document())
    }

    /// Returns the answer as scripts see it, with `apiVersion` and `kind` before everything else.
    fn document(&self) -> Document<&Self> {
        Document {
            api_version: Self::API_VERSION,
            kind: Self::KIND,
            body: self,
        }
    }
}

/// A serialized answer with the head that says what it is.
#[derive(Clone, Debug, Serialize)]
pub struct Document<T> {
    /// The version of the schema.
    #[serde(rename = "apiVersion")]
    pub api_version: &'static str,
    /// The schema's name.
    pub kind: &'static str,
    /// The answer; must serialize as a struct or map.
    #[serde(flatten)]
    pub body: T,
}

/// The values of `-o`. Commands accept a subset, see [`Format::among`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned text.
    #[default]
    Table,
    /// Aligned text with more columns.
    Wide,
    /// JSON, indented.
    Json,
    /// YAML.
    Yaml,
    /// Names only, one a line.
    Name,
    /// A tree in text.
    Tree,
    /// A Mermaid flowchart.
    Mermaid,
    /// A Graphviz digraph.
    Dot,
    /// A picture.
    Svg,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// Returns a clap value parser that accepts these formats only.
    pub fn among(formats: &[Self]) -> impl TypedValueParser<Value = Self> + use<> {
        let formats = formats.to_vec();
        let values: Vec<PossibleValue> =
            formats.iter().filter_map(Self::to_possible_value).collect();
        PossibleValuesParser::new(values).try_map(|name| Self::from_str(&name, false))
    }

    /// Says whether scripts read it: it must be whole and alone on standard output.
    pub fn is_data(self) -> bool {
        matches!(self, Self::Json | Self::Yaml | Self::Name)
    }
}

/// How an answer is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// Whether tables and trees begin with a header; `--no-headers` says no.
    pub headers: bool,
}

impl From<Format> for Output {
    fn from(format: Format) -> Self {
        Self {
            format,
            headers: true,
        }
    }
}

impl Output {
    /// Returns how text is laid out on this screen.
    pub fn layout(self, screen: &Screen) -> Layout {
        Layout {
            wide: self.format == Format::Wide,
            headers: self.headers,
            width: screen.width,
        }
    }
}

/// Writes an answer. Fails where the writer does, or where a diagram is asked of an answer that has no graph.
pub fn show(
    view: &impl View,
    output: impl Into<Output>,
    screen: &Screen,
    writer: &mut dyn Write,
) -> anyhow::Result<()> {
    let output = output.into();
    written(view, output, screen, writer).doing("writing the answer")
}

fn written(
    view: &impl View,
    output: Output,
    screen: &Screen,
    writer: &mut dyn Write,
) -> anyhow::Result<()> {
    let answer = match output.format {
        Format::Table | Format::Wide | Format::Tree => return draw(view, output, screen, writer),
        Format::Json => json(view)?,
        Format::Yaml => view.yaml()?,
        Format::Name => names(view),
        Format::Mermaid => mermaid::mermaid(graph(&view.blocks(false))?),
        Format::Dot => dot::dot(graph(&view.blocks(false))?),
        Format::Svg => svg::svg(graph(&view.blocks(false))?),
        Format::Html => view.page()?,
    };
    writer.write_all(answer.as_bytes())?;
    Ok(writer.flush()?)
}

/// Returns an answer as one line of JSON, for answers that follow each other.
pub fn json_line(view: &impl View) -> anyhow::Result<String> {
    let json = serde_json::to_string(&view.document()).context("turning it into JSON")?;
    Ok(escape_json(json) + "\n")
}

fn draw(
    view: &impl View,
    output: Output,
    screen: &Screen,
    writer: &mut dyn Write,
) -> anyhow::Result<()> {
    let layout = output.layout(screen);
    text::write(&view.blocks(layout.wide), &layout, screen.colour, writer)?;
    Ok(writer.flush()?)
}

fn json(view: &impl View) -> anyhow::Result<String> {
    let json = serde_json::to_string_pretty(&view.document()).context("turning it into JSON")?;
    Ok(escape_json(json) + "\n")
}

fn names(view: &impl View) -> String {
    view.names()
        .iter()
        .map(|name| escape(name) + "\n")
        .collect::<Vec<Cow<str>>>()
        .concat()
}

fn graph(blocks: &Blocks) -> anyhow::Result<&Graph> {
    let graph = blocks.iter().find_map(|block| match &block.body {
        Body::Graph(graph) => Some(graph),
        _ => None,
    });
    graph.ok_or_else(|| {
        Failure::new("this answer is not a graph and cannot be drawn as one")
            .exit(Exit::Usage)
            .into()
    })
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
