//! What happens in the cluster during a soak: Applications and resources change, Pods die and come back
//! under new names, so that whatever remembers the dead grows.

use anyhow::{Context, Result};

use crate::bench::{ARGOCD_NAMESPACE, Bench};
use crate::report::addons::LARGE;

/// Words for kubectl that make the change number `turn`; `pods` are those alive.
///
/// Two of three changes are edits, every third kills a Pod.
pub(crate) fn change(turn: usize, pods: &[&str]) -> Vec<String> {
    let annotation = format!(r#"{{"metadata": {{"annotations": {{"soak": "{turn}"}}}}}}"#);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let edit = |namespace: &str, kind: &str, name: &str, patch: &str| {
        words(&[
            "patch",
            kind,
            name,
            "--namespace",
            namespace,
            "--type=merge",
            "--patch",
            patch,
        ])
    };
    match (turn % 3, pods.get(turn / 3 % pods.len().max(1))) {
        (2, Some(pod)) => words(&["delete", "pod", pod, "--namespace", LARGE, "--wait=false"]),
        (0, _) => edit(
            ARGOCD_NAMESPACE,
            "applications.argoproj.io",
            LARGE,
            &synced(turn.is_multiple_of(2)),
        ),
        _ => edit(LARGE, "configmap", "part-0", &annotation),
    }
}

/// Returns the patch by which Argo CD would say so: a list has another row, as nobody compares meanwhile.
fn synced(synced: bool) -> String {
    let status = if synced { "Synced" } else { "OutOfSync" };
    format!(r#"{{"status": {{"sync": {{"status": "{status}"}}}}}}"#)
}

/// Makes the change number `turn`.
pub(crate) fn make(bench: &Bench, turn: usize) -> Result<()> {
    let alive = bench.kubectl(&["get", "pods", "--namespace", LARGE, "-o", "name"], "")?;
    let pods: Vec<&str> = alive
        .lines()
        .filter_map(|line| line.strip_prefix("pod/"))
        .collect();
    let words = change(turn, &pods);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    bench
        .kubectl(&words, "")
        .map(drop)
        .with_context(|| format!("change {turn} of the soak"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_third_change_kills_another_pod() {
        let pods = ["a", "b"];
        let killed: Vec<String> = (0..9)
            .map(|turn| change(turn, &pods))
            .filter(|words| words[0] == "delete")
            .map(|words| words[2].clone())
            .collect();
        assert_eq!(killed, ["a", "b", "a"]);
    }

    #[test]
    fn no_two_edits_are_alike_so_each_is_a_change() {
        assert_ne!(change(0, &[]), change(3, &[]));
        assert_ne!(change(3, &[]), change(6, &[]));
        assert_ne!(change(1, &[]), change(4, &[]));
    }

    #[test]
    fn without_pods_there_is_still_a_change() {
        assert_eq!(change(2, &[])[0], "patch");
    }
}
