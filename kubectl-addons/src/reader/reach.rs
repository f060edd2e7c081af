//! Connects to the clusters that Applications deploy to, all at once, when somebody asks for what lies there.

use std::collections::BTreeMap;

use argocd::application::Application;
use argocd::destination::DestinationKey;
use argocd::redact::without_credentials;
use argocd::snapshot::{Gap, Snapshot};
use cluster::{Cluster, Discovery};
use futures_util::future::join_all;

use super::elsewhere::Remote;
use super::ways::{Way, Ways};
use super::{Reader, Site};

/// One cluster on the way to it.
struct Journey {
    way: Way,
    name: String,
    /// An Application for each destination that leads there.
    applications: Vec<Application>,
}

impl Reader {
    /// Connects to the clusters that these Applications deploy to and asks which kinds they serve, once each; where
    /// that cannot be done, a gap says why.
    pub(crate) async fn reach<'a>(
        &mut self,
        applications: impl IntoIterator<Item = &'a Application>,
    ) {
        let unknown = applications
            .into_iter()
            .filter(|application| !self.elsewhere.knows(application))
            .map(|application| (DestinationKey::of(application), application.clone()));
        let unknown: BTreeMap<DestinationKey, Application> = unknown.collect();
        let Some(home) = self.cluster.clone().filter(|_| !unknown.is_empty()) else {
            return;
        };
        let mut journeys: BTreeMap<String, Journey> = BTreeMap::new();
        for application in unknown.into_values() {
            match self.ways.to(&application, &home).await {
                Ok(way) => journeys
                    .entry(way.id())
                    .or_insert_with(|| Journey::new(way, &application))
                    .applications
                    .push(application),
                Err(why) => self.cannot_reach(&application, &why),
            }
        }
        self.travel(journeys.into_values().collect()).await;
        self.elsewhere.welcome(&self.snapshot);
    }

    async fn travel(&mut self, journeys: Vec<Journey>) {
        let names: Vec<&str> = journeys.iter().map(|journey| &*journey.name).collect();
        if !names.is_empty() {
            self.say(&format!("connecting to cluster {}", names.join(", ")));
        }
        let ways = &self.ways;
        let arriving = journeys.iter().map(|journey| arrive(ways, &journey.way));
        let arrived = join_all(arriving).await;
        for (journey, arrived) in journeys.into_iter().zip(arrived) {
            match arrived {
                Ok(Some((cluster, discovery))) => self.settle_in(journey, cluster, discovery),
                Ok(None) => self.stay_at_home(&journey),
                Err(why) => {
                    for application in &journey.applications {
                        let advice = self.ways.advice(application);
                        self.cannot_reach(application, &format!("{why}; {advice}"));
                    }
                }
            }
        }
    }

    fn settle_in(&mut self, journey: Journey, cluster: Cluster, discovery: Discovery) {
        let site = Site::Elsewhere(journey.way.id());
        let mut remote = Remote {
            cluster: Some(cluster),
            name: journey.name,
            snapshot: Snapshot::elsewhere(),
        };
        remote.learn(discovery);
        if let Some(tape) = &mut self.tape {
            remote.write_down(&site, tape);
        }
        self.elsewhere.add(&site, remote);
        for application in &journey.applications {
            self.lead(DestinationKey::of(application), &site);
        }
    }

    fn stay_at_home(&mut self, journey: &Journey) {
        for application in &journey.applications {
            self.lead(DestinationKey::of(application), &Site::ControlPlane);
        }
    }

    fn cannot_reach(&mut self, application: &Application, why: &str) {
        self.elsewhere.lead(DestinationKey::of(application), None);
        let why = without_credentials(why);
        self.tell_gap(Gap {
            right: self.ways.missing_right(application).cloned().map(Box::new),
            ..Gap::other_cluster(&application.spec.destination, why)
        });
    }
}

impl Journey {
    fn new(way: Way, application: &Application) -> Self {
        Self {
            way,
            name: without_credentials(application.spec.destination.cluster()),
            applications: Vec::new(),
        }
    }
}

/// Connects and asks for the kinds; `None` is the cluster one is in already.
async fn arrive(ways: &Ways, way: &Way) -> Result<Option<(Cluster, Discovery)>, String> {
    let Some(cluster) = ways.connect(way).await? else {
        return Ok(None);
    };
    let discovery = cluster.discover().await;
    let discovery = discovery.map_err(|error| error.to_string())?;
    Ok(Some((cluster, discovery)))
}
