//! The closed set of causes: the words that scripts may rely on.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// What an add-on's state comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Cause {
    /// A container's image cannot be pulled.
    ImageCannotBePulled,
    /// A container ends again and again.
    CrashLoop,
    /// A container was killed for the memory it used.
    OutOfMemory,
    /// A container refers to a ConfigMap, Secret or key that is not there.
    ContainerConfigError,
    /// An init container ends in failure.
    InitContainerFailing,
    /// A container runs and its readiness, liveness or startup probe fails.
    ProbeFailing,
    /// No node takes a Pod.
    Unschedulable,
    /// A quota or limit refuses to let Pods be created.
    QuotaExceeded,
    /// A PersistentVolumeClaim has no volume.
    VolumeClaimPending,
    /// A Service or Ingress waits for the address of a load balancer.
    LoadBalancerWithoutAddress,
    /// A Service has no ready endpoint.
    ServiceWithoutEndpoints,
    /// A Job has failed for good.
    JobFailed,
    /// An admission webhook or policy refuses an object.
    WebhookRefused,
    /// The API server does not take an object as Git has it.
    InvalidManifest,
    /// Git changes a field that cannot be changed.
    ImmutableField,
    /// The cluster does not serve the kind of an object: its CustomResourceDefinition is not there.
    KindMissing,
    /// An object is too large for client-side apply's annotation.
    LastAppliedTooLong,
    /// A hook of the sync has failed.
    HookFailed,
    /// The repository or registry cannot be reached or does not exist.
    RepositoryUnreachable,
    /// The repository or registry refuses the credentials, or there are none.
    CredentialsRefused,
    /// The path is not in the repository at that revision.
    PathMissing,
    /// The branch, tag or commit does not exist.
    RevisionMissing,
    /// The chart or its version does not exist in the repository.
    ChartVersionMissing,
    /// A values file that the Application names is not there.
    ValuesFileMissing,
    /// Values sealed in Git could not be opened: no key fits.
    DecryptionFailed,
    /// Helm or another renderer refuses the chart or its values.
    RenderFailed,
    /// Argo CD's repo-server, which renders charts, does not answer.
    RepoServerSilent,
    /// Argo CD could not compare it for a reason that none of the others covers.
    ComparisonFailed,
    /// The AppProject does not permit the source, the destination or a kind.
    ProjectForbids,
    /// The AppProject does not exist.
    ProjectMissing,
    /// Argo CD refuses the Application's spec.
    InvalidSpec,
    /// Another Application manages an object too.
    SharedResource,
    /// The namespace is being deleted.
    NamespaceTerminating,
    /// The namespace does not exist and nobody creates it.
    NamespaceMissing,
    /// Something keeps an object from being deleted.
    DeletionBlocked,
    /// A sync window forbids syncing now.
    SyncWindowClosed,
    /// Git has changed and auto-sync is off.
    AutoSyncOff,
    /// Somebody paused auto-sync.
    AutoSyncPaused,
    /// The cluster was changed by hand and self-heal is off.
    SelfHealOff,
    /// Git no longer has an object and prune is off.
    PruneOff,
    /// A sync would delete every object, and Argo CD refuses to.
    WouldDeleteAll,
    /// Somebody else changes back what self-heal changes.
    SelfHealFight,
    /// It is OutOfSync without a difference that can be seen.
    NoVisibleDifference,
    /// A wave waits for another member to become healthy.
    WaitsForMember,
    /// A prune or deletion waits for somebody's word.
    WaitsForConfirmation,
    /// The sync failed as often as it may be retried.
    RetriesExhausted,
    /// The sync failed for a reason that none of the others covers.
    SyncFailed,
    /// An operation makes no progress, or ended without an end.
    OperationStuck,
    /// No controller looks at it: it is down, or looks elsewhere.
    ControllerSilent,
    /// Argo CD is told to leave the Application alone.
    SkipReconcile,
    /// No Argo CD looks at Applications of this namespace.
    NamespaceNotEnabled,
    /// No cluster Secret of Argo CD names the destination.
    ClusterUnknown,
    /// Several cluster Secrets name the destination.
    ClusterAmbiguous,
    /// Argo CD cannot reach the destination cluster.
    ClusterUnreachable,
    /// Argo CD gives child Applications no health, so that waves do not wait for them.
    HealthCheckMissing,
    /// Text sealed in Git was deployed without being opened.
    SealedTextDeployed,
    /// The ApplicationSet's rollout has not come to it yet.
    RolloutStep,
    /// It is on its way, and nothing stands against it.
    StillProgressing,
    /// Somebody paused a workload, and it stays as it is.
    Suspended,
    /// An object says it is unhealthy, in its own words.
    Unhealthy,
    /// The cause lies in what could not be read.
    NotInspected,
    /// Nothing is wrong.
    Nothing,
}

impl Cause {
    /// Every cause.
    pub const ALL: &'static [Self] = &[
        Self::ImageCannotBePulled,
        Self::CrashLoop,
        Self::OutOfMemory,
        Self::ContainerConfigError,
        Self::InitContainerFailing,
        Self::ProbeFailing,
        Self::Unschedulable,
        Self::QuotaExceeded,
        Self::VolumeClaimPending,
        Self::LoadBalancerWithoutAddress,
        Self::ServiceWithoutEndpoints,
        Self::JobFailed,
        Self::WebhookRefused,
        Self::InvalidManifest,
        Self::ImmutableField,
        Self::KindMissing,
        Self::LastAppliedTooLong,
        Self::HookFailed,
        Self::RepositoryUnreachable,
        Self::CredentialsRefused,
        Self::PathMissing,
        Self::RevisionMissing,
        Self::ChartVersionMissing,
        Self::ValuesFileMissing,
        Self::DecryptionFailed,
        Self::RenderFailed,
        Self::RepoServerSilent,
        Self::ComparisonFailed,
        Self::ProjectForbids,
        Self::ProjectMissing,
        Self::InvalidSpec,
        Self::SharedResource,
        Self::NamespaceTerminating,
        Self::NamespaceMissing,
        Self::DeletionBlocked,
        Self::SyncWindowClosed,
        Self::AutoSyncOff,
        Self::AutoSyncPaused,
        Self::SelfHealOff,
        Self::PruneOff,
        Self::WouldDeleteAll,
        Self::SelfHealFight,
        Self::NoVisibleDifference,
        Self::WaitsForMember,
        Self::WaitsForConfirmation,
        Self::RetriesExhausted,
        Self::SyncFailed,
        Self::OperationStuck,
        Self::ControllerSilent,
        Self::SkipReconcile,
        Self::NamespaceNotEnabled,
        Self::ClusterUnknown,
        Self::ClusterAmbiguous,
        Self::ClusterUnreachable,
        Self::HealthCheckMissing,
        Self::SealedTextDeployed,
        Self::RolloutStep,
        Self::StillProgressing,
        Self::Suspended,
        Self::Unhealthy,
        Self::NotInspected,
        Self::Nothing,
    ];

    /// Returns the cause's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ImageCannotBePulled => "ImageCannotBePulled",
            Self::CrashLoop => "CrashLoop",
            Self::OutOfMemory => "OutOfMemory",
            Self::ContainerConfigError => "ContainerConfigError",
            Self::InitContainerFailing => "InitContainerFailing",
            Self::ProbeFailing => "ProbeFailing",
            Self::Unschedulable => "Unschedulable",
            Self::QuotaExceeded => "QuotaExceeded",
            Self::VolumeClaimPending => "VolumeClaimPending",
            Self::LoadBalancerWithoutAddress => "LoadBalancerWithoutAddress",
            Self::ServiceWithoutEndpoints => "ServiceWithoutEndpoints",
            Self::JobFailed => "JobFailed",
            Self::WebhookRefused => "WebhookRefused",
            Self::InvalidManifest => "InvalidManifest",
            Self::ImmutableField => "ImmutableField",
            Self::KindMissing => "KindMissing",
            Self::LastAppliedTooLong => "LastAppliedTooLong",
            Self::HookFailed => "HookFailed",
            Self::RepositoryUnreachable => "RepositoryUnreachable",
            Self::CredentialsRefused => "CredentialsRefused",
            Self::PathMissing => "PathMissing",
            Self::RevisionMissing => "RevisionMissing",
            Self::ChartVersionMissing => "ChartVersionMissing",
            Self::ValuesFileMissing => "ValuesFileMissing",
            Self::DecryptionFailed => "DecryptionFailed",
            Self::RenderFailed => "RenderFailed",
            Self::RepoServerSilent => "RepoServerSilent",
            Self::ComparisonFailed => "ComparisonFailed",
            Self::ProjectForbids => "ProjectForbids",
            Self::ProjectMissing => "ProjectMissing",
            Self::InvalidSpec => "InvalidSpec",
            Self::SharedResource => "SharedResource",
            Self::NamespaceTerminating => "NamespaceTerminating",
            Self::NamespaceMissing => "NamespaceMissing",
            Self::DeletionBlocked => "DeletionBlocked",
            Self::SyncWindowClosed => "SyncWindowClosed",
            Self::AutoSyncOff => "AutoSyncOff",
            Self::AutoSyncPaused => "AutoSyncPaused",
            Self::SelfHealOff => "SelfHealOff",
            Self::PruneOff => "PruneOff",
            Self::WouldDeleteAll => "WouldDeleteAll",
            Self::SelfHealFight => "SelfHealFight",
            Self::NoVisibleDifference => "NoVisibleDifference",
            Self::WaitsForMember => "WaitsForMember",
            Self::WaitsForConfirmation => "WaitsForConfirmation",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::SyncFailed => "SyncFailed",
            Self::OperationStuck => "OperationStuck",
            Self::ControllerSilent => "ControllerSilent",
            Self::SkipReconcile => "SkipReconcile",
            Self::NamespaceNotEnabled => "NamespaceNotEnabled",
            Self::ClusterUnknown => "ClusterUnknown",
            Self::ClusterAmbiguous => "ClusterAmbiguous",
            Self::ClusterUnreachable => "ClusterUnreachable",
            Self::HealthCheckMissing => "HealthCheckMissing",
            Self::SealedTextDeployed => "SealedTextDeployed",
            Self::RolloutStep => "RolloutStep",
            Self::StillProgressing => "StillProgressing",
            Self::Suspended => "Suspended",
            Self::Unhealthy => "Unhealthy",
            Self::NotInspected => "NotInspected",
            Self::Nothing => "Nothing",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
