//! Reads what the causes of many add-ons lie in, all at once: a round of requests for all of them together, each kind
//! of each namespace once.

use std::collections::BTreeMap;

use argocd::application::Application;
use argocd::lifecycle::State;
use argocd::object::ObjectRef;
use argocd::snapshot::Scope;
use argocd::tree::plan::Want;
use argocd::tree::{ResourceTree, TreeOptions};
use argocd::why::{self, Answer};

use super::super::tree::own;
use super::inquiry::{self, DEPTH, MEMBERS};
use crate::reader::{Reader, Wanted};
use crate::view::surroundings::Surroundings;

/// How many add-ons are looked into; of more the worst.
const LOOKED_INTO: usize = 100;

/// Rounds in which bodies lead to what they stand on; Pods lead to claims, and nothing leads further.
const ROUNDS: usize = 3;

/// Trees of the add-ons that were looked into.
#[derive(Default)]
pub(super) struct Glance {
    trees: BTreeMap<ObjectRef, ResourceTree>,
    /// How many add-ons there were to look into and were not.
    pub(super) left_out: usize,
}

impl Glance {
    /// Looks into add-ons that are not well, given with the worst first.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(super) async fn into_all(
        reader: &mut Reader,
        unwell: &[ObjectRef],
    ) -> anyhow::Result<Self> {
        let chosen = &unwell[..unwell.len().min(LOOKED_INTO)];
        let applications = read_whole(reader, chosen).await?;
        reader.say(&format!("connecting for {} add-ons", applications.len()));
        reader.reach(&applications).await;
        let mut asked = Wanted::default();
        round(reader, &mut asked, &applications, |reader, application| {
            why::below(application, reader.snapshot_for(application))
        })
        .await?;
        for _ in 0..ROUNDS {
            let went_on = round(reader, &mut asked, &applications, |reader, application| {
                let tree = own(application, reader, &TreeOptions::default());
                why::beside_all(&tree, application, reader.snapshot_for(application))
            });
            if !went_on.await? {
                break;
            }
        }
        let trees = applications.iter().map(|application| {
            let tree = own(application, reader, &TreeOptions::default());
            (application.reference(), tree)
        });
        Ok(Self {
            trees: trees.collect(),
            left_out: unwell.len() - chosen.len(),
        })
    }

    /// Returns whether an add-on was looked into.
    pub(super) fn has(&self, application: &Application) -> bool {
        self.trees.contains_key(&application.reference())
    }

    /// Answers why an add-on is in its state, with what was read of it and of its child Applications.
    pub(super) fn answer(
        &self,
        application: &Application,
        reader: &Reader,
        surroundings: &Surroundings<'_>,
    ) -> Answer {
        self.to_depth(application, reader, surroundings, DEPTH)
    }

    fn to_depth(
        &self,
        application: &Application,
        reader: &Reader,
        surroundings: &Surroundings<'_>,
        depth: usize,
    ) -> Answer {
        let Some(tree) = self.trees.get(&application.reference()) else {
            return inquiry::from_itself(application, surroundings);
        };
        let home = surroundings.snapshot();
        let mut members = why::members(tree, home, |child| surroundings.lifecycle(child));
        for member in members.iter_mut().take(MEMBERS) {
            let child = home.application(&member.application);
            let child = child.filter(|_| depth > 0);
            member.answer = child.map(|one| self.to_depth(one, reader, surroundings, depth - 1));
        }
        let deployed = reader.snapshot_for(application);
        inquiry::ask(application, tree, deployed, surroundings, &members, &[])
    }
}

/// Returns the add-ons of a choice whose cause may lie in what they have deployed, the worst first.
pub(super) fn to_look_into<'a>(
    applications: impl Iterator<Item = &'a Application>,
    surroundings: &Surroundings<'_>,
) -> Vec<ObjectRef> {
    let judged = applications.map(|one| (surroundings.lifecycle(one), one.reference()));
    let mut unwell: Vec<_> = judged
        .filter(|(lifecycle, _)| lifecycle.state != State::Synced && why::lies_below(lifecycle))
        .collect();
    unwell.sort_by(|(a, one), (b, other)| b.state.cmp(&a.state).then_with(|| one.cmp(other)));
    unwell.into_iter().map(|(_, reference)| reference).collect()
}

async fn read_whole(
    reader: &mut Reader,
    references: &[ObjectRef],
) -> anyhow::Result<Vec<Application>> {
    reader.say(&format!("reading {} Applications", references.len()));
    let wants = references.iter().map(Scope::object).map(Want::body);
    reader.read_all(&Wanted::of_control_plane(wants)).await?;
    let whole = references.iter();
    let whole = whole.filter_map(|reference| reader.snapshot().application(reference).cloned());
    Ok(whole.collect())
}

/// Reads for all add-ons what they still want and was not asked for before; returns whether there was any.
async fn round(
    reader: &mut Reader,
    asked: &mut Wanted,
    applications: &[Application],
    wants: impl Fn(&Reader, &Application) -> Vec<Want>,
) -> anyhow::Result<bool> {
    let each = applications
        .iter()
        .map(|one| reader.wanted_for(one, wants(reader, one)));
    let wanted = each.fold(Wanted::default(), Wanted::joined).without(asked);
    if wanted.is_empty() || !reader.is_live() {
        return Ok(false);
    }
    *asked = std::mem::take(asked).joined(wanted.clone());
    let wanted = wanted
        .by_site()
        .fold(Wanted::default(), |all, (site, wants)| {
            let wants = wants.iter().cloned();
            all.and(site, why::gathered(wants, reader.snapshot_at(site)))
        });
    let count: usize = wanted.by_site().map(|(_, wants)| wants.len()).sum();
    let many = applications.len();
    reader.say(&format!("looking into {many} add-ons: {count} requests"));
    reader.read_all(&wanted).await?;
    Ok(true)
}
