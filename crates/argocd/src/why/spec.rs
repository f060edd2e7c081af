//! Argo CD refuses the spec, or could not compare the add-on with Git: its conditions, and what they mean.

use super::case::Case;
use super::rule::{self, Said};
use super::{Cause, Finding, Step, command};
use crate::application::Source;
use crate::redact;
use crate::sync::SyncStatus;

/// Conditions that name why there is no comparison, the most telling first.
const CONDITIONS: [&str; 4] = [
    "InvalidSpecError",
    "ComparisonError",
    "UnknownError",
    "DeletionError",
];

/// Fits when Argo CD raises such a condition and could not compare, or its hydrator failed.
pub(super) fn find(case: &Case<'_>) -> Option<Finding> {
    let conditions = CONDITIONS.iter().filter_map(|kind| case.condition(kind));
    let of_condition = conditions.into_iter().find_map(|condition| {
        let text = &condition.message;
        let stale = condition.kind == "DeletionError"
            && case
                .question
                .application
                .metadata
                .deletion_timestamp
                .is_none();
        (!stale).then(|| told(case, &condition.kind, text))?
    });
    hydration(case).or(of_condition)
}

fn told(case: &Case<'_>, kind: &str, text: &str) -> Option<Finding> {
    let application = case.question.application;
    let said = Said::new(text, None);
    let step = Step::new(
        &application.reference(),
        format!("{kind}: {}", said.telling),
    );
    let known = rule::find(case, &said).map(|finding| finding.after(step.clone()));
    known.or_else(|| match kind {
        "InvalidSpecError" => Some(refused(case, &said).steps([step])),
        "DeletionError" => None,
        _ if application.status.sync.status == Some(SyncStatus::Unknown) => {
            Some(failed(case, &said).steps([step]))
        }
        _ => None,
    })
}

fn refused(case: &Case<'_>, said: &Said<'_>) -> Finding {
    let mut finding = Finding::new(
        Cause::InvalidSpec,
        format!("Argo CD refuses the Application's spec: {}", said.telling),
    );
    finding.next.push(command::edit_spec(case, "", "spec"));
    finding
}

fn failed(case: &Case<'_>, said: &Said<'_>) -> Finding {
    let application = case.question.application;
    Finding::new(
        Cause::ComparisonFailed,
        format!("Argo CD could not compare it with Git: {}", said.telling),
    )
    .next("let it try again", command::refresh(application))
    .next("see what Argo CD says", command::addons("get", application))
}

fn hydration(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    application.spec.source_hydrator.as_ref()?;
    let status = application.status.source_hydrator.as_ref()?;
    let operation = status
        .current_operation
        .as_ref()
        .filter(|operation| operation.phase == "Failed")?;
    let said = Said::new(&operation.message, None);
    let step = Step::new(
        &application.reference(),
        format!("its manifests could not be hydrated: {}", said.telling),
    );
    let finding = rule::find(case, &said).unwrap_or_else(|| {
        Finding::new(
            Cause::RenderFailed,
            format!("Its manifests could not be hydrated: {}", said.telling),
        )
        .next("see what Argo CD says", command::addons("get", application))
    });
    Some(finding.after(step))
}

/// Returns the repository of the source that renders, without credentials.
pub(super) fn repository(case: &Case<'_>) -> String {
    source(case)
        .map(|source| redact::without_credentials(&source.repo_url))
        .filter(|url| !url.is_empty())
        .unwrap_or_else(|| "the repository".to_owned())
}

/// Returns path and revision of the source that renders.
pub(super) fn path_and_revision(case: &Case<'_>) -> Option<(String, String)> {
    let source = source(case)?;
    let revision = match source.target_revision.as_str() {
        "" => "HEAD",
        revision => revision,
    };
    Some((source.path.clone().unwrap_or_default(), revision.to_owned()))
}

/// Returns where a field of the source that renders stands in the Application.
pub(super) fn field(case: &Case<'_>, name: &str) -> String {
    let application = case.question.application;
    if application.spec.source_hydrator.is_some() {
        return format!("spec.sourceHydrator.drySource.{name}");
    }
    match application.spec.has_multiple_sources() {
        true => format!("spec.sources[{}].{name}", application.main_source_index()),
        false => format!("spec.source.{name}"),
    }
}

/// Returns chart and version of the source that renders.
pub(super) fn chart_and_version(case: &Case<'_>) -> Option<(String, String)> {
    let source = source(case)?;
    Some((source.chart.clone()?, source.target_revision.clone()))
}

/// Returns how the repository of the source that renders is asked what it has.
pub(super) fn ask_repository(case: &Case<'_>) -> String {
    let Some(source) = source(case) else {
        return command::addons("get", case.question.application);
    };
    let url = redact::without_credentials(&source.repo_url);
    match (&source.chart, url.starts_with("http")) {
        (Some(chart), true) => format!(
            "helm show chart {} --repo {}",
            command::quoted(chart),
            command::quoted(&url)
        ),
        (Some(chart), false) => format!(
            "helm show chart {}",
            command::quoted(&format!(
                "oci://{}/{chart}",
                url.trim_start_matches("oci://").trim_end_matches('/')
            ))
        ),
        (None, _) if url.starts_with("oci://") => {
            format!("helm show chart {}", command::quoted(&url))
        }
        (None, _) => format!("git ls-remote {}", command::quoted(&url)),
    }
}

fn source<'a>(case: &Case<'a>) -> Option<&'a Source> {
    case.question.application.main_source()
}
