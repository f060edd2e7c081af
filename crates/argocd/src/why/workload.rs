//! Causes that show in workloads, Jobs, Namespaces and other objects, and what is said where no cause shows.

use super::case::Case;
use super::rule::{self, Said};
use super::{Cause, Finding, Step, command, path};
use crate::field;
use crate::health::HealthStatus;
use crate::object::ObjectRef;
use crate::tree::{Node, Presence};

/// Kinds that make Pods.
const MAKERS: [(&str, &str); 6] = [
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("batch", "Job"),
    ("apps", "Deployment"),
    ("", "ReplicationController"),
];

/// Reasons of states that come from the health of objects.
const OF_HEALTH: [&str; 7] = [
    "Unhealthy",
    "Missing",
    "Progressing",
    "ProgressingLong",
    "HealthUnknown",
    "Suspended",
    "WaitingFor",
];

/// Conditions by which a Namespace says what is left in it (Kubernetes' namespace controller).
const LEFT: [&str; 3] = [
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
    "NamespaceDeletionContentFailure",
];

/// Fits when Pods cannot be created: a quota, a webhook or a policy refuses them (Event `FailedCreate`, condition
/// `ReplicaFailure`).
pub(super) fn refused(case: &Case<'_>) -> Option<Finding> {
    let makers = case
        .suspects()
        .into_iter()
        .filter(|node| makes_pods(&node.reference));
    let texts = makers.filter_map(|node| Some((node, failed_create(case, node)?)));
    texts.into_iter().find_map(|(node, text)| {
        let said = Said::new(text, Some(&node.reference));
        let finding = rule::find(case, &said)?;
        let steps = path::down_to(case, node, &said.telling);
        Some(Finding { steps, ..finding }.next(
            "see what happened to it",
            command::about(
                "events",
                case.question.application,
                "--for",
                &node.reference,
            ),
        ))
    })
}

fn makes_pods(object: &ObjectRef) -> bool {
    MAKERS.iter().any(|(group, kind)| object.is(group, kind))
}

fn failed_create<'a>(case: &Case<'a>, node: &Node) -> Option<&'a str> {
    let event = case.event(&node.reference, |event| event.reason == "FailedCreate");
    let condition = || {
        let failure = field::condition(case.body(&node.reference)?, "ReplicaFailure")?;
        (field::text(failure, "/status") == "True").then(|| field::text(failure, "/message"))
    };
    event.map(|event| event.message).or_else(condition)
}

/// Fits when a Namespace that it lives in is being deleted.
pub(super) fn namespace_terminating(case: &Case<'_>) -> Option<Finding> {
    let mut concerned = case.question.tree.namespaces();
    concerned.insert(&case.question.application.spec.destination.namespace);
    let mut namespaces = case.question.deployed.of_kind("", "Namespace");
    let gone = namespaces.find(|namespace| {
        concerned.contains(namespace.reference.name.as_str())
            && namespace.metadata.deletion_timestamp.is_some()
    })?;
    let body = gone.body.as_ref();
    let says = LEFT.iter().find_map(|kind| {
        let condition = field::condition(body?, kind)?;
        (field::text(condition, "/status") == "True").then(|| field::text(condition, "/message"))
    });
    let name = &gone.reference.name;
    Some(
        Finding::new(
            Cause::NamespaceTerminating,
            format!("Namespace {name} is being deleted, so nothing can be created in it"),
        )
        .steps([Step::new(
            &gone.reference,
            says.unwrap_or("is being deleted"),
        )])
        .next(
            "see what keeps it from going (its status tells which objects and finalizers are left)",
            format!("kubectl get namespace {} -o yaml", command::quoted(name)),
        ),
    )
}

/// Fits when a Job that is no hook has failed for good.
pub(super) fn job(case: &Case<'_>) -> Option<Finding> {
    let jobs = case.suspects_of("batch", "Job").into_iter();
    jobs.filter(|node| !node.hook).find_map(|node| {
        let said = job_failure(case, &node.reference)?;
        let summary = format!("{} has failed for good: {said}", node.reference);
        Some(with_job_log(
            case,
            node,
            Finding::new(Cause::JobFailed, summary).steps(path::down_to(case, node, said)),
        ))
    })
}

/// Returns why a Job has failed for good (conditions `Failed`, `FailureTarget`).
pub(super) fn job_failure<'a>(case: &Case<'a>, job: &ObjectRef) -> Option<&'a str> {
    let body = case.body(job)?;
    let failed = ["Failed", "FailureTarget"].into_iter().find_map(|kind| {
        field::condition(body, kind).filter(|c| field::text(c, "/status") == "True")
    })?;
    Some(match field::text(failed, "/message") {
        "" => field::text(failed, "/reason"),
        message => message,
    })
}

/// Adds the Pod of a Job that failed last, where it is still there, and its log.
pub(super) fn with_job_log(case: &Case<'_>, job: &Node, finding: Finding) -> Finding {
    let namespace = job.reference.namespace.as_deref();
    let command = command::kubectl(
        "logs",
        namespace,
        &format!(
            "job/{} --all-containers",
            command::quoted(&job.reference.name)
        ),
    );
    super::pod::of_failed_job(
        case,
        job,
        finding.next("read its log, where a Pod of it is left", command),
    )
}

/// Fits when a workload is paused.
pub(super) fn suspended(case: &Case<'_>) -> Option<Finding> {
    let is = |node: &&Node| {
        node.health
            .as_ref()
            .is_some_and(|health| health.status == HealthStatus::Suspended)
    };
    let node = case.suspects().into_iter().find(is)?;
    let summary = format!("{} is paused, and stays as it is", node.reference);
    let finding = Finding::new(Cause::Suspended, summary).steps(path::down_to(
        case,
        node,
        &path::state(node),
    ));
    Some(match node.reference.is("apps", "Deployment") {
        true => finding.next("let it go on", resume(node)),
        false => finding.next(
            "see what paused it",
            command::of_object("describe", &node.reference),
        ),
    })
}

fn resume(node: &Node) -> String {
    let rest = format!(
        "resume deployment/{}",
        command::quoted(&node.reference.name)
    );
    command::kubectl("rollout", node.reference.namespace.as_deref(), &rest)
}

/// Fits when an object says that it is unhealthy: the deepest one, in its own words.
pub(super) fn unhealthy(case: &Case<'_>) -> Option<Finding> {
    let bad = |node: &&Node| {
        let status = node.health.as_ref().map(|health| &health.status);
        matches!(
            status,
            Some(HealthStatus::Degraded | HealthStatus::Unknown | HealthStatus::Missing)
        )
    };
    let suspects: Vec<&Node> = case.suspects().into_iter().filter(bad).collect();
    let node = suspects
        .iter()
        .find(|node| node.trouble.is_some() && is_deepest(node, &suspects))
        .or_else(|| suspects.last())?;
    let says = match (node.presence, &node.trouble) {
        (Presence::Missing, _) => "it is not in the cluster".to_owned(),
        (_, Some(trouble)) => trouble.clone(),
        (_, None) => path::state(node),
    };
    Some(
        Finding::new(
            Cause::Unhealthy,
            format!("{} is unhealthy: {says}", node.reference),
        )
        .steps(path::down_to(case, node, &says))
        .next(
            "see what happened to it",
            command::about(
                "events",
                case.question.application,
                "--for",
                &node.reference,
            ),
        )
        .next(
            "see all of it",
            command::of_object("describe", &node.reference),
        ),
    )
}

fn is_deepest(node: &Node, among: &[&Node]) -> bool {
    !among.iter().any(|other| other.parents.contains(&node.uid))
}

/// Fits when the cause may lie in what nobody could look at.
pub(super) fn not_inspected(case: &Case<'_>) -> Option<Finding> {
    let question = case.question;
    if !OF_HEALTH.contains(&case.reason()) {
        return None;
    }
    let unseen: Vec<&Node> = question
        .tree
        .nodes
        .iter()
        .filter(|node| node.presence == Presence::NotInspected)
        .collect();
    let first = unseen.first()?;
    let gap = question.tree.gaps.first();
    let why = gap
        .map(|gap| format!(": {}", gap.message))
        .unwrap_or_default();
    Some(
        Finding::new(
            Cause::NotInspected,
            format!(
                "{} of its resources could not be looked at{why}",
                unseen.len()
            ),
        )
        .steps([Step::new(&first.reference, "not inspected")])
        .next(
            "see what can be read here, and which right is missing",
            command::kubectl("auth can-i", first.reference.namespace.as_deref(), "--list"),
        ),
    )
}

/// Fits when its objects become healthy and nothing stands against it.
pub(super) fn progressing(case: &Case<'_>) -> Option<Finding> {
    let suspects: Vec<&Node> = case
        .suspects()
        .into_iter()
        .filter(|node| node.is_unhealthy())
        .collect();
    let node = suspects.iter().find(|node| is_deepest(node, &suspects))?;
    let says = path::state(node);
    Some(
        Finding::new(
            Cause::StillProgressing,
            format!("{} is on its way: {says}", node.reference),
        )
        .steps(path::down_to(case, node, &says))
        .next(
            "follow it",
            format!("{} -w", command::addons("tree", case.question.application)),
        ),
    )
}
