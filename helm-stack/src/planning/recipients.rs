//! Whom a file is sealed for: the rule of `.sops.yaml` in the GitOps repository, else of the file that `SOPS_CONFIG` names,
//! else of one beside the stack, else `SOPS_AGE_RECIPIENTS`, else whoever could read the file so far.
//!
//! getsops lets the variables win over the file. Here the file of the repository wins: it is what the team agreed on, and
//! Argo CD's own key is in it; a variable in somebody's shell must not shut Argo CD out. A file without creation rules
//! says nothing, as for getsops.

use std::path::Path;

use stack::complaint::{Complaint, Place};
use stack::files::Files;
use stack::plan::SealRequest;
use stack::seal::{Config, Opened, Rule, recipients_in};

/// Name of the file with SOPS' rules.
const CONFIG: &str = ".sops.yaml";
/// A name that SOPS passes over, and people take for the other.
const MISNAMED: &str = ".sops.yml";

/// Who says whom files are sealed for.
pub(crate) struct Recipients {
    tip: Option<Config>,
    named: Option<Config>,
    folder: Option<Config>,
    variable: Vec<String>,
    misnamed: bool,
}

impl Recipients {
    /// Reads the rules at the tip of the GitOps repository, in the file of `SOPS_CONFIG` and in the stack folder, and
    /// `SOPS_AGE_RECIPIENTS`.
    ///
    /// # Errors
    /// Every complaint about a file of rules, and one that `SOPS_CONFIG` names and cannot be read.
    pub(crate) fn find(tip: &Files, folder: &Files) -> Result<Self, Vec<Complaint>> {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let named = variable("SOPS_CONFIG");
        let named = (!named.is_empty())
            .then(|| named_file(&named))
            .transpose()?;
        let found = Self::read(tip, folder, &variable("SOPS_AGE_RECIPIENTS"))?;
        Ok(Self { named, ..found })
    }

    fn read(tip: &Files, folder: &Files, variable: &str) -> Result<Self, Vec<Complaint>> {
        let config = |files: &Files| {
            let text = files.text(CONFIG);
            text.map(|text| Config::read(text, CONFIG)).transpose()
        };
        let misnamed = |files: &Files| files.contains(MISNAMED) && !files.contains(CONFIG);
        Ok(Self {
            tip: config(tip)?,
            named: None,
            folder: config(folder)?,
            variable: recipients_in(variable),
            misnamed: misnamed(tip) || misnamed(folder),
        })
    }

    /// Returns what SOPS would pass over in silence.
    pub(crate) fn warnings(&self) -> Vec<Complaint> {
        let configs = self.tip.iter().chain(&self.named).chain(&self.folder);
        let warnings = configs.flat_map(|config| config.warnings().to_vec());
        warnings.chain(self.misnamed.then(misnamed)).collect()
    }

    /// Returns the readers of a file; `previous` is what lies in its place, opened.
    ///
    /// # Errors
    /// Nobody is named, or a rule disagrees with `encrypt`.
    pub(crate) fn of(
        &self,
        request: &SealRequest<'_>,
        rule: &Rule,
        previous: Option<&Opened>,
    ) -> Result<Vec<String>, Vec<Complaint>> {
        let ruling = |config: &'_ &Config| config.has_rules();
        let of_repository = self
            .tip
            .iter()
            .filter(ruling)
            .chain(self.named.iter().filter(ruling));
        if let Some(config) = of_repository.into_iter().next() {
            return config.recipients_for(request.path, rule);
        }
        if let Some(config) = self.folder.as_ref().filter(ruling) {
            return config.recipients_for(request.file, rule);
        }
        if !self.variable.is_empty() {
            return Ok(self.variable.clone());
        }
        let readers = previous.map(|previous| previous.keys().age.iter());
        match readers {
            Some(readers) => Ok(readers.map(|wrapped| wrapped.recipient.clone()).collect()),
            None => Err(vec![nobody(request)]),
        }
    }
}

fn named_file(file: &str) -> Result<Config, Vec<Complaint>> {
    match std::fs::read_to_string(Path::new(file)) {
        Ok(text) => Config::read(&text, file),
        Err(error) => Err(vec![Complaint::error(
            "sops-config",
            Place::file(file),
            format!("the file that SOPS_CONFIG names cannot be read: {error}"),
            "name another, or take the variable away",
        )]),
    }
}

fn misnamed() -> Complaint {
    Complaint::warning(
        "sops-config-name",
        Place::file(MISNAMED),
        format!("SOPS does not look at a file of this name, only at {CONFIG}"),
        format!("rename it to {CONFIG}"),
    )
}

fn nobody(request: &SealRequest<'_>) -> Complaint {
    let keys = request.encrypt.join(", ");
    Complaint::error(
        "no-recipients",
        Place::file(request.file),
        format!("nobody is named for whom {keys} could be sealed"),
        "name age recipients, Argo CD's among them, in .sops.yaml of the GitOps repository or beside stack.yaml, or in SOPS_AGE_RECIPIENTS",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    fn request() -> SealRequest<'static> {
        SealRequest {
            file: "add-ons/web/values.yaml",
            path: "clusters/prod/stacks/shop/add-ons/web/values.yaml",
            text: "password: x\n",
            encrypt: &[],
            previous: None,
        }
    }

    fn readers(tip: &str, folder: &str, variable: &str) -> Result<Vec<String>, Vec<Complaint>> {
        let files = |text: &str| match text.is_empty() {
            true => Files::default(),
            false => [(CONFIG, text)].into_iter().collect(),
        };
        let rule = Rule::for_keys(&["password".to_owned()]).unwrap();
        Recipients::read(&files(tip), &files(folder), variable)
            .unwrap()
            .of(&request(), &rule, None)
    }

    #[test]
    fn what_the_team_agreed_on_wins_over_a_shell() {
        let rules = |recipient: &str| {
            format!("creation_rules:\n  - path_regex: values\\.yaml$\n    age: {recipient}\n")
        };
        let other = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
        assert_eq!(
            readers(&rules(ALICE), &rules(other), other).unwrap(),
            [ALICE]
        );
        assert_eq!(readers("", &rules(ALICE), other).unwrap(), [ALICE]);
        assert_eq!(
            readers("", "", &format!("{ALICE}, {other}")).unwrap(),
            [ALICE, other]
        );
    }

    #[test]
    fn a_file_without_rules_or_of_another_name_says_nothing() {
        assert_eq!(
            readers("stores: {}\n", "creation_rules:\n", ALICE).unwrap(),
            [ALICE]
        );
        let misnamed: Files = [(MISNAMED, "x")].into_iter().collect();
        let found = Recipients::read(&Files::default(), &misnamed, ALICE).unwrap();
        let warnings = found.warnings();
        let [warning] = warnings.as_slice() else {
            panic!("{warnings:?}")
        };
        assert!(warning.what.contains(".sops.yaml"));
        let both: Files = [(MISNAMED, "x"), (CONFIG, "")].into_iter().collect();
        assert!(
            Recipients::read(&Files::default(), &both, ALICE)
                .unwrap()
                .warnings()
                .is_empty()
        );
    }

    #[test]
    fn nobody_is_an_error_that_says_where_to_name_somebody() {
        let complaints = readers("", "", "").unwrap_err();
        let [complaint] = complaints.as_slice() else {
            panic!("{complaints:?}")
        };
        assert!(
            complaint.next.contains(".sops.yaml") && complaint.next.contains("SOPS_AGE_RECIPIENTS")
        );
    }
}
