//! Which commands the user may use, wholly or in part, and which rights are missing.

use std::collections::BTreeSet;

use super::{Check, Facts, Granted, Group, Home, Status};
use crate::application;
use crate::rights::needs::{Loss, NEEDS, Need, Place, Task};
use crate::rights::{Layer, Right};
use crate::snapshot::{Scope, Snapshot};

const ID: &str = "rights";
/// In how many namespaces a Role is asked for; in more of them it is a ClusterRole.
const MOST_ROLES: usize = 3;

/// Returns every right that a command takes, in the whole cluster: what to ask the server for first.
pub fn asked() -> Vec<Right> {
    let rights: BTreeSet<Right> = NEEDS.iter().flat_map(|need| need.rights(None)).collect();
    rights.into_iter().collect()
}

/// Returns the namespaces in which a right that does not hold in the whole cluster is looked for.
pub fn places(snapshot: &Snapshot, homes: &[Home<'_>]) -> BTreeSet<String> {
    let places = Places::of(snapshot, homes);
    [places.applications, places.argo_cds, places.deployed]
        .into_iter()
        .flatten()
        .collect()
}

/// Returns a check for each command.
pub(super) fn checks(facts: &Facts<'_>, homes: &[Home<'_>]) -> Vec<Check> {
    let granted = match &facts.rights {
        Ok(granted) => granted,
        Err(gap) => {
            let what = "what you may do was not asked";
            return vec![Check::unseen(ID, Group::Rights, what, gap)];
        }
    };
    let places = Places::of(facts.snapshot, homes);
    let judge = Judge {
        granted,
        places: &places,
    };
    Task::ALL
        .into_iter()
        .map(|task| judge.check(task))
        .collect()
}

/// Where the needs of commands have to hold.
struct Places {
    /// Whether all Applications were seen; else they are needed in the whole cluster.
    all_seen: bool,
    applications: BTreeSet<String>,
    argo_cds: BTreeSet<String>,
    deployed: BTreeSet<String>,
}

impl Places {
    fn of(snapshot: &Snapshot, homes: &[Home<'_>]) -> Self {
        let all = || snapshot.applications();
        let here = all().filter(|one| snapshot.holds(one));
        let deployed = here.map(|one| one.spec.destination.namespace.clone());
        let everywhere = Scope::everywhere(application::GROUP, application::KIND);
        Self {
            all_seen: !snapshot.gaps().any(|gap| gap.is_about(&everywhere)),
            applications: all().map(|one| one.metadata.namespace.clone()).collect(),
            argo_cds: homes.iter().map(|home| home.namespace.clone()).collect(),
            deployed: deployed.filter(|namespace| !namespace.is_empty()).collect(),
        }
    }

    fn of_need(&self, need: &Need) -> &BTreeSet<String> {
        match need.place {
            Place::Applications => &self.applications,
            Place::ArgoCd => &self.argo_cds,
            Place::Deployed => &self.deployed,
        }
    }
}

struct Judge<'a> {
    granted: &'a Granted,
    places: &'a Places,
}

/// What is missing of one need.
struct Missing {
    need: Need,
    loss: Loss,
    rights: Vec<Right>,
    /// Nothing of it is granted anywhere.
    wholly: bool,
}

impl Judge<'_> {
    fn check(&self, task: Task) -> Check {
        let missing: Vec<Missing> = task
            .needs()
            .filter_map(|(need, loss)| self.missing(need, loss))
            .collect();
        let stops = missing
            .iter()
            .any(|one| one.loss == Loss::All && one.wholly);
        let (status, what) = match (missing.is_empty(), stops) {
            (true, _) => (
                Status::Ok,
                format!("{}: you may see all of it", task.word()),
            ),
            (false, true) => (Status::Failed, format!("{}: you may not", task.word())),
            (false, false) => (
                Status::Warning,
                format!("{}: you may see a part of it", task.word()),
            ),
        };
        let check = Check::new(ID, Group::Rights, status, what);
        let mut losses: Vec<&str> = Vec::new();
        for one in &missing {
            let loss = one.loss_in_words();
            if !stops && !losses.contains(&loss) {
                losses.push(loss);
            }
        }
        let check = match losses.is_empty() {
            true => check,
            false => check.why(losses.join("; ")),
        };
        // Kubernetes has no right for dry runs alone: nobody is told to ask for the right to change everything.
        let (rendered, missing): (Vec<Missing>, Vec<Missing>) = missing
            .into_iter()
            .partition(|one| one.need.layer == Layer::Rendered);
        let check = match rendered.is_empty() || stops {
            true => check,
            false => check.next(format!(
                "the role {} of docs/rbac.yaml lets the server be asked, but lets everything be changed, too",
                Layer::Rendered.role()
            )),
        };
        let rights: BTreeSet<Right> = missing.into_iter().flat_map(|one| one.rights).collect();
        Check {
            rights: rights.into_iter().collect(),
            ..check
        }
    }

    /// A right that holds in every namespace it is needed in is as good as one for the whole cluster.
    fn missing(&self, need: &Need, loss: Loss) -> Option<Missing> {
        let lacks = |right: &Right| !self.granted.has(right);
        let everywhere: Vec<Right> = need.rights(None).into_iter().filter(lacks).collect();
        if everywhere.is_empty() {
            return None;
        }
        let places = self.places.of_need(need);
        let within: Vec<Vec<Right>> = places
            .iter()
            .map(|place| need.rights(Some(place)).into_iter().filter(lacks).collect())
            .collect();
        let bare = |rights: &Vec<Right>| rights.len() == need.rights(None).len();
        let wholly = within.iter().all(bare);
        let lacking = within.iter().filter(|rights| !rights.is_empty()).count();
        let left_out = need.place == Place::Applications && !self.places.all_seen;
        if lacking == 0 && !places.is_empty() && !left_out {
            return None;
        }
        let rights = match lacking > MOST_ROLES || places.is_empty() || left_out {
            true => everywhere,
            false => within.concat(),
        };
        Some(Missing {
            need: *need,
            loss,
            rights,
            wholly,
        })
    }
}

impl Missing {
    fn loss_in_words(&self) -> &'static str {
        match self.loss {
            Loss::All => "some namespaces are left out",
            Loss::Part(words) => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, gap};
    use super::*;

    fn all() -> BTreeSet<Right> {
        asked().into_iter().collect()
    }

    fn found(world: &World, task: Task) -> Check {
        let facts = world.facts();
        let checks = checks(&facts, &facts.homes());
        let begin = format!("{}: ", task.word());
        checks
            .into_iter()
            .find(|check| check.what.starts_with(&begin))
            .unwrap()
    }

    fn world(everywhere: impl Fn(&Right) -> bool) -> World {
        let everywhere = all()
            .into_iter()
            .filter(|right| everywhere(right))
            .collect();
        World {
            rights: Ok(Granted {
                everywhere,
                ..Granted::default()
            }),
            ..World::installed()
        }
    }

    #[test]
    fn who_may_do_everything_is_told_of_every_command() {
        let world = world(|_| true);
        for task in Task::ALL {
            assert_eq!(found(&world, task).status, Status::Ok, "{}", task.word());
        }
    }

    #[test]
    fn a_part_that_is_missing_is_said_with_what_is_lost_and_the_rights() {
        let world = world(|right| right.resource != "events");
        let events = found(&world, Task::Events);
        assert_eq!(
            (events.status, &*events.what),
            (Status::Warning, "events: you may see a part of it")
        );
        assert_eq!(
            events.why.as_deref(),
            Some("only operations and deployments are in the timeline")
        );
        let web = |verb: &str| Right::new(verb, "", "events").within("web");
        assert_eq!(events.rights, ["get", "list", "watch"].map(web));
        assert_eq!(found(&world, Task::List).status, Status::Ok);
    }

    #[test]
    fn a_command_that_gives_no_answer_fails() {
        let world = world(|right| right.resource != "pods/log");
        let logs = found(&world, Task::Logs);
        assert_eq!(
            (logs.status, logs.why, &*logs.what),
            (Status::Failed, None, "logs: you may not")
        );
        assert_eq!(found(&world, Task::Why).status, Status::Warning);
    }

    #[test]
    fn every_namespace_it_is_needed_in_is_as_good_as_everywhere() {
        let rules = serde_json::json!({"resourceRules": [{"verbs": ["*"], "apiGroups": [""], "resources": ["events"]}]});
        let mut world = world(|right| right.resource != "events");
        let granted = world.rights.as_mut().unwrap();
        granted
            .within
            .insert("web".to_owned(), super::super::Rules::of(&rules));
        assert_eq!(found(&world, Task::Events).status, Status::Ok);
    }

    #[test]
    fn what_was_not_asked_is_unknown() {
        let world = World {
            rights: Err(gap("a file cannot tell")),
            ..World::installed()
        };
        let facts = world.facts();
        let checks = checks(&facts, &facts.homes());
        assert_eq!((checks.len(), checks[0].status), (1, Status::Unknown));
    }
}
