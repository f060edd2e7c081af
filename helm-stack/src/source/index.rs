//! A Helm repository's `index.yaml`: the versions of one chart, cut out of an index that may hold thousands.
//!
//! Bytes in, entries out; fetching is another's matter. An index is hostile input: what is broken is refused, never guessed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::cut::{Cut, cut};
use crate::chart::Metadata;

/// An index, read as far as it takes to know its charts' names.
#[derive(Debug)]
pub(super) struct Index<'a> {
    text: &'a str,
    charts: Charts<'a>,
    /// Whether its end is there: Helm's tools write `generated` after the charts.
    pub complete: bool,
}

#[derive(Debug)]
enum Charts<'a> {
    /// Text of each chart's entries, a JSON list.
    Json(BTreeMap<String, &'a RawValue>),
    /// Lines of each chart, its name among them: YAML in block style, as Helm's tools write it.
    Blocks(BTreeMap<String, &'a str>),
    /// Everything read, as it is written in no style we cut.
    Read(BTreeMap<String, Vec<Entry>>),
}

/// One version of a chart (Helm's `repo.ChartVersion`), as far as it is needed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(from = "Written")]
pub(super) struct Entry {
    /// What it says about itself.
    pub metadata: Metadata,
    /// Where its archive lies, relative to the repository perhaps.
    pub urls: Vec<String>,
}

/// An entry as written.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written {
    name: String,
    version: String,
    app_version: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    deprecated: Option<bool>,
    urls: Option<Vec<String>>,
}

impl From<Written> for Entry {
    fn from(written: Written) -> Self {
        let metadata = Metadata {
            name: written.name,
            version: written.version,
            app_version: written.app_version,
            description: written.description,
            kind: written.kind,
            deprecated: written.deprecated,
        };
        Self {
            metadata,
            urls: written.urls.unwrap_or_default(),
        }
    }
}

/// A whole index in JSON.
#[derive(Deserialize)]
struct Json<'a> {
    #[serde(rename = "apiVersion")]
    api_version: String,
    #[serde(borrow)]
    entries: Option<BTreeMap<String, &'a RawValue>>,
}

/// A whole index in YAML.
#[derive(Deserialize)]
struct Yaml {
    #[serde(rename = "apiVersion")]
    api_version: String,
    entries: Option<BTreeMap<String, Option<Vec<Option<Entry>>>>>,
    generated: Option<String>,
}

impl<'a> Index<'a> {
    /// Reads an index.
    ///
    /// # Errors
    /// What is wrong with it, in words that follow its address: it is no index, or not whole.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "is no text".to_owned())?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match text.trim_start().as_bytes().first() {
            None => Err("is empty".to_owned()),
            Some(b'{') => Self::json(text),
            Some(b'<') => Err("is a web page, no index of charts".to_owned()),
            Some(_) => Self::blocks(text).map_or_else(|| Self::yaml(text), Ok),
        }
    }

    fn json(text: &'a str) -> Result<Self, String> {
        let index: Json<'_> = serde_json::from_str(text).map_err(|error| match error.is_eof() {
            true => "is cut off".to_owned(),
            false => format!("is no index of charts (line {})", error.line()),
        })?;
        checked(&index.api_version)?;
        Ok(Self {
            text,
            charts: Charts::Json(index.entries.unwrap_or_default()),
            complete: true,
        })
    }

    fn yaml(text: &'a str) -> Result<Self, String> {
        let index: Yaml = parse(text)?;
        checked(&index.api_version)?;
        let entries = index.entries.unwrap_or_default().into_iter();
        let charts = entries.map(|(name, entries)| (name, present(entries)));
        Ok(Self {
            text,
            charts: Charts::Read(charts.collect()),
            complete: index.generated.is_some(),
        })
    }

    fn blocks(text: &'a str) -> Option<Self> {
        let Cut { charts, keys } = cut(text)?;
        let has = |key| keys.contains(&key);
        (has("apiVersion") && has("entries")).then(|| Self {
            text,
            charts: Charts::Blocks(charts),
            complete: has("generated"),
        })
    }

    /// Returns the names of the charts.
    pub(super) fn names(&self) -> Vec<&str> {
        match &self.charts {
            Charts::Json(charts) => charts.keys().map(String::as_str).collect(),
            Charts::Blocks(charts) => charts.keys().map(String::as_str).collect(),
            Charts::Read(charts) => charts.keys().map(String::as_str).collect(),
        }
    }

    /// Returns the versions of a chart, in no order; none: it has no such chart.
    ///
    /// # Errors
    /// Entries that cannot be read.
    pub(super) fn entries(&self, chart: &str) -> Result<Option<Vec<Entry>>, String> {
        match &self.charts {
            Charts::Read(charts) => Ok(charts.get(chart).cloned()),
            Charts::Json(charts) => charts.get(chart).map_or(Ok(None), |entries| {
                let read: Option<Vec<Option<Entry>>> = serde_json::from_str(entries.get())
                    .map_err(|_| format!("has entries of {chart} that are none"))?;
                Ok(Some(present(read)))
            }),
            Charts::Blocks(charts) => {
                let Some(block) = charts.get(chart) else {
                    return Ok(None);
                };
                match parse::<BTreeMap<String, Option<Vec<Option<Entry>>>>>(block) {
                    Ok(mut read) => Ok(read.remove(chart).map(present)),
                    // An anchor of another chart, perhaps: the whole may be readable where a piece is not.
                    Err(_) => Self::yaml(self.text)?.entries(chart),
                }
            }
        }
    }
}

fn present(entries: Option<Vec<Option<Entry>>>) -> Vec<Entry> {
    entries.into_iter().flatten().flatten().collect()
}

/// Helm refuses an index without a version ("no API version specified").
fn checked(api_version: &str) -> Result<(), String> {
    match api_version.is_empty() {
        true => Err("is no index of charts: it has no apiVersion".to_owned()),
        false => Ok(()),
    }
}

/// Reads YAML of a size that the caller has limited already; aliases stay limited.
fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_events: 50_000_000,
            max_nodes: 50_000_000,
            max_total_scalar_bytes: 512 * 1024 * 1024,
        },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error
            .location()
            .map_or_else(String::new, |place| format!(" (line {})", place.line()));
        format!("is no index of charts{line}")
    })
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
