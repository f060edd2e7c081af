//! What the demo shows: one command a scene and the sentence that says what to look at.
//! How a command is run belongs to `stage`.

/// One command of the plugin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene {
    /// What is seen, for somebody who sees it the first time.
    pub(crate) says: &'static str,
    /// Words after the plugin's name.
    pub(crate) words: &'static [&'static str],
}

/// The scenes in their order; every name is one of `tests/bench/scenario/scenario.yaml`.
pub(crate) const SCENES: &[Scene] = &[
    Scene {
        says: "Every add-on of the cluster: its chart, its version and the state of its life.",
        words: &["list"],
    },
    Scene {
        says: "One that is in trouble, described: its reason is a sentence.",
        words: &["get", "payments-api"],
    },
    Scene {
        says: "Its tree leads to the cause. Pods are no resource of Git: they were found in the cluster.",
        words: &["tree", "payments-api"],
    },
    Scene {
        says: "The events of all of these resources in one timeline, repetitions folded.",
        words: &["events", "payments-api"],
    },
    Scene {
        says: "A healthy one. What an operator made of its custom resources belongs to the tree too.",
        words: &["tree", "orders-db"],
    },
    Scene {
        says: "An app of apps, its members opened.",
        words: &["tree", "monitoring", "--recursive"],
    },
];
