//! Charts of Helm repositories and OCI registries, pulled by the user's Helm and kept by repository, name and version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use argocd::snapshot::GapReason;
use argocd::why::quoted;
use programs::error::{Cause, Error};
use programs::helm::Helm;
use programs::run::Program;
use serde::Deserialize;
use tempfile::TempDir;

use super::address::Address;
use super::cache::{Cache, name_of};
use super::{Contents, Origin, Unfetched, archive, helm, repositories, unused};

/// How long one step of Helm may take.
const DEADLINE: Duration = Duration::from_secs(180);
/// Size of an archive at most: 64 MiB.
const ARCHIVE: u64 = 64 << 20;

/// Brings a chart here.
///
/// # Errors
/// There is no Helm, no such chart or version, no access, or what was pulled is no chart.
pub(super) fn bring(cache: &Cache, origin: &Origin, offline: bool) -> Result<Contents, Unfetched> {
    let wanted = Wanted::of(origin);
    let unkept = |error: io::Error| unreadable(origin, &error);
    let folder = cache.folder("charts").map_err(unkept)?;
    let kept = |version: &str| folder.join(format!("{}.tgz", name_of(&wanted.key(version))));
    if is_exact(wanted.version) && kept(wanted.version).is_file() {
        unused::mark(&kept(wanted.version));
        return read(&kept(wanted.version), origin);
    }
    if offline {
        return Err(Unfetched::offline(origin));
    }
    let helm = helm().map_err(|error| Unfetched::of(origin, &error))?;
    let pulled = TempDir::new_in(&folder).map_err(unkept)?;
    pull(&helm, &wanted, pulled.path()).map_err(|error| told(origin, &wanted, &error))?;
    let archive = only_archive(pulled.path()).map_err(unkept)?;
    let contents = read(&archive, origin)?;
    let version = match is_exact(wanted.version) {
        true => wanted.version,
        false => &contents.revision,
    };
    fs::rename(&archive, kept(version)).map_err(unkept)?;
    unused::remove(&folder);
    Ok(contents)
}

/// A chart as Helm is asked for it.
struct Wanted<'a> {
    address: Address,
    /// Whole name of the chart; none: the address names it already.
    name: Option<&'a str>,
    version: &'a str,
}

impl<'a> Wanted<'a> {
    fn of(origin: &'a Origin) -> Self {
        match origin {
            Origin::Chart {
                repository,
                name,
                version,
            } => Self {
                address: Address::of(repository),
                name: Some(name),
                version,
            },
            Origin::Artifact { url, revision } | Origin::Git { url, revision } => Self {
                address: Address::of(url),
                name: None,
                version: revision,
            },
        }
    }

    fn key(&self, version: &str) -> String {
        let repository = self.address.url.trim_end_matches('/');
        format!("{repository}\n{}\n{version}", self.name.unwrap_or_default())
    }

    /// Returns the command that a person tries.
    fn to_try(&self) -> String {
        let version = match self.version {
            "" => String::new(),
            version => format!(" --version {}", quoted(version)),
        };
        match self.in_registry() {
            Some(address) => format!("helm show chart {}{version}", quoted(&address)),
            None => format!(
                "helm show chart {} --repo {}{version}",
                quoted(self.name.unwrap_or_default()),
                quoted(&self.address.url)
            ),
        }
    }

    /// Returns the whole address of a chart in an OCI registry: where it is said so, or an address without a scheme.
    fn in_registry(&self) -> Option<String> {
        let url = self.address.url.trim_end_matches('/');
        let host = match url.split_once("://") {
            Some(("oci", rest)) => rest,
            Some(_) => return None,
            None => url,
        };
        let name = self
            .name
            .map_or_else(String::new, |name| format!("/{name}"));
        Some(format!("oci://{host}{name}"))
    }
}

/// Says whether a version names one chart for ever: `1.2.3`, not `1.x`, `^1.2` or `latest`; or a digest.
fn is_exact(version: &str) -> bool {
    let bare = version.strip_prefix('v').unwrap_or(version);
    let core = bare.split(['-', '+']).next().unwrap_or_default();
    let numbers = core.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sign = |letter: char| letter.is_ascii_alphanumeric() || "-+.".contains(letter);
    let release = numbers.clone().count() == 3 && numbers.clone().all(is_number);
    version.starts_with("sha256:") || (release && bare.chars().all(sign))
}

fn pull(helm: &Helm, wanted: &Wanted<'_>, folder: &Path) -> Result<(), Error> {
    if wanted.name.is_some_and(|name| name.starts_with('-')) {
        let sentence =
            "the name of the chart begins with a dash, and Helm would take it for a flag";
        return Err(Error::new(Cause::Unusable, sentence));
    }
    match wanted.in_registry() {
        Some(address) => pull_from_registry(helm, wanted, &address, folder),
        None => pull_from_repository(helm, wanted, folder),
    }
}

fn pull_from_registry(
    helm: &Helm,
    wanted: &Wanted<'_>,
    address: &str,
    folder: &Path,
) -> Result<(), Error> {
    let digest = wanted.version.starts_with("sha256:");
    let whole = match digest {
        true => format!("{address}@{}", wanted.version),
        false => address.to_owned(),
    };
    let asked = pulling(helm, folder).argument(&whole);
    let asked = match digest {
        true => asked,
        false => with_version(asked, wanted.version),
    };
    match run(asked.clone()) {
        // Registries on this machine seldom speak TLS.
        Err(_) if wanted.address.is_loopback() => run(asked.argument("--plain-http")),
        outcome => outcome,
    }
}

fn pull_from_repository(helm: &Helm, wanted: &Wanted<'_>, folder: &Path) -> Result<(), Error> {
    let name = wanted.name.unwrap_or_default();
    let url = &wanted.address.url;
    if let Some(known) = repositories::name_of(url) {
        return pull_from_known(helm, wanted, &known, folder);
    }
    if let Some((user, password)) = &wanted.address.login {
        return pull_with_login(helm, wanted, (user, password), folder);
    }
    let asked = pulling(helm, folder).arguments(["--repo", url, name]);
    run(with_version(asked, wanted.version))
}

/// Pulls from a repository the user has added; its index may be old, so it is fetched again where the chart is not in it.
fn pull_from_known(
    helm: &Helm,
    wanted: &Wanted<'_>,
    known: &str,
    folder: &Path,
) -> Result<(), Error> {
    let name = wanted.name.unwrap_or_default();
    let asked = pulling(helm, folder).argument(format!("{known}/{name}"));
    let asked = with_version(asked, wanted.version);
    if is_exact(wanted.version) && run(asked.clone()).is_ok() {
        return Ok(());
    }
    run(helm.command("repo").arguments(["update", known]))?;
    run(asked)
}

/// Pulls with credentials that stood in the address: they go into a file only we can read, never into an argument.
fn pull_with_login(
    helm: &Helm,
    wanted: &Wanted<'_>,
    (user, password): (&str, &str),
    folder: &Path,
) -> Result<(), Error> {
    let unkept = |error: io::Error| {
        Error::new(
            Cause::Unusable,
            format!("Helm's settings cannot be written: {error}"),
        )
    };
    let home = tempfile::tempdir().map_err(unkept)?;
    let file = home.path().join("repositories.yaml");
    let entry = serde_json::json!({"name": "source", "url": wanted.address.url, "username": user, "password": password});
    let text = serde_json::json!({"apiVersion": "", "repositories": [entry]}).to_string();
    write_private(&file, text.as_bytes()).map_err(unkept)?;
    let here = |asked: Program| {
        let asked = asked.argument("--repository-config").argument(&file);
        asked.argument("--repository-cache").argument(home.path())
    };
    run(here(helm.command("repo").arguments(["update", "source"])))?;
    let name = wanted.name.unwrap_or_default();
    let asked = pulling(helm, folder).argument(format!("source/{name}"));
    run(here(with_version(asked, wanted.version)))
}

fn pulling(helm: &Helm, folder: &Path) -> Program {
    helm.command("pull")
        .argument("--destination")
        .argument(folder)
}

/// Without a version Helm takes the newest, as Argo CD does for `*`.
fn with_version(asked: Program, version: &str) -> Program {
    match version {
        "" => asked,
        version => asked.arguments(["--version", version]),
    }
}

fn run(asked: Program) -> Result<(), Error> {
    asked.deadline(DEADLINE).run().map(drop)
}

fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(bytes)
}

fn only_archive(folder: &Path) -> io::Result<PathBuf> {
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|end| end == "tgz");
    let mut entries = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let found = entries.find(is_archive);
    found.ok_or_else(|| io::Error::other("helm pull left no chart behind"))
}

/// What a chart says about itself, as far as it is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    version: String,
}

fn read(archive: &Path, origin: &Origin) -> Result<Contents, Unfetched> {
    let bad = |error: io::Error| unreadable(origin, &error);
    if fs::metadata(archive).map_err(bad)?.len() > ARCHIVE {
        return Err(bad(io::Error::other(
            "its archive is larger than a chart can be",
        )));
    }
    let files = archive::files(&fs::read(archive).map_err(bad)?).map_err(bad)?;
    let text = files
        .get("Chart.yaml")
        .map(Vec::as_slice)
        .unwrap_or_default();
    let metadata: Metadata = serde_saphyr::from_slice(text).unwrap_or_default();
    Ok(Contents::of_archive(metadata.version, files))
}

fn unreadable(origin: &Origin, error: &io::Error) -> Unfetched {
    Unfetched::new(GapReason::Unreadable, origin, error.to_string())
}

fn told(origin: &Origin, wanted: &Wanted<'_>, error: &Error) -> Unfetched {
    let told = Unfetched::of(origin, error);
    match error.cause() {
        Cause::Failed(_) => told
            .next(format!(
                "see whether Helm can read it here: {}",
                wanted.to_try()
            ))
            .next("a private one needs `helm repo add` or `helm registry login` first"),
        _ => told,
    }
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;
