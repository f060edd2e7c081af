//! Who opens values that are sealed in Git. Where nobody does, nothing fails: the sealed text is deployed as it is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::{Check, Facts, Group, Home, Role, Status};
use crate::application::Application;
use crate::marks::SEALED_ANNOTATION;
use crate::object::{ObjectRef, Resource};
use crate::settings::Settings;

const ID: &str = "decryptor";
/// Begins a leaf that SOPS sealed, of every cipher there has been.
const SEALED: &str = "ENC[AES256_GCM,";
/// The variable by which `helm stack setup` tells our decryptor what it may open (docs/decryptor.md).
const OUR_VARIABLE: &str = "HELM_STACK_ALLOW_FILE";
/// Begins the variables of helm-secrets (its manual, "Argo CD Integration").
const HELM_SECRETS_VARIABLE: &str = "HELM_SECRETS_";
/// Begin a values file that helm-secrets opens.
const HELM_SECRETS_FILES: [&str; 3] = ["secrets://", "secrets+", "secrets?"];

/// Returns whether values of an Application are sealed: it says so, carries sealed text, or names files to be opened.
pub fn is_sealed(application: &Application) -> bool {
    let says = application.metadata.annotations.get(SEALED_ANNOTATION);
    says.is_some_and(|says| says == "true")
        || application.document().is_some_and(|document| {
            let spec = document.get("spec").unwrap_or(&Value::Null);
            any_text(spec, &|text| {
                text.contains(SEALED)
                    || HELM_SECRETS_FILES
                        .iter()
                        .any(|begin| text.starts_with(begin))
            })
        })
}

/// Returns the Secrets and ConfigMaps that an Application keeps in the cluster: where sealed text ends up.
pub fn kept_by(application: &Application) -> Vec<ObjectRef> {
    let resources = application
        .detail
        .iter()
        .flat_map(|detail| &detail.resources);
    let references = resources.map(|resource| resource.reference());
    references
        .filter(|one| one.is("", "Secret") || one.is("", "ConfigMap"))
        .collect()
}

/// Says who opens what is sealed, and what was deployed as it is.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let new = |status, what: String| Check::new(ID, Group::Delivery, status, what);
    let sealed: Vec<&Application> = facts
        .applications_of(&home.namespace)
        .filter(|one| is_sealed(one))
        .collect();
    let left = left_sealed(facts, &sealed);
    let opener = Opener::of(facts, home);
    if !left.is_empty() {
        return deployed_sealed(&left, &opener);
    }
    match (&opener, count(sealed.len())) {
        (Opener::Absent(said), _) => new(Status::Failed, format!("argocd-cm says that {said} opens sealed values, but the repo-server does not run it"))
            .why("sealed text is deployed as it is, and nothing fails")
            .next("helm stack setup --decryptor helm-stack --apply"),
        (Opener::Is(who), None) => new(Status::Ok, format!("sealed values would be opened by {who}")),
        (Opener::Is(who), Some(count)) => new(Status::Ok, format!("sealed values of {count} are opened by {who}")),
        (Opener::Unknown(gap), None) => {
            let what = "whether there is a decryptor is not known; no Application is seen to need one";
            Check::unseen(ID, Group::Delivery, what, gap)
        }
        (Opener::Nobody { .. }, None) => new(
            Status::Ok,
            "no Application needs a decryptor, and there is none".to_owned(),
        ),
        (Opener::Unknown(gap), Some(count)) => {
            Check::unseen(ID, Group::Delivery, format!("who opens the sealed values of {count} is not known"), gap)
        }
        (Opener::Nobody { seen }, Some(count)) => nobody(*seen, &count).affects(names(&sealed)),
    }
}

fn nobody(seen: bool, count: &str) -> Check {
    let (status, what) = match seen {
        true => (
            Status::Failed,
            format!("nobody opens the sealed values of {count}"),
        ),
        false => (
            Status::Warning,
            format!("nobody is known to open the sealed values of {count}"),
        ),
    };
    Check::new(ID, Group::Delivery, status, what)
        .why("without a decryptor sealed text is deployed as it is, and nothing fails")
        .next("helm stack setup --decryptor helm-stack prepares one (docs/decryptor.md)")
}

fn deployed_sealed(left: &[String], opener: &Opener) -> Check {
    let what = match left.len() {
        1 => "1 object was deployed with its values still sealed".to_owned(),
        several => format!("{several} objects were deployed with their values still sealed"),
    };
    let check = Check::new(ID, Group::Delivery, Status::Failed, what).affects(left.to_vec());
    match opener {
        Opener::Is(who) => check
            .why(format!("{who} is there now, but did not open them when they were rendered"))
            .next("kubectl addons refresh --hard renders them anew; see docs/decryptor.md for what it may open"),
        _ => check
            .why("nobody opens sealed values, and nothing failed")
            .next("helm stack setup --decryptor helm-stack prepares a decryptor (docs/decryptor.md)"),
    }
}

/// Who opens sealed values.
enum Opener {
    /// Whoever is named.
    Is(String),
    /// Whoever is named in `argocd-cm`, but does not run.
    Absent(String),
    /// Nobody; whether the repo-server was seen.
    Nobody { seen: bool },
    /// What stood in the way of looking.
    Unknown(Box<crate::snapshot::Gap>),
}

impl Opener {
    fn of(facts: &Facts<'_>, home: &Home<'_>) -> Self {
        let settings = Settings::of_namespace(facts.snapshot, &home.namespace);
        let said = settings.and_then(|settings| settings.decryptor);
        let Some(server) = home.component(Role::RepoServer) else {
            let gap = facts.settings_of(&home.namespace).err();
            return match (said, gap.or(facts.components.as_ref().err().cloned())) {
                (Some(said), _) => Self::Is(said),
                (None, Some(gap)) => Self::Unknown(gap),
                (None, None) => Self::Nobody { seen: false },
            };
        };
        let has = |begin: &str| server.variables.iter().any(|name| name.starts_with(begin));
        match said {
            _ if has(OUR_VARIABLE) => Self::Is("helm-stack".to_owned()),
            _ if has(HELM_SECRETS_VARIABLE) => Self::Is("helm-secrets".to_owned()),
            _ if !server.plugins.is_empty() => {
                Self::Is(format!("plugin {}", server.plugins.join(", ")))
            }
            Some(said) => Self::Absent(said),
            None => Self::Nobody { seen: true },
        }
    }
}

fn count(applications: usize) -> Option<String> {
    match applications {
        0 => None,
        1 => Some("1 Application".to_owned()),
        several => Some(format!("{several} Applications")),
    }
}

fn names(applications: &[&Application]) -> Vec<String> {
    let names = applications.iter().map(|one| &one.metadata);
    names
        .map(|metadata| format!("{}/{}", metadata.namespace, metadata.name))
        .collect()
}

/// Returns the objects that Applications with sealed values keep here, and in which sealed text stands.
fn left_sealed(facts: &Facts<'_>, sealed: &[&Application]) -> Vec<String> {
    let here = sealed.iter().filter(|one| facts.snapshot.holds(one));
    let kept = here.flat_map(|one| kept_by(one));
    let left = kept.filter(|one| facts.snapshot.resource(one).is_some_and(holds_sealed));
    let mut names: Vec<String> = left
        .map(|one| {
            format!(
                "{} {}/{}",
                one.kind,
                one.namespace.as_deref().unwrap_or_default(),
                one.name
            )
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

fn holds_sealed(resource: &Resource) -> bool {
    let Some(data) = resource.body.as_ref().and_then(|body| body.get("data")) else {
        return false;
    };
    let is_secret = resource.reference.is("", "Secret");
    any_text(data, &|text| match is_secret {
        true => BASE64_STANDARD
            .decode(text)
            .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(SEALED)),
        false => text.contains(SEALED),
    })
}

fn any_text(value: &Value, fits: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => fits(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, fits)),
        Value::Object(map) => map.values().any(|item| any_text(item, fits)),
        _ => false,
    }
}

#[cfg(test)]
#[path = "decryptor_tests.rs"]
mod tests;
