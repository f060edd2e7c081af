//! The item of `stack.yaml` that a new member becomes, and the file with it in. Text in, text out.

use plugin_kit::failure::{Exit, Failure};
use serde_json::{Map, Value};
use stack::complaint::Complaint;
use stack::file;
use stack::member::MemberKind;
use stack::yaml::edit::{self, Edit};
use stack::yaml::path::Path;

use crate::cli::AddArguments;

/// Fields of a member in the order they are written.
pub(super) type Fields = Map<String, Value>;

/// Returns what chart and manifest have in common, after `first`: namespace, encrypt and parents, where they are given.
///
/// # Errors
/// A parent that is written neither `addon/NAME` nor `manifest/NAME`.
pub(super) fn fields(first: &[(&str, &str)], arguments: &AddArguments) -> anyhow::Result<Fields> {
    let texts = first
        .iter()
        .map(|(key, text)| ((*key).to_owned(), Value::from(*text)));
    let mut fields: Fields = texts.collect();
    if !arguments.encrypt.is_empty() {
        fields.insert("encrypt".to_owned(), arguments.encrypt.clone().into());
    }
    if !arguments.parents.is_empty() {
        let parents = arguments.parents.iter().map(|parent| self::parent(parent));
        fields.insert(
            "parents".to_owned(),
            parents.collect::<anyhow::Result<Vec<Value>>>()?.into(),
        );
    }
    Ok(fields)
}

fn parent(text: &str) -> anyhow::Result<Value> {
    let kinds = [MemberKind::Addon, MemberKind::Manifest].map(MemberKind::as_str);
    match text.split_once('/') {
        Some((kind, name)) if kinds.contains(&kind) => {
            let fields = [("kind", kind), ("name", name)]
                .map(|(key, text)| (key.to_owned(), Value::from(text)));
            Ok(Value::Object(fields.into_iter().collect()))
        }
        None => Err(
            Failure::new(format!("`--parent {text}` does not say what {text} is"))
                .next(format!("write addon/{text} or manifest/{text}"))
                .exit(Exit::Usage)
                .into(),
        ),
        Some(_) => Err(Failure::new(format!("`--parent {text}` names no member"))
            .next("write it as in addon/database or manifest/namespace")
            .exit(Exit::Usage)
            .into()),
    }
}

/// Returns the stack file with a member more, at the end of its list; every other byte stays.
///
/// # Errors
/// A file that cannot be edited, or whatever is wrong with the stack the member would make.
pub(super) fn added(text: &str, kind: MemberKind, fields: Fields) -> anyhow::Result<String> {
    let list = match kind {
        MemberKind::Addon => "addons",
        MemberKind::Manifest => "manifests",
    };
    let append = Edit::Append {
        path: Path::keys([list]),
        value: Value::Object(fields),
    };
    let edited = edit::apply(text, &append).map_err(|refusal| {
        let place = refusal
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        Failure::new(format!(
            "{}{place} cannot be edited safely: {}",
            file::NAME,
            refusal.reason
        ))
        .next("write the member into it by hand")
    })?;
    match file::decode(&edited, file::NAME) {
        Ok(_) => Ok(edited),
        Err(complaints) => Err(refused(&complaints)),
    }
}

/// Says what is wrong with a member that is not there yet, so that no line of a file can be named.
fn refused(complaints: &[Complaint]) -> anyhow::Error {
    let errors: Vec<&Complaint> = complaints
        .iter()
        .filter(|complaint| complaint.is_error())
        .collect();
    let whats: Vec<&str> = errors
        .iter()
        .map(|complaint| complaint.what.as_str())
        .collect();
    let failure = Failure::new(whats.join("; "));
    let failure = errors
        .iter()
        .fold(failure, |failure, complaint| failure.next(next(complaint)));
    failure.exit(Exit::Usage).into()
}

/// Returns the advice, in words of the command line where the file has others.
fn next(complaint: &Complaint) -> String {
    match complaint.what.ends_with("has no namespace") {
        true => "say where it is deployed: --target-namespace NAMESPACE".to_owned(),
        false => complaint.next.clone(),
    }
}
