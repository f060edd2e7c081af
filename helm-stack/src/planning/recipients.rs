//! Whom a file is sealed for: the rule of `.sops.yaml` in the GitOps repository, else of one beside the stack, else
//! `SOPS_AGE_RECIPIENTS`, else whoever could read the file so far.
//!
//! getsops lets the variable win over the file. Here the file wins: it is what the team agreed on, and Argo CD's own key is
//! in it; a variable in somebody's shell must not shut Argo CD out.

use stack::complaint::{Complaint, Place};
use stack::files::Files;
use stack::plan::SealRequest;
use stack::seal::{Config, Opened, Rule, recipients_in};

/// Name of the file with SOPS' rules.
const CONFIG: &str = ".sops.yaml";

/// Who says whom files are sealed for.
pub(crate) struct Recipients {
    tip: Option<Config>,
    folder: Option<Config>,
    variable: Vec<String>,
}

impl Recipients {
    /// Reads the rules at the tip of the GitOps repository and in the stack folder, and `SOPS_AGE_RECIPIENTS`.
    ///
    /// # Errors
    /// Every complaint about a file of rules.
    pub(crate) fn find(tip: &Files, folder: &Files) -> Result<Self, Vec<Complaint>> {
        let variable = std::env::var("SOPS_AGE_RECIPIENTS").unwrap_or_default();
        Self::read(tip, folder, &variable)
    }

    fn read(tip: &Files, folder: &Files, variable: &str) -> Result<Self, Vec<Complaint>> {
        let config = |files: &Files| {
            let text = files.text(CONFIG);
            text.map(|text| Config::read(text, CONFIG)).transpose()
        };
        Ok(Self {
            tip: config(tip)?,
            folder: config(folder)?,
            variable: recipients_in(variable),
        })
    }

    /// Returns what SOPS would pass over in silence.
    pub(crate) fn warnings(&self) -> Vec<Complaint> {
        let configs = self.tip.iter().chain(&self.folder);
        configs
            .flat_map(|config| config.warnings().to_vec())
            .collect()
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
        if let Some(config) = &self.tip {
            return config.recipients_for(request.path, rule);
        }
        if let Some(config) = &self.folder {
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
