//! How much a bench is filled with, and how often each command is measured. Only numbers live here.

/// The amounts of one report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Objects that belong to no add-on, of built-in kinds.
    pub(crate) objects: usize,
    /// Custom kinds; five share a group.
    pub(crate) kinds: usize,
    /// Applications at each point of the curve, growing.
    pub(crate) applications: [usize; 3],
    /// What the large add-on manages.
    pub(crate) large: Parts,
    /// Measured runs of each command, after one that is not counted. An even number: the API server collects its
    /// garbage during every other long list, which then takes twice as long, and a median of half slow and half fast
    /// runs lies between them instead of in either.
    pub(crate) rounds: usize,
}

/// The resources one add-on has in Git.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// Deployments of four replicas: each becomes a ReplicaSet and four Pods.
    pub(crate) deployments: usize,
    /// Services: each gets an EndpointSlice.
    pub(crate) services: usize,
    pub(crate) config_maps: usize,
}

/// The load that the goals speak of: 48,000 objects, 240 kinds, 5,000 Applications.
pub(crate) const FULL: Size = Size {
    objects: 48_000,
    kinds: 200,
    applications: [500, 1_500, 5_000],
    large: Parts {
        deployments: 230,
        services: 50,
        config_maps: 20,
    },
    rounds: 8,
};

/// A tenth of it, to see that the report itself works.
pub(crate) const QUICK: Size = Size {
    objects: 4_800,
    kinds: 20,
    applications: [50, 150, 500],
    large: Parts {
        deployments: 23,
        services: 5,
        config_maps: 2,
    },
    rounds: 4,
};

impl Parts {
    /// Returns how many resources Git has.
    pub(crate) fn managed(self) -> usize {
        self.deployments + self.services + self.config_maps
    }

    /// Returns how many objects the tree has once everything runs.
    pub(crate) fn nodes(self) -> usize {
        self.deployments * 6 + self.services * 2 + self.config_maps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_size_is_that_of_the_goals() {
        assert_eq!((FULL.large.managed(), FULL.large.nodes()), (300, 1_500));
    }

    #[test]
    fn quick_is_a_tenth() {
        assert_eq!(QUICK.objects * 10, FULL.objects);
        assert_eq!(
            QUICK.applications.map(|count| count * 10),
            FULL.applications
        );
        assert_eq!(QUICK.large.nodes() * 10, FULL.large.nodes());
    }
}
