//! What the flags of `setup` mean, checked: the repository, the cluster, the decryptor and its key.

use std::fs;
use std::path::Path;

use plugin_kit::failure::{Explain, Failure};
use stack::setup::decryptor::has_identity;
use stack::setup::repository::{Prepared, Wanted, prepare};
use stack::setup::sops_config;
use zeroize::Zeroizing;

use crate::cli::SetupArguments;
use crate::command::Session;
use crate::gitops::{Repository, Tip};
use crate::keyring::recipients_in_argo_cd;
use crate::planning::place;

/// Files of the GitOps repository that are looked at.
pub(super) const LOOKED_AT: &[&str] = &["argocd/", "clusters/*/cluster.yaml", sops_config::PATH];

/// What is meant.
pub(super) struct Intent<'a> {
    /// The flags.
    pub arguments: &'a SetupArguments,
    /// Name of the cluster.
    pub cluster: String,
    /// The GitOps repository.
    pub repository: Repository,
    /// The age identities that go into the Secret.
    pub identities: Option<Zeroizing<String>>,
    /// The age recipients they open for.
    pub recipients: Vec<String>,
}

impl<'a> Intent<'a> {
    /// Reads the flags, and the file with identities.
    ///
    /// # Errors
    /// No repository or cluster; a file without identities, or with one that Argo CD cannot use.
    pub(super) fn of(arguments: &'a SetupArguments) -> anyhow::Result<Self> {
        let cwd = std::env::current_dir().doing("asking for the working directory")?;
        let place = place::of(&arguments.repository, &cwd)?;
        let identities = arguments
            .age_key_file
            .as_deref()
            .map(identities)
            .transpose()?;
        Ok(Self {
            arguments,
            repository: place::open(&place, arguments.repository.branch.as_deref())?,
            cluster: place.cluster,
            recipients: identities
                .as_ref()
                .map(|(_, recipients)| recipients.clone())
                .unwrap_or_default(),
            identities: identities.map(|(text, _)| text),
        })
    }

    /// Says whether this program is to decrypt.
    pub(super) fn decrypts(&self) -> bool {
        self.arguments.decryptor.is_some()
    }

    /// Returns what is to be written on a tip of the repository, and the root Application.
    ///
    /// # Errors
    /// Complaints about files of the repository, which are told on standard error.
    pub(super) fn prepare(
        &self,
        tip: &Tip,
        uid: Option<&str>,
        session: &Session,
    ) -> anyhow::Result<Prepared> {
        let flags = &self.arguments.repository;
        let repository = place::repository_of_argocd(flags, &self.repository);
        let wanted = Wanted {
            cluster: &self.cluster,
            repository: &repository,
            repository_said: flags.argocd_repo.is_some(),
            branch: &tip.branch,
            namespace: self.arguments.argocd_namespace.as_deref(),
            uid,
            decryptor: self.decrypts(),
            recipients: &self.recipients,
        };
        prepare(&tip.files, &wanted)
            .map_err(|complaints| session.refuse(&complaints, "", "the GitOps repository"))
    }
}

/// Says that Argo CD will not open what is sealed from now on, where the repository's rules do not name its key.
pub(super) fn left_out(intent: &Intent, tip: &Tip) -> Option<String> {
    if !tip.files.contains(sops_config::PATH) {
        return None;
    }
    let left_out = sops_config::left_out(&tip.files, &intent.cluster, &intent.recipients);
    let names = left_out.join(", ");
    (!left_out.is_empty()).then(|| {
        format!(
            "{} does not seal clusters/{}/ for {names}: Argo CD could not open it; add it there",
            sops_config::PATH,
            intent.cluster
        )
    })
}

/// Returns the identities of a file, and the recipients they open for.
fn identities(file: &Path) -> anyhow::Result<(Zeroizing<String>, Vec<String>)> {
    const NEXT: &str = "make one with `age-keygen -o FILE`, and name that file";
    let shown = file.display();
    let bytes = fs::read(file).map(Zeroizing::new);
    let bytes = bytes.doing(format!("reading the age identities in {shown}"))?;
    let recipients = recipients_in_argo_cd(bytes.clone());
    let recipients = recipients
        .map_err(|why| Failure::new(format!("{shown} is no key for Argo CD: {why}")).next(NEXT))?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    match has_identity(text) {
        true => Ok((Zeroizing::new(text.to_owned()), recipients)),
        false => Err(Failure::new(format!("{shown} holds no age identity"))
            .next(NEXT)
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_identities_is_refused_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.txt");
        fs::write(&file, "hunter2\n").unwrap();
        let error = format!("{:#}", identities(&file).unwrap_err());
        assert!(
            error.contains("holds no age identity") && !error.contains("hunter2"),
            "{error}"
        );
        assert!(identities(&folder.path().join("none")).is_err());
        fs::write(&file, "# public key: age1x\nAGE-SECRET-KEY-1X\n").unwrap();
        assert!(identities(&file).is_ok());
    }

    #[test]
    fn a_key_that_argo_cd_cannot_use_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        for (text, why) in [
            (
                include_str!("../../../../tests/fixtures/ssh/locked_ed25519"),
                "it is protected by a passphrase, and in Argo CD there is nobody to ask",
            ),
            (
                "AGE-PLUGIN-BENCH-1XQLXNL\n",
                "it holds a key of age-plugin-bench, which Argo CD does not start",
            ),
            (
                include_str!("../../../../tests/fixtures/ssh/ecdsa"),
                "it is a ecdsa-sha2-nistp256 key: age knows ssh-ed25519 and ssh-rsa only",
            ),
        ] {
            fs::write(&file, text).unwrap();
            let error = format!("{:#}", identities(&file).unwrap_err());
            assert!(error.ends_with(why), "{error}");
        }
        let ssh = include_str!("../../../../tests/fixtures/ssh/open_ed25519");
        fs::write(&file, ssh).unwrap();
        let public = include_str!("../../../../tests/fixtures/ssh/open_ed25519.pub");
        let (_, recipients) = identities(&file).unwrap();
        assert!(public.starts_with(&recipients[0]), "{recipients:?}");
    }
}
