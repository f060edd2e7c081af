//! Whether a sealed file may be opened here: the allow-list, read once.

use std::env;
use std::fs;
use std::path::Path;

use stack::setup::allow_list::{AllowList, normalised};
use stack::setup::decryptor::ALLOW_VARIABLE;

use super::checkout::{Checkout, clones};
use super::refusal::Refusal;

/// The allow-list, once somebody asked for it: who opens nothing needs none.
#[derive(Default)]
pub(super) struct Allowed(Option<AllowList>);

impl Allowed {
    /// Returns the place of a file that may be opened.
    ///
    /// # Errors
    /// There is no list, it cannot be read as a whole, or it does not name the file's repository and folder.
    pub(super) fn place(&mut self, file: &Path) -> Result<Checkout, Refusal> {
        let list = match self.0.take() {
            Some(list) => list,
            None => read(env::var_os(ALLOW_VARIABLE).as_ref().map(Path::new))?,
        };
        let list = self.0.insert(list);
        let working = env::current_dir()
            .map_err(|error| Refusal::new(format!("the working folder is gone: {error}")))?;
        let checkout = Checkout::around(file, &working, &clones(&env::temp_dir()))?;
        match list.allows(&checkout.origin, &checkout.path) {
            true => Ok(checkout),
            false => Err(not_listed(&checkout)),
        }
    }
}

fn read(path: Option<&Path>) -> Result<AllowList, Refusal> {
    let Some(path) = path.filter(|path| !path.as_os_str().is_empty()) else {
        return Err(Refusal::new(format!(
            "values are sealed, and stay so: {ALLOW_VARIABLE} names no allow-list"
        )));
    };
    let refused = |why: String| {
        let shown = path.display();
        Refusal::new(format!(
            "values are sealed, and stay so: the allow-list {shown} {why}"
        ))
    };
    let text =
        fs::read_to_string(path).map_err(|error| refused(format!("cannot be read ({error})")))?;
    AllowList::parse(&text).map_err(|error| refused(format!("cannot be used ({error})")))
}

/// The address is shown without user info.
fn not_listed(checkout: &Checkout) -> Refusal {
    let Checkout { origin, path, .. } = checkout;
    let shown = normalised(origin).unwrap_or_else(|| "its repository".to_owned());
    Refusal::new(format!(
        "{path} of {shown} is sealed, and stays so: the allow-list has no line for it; `helm stack setup` writes one"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_list_nothing_is_opened() {
        for path in [None, Some(Path::new(""))] {
            let refused = read(path).unwrap_err().to_string();
            assert!(
                refused.contains("HELM_STACK_ALLOW_FILE names no allow-list"),
                "{refused}"
            );
        }
        let refused = read(Some(Path::new("/nowhere/allow")))
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("/nowhere/allow cannot be read"),
            "{refused}"
        );
    }

    #[test]
    fn a_list_that_is_half_understood_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("allow");
        fs::write(&path, "https://git.example.com/gitops .\nall\n").unwrap();
        let refused = read(Some(&path)).unwrap_err().to_string();
        assert!(refused.contains("line 2"), "{refused}");
    }

    #[test]
    fn who_is_not_listed_is_told_so_without_credentials() {
        let checkout = Checkout {
            origin: "https://user:hunter2@git.example.com/other.git".to_owned(),
            path: "values.yaml".to_owned(),
            file: "/x/values.yaml".into(),
        };
        let refused = not_listed(&checkout).to_string();
        assert!(
            refused.contains("https://git.example.com/other"),
            "{refused}"
        );
        assert!(!refused.contains("hunter2"), "{refused}");
    }
}
