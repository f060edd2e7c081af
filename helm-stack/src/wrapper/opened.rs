//! A values file, opened if it is sealed and may be.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use stack::seal::{self, Fault, Opened};

use crate::keyring::{Keyring, RepoServer};

use super::allowed::Allowed;
use super::refusal::Refusal;

/// The longest values file that is looked at, in bytes: Helm itself takes charts up to 10 MB a file.
const LONGEST: u64 = 16 << 20;

/// Returns a sealed file, opened; `None` for everything else, which Helm reads itself.
///
/// # Errors
/// A sealed file that may not or cannot be opened. Nothing sealed is ever handed on as it is: Helm would deploy
/// ciphertext.
pub(super) fn open(file: &Path, allowed: &mut Allowed) -> Result<Option<Opened>, Refusal> {
    // What is not there, no file, too long or no text is Helm's to complain about.
    let Some(text) = read(file) else {
        return Ok(None);
    };
    if !is_sealed(&text) {
        return Ok(None);
    }
    let place = allowed.place(file)?;
    // The file itself is read again: between the two looks a link may have come to lead elsewhere.
    let text =
        read(&place.file).ok_or_else(|| Refusal::new(format!("{} cannot be read", place.path)))?;
    unsealed(&text, &place.path).map(Some)
}

fn read(file: &Path) -> Option<String> {
    let known = fs::metadata(file).ok()?;
    if !known.is_file() || known.len() > LONGEST {
        return None;
    }
    let mut text = String::new();
    let read = File::open(file)
        .ok()?
        .take(LONGEST)
        .read_to_string(&mut text);
    read.ok().map(|_| text)
}

/// Says whether a text was sealed by SOPS: a section `sops` on top with a code in it. Charts have values of that name,
/// too. Text that is no YAML to us but looks sealed counts as sealed.
fn is_sealed(text: &str) -> bool {
    if !text.contains("sops") {
        return false;
    }
    match serde_saphyr::from_str::<Value>(text) {
        Ok(values) => values["sops"]["mac"].is_string(),
        Err(_) => text.contains("sops:") && text.contains("ENC[AES256_GCM,"),
    }
}

/// Opens a sealed text; `path` names it.
fn unsealed(text: &str, path: &str) -> Result<Opened, Refusal> {
    let fault = |fault: Fault| {
        let line = fault
            .line
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        Refusal::new(format!("{path}{line} cannot be opened: {}", fault.what))
    };
    let keys = seal::wrapped_keys(text).map_err(fault)?;
    let key = Keyring::read(&RepoServer).data_key(&keys);
    let key = key.map_err(|error| Refusal::new(format!("{path} cannot be opened: {error:#}")))?;
    seal::open(text, &key).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_sops_sealed_counts_as_sealed() {
        for text in [
            "a: ENC[AES256_GCM,data:x]\nsops:\n    mac: ENC[AES256_GCM,data:x]\n",
            "{\"a\": 1, \"sops\": {\"mac\": \"x\"}}",
            "a: ENC[AES256_GCM,data:x]\nsops:\n    mac: x\n  odd: [\n",
        ] {
            assert!(is_sealed(text), "{text}");
        }
        for text in [
            "",
            "a: 1\n",
            "sops:\n  enabled: true\n",
            "a:\n  sops:\n    mac: x\n",
            "# sops: mac\n",
            "- sops\n",
        ] {
            assert!(!is_sealed(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_file_is_left_to_helm() {
        let mut allowed = Allowed::default();
        for path in [
            "/nowhere/values.yaml",
            "/",
            "-",
            "https://example.com/values.yaml",
        ] {
            assert!(
                matches!(open(Path::new(path), &mut allowed), Ok(None)),
                "{path}"
            );
        }
    }
}
