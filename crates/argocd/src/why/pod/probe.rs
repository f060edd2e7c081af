//! A container runs and its readiness, liveness or startup probe fails.

use super::{Container, containers, events_of, out_of_memory, steps};
use crate::events::Event;
use crate::field;
use crate::why::case::Case;
use crate::why::{Cause, Finding};

/// Fits when the kubelet ended a container for its liveness or startup probe: what looks like a crash loop is none
/// (Event `Killing`, `failed liveness probe, will be restarted`).
pub(in crate::why) fn kills(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let (of, killed) = containers
        .iter()
        .find_map(|of| Some((of, killed(case, of)?)))?;
    let failed = failure(case, of).map_or(killed.message, |event| event.message);
    let summary = format!(
        "The kubelet keeps ending {}: {failed}{}",
        of.called(),
        out_of_memory::times(of.restarts())
    );
    Some(finding(case, of, &summary, failed))
}

/// Returns the Event by which the kubelet says that it ended a container for a probe.
pub(super) fn killed<'a>(case: &Case<'a>, of: &Container<'_>) -> Option<Event<'a>> {
    let by_probe = |event: &Event<'_>| {
        event.reason == "Killing"
            && event.message.contains(of.name)
            && event.message.contains("probe, will be restarted")
    };
    (!of.is_ready()).then(|| case.event(&of.pod.reference, by_probe))?
}

/// Fits when a container runs, has a probe and is not ready.
pub(in crate::why) fn not_ready(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let of = containers
        .iter()
        .find(|container| container.runs() && !container.is_ready() && probes(container))?;
    let failed = failure(case, of).map(|event| event.message.to_owned());
    let said = failed.unwrap_or_else(|| format!("its {} does not pass", called(of)));
    let summary = format!("A probe of {} fails: {said}", of.called());
    Some(finding(case, of, &summary, &said))
}

fn finding(case: &Case<'_>, of: &Container<'_>, summary: &str, said: &str) -> Finding {
    let says = format!("{}: {said}", of.called());
    let finding = Finding::new(Cause::ProbeFailing, summary)
        .steps(steps(case, of.pod, &says))
        .next(
            "see how often, and what else happened",
            events_of(case, of.pod),
        );
    super::with_log(case, finding, of, false)
}

fn failure<'a>(case: &Case<'a>, of: &Container<'_>) -> Option<Event<'a>> {
    case.event(&of.pod.reference, |event| event.reason == "Unhealthy")
}

fn probes(container: &Container<'_>) -> bool {
    let has = |probe: &str| {
        container
            .spec()
            .is_some_and(|spec| field::part(spec, probe).is_some())
    };
    !container.init
        && ["/readinessProbe", "/startupProbe", "/livenessProbe"]
            .into_iter()
            .any(has)
}

/// Returns which probe keeps a container from being ready, and what it asks, where the kubelet's Event is forgotten.
fn called(container: &Container<'_>) -> String {
    let probe = |pointer| container.spec().and_then(|spec| field::part(spec, pointer));
    let (name, probe) = match (probe("/startupProbe"), probe("/readinessProbe")) {
        (Some(startup), _) if !container.has_started() => ("startup probe", Some(startup)),
        (_, Some(readiness)) => ("readiness probe", Some(readiness)),
        _ => ("probe", None),
    };
    let path = probe
        .map(|probe| field::text(probe, "/httpGet/path"))
        .unwrap_or_default();
    match path {
        "" => name.to_owned(),
        path => format!("{name} (GET {path})"),
    }
}
