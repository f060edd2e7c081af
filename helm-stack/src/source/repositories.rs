//! Helm's `repositories.yaml`: names, addresses and credentials of Helm repositories. Read, never written.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Explain, Failure};
use serde::Deserialize;
use url::Url;

use super::client::Tls;
use super::secret::Secret;

/// The repositories Helm knows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Repositories {
    #[serde(rename = "repositories")]
    entries: Option<Vec<Entry>>,
}

/// One repository (Helm's `repo.Entry`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    /// What it is called here.
    pub name: String,
    /// Its address.
    pub url: String,
    /// User it is asked as.
    pub username: String,
    /// That user's password.
    pub password: Secret,
    #[serde(rename = "certFile")]
    certificate: PathBuf,
    #[serde(rename = "keyFile")]
    key: PathBuf,
    #[serde(rename = "caFile")]
    authorities: PathBuf,
    insecure_skip_tls_verify: bool,
    pass_credentials_all: bool,
}

impl Repositories {
    /// Reads the file; a missing one knows nothing.
    ///
    /// # Errors
    /// A file that cannot be read or is no YAML of that shape.
    pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let text = match std::fs::read_to_string(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            read => read.doing(format!("reading {}", file.display()))?,
        };
        let options = serde_saphyr::options! { with_snippet: false };
        let read = serde_saphyr::from_str_with_options::<Option<Self>>(&text, options);
        // What the reader says may repeat what it read, which may be a password.
        let read = read.map_err(|error| {
            let line = error
                .location()
                .map_or_else(String::new, |place| format!(":{}", place.line()));
            Failure::new(format!("{}{line} is not as Helm writes it", file.display()))
                .next("mend it, or remove the repository and add it again with `helm repo add`")
        });
        Ok(read?.unwrap_or_default())
    }

    fn entries(&self) -> &[Entry] {
        self.entries.as_deref().unwrap_or_default()
    }

    /// Finds a repository by its name.
    ///
    /// # Errors
    /// Nothing is called that; the known ones are named.
    pub(crate) fn named(&self, name: &str) -> anyhow::Result<&Entry> {
        let found = self.entries().iter().find(|entry| entry.name == name);
        found.ok_or_else(|| self.unknown(name).into())
    }

    fn unknown(&self, name: &str) -> Failure {
        let failure = Failure::new(format!("Helm knows no repository {name}")).exit(Exit::NotFound);
        let names: Vec<&str> = self
            .entries()
            .iter()
            .map(|entry| entry.name.as_str())
            .collect();
        let failure = match names[..] {
            [] => failure,
            ref names => failure.next(format!("it knows {}", names.join(", "))),
        };
        failure.next(format!(
            "add it with `helm repo add {name} URL`, or name its address: --chart CHART --repository URL"
        ))
    }

    /// Finds a repository by its address; a slash at the end makes no difference.
    pub(crate) fn at(&self, url: &str) -> Option<&Entry> {
        let wanted = url.trim_end_matches('/');
        self.entries()
            .iter()
            .find(|entry| entry.url.trim_end_matches('/') == wanted)
    }
}

impl Entry {
    /// Returns whom to trust and what to show.
    pub(crate) fn tls(&self) -> Tls {
        let set = |path: &PathBuf| Some(path.clone()).filter(|path| !path.as_os_str().is_empty());
        Tls {
            authorities: set(&self.authorities),
            identity: set(&self.certificate).zip(set(&self.key)),
            insecure: self.insecure_skip_tls_verify,
        }
    }

    /// Returns user and password where they may go to an address: both are set, and it has the repository's scheme,
    /// host and port, or the entry says that they go everywhere (Helm's `pkg/getter/httpgetter.go`).
    pub(crate) fn login_for(&self, url: &Url) -> Option<(&str, &Secret)> {
        let own = Url::parse(&self.url).ok()?;
        let set = !self.username.is_empty() && !self.password.is_empty();
        let may_go = self.pass_credentials_all || own.origin() == url.origin();
        (set && may_go).then_some((self.username.as_str(), &self.password))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<Repositories> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("repositories.yaml");
        std::fs::write(&file, text).unwrap();
        Repositories::read(Some(&file))
    }

    const TWO: &str = "\
apiVersion: ''
generated: 0001-01-01T00:00:00Z
repositories:
- caFile: /ca.pem
  certFile: ''
  insecure_skip_tls_verify: false
  keyFile: ''
  name: community
  pass_credentials_all: false
  password: hunter2
  url: https://charts.example.com/community/
  username: robot
- name: other
  url: http://127.0.0.1:8080
";

    #[test]
    fn an_entry_is_found_by_name_and_by_address() {
        let repositories = read(TWO).unwrap();
        assert_eq!(
            repositories.named("other").unwrap().url,
            "http://127.0.0.1:8080"
        );
        let found = repositories
            .at("https://charts.example.com/community")
            .unwrap();
        assert_eq!(found.tls().authorities, Some("/ca.pem".into()));
        assert_eq!(found.tls().identity, None);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = read(TWO).unwrap().named("comunity").unwrap_err();
        insta::assert_snapshot!(crate::source::told::told(&error), @r"
        error: Helm knows no repository comunity
        next: it knows community, other
        next: add it with `helm repo add comunity URL`, or name its address: --chart CHART --repository URL
        NotFound
        ");
    }

    #[test]
    fn a_password_goes_to_its_own_server_alone() {
        let repositories = read(TWO).unwrap();
        let entry = repositories.named("community").unwrap();
        let goes = |entry: &Entry, url: &str| entry.login_for(&url.parse().unwrap()).is_some();
        assert!(goes(entry, "https://charts.example.com:443/other/x.tgz"));
        for foreign in [
            "https://cdn.example.com/x.tgz",
            "http://charts.example.com/x.tgz",
            "https://charts.example.com:8443/x.tgz",
        ] {
            assert!(!goes(entry, foreign), "{foreign}");
        }
        let everywhere = Entry {
            pass_credentials_all: true,
            ..entry.clone()
        };
        assert!(goes(&everywhere, "https://cdn.example.com/x.tgz"));
        let half = Entry {
            username: String::new(),
            ..entry.clone()
        };
        assert!(!goes(&half, "https://charts.example.com/x.tgz"));
    }

    #[test]
    fn a_missing_or_empty_file_knows_nothing() {
        assert!(
            Repositories::read(Some(Path::new("/nowhere/r.yaml")))
                .unwrap()
                .entries()
                .is_empty()
        );
        assert!(read("").unwrap().entries().is_empty());
        assert!(read("repositories: null\n").unwrap().entries().is_empty());
    }

    #[test]
    fn a_broken_file_is_named_without_what_is_in_it() {
        let error = read("repositories:\n- name: x\n  password: {hunter2: hunter3}\n").unwrap_err();
        let said = crate::source::told::told(&error);
        assert!(said.contains("repositories.yaml:3"), "{said}");
        assert!(!said.contains("hunter"), "{said}");
    }
}
