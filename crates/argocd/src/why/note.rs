//! What is wrong with add-ons that look well, too.

use serde_json::Value;

use super::case::Case;
use super::rule::{self, Said};
use super::{Cause, Finding, Member, Step, command, drift, network};
use crate::lifecycle::State;
use crate::marks;
use crate::object::{ObjectRef, Resource};
use crate::settings::CONFIG_MAP;
use crate::tree::Node;

/// Begins text that SOPS sealed.
const SEALED: &str = "ENC[AES256_GCM,";
/// The same in base64, as a Secret's `data` has it.
const SEALED_BASE64: &str = "RU5DW0FFUzI1Nl9HQ00s";

/// Fits when sealed text was deployed without being opened.
pub(super) fn sealed_text(case: &Case<'_>) -> Option<Finding> {
    let nodes = case.question.tree.nodes.iter().filter(|node| node.managed);
    let (resource, key) = nodes
        .filter_map(|node| case.resource(&node.reference))
        .find_map(|resource| {
            let body = resource.body.as_ref().filter(|_| !is_exempt(resource))?;
            Some((resource, sealed_key(body, "")?))
        })?;
    let namespace = case.question.application.controller_namespace();
    let decryptor = command::at_home("get", namespace, "configmap argocd-cm -o yaml");
    Some(
        Finding::new(
            Cause::SealedTextDeployed,
            format!(
                "{} holds text sealed in Git that nobody opened: {key}",
                resource.reference
            ),
        )
        .steps([Step::new(
            &resource.reference,
            format!("{key} begins with ENC["),
        )])
        .next(
            "see whether Argo CD has a decryptor (annotation helm-stack/decryptor)",
            decryptor,
        )
        .next("see what is needed to give it one", "helm stack setup"),
    )
}

/// Objects in which sealed text is meant to be: those that operators open in the cluster.
fn is_exempt(resource: &Resource) -> bool {
    resource.reference.kind.contains("Sops") || resource.reference.kind == crate::application::KIND
}

fn sealed_key(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::String(text) if text.contains(SEALED) || text.contains(SEALED_BASE64) => {
            Some(path.trim_start_matches('.').to_owned())
        }
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| *key != "managedFields")
            .find_map(|(key, field)| sealed_key(field, &format!("{path}.{key}"))),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| sealed_key(item, &format!("{path}[{index}]"))),
        _ => None,
    }
}

/// Fits when child Applications come in waves, one of an earlier wave is not well, and Argo CD gives Applications no
/// health, so that it did not wait (`argocd-cm` without `resource.customizations.health.argoproj.io_Application`;
/// Argo CD's `docs/operator-manual/upgrading/1.7-1.8.md`). The check that `helm stack setup` writes judges members of
/// stacks alone.
pub(super) fn health_check_missing(case: &Case<'_>) -> Option<Finding> {
    let question = case.question;
    let member = question.members.first()?;
    let later = |node: &Node| node.sync_wave.unwrap_or_default() > member.wave;
    let passed =
        question.tree.applications().any(later) || question.lifecycle.state == State::Synced;
    (passed && gives_no_health(case, member)?).then(|| {
        let name = &member.application.name;
        let finding = Finding::new(
            Cause::HealthCheckMissing,
            format!("Argo CD gives child Applications no health, so that member {name}, which is {}, counts for nothing", member.state()),
        );
        let cause = member.answer.as_ref().map(|answer| format!("{}: {}", answer.cause, answer.summary));
        finding
            .steps([Step::new(&member.application, cause.unwrap_or_else(|| member.state()))])
            .next("see why that member is not well", format!("kubectl addons why {}", member.named))
            .next("see which health check to add", "helm stack setup")
    })
}

/// Returns whether `argocd-cm` has no health check that judges a member; `None` where it was not read.
fn gives_no_health(case: &Case<'_>, member: &Member) -> Option<bool> {
    let home = case.question.home;
    let namespace = case.question.application.controller_namespace();
    let settings = home.resource(&ObjectRef::new("", "ConfigMap", namespace, CONFIG_MAP))?;
    let data = settings.body.as_ref()?.get("data");
    let key = |key: &str| data.and_then(|data| data.get(key)).and_then(Value::as_str);
    let child = home.application(&member.application)?;
    let ours = child.metadata.labels.contains_key(marks::TYPE_LABEL);
    let judges = |check: &&str| ours || !marks::foreign_health_check(check).trim().is_empty();
    let one = key("resource.customizations.health.argoproj.io_Application").filter(judges);
    let wild = key("resource.customizations.health.argoproj.io_*");
    let old =
        key("resource.customizations").filter(|text| text.contains("argoproj.io/Application"));
    Some(one.or(wild).or(old).is_none())
}

/// Fits when another Application manages an object too (`SharedResourceWarning`).
pub(super) fn shared(case: &Case<'_>) -> Option<Finding> {
    let condition = case.condition("SharedResourceWarning")?;
    let finding = rule::find(case, &Said::new(&condition.message, None))?;
    Some(finding.steps([Step::new(
        &case.question.application.reference(),
        &condition.message,
    )]))
}

/// Fits when self-heal has reverted changes again and again, though it looks well at this moment.
pub(super) fn fight(case: &Case<'_>) -> Option<Finding> {
    let operation = case.operation()?;
    let tries = operation.operation.sync.as_ref()?.auto_heal_attempts_count;
    let recent = case.question.now.duration_since(operation.finished_at?)
        < jiff::SignedDuration::from_mins(10);
    (tries >= drift::FIGHT && recent && case.question.lifecycle.state == State::Synced)
        .then(|| drift::fought(case, tries))
}

/// Fits when a Service selects nothing, though all looks well.
pub(super) fn endpoints(case: &Case<'_>) -> Option<Finding> {
    let well = case.question.lifecycle.state == State::Synced;
    well.then(|| network::selects_nothing(case))?
}
