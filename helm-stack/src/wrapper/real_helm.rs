//! Where the real Helm is: named by a variable, else the next `helm` on PATH that is not this program.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use stack::setup::decryptor::REAL_HELM_VARIABLE;

use super::refusal::Refusal;

/// Set to our process id before the real Helm takes our place: found there again, we have called ourselves.
pub(super) const INSIDE: &str = "HELM_STACK_INSIDE";

/// Finds it.
///
/// # Errors
/// There is none, or it is this program.
pub(super) fn find(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<PathBuf, Refusal> {
    let own = env::current_exe().and_then(|path| path.canonicalize());
    let own = own.map_err(|_| Refusal::new("this program's own path cannot be found out"))?;
    let inside = variable(INSIDE);
    if inside.is_some_and(|inside| inside.to_str() == Some(&std::process::id().to_string())) {
        return Err(Refusal::new(format!(
            "the only helm to be found is this program: name the real one in {REAL_HELM_VARIABLE}"
        )));
    }
    match variable(REAL_HELM_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => named(PathBuf::from(path), &own),
        None => on_path(&variable("PATH").unwrap_or_default(), &own),
    }
}

fn named(path: PathBuf, own: &Path) -> Result<PathBuf, Refusal> {
    let shown = path.display();
    match path.canonicalize() {
        Err(error) => Err(Refusal::new(format!(
            "the helm that {REAL_HELM_VARIABLE} names, {shown}, is not there ({error})"
        ))),
        Ok(canonical) if canonical == own => Err(Refusal::new(format!(
            "{REAL_HELM_VARIABLE} names this program, {shown}, and not the real helm"
        ))),
        Ok(_) => Ok(path),
    }
}

fn on_path(path: &OsString, own: &Path) -> Result<PathBuf, Refusal> {
    let name = if cfg!(windows) { "helm.exe" } else { "helm" };
    let candidates = env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name));
    let real = |candidate: &PathBuf| {
        candidate.is_file()
            && candidate
                .canonicalize()
                .is_ok_and(|canonical| canonical != own)
    };
    candidates.into_iter().find(real).ok_or_else(|| {
        Refusal::new(format!(
            "there is no other helm on PATH: name the real one in {REAL_HELM_VARIABLE}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_with(variables: &[(&str, OsString)]) -> Result<PathBuf, Refusal> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
        find(&|name| value(name).map(|(_, value)| value.clone()))
    }

    fn own() -> OsString {
        env::current_exe().unwrap().into_os_string()
    }

    #[test]
    fn it_is_never_this_program() {
        let refused = find_with(&[(REAL_HELM_VARIABLE, own())]).unwrap_err();
        assert!(
            refused.to_string().contains("names this program"),
            "{refused}"
        );
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(own(), folder.path().join("helm")).unwrap();
        let refused = find_with(&[("PATH", folder.path().into())]).unwrap_err();
        assert!(refused.to_string().contains("no other helm"), "{refused}");
    }

    #[test]
    fn the_next_one_on_path_is_taken() {
        let [first, second] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(own(), first.path().join("helm")).unwrap();
        std::fs::write(second.path().join("helm"), "").unwrap();
        let path = env::join_paths([first.path(), second.path()]).unwrap();
        assert_eq!(
            find_with(&[("PATH", path)]).unwrap(),
            second.path().join("helm")
        );
    }

    #[test]
    fn a_circle_ends() {
        let pid = std::process::id().to_string().into();
        let refused = find_with(&[(INSIDE, pid)]).unwrap_err();
        assert!(
            refused.to_string().contains(REAL_HELM_VARIABLE),
            "{refused}"
        );
    }

    #[test]
    fn a_helm_that_is_not_there_is_named() {
        let refused = find_with(&[(REAL_HELM_VARIABLE, "/nowhere/helm".into())]).unwrap_err();
        assert!(refused.to_string().contains("/nowhere/helm"), "{refused}");
    }
}
