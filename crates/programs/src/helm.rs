//! Helm, through the user's own program (`HELM_BIN`): rendering and registry log-in.
//!
//! Helm sets `HELM_BIN` for its plugins to the path it was itself called by. What is rendered is decided by whoever asks.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::{Cause, Error};
use crate::run::{Program, find_on_path};

/// The user's Helm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helm(PathBuf);

impl Helm {
    /// Finds Helm: `HELM_BIN`, which may be relative to the working directory `cwd` or a name on `PATH`, else `helm` on `PATH`.
    ///
    /// # Errors
    /// There is none.
    pub fn find(cwd: &Path) -> Result<Self, Error> {
        let given = env::var_os("HELM_BIN").filter(|given| !given.is_empty());
        let path = env::var_os("PATH").unwrap_or_default();
        Self::find_among(given.as_deref(), &path, cwd)
    }

    /// Returns the Helm at a path.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns its version: `v3.22.0`.
    ///
    /// # Errors
    /// It cannot be run.
    pub fn version(&self) -> Result<String, Error> {
        let asked = self
            .command("version")
            .arguments(["--template", "{{.Version}}"]);
        Ok(asked.run()?.text())
    }

    /// Returns `helm <verb>`, to be given arguments and run.
    pub fn command(&self, verb: &str) -> Program {
        Program::new(format!("helm {verb}"), &self.0).argument(verb)
    }

    fn find_among(given: Option<&OsStr>, path: &OsStr, cwd: &Path) -> Result<Self, Error> {
        let Some(given) = given else {
            let found = find_on_path("helm", path).map(Self);
            return found.ok_or_else(|| none("there is no program helm on PATH"));
        };
        let found = match Path::new(given).components().count() {
            1 => given.to_str().and_then(|name| find_on_path(name, path)),
            _ => Some(cwd.join(given)).filter(|path| path.is_file()),
        };
        let sentence = || {
            format!(
                "HELM_BIN is {}, and there is no such program",
                given.display()
            )
        };
        found.map(Self).ok_or_else(|| none(&sentence()))
    }
}

fn none(sentence: &str) -> Error {
    Error::new(Cause::Missing, sentence)
        .next("install Helm 3 or 4, or set HELM_BIN to where it lies")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn folder_with_helm() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        fs::write(bin.join("helm"), "#!/bin/sh\necho v3.22.0\n").unwrap();
        fs::set_permissions(bin.join("helm"), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    #[test]
    fn helm_is_found_on_the_path_and_where_helm_bin_says() {
        let folder = folder_with_helm();
        let bin = folder.path().join("bin");
        let found = Some(bin.join("helm"));
        let find = |given: Option<&str>, path: &Path| {
            let given = given.map(OsStr::new);
            let helm = Helm::find_among(given, path.as_os_str(), folder.path());
            helm.ok().map(|helm| helm.path().to_owned())
        };
        let nowhere = folder.path();
        assert_eq!(find(None, &bin), found);
        assert_eq!(find(Some("helm"), &bin), found);
        assert_eq!(find(Some("bin/helm"), nowhere), found);
        assert_eq!(
            find(Some("./bin/helm"), nowhere),
            Some(folder.path().join("./bin/helm"))
        );
        assert_eq!(find(None, nowhere), None);
        assert_eq!(find(Some("bin/other"), &bin), None);
    }

    #[test]
    fn a_missing_helm_is_said_with_the_next_step() {
        let given = Some(OsStr::new("./helm-9"));
        let error = Helm::find_among(given, OsStr::new(""), Path::new("/")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "HELM_BIN is ./helm-9, and there is no such program"
        );
        assert_eq!(
            error.advice(),
            ["install Helm 3 or 4, or set HELM_BIN to where it lies"]
        );
    }

    #[test]
    fn its_version_is_asked_for() {
        let folder = folder_with_helm();
        let helm = Helm::at(folder.path().join("bin/helm"));
        assert_eq!(helm.version().unwrap(), "v3.22.0");
    }
}
