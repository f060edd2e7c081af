//! A container was killed for the memory it used.

use serde_json::Value;

use super::{Container, containers, steps, with_log};
use crate::why::case::Case;
use crate::why::{Cause, Finding, command};

/// Fits when the kubelet says `OOMKilled` of this run or of the one before.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let of = containers.iter().find(|container| is_killed(container))?;
    let limit = limit(of);
    let over = limit
        .map(|limit| format!(" over its limit of {limit}"))
        .unwrap_or_default();
    let summary = format!(
        "{} was killed for the memory it used{over}{}",
        capital(&of.called()),
        times(of.restarts())
    );
    let says = format!("{}: OOMKilled{over}", of.called());
    let previous = of.death().is_none_or(|death| death.reason != "OOMKilled");
    let finding = Finding::new(Cause::OutOfMemory, summary).steps(steps(case, of.pod, &says));
    let values = format!(
        "{} --origin",
        command::addons("values", case.question.application)
    );
    let finding = finding.next(
        "give it more (resources.limits.memory), or see where the limit comes from",
        values,
    );
    Some(with_log(case, finding, of, previous))
}

/// Returns whether a container was killed for the memory it used.
pub(super) fn is_killed(container: &Container<'_>) -> bool {
    let deaths = [container.death(), container.death_before()];
    deaths
        .into_iter()
        .flatten()
        .any(|death| death.reason == "OOMKilled")
}

fn limit<'a>(of: &Container<'a>) -> Option<&'a str> {
    of.spec()?
        .pointer("/resources/limits/memory")
        .and_then(Value::as_str)
}

/// Returns the word with a capital first letter.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Returns ` (restarted 7 times)`, or nothing.
pub(super) fn times(restarts: i64) -> String {
    match restarts {
        ..=0 => String::new(),
        1 => " (restarted once)".to_owned(),
        many => format!(" (restarted {many} times)"),
    }
}
