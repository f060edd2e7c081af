//! What may stand in which argument; arguments of one name mean the same in every command.

/// What may stand in an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// An add-on.
    Addon,
    /// A resource that Argo CD manages for the add-on named before.
    Managed,
    /// A resource of the add-on named before, children too.
    Resource,
    /// A kind of the resources of the add-on named before.
    Kind,
    /// A container of its pods.
    Container,
    /// One of its deployments.
    Deployment,
    /// One side of `values --diff`.
    Side,
    /// One of its sources.
    Source,
    /// A stack.
    Stack,
    /// An AppProject.
    Project,
    /// A namespace that add-ons are deployed in.
    DeployedIn,
    /// A cluster that add-ons are deployed to.
    Cluster,
    /// An owner of add-ons.
    Owner,
    /// A namespace that has Applications.
    Namespace,
    /// A context of the kubeconfig.
    Context,
    /// A cluster that add-ons are deployed to, `=`, and a context that leads there.
    ClusterContext,
    /// A cluster of the kubeconfig.
    KubeCluster,
    /// A user of the kubeconfig.
    KubeUser,
}

/// Arguments by their names in the definition of the command line.
const OFFERS: [(&str, Offer); 22] = [
    ("name", Offer::Addon),
    ("names", Offer::Addon),
    ("used_by", Offer::Addon),
    ("resource", Offer::Resource),
    ("resources", Offer::Managed),
    ("for_object", Offer::Resource),
    ("kind", Offer::Kind),
    ("container", Offer::Container),
    ("history", Offer::Deployment),
    ("diff", Offer::Side),
    ("source", Offer::Source),
    ("stack", Offer::Stack),
    ("project", Offer::Project),
    ("deployed_in", Offer::DeployedIn),
    ("cluster", Offer::Cluster),
    ("owner", Offer::Owner),
    ("namespace", Offer::Namespace),
    ("context", Offer::Context),
    ("contexts", Offer::Context),
    ("cluster_context", Offer::ClusterContext),
    ("kube-cluster", Offer::KubeCluster),
    ("user", Offer::KubeUser),
];

impl Offer {
    /// Returns what may stand in an argument; `None` where clap knows itself, or nobody does.
    pub(super) fn of(argument: &str) -> Option<Self> {
        let offer = OFFERS.iter().find(|(name, _)| *name == argument);
        offer.map(|(_, offer)| *offer)
    }
}
