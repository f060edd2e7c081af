//! The answer of `secrets list`: files, the names of their secrets, and who may open them. Never a value.

use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use stack::seal::Survey;

/// How many names a cell shows.
const SHOWN: usize = 4;

/// Files with secrets.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SecretListView {
    /// The files, in the order of their paths.
    items: Vec<SecretRow>,
    #[serde(skip)]
    now: Timestamp,
}

/// A file with secrets.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecretRow {
    /// Path of the file, from the working directory.
    file: String,
    /// Whether its secrets are sealed.
    state: SealState,
    /// Paths of the values that are sealed, joined with dots.
    sealed: Vec<String>,
    /// Paths of the values that should be sealed and lie plain.
    plain: Vec<String>,
    /// Who may open it: age recipients.
    recipients: Vec<String>,
    /// Key services that can open it too, by SOPS' names: `kms`, `pgp`.
    services: Vec<String>,
    /// When it was sealed, RFC 3339.
    sealed_at: Option<String>,
    /// Why nothing more can be said of it.
    message: Option<String>,
}

/// Whether the secrets of a file are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) enum SealState {
    /// All that should be.
    Sealed,
    /// Some are, some lie plain.
    Partly,
    /// None are.
    Plain,
    /// Its section cannot be read.
    Unreadable,
}

impl SealState {
    fn text(self) -> Text {
        match self {
            Self::Sealed => Text::toned("sealed", Tone::Good),
            Self::Partly => Text::toned("partly plain", Tone::Bad),
            Self::Plain => Text::toned("plain", Tone::Bad),
            Self::Unreadable => Text::toned("unreadable", Tone::Bad),
        }
    }
}

impl SecretRow {
    /// Returns the row of a sealed file.
    pub(crate) fn sealed(file: &str, survey: Survey) -> Self {
        let recipients = survey.keys.age.into_iter();
        Self {
            state: match survey.plain.is_empty() {
                true => SealState::Sealed,
                false => SealState::Partly,
            },
            sealed: survey.sealed,
            plain: survey.plain,
            recipients: recipients.map(|wrapped| wrapped.recipient).collect(),
            services: survey.keys.others,
            sealed_at: Some(survey.last_modified),
            ..Self::empty(file)
        }
    }

    /// Returns the row of a file that is not sealed, with what should be.
    pub(crate) fn plain(file: &str, plain: Vec<String>) -> Self {
        Self {
            plain,
            ..Self::empty(file)
        }
    }

    /// Returns the row of a file whose section cannot be read.
    pub(crate) fn unreadable(file: &str, why: String) -> Self {
        Self {
            state: SealState::Unreadable,
            message: Some(why),
            ..Self::empty(file)
        }
    }

    fn empty(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            state: SealState::Plain,
            sealed: Vec::new(),
            plain: Vec::new(),
            recipients: Vec::new(),
            services: Vec::new(),
            sealed_at: None,
            message: None,
        }
    }

    fn readers(&self, wide: bool) -> String {
        let all: Vec<&str> = self
            .recipients
            .iter()
            .chain(&self.services)
            .map(String::as_str)
            .collect();
        match wide {
            true => all.join(", "),
            false => all
                .iter()
                .map(|reader| short(reader))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    fn names(&self, wide: bool) -> Text {
        let sealed = few(&self.sealed, wide);
        let plain = few(&self.plain, wide);
        let message = self.message.clone().unwrap_or_default();
        match (sealed.is_empty(), plain.is_empty()) {
            (_, true) if !message.is_empty() => Text::toned(message, Tone::Bad),
            (_, true) => Text::from(sealed),
            (true, false) => Text::toned(plain, Tone::Bad),
            (false, false) => Text::from(format!("{sealed}, plain: ")).then_toned(plain, Tone::Bad),
        }
    }
}

/// A recipient in a narrow cell: its beginning and end tell it from others.
fn short(recipient: &str) -> String {
    match recipient.len() {
        ..=20 => recipient.to_owned(),
        length if recipient.is_ascii() => {
            format!("{}…{}", &recipient[..9], &recipient[length - 4..])
        }
        _ => recipient.to_owned(),
    }
}

fn few(names: &[String], wide: bool) -> String {
    let shown = if wide { names.len() } else { SHOWN };
    let mut text = names
        .iter()
        .take(shown)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > shown {
        text.push_str(&format!(" and {} more", names.len() - shown));
    }
    text
}

impl SecretListView {
    /// Returns the list, seen from an instant.
    pub(crate) fn new(items: Vec<SecretRow>, now: Timestamp) -> Self {
        Self { items, now }
    }

    fn since(&self, row: &SecretRow) -> String {
        let at = row.sealed_at.as_deref().and_then(|at| at.parse().ok());
        at.map_or_else(String::new, |at| age(at, self.now))
    }
}

impl View for SecretListView {
    const KIND: &'static str = "SecretList";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, wide: bool) -> Blocks {
        let mut table = Table::new([
            Column::new("file"),
            Column::new("state"),
            Column::new("age"),
            Column::new("recipients").shrink(),
            Column::new("secrets").shrink(),
        ]);
        for row in &self.items {
            table.push(
                row.file.clone(),
                [
                    row.file.clone().into(),
                    row.state.text(),
                    self.since(row).into(),
                    row.readers(wide).into(),
                    row.names(wide),
                ],
            );
        }
        vec![Block::from(table)]
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|row| row.file.clone()).collect()
    }
}
