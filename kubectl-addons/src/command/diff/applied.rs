//! Live objects against what was applied to them last.

use argocd::application::ManagedResource;
use argocd::diff::{self, Live};
use argocd::object::ObjectRef;
use argocd::snapshot::{Gap, GapReason};

use super::live::{Named, lives, within_patience};
use super::{Answer, Asked};
use crate::reader::Reader;
use crate::view::diff::Between;

/// Compares; `gaps` tell what kept a better question from being answered.
pub(super) async fn compare(
    asked: &Asked<'_>,
    reader: &mut Reader,
    mut gaps: Vec<Gap>,
) -> anyhow::Result<Answer> {
    let known: Vec<ObjectRef> = asked
        .managed()
        .iter()
        .map(ManagedResource::reference)
        .collect();
    asked.refuse_unknown(known.iter())?;
    let managed = asked.managed().iter().zip(&known);
    let chosen = managed.filter(|(resource, reference)| {
        !resource.hook && asked.is_asked_for(reference) && has_record(reader, asked, resource)
    });
    let chosen: Vec<ManagedResource> = chosen.map(|(resource, _)| resource.clone()).collect();
    let named: Vec<Named> = chosen
        .iter()
        .map(|resource| Named {
            reference: resource.reference(),
            version: resource.version.clone(),
        })
        .collect();
    reader.say(&format!(
        "reading {} resources of {}",
        named.len(),
        asked.name()
    ));
    let lives = lives(reader, &asked.application, &named).await;
    let resources: Vec<(ManagedResource, Live)> = chosen.into_iter().zip(lives).collect();
    gaps.extend(without_records(reader, asked));
    let (own, settings, rules) = (
        asked.application.clone(),
        asked.settings.clone(),
        asked.rules.clone(),
    );
    let compare = move || diff::against_applied(&own, resources, &settings, &rules);
    let mut comparison = within_patience(compare).await?;
    comparison.gaps.extend(gaps);
    comparison.gaps.extend(reader.snapshot().gaps().cloned());
    Ok(Answer {
        application: asked.application.clone(),
        comparison,
        between: Between::live("last applied"),
        remarks: Vec::new(),
    })
}

/// Of what was recorded in a file only what is to be pruned can be told.
fn has_record(reader: &Reader, asked: &Asked<'_>, resource: &ManagedResource) -> bool {
    reader.cluster_for(&asked.application).is_some() || resource.requires_pruning
}

fn without_records(reader: &Reader, asked: &Asked<'_>) -> Option<Gap> {
    if reader.cluster_for(&asked.application).is_some() {
        return None;
    }
    let (reason, message) = match reader.is_live() {
        true => (
            GapReason::OtherCluster,
            "the cluster that it is deployed to cannot be asked",
        ),
        false => (
            GapReason::NotRecorded,
            "files keep no record of it; snapshots leave it out, since it repeats every secret",
        ),
    };
    Some(Gap {
        reason,
        what: "what was applied last".to_owned(),
        message: message.to_owned(),
        scope: None,
        right: None,
    })
}
