//! A stack as one Helm chart: `helm install` and Argo CD itself take it, and the stack folder can be had back from it.
//!
//! Pure: files in, files out; the edge makes the archive. Nothing sealed and nothing that should be sealed goes in:
//! sealed values stay behind as a list of secrets that whoever installs it has to give.

mod application;
mod chart;
mod content;
mod manifest;
mod readme;
mod secret;
mod template;
mod travel;
mod withheld;

use std::collections::BTreeMap;

use crate::complaint::Complaint;
use crate::files::Files;
use crate::graph::waves;
use crate::member::{Content, Stack};
use crate::seal::Sealed;

use content::Contents;
pub use secret::Secret;

/// A stack as a Helm chart.
#[derive(Clone)]
pub struct Package {
    /// Name of the chart: that of the stack.
    pub name: String,
    /// Version of the chart: that of the stack.
    pub version: String,
    /// Files of the chart by their paths in it, sorted.
    pub files: BTreeMap<String, Sealed>,
    /// Secrets to be given when it is installed.
    pub secrets: Vec<Secret>,
}

/// Packs a stack with the files of its folder.
///
/// # Errors
/// Plain secrets, files that are missing or no YAML, members that cannot travel: local charts, manifests for a cluster
/// of their own. All at once.
pub fn package(stack: &Stack, folder: &Files) -> Result<Package, Vec<Complaint>> {
    let waves = waves(stack)?;
    let contents = Contents::read(stack, folder);
    let mut complaints = travel::complaints(stack);
    complaints.extend(contents.as_ref().err().into_iter().flatten().cloned());
    let (Ok(contents), true) = (contents, complaints.is_empty()) else {
        return Err(complaints);
    };
    let mut files = BTreeMap::new();
    let mut secrets = Vec::new();
    for member in &stack.members {
        let wave = waves.get(&member.reference).copied().unwrap_or_default();
        let name = &member.reference.name;
        let packed = match &member.content {
            Content::Chart(chart) => application::template(stack, member, chart, wave, &contents),
            Content::Manifest(file) => manifest::template(stack, member, file, wave, &contents),
        };
        match packed {
            Ok(packed) => {
                files.insert(format!("templates/{name}.yaml"), packed.template);
                secrets.extend(packed.secrets);
                files.extend(packed.files);
            }
            Err(found) => complaints.extend(found),
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    files.extend(chart::files(stack, &secrets));
    files.insert("README.md".to_owned(), readme::readme(stack, &secrets));
    let own = contents
        .files()
        .map(|(path, text)| (format!("stack/{path}"), text.to_owned()));
    files.extend(own);
    Ok(Package {
        name: stack.name.clone(),
        version: stack.version.to_string(),
        files: files
            .into_iter()
            .map(|(path, text)| (path, Sealed::nothing_to_hide(text)))
            .collect(),
        secrets,
    })
}

/// What one member becomes.
struct Packed {
    /// Its template.
    template: String,
    /// Files beside, by their paths in the chart.
    files: Vec<(String, String)>,
    /// Secrets it needs.
    secrets: Vec<Secret>,
}

#[cfg(test)]
mod tests;
