//! What the demo shows of clusters: one command a scene and the sentence that says what to look at.
//! How a command is run belongs to `stage`.

/// One command of kubectl-addons.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    /// What is seen, for somebody who sees it the first time.
    pub(crate) says: &'static str,
    /// Words after the plugin's name.
    pub(crate) words: &'static [&'static str],
}

impl Scene {
    /// Returns the add-on it is about, if it is about one.
    #[cfg(test)]
    pub(crate) fn addon(&self) -> Option<&'static str> {
        self.words
            .get(1)
            .copied()
            .filter(|word| !word.starts_with('-'))
    }
}

/// The cluster to which the example stack was delivered.
pub(crate) const DELIVERED: &[Scene] = &[
    Scene {
        says: "What became of it: Argo CD has deployed every member of the stack, in order.",
        words: &["list", "--stack", "monitoring"],
    },
    Scene {
        says: "The stack, its members opened, down to the last pod. Pods are in no repository: they were found in the cluster.",
        words: &["tree", "demo-monitoring", "--recursive"],
    },
    Scene {
        says: "One member, described: its chart, its values' repository, and who opens what is sealed.",
        words: &["get", "demo-monitoring-grafana"],
    },
];

/// A larger platform, in which something is broken; every name is one of `tests/bench/scenario/scenario.yaml`.
pub(crate) const PLATFORM: &[Scene] = &[
    Scene {
        says: "Another cluster, sixty add-ons, the worst first: each has a state and a reason.",
        words: &["list", "--state", "Degraded,Unknown", "--sort-by", "state"],
    },
    Scene {
        says: "One that is in trouble: its tree leads to the cause.",
        words: &["tree", "payments-api"],
    },
    Scene {
        says: "The events of all of these resources in one timeline, repetitions folded.",
        words: &["events", "payments-api"],
    },
];
