//! Seals what a plan asks to be sealed: finds the recipients, opens what lies there already, keeps what did not change.

use jiff::Timestamp;
use stack::complaint::{Complaint, Place, Severity};
use stack::plan::SealRequest;
use stack::seal::{Opened, Rule, Sealed, Source, also_sealed, is_sealed, open, seal, wrapped_keys};
use stack::yaml::document::Document;

use super::recipients::Recipients;
use crate::keyring::{Keyring, with_randomness};

/// Seals files of one push.
pub(crate) struct Sealer<'a> {
    keyring: &'a Keyring<'a>,
    recipients: Recipients,
    /// Whether what cannot be opened is sealed anew.
    anew: bool,
    remarks: Vec<Complaint>,
}

impl<'a> Sealer<'a> {
    /// Returns one that seals for these recipients.
    pub(crate) fn new(keyring: &'a Keyring<'a>, recipients: Recipients, anew: bool) -> Self {
        Self {
            keyring,
            remarks: recipients.warnings(),
            recipients,
            anew,
        }
    }

    /// Returns what is worth knowing of what was sealed.
    pub(crate) fn into_remarks(self) -> Vec<Complaint> {
        self.remarks
    }

    /// Seals a file; one that is sealed already is checked and taken as it is.
    ///
    /// # Errors
    /// Nobody to seal for; text that cannot be sealed; values of which nobody can tell whether they changed.
    pub(crate) fn seal(&mut self, request: SealRequest<'_>) -> Result<Sealed, Vec<Complaint>> {
        let Some(rule) = Rule::for_keys(request.encrypt) else {
            return Ok(Sealed::nothing_to_hide(request.text));
        };
        if is_sealed(request.text) {
            return Sealed::verified(request.text, &rule, request.file);
        }
        let previous = self.previous(&request)?;
        let recipients = self.recipients.of(&request, &rule, previous.as_ref())?;
        let failed = |error: anyhow::Error| vec![complaint("no-recipients", request.file, &error)];
        let keys = Keyring::keys_for(previous.as_ref(), &recipients).map_err(failed)?;
        self.remarks.extend(more_than_asked(&request));
        let source = Source {
            file: request.file,
            text: request.text,
        };
        with_randomness(|random| {
            seal(
                source,
                &rule,
                &keys,
                previous.as_ref(),
                Timestamp::now(),
                random,
            )
        })
        .map_err(failed)?
    }

    /// Opens what lies in the GitOps repository.
    fn previous(&self, request: &SealRequest<'_>) -> Result<Option<Opened>, Vec<Complaint>> {
        let Some(text) = request.previous.filter(|text| is_sealed(text)) else {
            return Ok(None);
        };
        match self.opened(text) {
            Ok(opened) => Ok(Some(opened)),
            Err(error) => match wrapped_keys(text) {
                Ok(keys) if !keys.others.is_empty() => {
                    Err(vec![left_to_sops(request, &keys.others, &error)])
                }
                _ if self.anew => Ok(None),
                _ => Err(vec![unknown(request, &error)]),
            },
        }
    }

    fn opened(&self, text: &str) -> anyhow::Result<Opened> {
        let key = self.keyring.data_key(&wrapped_keys(text)?)?;
        Ok(open(text, &key)?)
    }
}

/// SOPS knows names of keys at any depth only: what has such a name elsewhere is sealed too.
fn more_than_asked(request: &SealRequest<'_>) -> Option<Complaint> {
    let document = Document::parse(request.text).ok()?;
    let more = also_sealed(&document, request.encrypt);
    let what = format!("also sealed: {}", more.join(", "));
    let next = "that is how SOPS works: every value under a key of that name is sealed, wherever it stands";
    (!more.is_empty()).then(|| Complaint {
        severity: Severity::Note,
        ..Complaint::error("also-sealed", Place::file(request.file), what, next)
    })
}

/// Sealing it anew would take readers away that this program cannot give back.
fn left_to_sops(request: &SealRequest<'_>, others: &[String], error: &anyhow::Error) -> Complaint {
    let others = others.join(", ");
    let what = format!(
        "{} in the GitOps repository is sealed with {others}, for which only `sops` can seal it again",
        request.path
    );
    let next = "change it there with `sops edit`, or bring an age key that opens it: `sops rotate --in-place --add-age RECIPIENT FILE` adds one";
    Complaint::error("left-to-sops", Place::file(request.file), what, next)
        .because(format!("{error:#}"))
}

/// Nobody can tell whether sealed values changed.
fn unknown(request: &SealRequest<'_>, error: &anyhow::Error) -> Complaint {
    let what = format!(
        "it cannot be told whether its sealed values changed: {} in the GitOps repository cannot be opened",
        request.path
    );
    let next =
        "bring a key that opens it (SOPS_AGE_KEY_FILE), or seal its values anew with --reseal";
    Complaint::error("cannot-compare", Place::file(request.file), what, next)
        .because(format!("{error:#}"))
}

fn complaint(rule: &'static str, file: &str, error: &anyhow::Error) -> Complaint {
    let next = "see .sops.yaml of the GitOps repository, or SOPS_AGE_RECIPIENTS; `age-keygen -y` shows a public key as it is written there";
    Complaint {
        severity: Severity::Error,
        ..Complaint::error(rule, Place::file(file), format!("{error:#}"), next)
    }
}
