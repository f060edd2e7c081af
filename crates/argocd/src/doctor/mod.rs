//! Whether the plugins can work here: facts of a cluster and of its Argo CD go in, checks come out.
//!
//! One noun a file, each a check or a few that belong together. What could not be looked at is unknown, never well.
//! Nothing is fetched here, and no command is named but as advice.

mod api_groups;
mod check;
mod clock;
mod clusters;
mod component;
mod components;
mod controller;
mod decryptor;
mod facts;
mod granted;
mod health_check;
mod home;
mod installation;
mod kinds;
mod namespaces;
mod repositories;
mod rights;
mod server;
mod settings;
mod tracking;
mod version;
mod which;

#[cfg(test)]
mod world;

pub use api_groups::Groups;
pub use check::{Check, Group, Status};
pub use component::{Component, PART_OF, PART_OF_LABEL, Role};
pub use decryptor::{is_sealed, kept_by};
pub use facts::{Facts, Known, PARAMETERS, Server, not_recorded};
pub use granted::{Granted, Rules};
pub use home::{Home, homes};
pub use rights::{asked, places};
pub use version::Version;

/// Returns all checks, group by group, in each the worst first.
pub fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let homes = facts.homes();
    let mut checks: Vec<Check> = [
        server::check(facts),
        clock::check(facts),
        api_groups::check(facts),
        kinds::check(facts),
        installation::check(facts, &homes),
        namespaces::check(facts, &homes),
        tracking::apart(facts, &homes),
    ]
    .into_iter()
    .flatten()
    .collect();
    checks.extend(homes.iter().flat_map(|home| of_home(facts, home)));
    checks.extend(repositories::checks(facts));
    checks.extend(rights::checks(facts, &homes));
    checks.sort_by_key(|check| (check.group, check.status));
    checks
}

fn of_home(facts: &Facts<'_>, home: &Home<'_>) -> Vec<Check> {
    let mut checks = vec![
        which::check(facts, home),
        settings::check(facts, home),
        health_check::check(facts, home),
        decryptor::check(facts, home),
    ];
    checks.extend(components::check(facts, home));
    checks.extend(controller::check(facts, home));
    checks.extend(tracking::check(facts, home));
    checks.extend(clusters::checks(facts, home));
    let of_home = checks.into_iter();
    of_home.map(|check| check.of(&home.namespace)).collect()
}
