//! The server that was asked, and its version.

use super::{Check, Facts, Group, Status};

const ID: &str = "server";

/// Says who answered.
pub(super) fn check(facts: &Facts<'_>) -> Option<Check> {
    let Some(server) = &facts.server else {
        let what = "no server was asked: a file is read";
        let why = "rights, API groups and clocks cannot be told from a file";
        return Some(Check::new(ID, Group::Cluster, Status::Unknown, what).why(why));
    };
    let address = match &server.context {
        Some(context) => format!("{} (context {context})", server.address),
        None => server.address.clone(),
    };
    Some(match &server.version {
        Ok(version) => Check::new(
            ID,
            Group::Cluster,
            Status::Ok,
            format!("Kubernetes {version} at {address}"),
        ),
        Err(gap) => Check::unseen(
            ID,
            Group::Cluster,
            format!("{address} does not say its version"),
            gap,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, gap};
    use super::*;

    #[test]
    fn a_server_says_its_version_or_why_not() {
        let mut world = World::default();
        assert_eq!(
            check(&world.facts()).unwrap().what,
            "Kubernetes v1.37.2 at https://api (context lab)"
        );
        world.server.as_mut().unwrap().version =
            Err(gap("you may not read the version of Kubernetes"));
        let unseen = check(&world.facts()).unwrap();
        assert_eq!(unseen.status, Status::Unknown);
        assert_eq!(
            unseen.why.as_deref(),
            Some("you may not read the version of Kubernetes")
        );
    }

    #[test]
    fn a_file_is_no_server() {
        let world = World {
            server: None,
            ..World::default()
        };
        assert_eq!(check(&world.facts()).unwrap().status, Status::Unknown);
    }
}
