//! Who opens the values of an add-on that are sealed in Git. Without anybody the sealed text is deployed as it is, and nothing fails.

use argocd::application::Application;
use argocd::marks::SEALED_ANNOTATION;
use plugin_kit::shape::{Fact, Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::view::surroundings::Surroundings;

/// That values are sealed, and who opens them.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sealing {
    /// Whether the settings of its Argo CD could be read.
    known: bool,
    /// Who opens them; nobody where `known` and none.
    decryptor: Option<String>,
}

impl Sealing {
    /// Reads it off an add-on and the settings of its Argo CD; none where nothing is sealed.
    pub(super) fn of(application: &Application, surroundings: &Surroundings<'_>) -> Option<Self> {
        let annotations = &application.metadata.annotations;
        let sealed = annotations.get(SEALED_ANNOTATION).map(String::as_str);
        if sealed != Some("true") {
            return None;
        }
        let settings = surroundings.settings_read(application);
        Some(Self {
            known: settings.is_some(),
            decryptor: settings.and_then(|settings| settings.decryptor.clone()),
        })
    }

    /// Returns it as a line of the overview.
    pub(super) fn fact(&self) -> Fact {
        let text = match (&self.decryptor, self.known) {
            (Some(decryptor), _) => Text::from(format!("in Git; opened by {decryptor}")),
            (None, false) => Text::from("in Git; who opens them could not be read"),
            (None, true) => Text::toned(
                "in Git, and Argo CD has no decryptor: the sealed text is deployed as it is; \
                 `helm stack setup --decryptor helm-stack` prepares one",
                Tone::Bad,
            ),
        };
        Fact::new("Sealed values", text)
    }
}
