//! Lines for the shell that a person can copy: real names, quoted where a shell would stumble.

use serde_json::Value;

use super::case::Case;
use super::{Line, Next};
use crate::application::{self, Application};
use crate::facts::Owner;
use crate::marks;
use crate::object::ObjectRef;
use crate::operation;
use crate::settings::Settings;

/// Returns `kubectl addons VERB NAME`.
pub(super) fn addons(verb: &str, application: &Application) -> String {
    format!("kubectl addons {verb} {}", named(application))
}

/// Returns `kubectl addons VERB NAME KIND/NAME`, or with a flag between.
pub(super) fn about(
    verb: &str,
    application: &Application,
    flag: &str,
    object: &ObjectRef,
) -> String {
    let object = quoted(&object.to_string());
    match flag {
        "" => format!("{} {object}", addons(verb, application)),
        flag => format!("{} {flag} {object}", addons(verb, application)),
    }
}

/// Returns `kubectl VERB -n NAMESPACE REST`; without the namespace for what is in none.
pub(super) fn kubectl(verb: &str, namespace: Option<&str>, rest: &str) -> String {
    match namespace {
        Some(namespace) => format!("kubectl {verb} -n {} {rest}", quoted(namespace)),
        None => format!("kubectl {verb} {rest}"),
    }
}

/// Returns the same about what lies where Argo CD runs.
pub(super) fn at_home(verb: &str, namespace: &str, rest: &str) -> Line {
    Line::at_home(kubectl(verb, Some(namespace), rest))
}

/// Returns `kubectl VERB -n NAMESPACE KIND NAME` of one object, the kind with its group.
pub(super) fn of_object(verb: &str, object: &ObjectRef) -> String {
    let kind = object.kind.to_lowercase();
    let kind = match object.group.as_str() {
        "" => kind,
        group => format!("{kind}.{group}"),
    };
    let rest = format!("{} {}", quoted(&kind), quoted(&object.name));
    kubectl(verb, object.namespace.as_deref(), &rest)
}

/// Returns how a part of an Application's spec is changed, `before` it what else may be done: through its stack or its owner, else in place.
pub(super) fn edit_spec(case: &Case<'_>, before: &str, what: &str) -> Next {
    let application = case.question.application;
    let labels = &application.metadata.labels;
    if let (Some(stack), Some(member)) = (
        labels.get(marks::STACK_LABEL),
        labels.get(marks::MEMBER_LABEL),
    ) {
        return Next {
            why: format!(
                "{before}mend {what} of member {member} in stack.yaml of stack {stack}, then push it"
            ),
            command: "helm stack push".into(),
        };
    }
    let settings = Settings::of_namespace(case.question.home, application.controller_namespace());
    match Owner::of(application, &settings.unwrap_or_default()) {
        Some(owner) => Next {
            why: format!(
                "{before}mend {what} in Git, where {} {} has it from",
                owner.kind, owner.name
            ),
            command: of_owner(&owner),
        },
        None => Next {
            why: format!("{before}mend {what} in the Application"),
            command: of_object("edit", &application.reference()).into(),
        },
    }
}

fn of_owner(owner: &Owner) -> Line {
    match owner.kind {
        "Application" => format!("kubectl addons get {}", quoted(&owner.name)).into(),
        _ => Line::at_home(
            of_object(
                "get",
                &ObjectRef::new(
                    application::GROUP,
                    owner.kind,
                    &owner.namespace,
                    &owner.name,
                ),
            ) + " -o yaml",
        ),
    }
}

/// Returns the line that asks Argo CD for a sync of all of it, as its API server would ([`operation::sync`]).
pub(super) fn sync(application: &Application, prune: bool) -> String {
    patch(application, &operation::sync(application, "kubectl", prune))
}

/// Returns the line that ends the operation that runs.
pub(super) fn terminate(application: &Application) -> String {
    patch(application, &operation::terminate())
}

/// Returns the line that lets auto-sync go on.
pub(super) fn resume(application: &Application) -> String {
    patch(application, &operation::resume())
}

/// Returns the line that lets Argo CD compare it anew, whatever it remembers
/// (`argocd.argoproj.io/refresh`, Argo CD's annotation).
pub(super) fn refresh(application: &Application) -> String {
    annotate(application, "argocd.argoproj.io/refresh=hard")
}

/// Returns the line that confirms a deletion that waits for it (`argocd.argoproj.io/deletion-approved`, an instant).
pub(super) fn approve(application: &Application) -> String {
    let now = "\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"";
    annotate(
        application,
        &format!("argocd.argoproj.io/deletion-approved={now}"),
    )
}

fn annotate(application: &Application, annotation: &str) -> String {
    let annotated = of_object("annotate", &application.reference());
    format!("{annotated} --overwrite {annotation}")
}

fn patch(application: &Application, patch: &Value) -> String {
    let patched = of_object("patch", &application.reference());
    format!("{patched} --type merge -p {}", quoted(&patch.to_string()))
}

/// Returns the name by which commands find an Application.
pub(super) fn named(application: &Application) -> String {
    let metadata = &application.metadata;
    match metadata.namespace == application.controller_namespace() {
        true => quoted(&metadata.name),
        false => quoted(&format!("{}/{}", metadata.namespace, metadata.name)),
    }
}

/// Returns a word as a POSIX shell takes it, and as no program takes for a flag: what begins with a dash gets `./`
/// before it, as a file does. No name of a cluster begins so, unless somebody means harm.
pub fn quoted(word: &str) -> String {
    if word.len() > 1 && word.starts_with('-') {
        return quoted(&format!("./{word}"));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=,%+".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_be_a_command_stays_a_name() {
        assert_eq!(quoted("web-0"), "web-0");
        assert_eq!(quoted("x; rm -rf ~"), "'x; rm -rf ~'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_name_that_would_be_a_flag_is_none() {
        assert_eq!(quoted("-"), "-");
        assert_eq!(quoted("--all"), "./--all");
        assert_eq!(quoted("-f; x"), "'./-f; x'");
        let pod = ObjectRef::new("", "Pod", "web", "--server=http://evil.example.com");
        assert_eq!(
            of_object("describe", &pod),
            "kubectl describe -n web pod ./--server=http://evil.example.com"
        );
    }

    #[test]
    fn a_sync_is_one_patch_in_one_word() {
        let web = serde_json::json!({"metadata": {"name": "web", "namespace": "argocd"}});
        let web = Application::from_value(&web).unwrap();
        assert_eq!(
            sync(&web, false),
            "kubectl patch -n argocd application.argoproj.io web --type merge -p \
             '{\"operation\":{\"initiatedBy\":{\"username\":\"kubectl\"},\"sync\":{\"syncStrategy\":{\"hook\":{}}}},\
             \"status\":{\"operationState\":null}}'"
        );
    }

    #[test]
    fn an_object_is_named_with_its_group() {
        let widget = ObjectRef::new("example.org", "Widget", "web", "w");
        assert_eq!(
            of_object("get", &widget),
            "kubectl get -n web widget.example.org w"
        );
        let namespace = ObjectRef::new("", "Namespace", "", "web");
        assert_eq!(
            of_object("describe", &namespace),
            "kubectl describe namespace web"
        );
    }
}
