//! What no two members may share: a name, the file of a manifest, the name of an Application.

use std::collections::HashMap;

use super::decode::Decoder;
use super::member::Read;
use crate::member::Content;
use crate::yaml::node::Node;

/// Complains of everything that is there twice, at the second place.
pub(super) fn check<'a>(members: &[Read<'a>], decoder: &mut Decoder<'a>) {
    names(members, decoder);
    files(members, decoder);
    applications(members, decoder);
}

fn names<'a>(members: &[Read<'a>], decoder: &mut Decoder<'a>) {
    let named = members
        .iter()
        .map(|read| (read.member.reference.name.as_str(), read.name));
    for (name, node, first) in twice(named.filter(|(name, _)| !name.is_empty())) {
        let what = format!(
            "a second member is called {name}; the first stands on line {}",
            first.line
        );
        let next = "give it another name: names are unique among add-ons and manifests";
        decoder.error(node, "repeated-name", what, next);
    }
}

fn files<'a>(members: &[Read<'a>], decoder: &mut Decoder<'a>) {
    let files = members
        .iter()
        .filter_map(|read| match &read.member.content {
            Content::Manifest(file) => Some((file.as_str(), read.file.unwrap_or(read.name))),
            Content::Chart(_) => None,
        });
    for (file, node, first) in twice(files.filter(|(file, _)| !file.is_empty())) {
        let what = format!(
            "{file} is delivered twice; the first time on line {}",
            first.line
        );
        let next =
            "give each manifest a file of its own: two Applications would fight over its resources";
        decoder.error(node, "repeated-file", what, next);
    }
}

fn applications<'a>(members: &[Read<'a>], decoder: &mut Decoder<'a>) {
    let named = members.iter().filter_map(|read| {
        let name = read.member.settings.application_name.as_deref()?;
        Some((name, read.application_name?))
    });
    for (name, node, first) in twice(named) {
        let what = format!(
            "a second Application is called {name}; the first stands on line {}",
            first.line
        );
        decoder.error(node, "repeated-name", what, "give it another name");
    }
}

/// Returns what was met before, with the node it is met on now and the first one.
fn twice<'a, 'b>(
    all: impl Iterator<Item = (&'b str, &'a Node)>,
) -> Vec<(&'b str, &'a Node, &'a Node)> {
    let mut first: HashMap<&str, &Node> = HashMap::new();
    let mut again = Vec::new();
    for (text, node) in all {
        match first.get(text) {
            Some(first) => again.push((text, node, *first)),
            None => drop(first.insert(text, node)),
        }
    }
    again
}
