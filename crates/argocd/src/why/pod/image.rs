//! A container's image cannot be pulled.

use super::{Container, containers, events_of, steps};
use crate::why::case::Case;
use crate::why::{Cause, Finding};

/// Words of the kubelet (`pkg/kubelet/images/types.go`).
const WORDS: [&str; 7] = [
    "ErrImagePull",
    "ImagePullBackOff",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
];

/// Fits when the kubelet says so.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let of = containers
        .iter()
        .find(|container| WORDS.contains(&container.waits_for()))?;
    let summary = format!("Image {} cannot be pulled", of.image());
    let says = format!("{}: {}: {}", of.called(), of.waits_for(), said(case, of));
    Some(
        Finding::new(Cause::ImageCannotBePulled, summary)
            .root(of.image())
            .steps(steps(case, of.pod, &says))
            .next("check that name and tag exist and that the Pod has a pull secret; see what the registry said", events_of(case, of.pod)),
    )
}

/// Returns what the registry said: `BackOff` says nothing of it, the Event `Failed` does.
fn said(case: &Case<'_>, of: &Container<'_>) -> String {
    let failed = case.event(&of.pod.reference, |event| {
        event.reason == "Failed" && event.message.contains("pull image")
    });
    let message = of.waiting_message();
    match failed {
        Some(event) if message.is_empty() || message.starts_with("Back-off") => {
            event.message.to_owned()
        }
        _ => message.to_owned(),
    }
}
