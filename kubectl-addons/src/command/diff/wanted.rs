//! Live objects against what the sources render: what a sync would change.

use argocd::application::Application;
use argocd::diff::{self, Live, Pair, Predicted};
use argocd::snapshot::{Gap, GapReason};
use argocd::values::{self, Delivered};
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};
use serde_json::Value;

use super::live::{Named, lives, predictions, within_patience};
use super::rendered::{Unrendered, facts, manifests};
use super::{Answer, Asked};
use crate::checkout::Checkout;
use crate::cli::Against;
use crate::layering::ClusterFacts;
use crate::reader::Reader;
use crate::view::diff::Between;

/// Begins what SOPS sealed.
const SEALED: &str = "ENC[AES256_GCM";

/// Renders and compares; what kept it from being rendered is told where it was.
pub(super) async fn compare(
    asked: &Asked<'_>,
    reader: &mut Reader,
    form: Against,
) -> anyhow::Result<Result<Answer, Unrendered>> {
    let application = &asked.application;
    let Some(delivered) = delivery(application, form) else {
        return Ok(Err(nothing_to_render(form).into()));
    };
    let cluster = cluster_facts(reader, application).await;
    reader.say(&format!("rendering {}", asked.name()));
    let checkout = Checkout::open(asked.arguments.offline);
    let objects = match manifests(&checkout, application, &delivered, &cluster) {
        Ok(objects) => objects,
        Err(unrendered) => return Ok(Err(unrendered)),
    };
    let sealed = sealed(&objects);
    let catalog = &reader.snapshot_for(application).catalog;
    let is_namespaced = |group: &str, kind: &str| Some(catalog.find(group, kind)?.namespaced);
    let mut pairs = diff::pairs(application, asked.managed(), objects, is_namespaced);
    asked.refuse_unknown(pairs.iter().map(|pair| &pair.reference))?;
    pairs.retain(|pair| asked.is_asked_for(&pair.reference));
    let (compared, mut gaps) = with_live(asked, reader, pairs).await;
    gaps.extend(sealed);
    let (settings, rules) = (asked.settings.clone(), asked.rules.clone());
    let compare = move || diff::against_rendered(compared, &settings, &rules);
    let mut comparison = within_patience(compare).await?;
    comparison.gaps.extend(gaps);
    comparison.gaps.extend(reader.snapshot().gaps().cloned());
    comparison.gaps.sort();
    comparison.gaps.dedup();
    Ok(Ok(Answer {
        application: application.clone(),
        comparison,
        between: Between::live(&label(form, &delivered)),
        remarks: Vec::new(),
    }))
}

fn delivery(application: &Application, form: Against) -> Option<Delivered> {
    match form {
        Against::Deployed => values::delivered(application),
        Against::Rendered | Against::Applied => values::desired(application),
    }
}

fn nothing_to_render(form: Against) -> Gap {
    let message = match form {
        Against::Deployed => "nothing was ever deployed",
        Against::Rendered | Against::Applied => "it names no source",
    };
    Gap {
        reason: GapReason::NotRecorded,
        what: "what is rendered".to_owned(),
        message: message.to_owned(),
        scope: None,
        right: None,
    }
}

async fn cluster_facts(reader: &Reader, application: &Application) -> ClusterFacts {
    let version = match reader.cluster_for(application) {
        // A chart that is told no version is rendered for the one that Helm knows.
        Some(cluster) => cluster.version().await.unwrap_or_default(),
        None => String::new(),
    };
    facts(version, &reader.snapshot_for(application).catalog)
}

async fn with_live(
    asked: &Asked<'_>,
    reader: &Reader,
    pairs: Vec<Pair>,
) -> (Vec<(Pair, Live, Predicted)>, Vec<Gap>) {
    let named: Vec<Named> = pairs
        .iter()
        .map(|pair| Named {
            reference: pair.reference.clone(),
            version: pair.version.clone(),
        })
        .collect();
    reader.say(&format!(
        "comparing {} resources of {}",
        named.len(),
        asked.name()
    ));
    let lives = lives(reader, &asked.application, &named).await;
    let pairs: Vec<(Pair, Live)> = pairs.into_iter().zip(lives).collect();
    let (predicted, gaps) = predictions(reader, &asked.application, &pairs).await;
    let joined = pairs.into_iter().zip(predicted);
    let joined = joined.map(|((pair, live), predicted)| (pair, live, predicted));
    (joined.collect(), gaps)
}

/// Says that values sealed in Git are compared with nothing: the key is Argo CD's.
fn sealed(objects: &[Value]) -> Option<Gap> {
    let any = objects.iter().any(diff::holds_sealed);
    any.then(|| Gap {
        reason: GapReason::Unreadable,
        what: "values sealed in Git".to_owned(),
        message: format!("only Argo CD can open {SEALED}…, so they are taken for equal"),
        scope: None,
        right: None,
    })
}

fn label(form: Against, delivered: &Delivered) -> String {
    let source = delivered.sources.get(delivered.main());
    let revision = source.and_then(|source| {
        let revision = source.revision.as_deref();
        Some(short(revision.unwrap_or(&source.source.target_revision)))
            .filter(|text| !text.is_empty())
    });
    let words = match form {
        Against::Deployed => "rendered as deployed",
        Against::Rendered | Against::Applied => "rendered",
    };
    match revision {
        Some(revision) => format!("{words} ({revision})"),
        None => words.to_owned(),
    }
}

/// Commits are shown by their first seven characters, digests by as many.
fn short(revision: &str) -> String {
    let (scheme, digits) = match revision.split_once(':') {
        Some(("sha256", digits)) => ("sha256:", digits),
        _ => ("", revision),
    };
    let is_digest = digits.len() >= 40 && digits.chars().all(|c| c.is_ascii_hexdigit());
    let shown = if is_digest { 7 } else { digits.len() };
    format!("{scheme}{}", digits.chars().take(shown).collect::<String>())
}

/// Says why a rendered form that was asked for is not to be had.
pub(super) fn failure(application: &Application, unrendered: &Unrendered) -> anyhow::Error {
    let name = &application.metadata.name;
    let reasons: Vec<String> = unrendered
        .gaps
        .iter()
        .map(|gap| format!("{}: {}", gap.what, gap.message))
        .collect();
    let forbidden = unrendered
        .gaps
        .iter()
        .any(|gap| gap.reason == GapReason::Forbidden);
    let failure = Failure::new(format!(
        "{name} cannot be rendered here: {}",
        reasons.join("; ")
    ));
    let failure = unrendered
        .advice
        .iter()
        .fold(failure, |failure, advice| failure.next(advice.clone()));
    failure
        .next(format!(
            "compare with what was applied: kubectl addons diff {} --against applied",
            quoted(name)
        ))
        .exit(if forbidden {
            Exit::Forbidden
        } else {
            Exit::Error
        })
        .into()
}
