//! Which rights each command takes, and what is lost without one: the table that `docs/rbac.yaml`, `doctor` and the
//! tests read.
//!
//! What every user of a cluster may ask (its version, which kinds it serves, what one may do oneself) is not here, and
//! neither are rights in other clusters: those are granted there.

use super::{Grant, Layer, Right};

/// What somebody wants to do: a command, or a part of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// `list`, and `get` without a name.
    List,
    /// `get`.
    Get,
    /// `history`.
    History,
    /// `values`.
    Values,
    /// `tree`.
    Tree,
    /// `resource`.
    Resource,
    /// `events`.
    Events,
    /// `why`.
    Why,
    /// `logs`.
    Logs,
    /// `diff`.
    Diff,
    /// `sources`.
    Sources,
    /// `snapshot`.
    Snapshot,
    /// Any of them, of an add-on that is deployed to another cluster.
    OtherClusters,
    /// `doctor`.
    Doctor,
}

impl Task {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 14] = [
        Self::List,
        Self::Get,
        Self::Tree,
        Self::Resource,
        Self::Why,
        Self::Events,
        Self::Logs,
        Self::Values,
        Self::History,
        Self::Diff,
        Self::Sources,
        Self::Snapshot,
        Self::OtherClusters,
        Self::Doctor,
    ];

    /// Returns the word of the command; of what is none, a few words.
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::History => "history",
            Self::Values => "values",
            Self::Tree => "tree",
            Self::Resource => "resource",
            Self::Events => "events",
            Self::Why => "why",
            Self::Logs => "logs",
            Self::Diff => "diff",
            Self::Sources => "sources",
            Self::Snapshot => "snapshot",
            Self::OtherClusters => "other clusters",
            Self::Doctor => "doctor",
        }
    }

    /// Returns what it takes, with what is lost without it.
    pub fn needs(self) -> impl Iterator<Item = (&'static Need, Loss)> {
        NEEDS.iter().filter_map(move |need| {
            let mut uses = need.uses.iter();
            let (_, loss) = uses.find(|(tasks, _)| tasks.contains(&self))?;
            Some((need, *loss))
        })
    }
}

/// Where a right has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In every namespace in which there are Applications; in the whole cluster, to be sure of all.
    Applications,
    /// In the namespace of each Argo CD.
    ArgoCd,
    /// In the namespaces in which add-ons are deployed; in the whole cluster, for what lies in no namespace.
    Deployed,
}

/// What becomes of an answer without a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// There is no answer.
    All,
    /// A part of it, as a sentence says.
    Part(&'static str),
}

/// One right that commands take.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// What is to be granted.
    pub grant: Grant,
    /// Where.
    pub place: Place,
    /// The role of `docs/rbac.yaml` that grants it.
    pub layer: Layer,
    /// What takes it, and what is lost without it.
    uses: &'static [(&'static [Task], Loss)],
}

impl Need {
    /// Returns all tasks that take it, with what is lost without it.
    pub fn uses(&self) -> impl Iterator<Item = (Task, Loss)> + use<> {
        let uses = self.uses.iter();
        uses.flat_map(|(tasks, loss)| tasks.iter().map(|task| (*task, *loss)))
    }

    /// Returns what is to be granted, right by right: in one namespace, else in the whole cluster.
    pub fn rights(&self, namespace: Option<&str>) -> Vec<Right> {
        let rights = self.grant.rights().into_iter();
        rights
            .map(|right| Right {
                namespace: namespace.map(str::to_owned),
                ..right
            })
            .collect()
    }
}

/// What is asked for Applications alone.
const OF_APPLICATIONS: &[Task] = &[
    Task::List,
    Task::Get,
    Task::History,
    Task::Sources,
    Task::Doctor,
];
/// What looks at live objects.
const OF_TREES: &[Task] = &[
    Task::Tree,
    Task::Resource,
    Task::Events,
    Task::Why,
    Task::Logs,
    Task::Snapshot,
];

const NOT_INSPECTED: Loss = Loss::Part(
    "resources that Argo CD names are shown as not inspected, and what hangs under them is not found",
);
const NOT_COMPARED: Loss = Loss::Part("objects of these kinds are not compared");

/// What was listed may be looked at whole and watched: no more than list alone tells already.
const READ: &[&str] = &["get", "list", "watch"];

const ARGO_CD: &[&str] = &["argoproj.io"];
const CORE: &[&str] = &[""];
/// Every kind of a group.
const ANY: &[&str] = &["*"];

/// Kinds of the core group that may belong to an add-on, Secrets aside. Each is named: whoever may `get` all of that
/// group reads Secrets, and runs commands in containers (`pods/exec`) and on nodes (`nodes/proxy`).
const CORE_KINDS: &[&str] = &[
    "configmaps",
    "limitranges",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "podtemplates",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
];

/// The other groups that Kubernetes itself serves, but for those of which nothing belongs to an add-on.
const BUILT_IN: &[&str] = &[
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// All of them: a row for each rule of `docs/rbac.yaml`.
pub const NEEDS: &[Need] = &[
    Need {
        grant: Grant::new(ARGO_CD, &["applications"], READ),
        place: Place::Applications,
        layer: Layer::Applications,
        uses: &[(&Task::ALL, Loss::All)],
    },
    Need {
        grant: Grant::new(ARGO_CD, &["applicationsets"], READ),
        place: Place::Applications,
        layer: Layer::Applications,
        uses: &[
            (
                &[Task::Get],
                Loss::Part("who owns an add-on is named, and not who owns the owner"),
            ),
            (OF_TREES, NOT_INSPECTED),
            (&[Task::Diff], NOT_COMPARED),
        ],
    },
    Need {
        grant: Grant::new(ARGO_CD, &["appprojects"], READ),
        place: Place::ArgoCd,
        layer: Layer::Applications,
        uses: &[
            (
                OF_APPLICATIONS,
                Loss::Part("whether a sync window holds an add-on is not known"),
            ),
            (
                OF_TREES,
                Loss::Part("sync windows and what the AppProject forbids are not known"),
            ),
            (&[Task::Diff], NOT_COMPARED),
        ],
    },
    Need {
        grant: Grant::new(CORE, &["configmaps"], READ).named(&["argocd-cm"]),
        place: Place::ArgoCd,
        layer: Layer::Applications,
        uses: &[
            (
                OF_APPLICATIONS,
                Loss::Part("Argo CD's defaults are taken for its settings"),
            ),
            (
                OF_TREES,
                Loss::Part(
                    "Argo CD's defaults are taken for its settings: what it excludes is shown",
                ),
            ),
            (
                &[Task::Diff],
                Loss::Part("differences that Argo CD is told to ignore are shown"),
            ),
        ],
    },
    deployed(CORE, CORE_KINDS, Layer::Resources),
    Need {
        grant: Grant::new(CORE, &["events"], READ),
        place: Place::Deployed,
        layer: Layer::Resources,
        uses: &[
            (
                &[Task::Events],
                Loss::Part("only operations and deployments are in the timeline"),
            ),
            (&[Task::Resource, Task::Snapshot], Loss::Part("Events")),
            (
                &[Task::Why],
                Loss::Part("a cause that an Event alone tells is not found"),
            ),
        ],
    },
    deployed(BUILT_IN, ANY, Layer::Resources),
    deployed(CORE, &["secrets"], Layer::Secrets),
    Need {
        grant: Grant::new(CORE, &["pods/log"], &["get"]),
        place: Place::Deployed,
        layer: Layer::Logs,
        uses: &[
            (&[Task::Logs], Loss::All),
            (
                &[Task::Why],
                Loss::Part("the last lines of a container that fails are not quoted"),
            ),
        ],
    },
    rendered(CORE, CORE_KINDS),
    rendered(CORE, &["secrets"]),
    rendered(BUILT_IN, ANY),
    Need {
        grant: Grant::new(CORE, &["secrets"], &["list"]),
        place: Place::ArgoCd,
        layer: Layer::Sources,
        uses: &[
            (
                &[Task::Sources],
                Loss::Part(
                    "only what Applications use is listed, not what Argo CD is connected to",
                ),
            ),
            (&[Task::OtherClusters], Loss::All),
        ],
    },
];

/// Returns what looking at live objects takes.
const fn deployed(
    groups: &'static [&'static str],
    resources: &'static [&'static str],
    layer: Layer,
) -> Need {
    Need {
        grant: Grant::new(groups, resources, READ),
        place: Place::Deployed,
        layer,
        uses: &[(OF_TREES, NOT_INSPECTED), (&[Task::Diff], NOT_COMPARED)],
    }
}

/// Returns what asking for a dry run takes: Kubernetes knows no right for dry runs alone.
const fn rendered(groups: &'static [&'static str], resources: &'static [&'static str]) -> Need {
    Need {
        grant: Grant::new(groups, resources, &["patch"]),
        place: Place::Deployed,
        layer: Layer::Rendered,
        uses: &[(
            &[Task::Diff],
            Loss::Part(
                "what the API server would fill in or refuse is not known: what is rendered is compared here",
            ),
        )],
    }
}

#[cfg(test)]
#[path = "needs_tests.rs"]
mod tests;
