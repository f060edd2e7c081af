//! The same thing said again and again, said once with a count.
//!
//! Of one object: equal reason and message. Of the pods of one owner: equal but for the
//! pod's own name, numbers and generated names, so that ten crashing replicas are one line.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::{Entry, EntryKind, Source};
use crate::object::ObjectRef;

/// One thing to be folded.
pub(super) struct Happening {
    pub(super) entry: Entry,
    /// UID of the pod's owner, where it is a pod of one.
    pub(super) pod_of: Option<String>,
}

#[derive(PartialEq, Eq, Hash)]
struct Sameness {
    source: Source,
    kind: EntryKind,
    reason: String,
    who: Who,
    message: String,
}

#[derive(PartialEq, Eq, Hash)]
enum Who {
    Object(ObjectRef),
    PodsOf(String),
}

/// Folds Events; in no particular order.
pub(super) fn fold(happenings: impl Iterator<Item = Happening>) -> Vec<Entry> {
    let mut folded: HashMap<Sameness, (Entry, BTreeSet<ObjectRef>)> = HashMap::new();
    for Happening { entry, pod_of } in happenings {
        let object = entry.object.clone();
        let (known, objects) = folded
            .entry(sameness(&entry, pod_of))
            .and_modify(|(known, _)| join(known, &entry))
            .or_insert_with(|| (entry, BTreeSet::new()));
        objects.insert(object);
        known.objects = objects.len();
    }
    folded.into_values().map(|(entry, _)| entry).collect()
}

fn sameness(entry: &Entry, pod_of: Option<String>) -> Sameness {
    let (who, message) = match pod_of {
        Some(owner) => (
            Who::PodsOf(owner),
            likeness(&entry.message, &entry.object.name),
        ),
        None => (Who::Object(entry.object.clone()), entry.message.clone()),
    };
    Sameness {
        source: entry.source,
        kind: entry.kind,
        reason: entry.reason.clone(),
        who,
        message,
    }
}

/// Adds one entry to another; the later one says how it is told, and on a tie the
/// smaller object and message do, so that the order of Events does not matter.
fn join(known: &mut Entry, other: &Entry) {
    let later =
        (other.time, &known.object, &known.message) > (known.time, &other.object, &other.message);
    if later {
        known.object = other.object.clone();
        known.message.clone_from(&other.message);
    }
    known.time = known.time.max(other.time);
    known.first_seen = earlier(known.first_seen, other.first_seen);
    known.count = known.count.saturating_add(other.count);
}

fn earlier(left: Option<Timestamp>, right: Option<Timestamp>) -> Option<Timestamp> {
    left.into_iter().chain(right).min()
}

/// Returns a message without what differs between the pods of one owner.
fn likeness(message: &str, name: &str) -> String {
    let message = without(message, name);
    let mut likeness = String::with_capacity(message.len());
    let mut word = String::new();
    for character in message.chars() {
        match character.is_alphanumeric() {
            true => word.push(character),
            false => {
                end_word(&mut likeness, &mut word);
                likeness.push(character);
            }
        }
    }
    end_word(&mut likeness, &mut word);
    likeness
}

/// Returns a message with `@` for a name, where the name stands as a word of its own.
fn without(message: &str, name: &str) -> String {
    let mut parts = message.split(name);
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let inside = without.ends_with(char::is_alphanumeric)
            || part.starts_with(char::is_alphanumeric)
            || name.is_empty();
        without.push_str(if inside { name } else { "@" });
        without.push_str(part);
    }
    without
}

fn end_word(likeness: &mut String, word: &mut String) {
    match is_particular(word) {
        true => likeness.push('#'),
        false => likeness.push_str(word),
    }
    word.clear();
}

/// Numbers, hashes, and the five letters that Kubernetes ends a generated name with
/// (its `rand.String` has neither vowels nor 0, 1 and 3).
fn is_particular(word: &str) -> bool {
    let generated = |byte: u8| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte);
    word.bytes().any(|byte| byte.is_ascii_digit())
        || (word.len() == 5 && word.bytes().all(generated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_replicas_are_alike() {
        let of = |name: &str, message: &str| likeness(message, name);
        assert_eq!(
            of(
                "web-7d9f-kxzvb",
                "Back-off restarting container app in pod web-7d9f-kxzvb_web(8b1c)"
            ),
            of(
                "web-7d9f-4mq7p",
                "Back-off restarting container app in pod web-7d9f-4mq7p_web(77aa)"
            ),
        );
        assert_eq!(
            of(
                "a",
                "Readiness probe failed: dial tcp 10.1.0.7:8080: refused"
            ),
            of(
                "b",
                "Readiness probe failed: dial tcp 10.1.0.12:8080: refused"
            ),
        );
    }

    #[test]
    fn a_short_name_is_not_taken_out_of_the_middle_of_words() {
        assert_eq!(
            without("a pod ran a day, said a.", "a"),
            "@ pod ran @ day, said @."
        );
        assert_eq!(without("no name", ""), "no name");
    }

    #[test]
    fn messages_that_say_something_else_are_not_alike() {
        assert_ne!(
            likeness("Pulling image nginx", "a"),
            likeness("Pulling image redis", "b")
        );
        assert_ne!(likeness("started", ""), likeness("killed", ""));
    }
}
