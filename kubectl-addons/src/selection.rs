//! Finds the add-on or the resource that a person named.
//!
//! Asks the cluster for as little as the name needs. What fits a name is decided in `argocd::resolve`.

use argocd::application::Application;
use argocd::nearest::nearest;
use argocd::object::ObjectRef;
use argocd::resolve::{Resolution, resolve};
use argocd::snapshot::{Gap, GapReason};
use argocd::tree::{Node, ResourceTree, ResourceWord, is_of_kind};
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};

use crate::reader::Reader;

/// Most names that an error offers where nothing fits.
const NEAR: usize = 3;
/// Said of a name of a kind that could not be read.
const UNREAD: &str = "is not among what could be read of";
/// Most names that an error lists.
const NAMED: usize = 10;

/// Returns the whole Application that a name means.
///
/// # Errors
/// No Application fits (with the nearest names), or several do (all are named).
pub(crate) async fn find(reader: &mut Reader, name: &str) -> anyhow::Result<Application> {
    reader
        .read_applications_named(name.rsplit('/').next().unwrap_or(name))
        .await?;
    let reference = match resolved(reader, name) {
        Resolution::One(reference) => reference,
        _ => {
            reader.read_applications().await?;
            one(resolved(reader, name), reader, name)?
        }
    };
    whole(reader, &reference).await
}

fn resolved(reader: &Reader, name: &str) -> Resolution {
    resolve(reader.snapshot().applications(), name, reader.namespace())
}

fn one(resolution: Resolution, reader: &Reader, name: &str) -> anyhow::Result<ObjectRef> {
    match resolution {
        Resolution::One(reference) => Ok(reference),
        Resolution::Several(references) => Err(several(name, &references)),
        Resolution::None { candidates } => Err(unknown(reader, name, &candidates)),
    }
}

async fn whole(reader: &mut Reader, reference: &ObjectRef) -> anyhow::Result<Application> {
    let known = reader.snapshot().application(reference);
    if known.is_none_or(|application| application.detail.is_none()) {
        reader.read_application(reference).await?;
    }
    let application = reader.snapshot().application(reference).cloned();
    application.ok_or_else(|| {
        Failure::new(format!(
            "Application {} went away while it was read",
            reference.name
        ))
        .exit(Exit::NotFound)
        .into()
    })
}

fn several(name: &str, references: &[ObjectRef]) -> anyhow::Error {
    let names: Vec<String> = references.iter().map(qualified).collect();
    Failure::new(format!(
        "{} add-ons fit the name {name}: {}",
        names.len(),
        list(&names)
    ))
    .next("name one of them with its namespace, as listed")
    .exit(Exit::NotFound)
    .into()
}

fn unknown(reader: &Reader, name: &str, candidates: &[String]) -> anyhow::Error {
    let place = match reader.namespace() {
        Some(namespace) => format!(" in namespace {namespace}"),
        None => String::new(),
    };
    let failure =
        Failure::new(format!("there is no add-on named {name}{place}")).exit(Exit::NotFound);
    match candidates {
        [] => failure.next("list all add-ons: kubectl addons list"),
        some => failure.next(format!("did you mean {}?", list(some))),
    }
    .into()
}

/// Reads a resource as people name it.
///
/// # Errors
/// The text is of another form.
pub(crate) fn word(text: &str) -> anyhow::Result<ResourceWord> {
    ResourceWord::parse(text).ok_or_else(|| {
        Failure::new(format!("`{text}` names no resource"))
            .next("write KIND/NAME, as in `Pod/web-0`, or KIND/NAMESPACE/NAME")
            .exit(Exit::Usage)
            .into()
    })
}

/// Returns a resource of a tree by `KIND/NAME` or `KIND/NAMESPACE/NAME`, kinds as people write them.
///
/// # Errors
/// None fits or several do, or the text is of another form.
pub(crate) fn node<'a>(tree: &'a ResourceTree, text: &str) -> anyhow::Result<&'a Node> {
    node_of(tree, &word(text)?)
}

/// Returns the resource of a tree that a word means.
///
/// # Errors
/// None fits (with the nearest names), or several do (all are named).
pub(crate) fn node_of<'a>(tree: &'a ResourceTree, word: &ResourceWord) -> anyhow::Result<&'a Node> {
    match tree.named(word)[..] {
        [node] => Ok(node),
        [] => Err(none_fits(tree, word)),
        ref several => Err(several_fit(tree, word, several)),
    }
}

fn none_fits(tree: &ResourceTree, word: &ResourceWord) -> anyhow::Error {
    let name = &tree.application.name;
    let of_kind = tree
        .nodes
        .iter()
        .filter(|node| is_of_kind(&node.reference, &word.kind));
    let names: Vec<&str> = of_kind.map(|node| node.reference.name.as_str()).collect();
    let near = nearest(&word.name, names, NEAR);
    let near: Vec<String> = near
        .iter()
        .map(|near| format!("{}/{near}", word.kind))
        .collect();
    let (sentence, exit) = match unread(tree, word) {
        None => ("is not among the resources of", Exit::NotFound),
        Some(gap) if gap.reason == GapReason::Forbidden => (UNREAD, Exit::Forbidden),
        Some(_) => (UNREAD, Exit::Error),
    };
    let failure = Failure::new(format!("{word} {sentence} {name}"));
    match near.is_empty() {
        true => failure.next(format!(
            "see them all: kubectl addons tree {}",
            quoted(name)
        )),
        false => failure.next(format!("did you mean {}?", list(&near))),
    }
    .exit(exit)
    .into()
}

/// Returns why objects of this kind could not be read, so that nobody can say that there is none of that name.
fn unread<'a>(tree: &'a ResourceTree, word: &ResourceWord) -> Option<&'a Gap> {
    tree.gaps.iter().find(|gap| match &gap.scope {
        Some(scope) => {
            let any = ObjectRef::new(&scope.group, &scope.kind, "", "");
            is_of_kind(&any, &word.kind)
        }
        None => gap.reason == GapReason::OtherCluster,
    })
}

fn several_fit(tree: &ResourceTree, word: &ResourceWord, nodes: &[&Node]) -> anyhow::Error {
    let words = nodes
        .iter()
        .map(|node| ResourceWord::of(node, &tree.nodes).to_string());
    let words: Vec<String> = words.collect();
    Failure::new(format!(
        "{} resources of {} are {word}: {}",
        words.len(),
        tree.application.name,
        list(&words)
    ))
    .next("name one of them as listed")
    .exit(Exit::NotFound)
    .into()
}

fn qualified(reference: &ObjectRef) -> String {
    match &reference.namespace {
        Some(namespace) => format!("{namespace}/{}", reference.name),
        None => reference.name.clone(),
    }
}

fn list(names: &[String]) -> String {
    match names.len() > NAMED {
        true => format!(
            "{} and {} more",
            names[..NAMED].join(", "),
            names.len() - NAMED
        ),
        false => names.join(", "),
    }
}
