//! What a push starts from.

use std::collections::BTreeSet;

use crate::complaint::Complaint;
use crate::files::Files;
use crate::layout::Layout;
use crate::member::Stack;
use crate::seal::Sealed;

/// What a push starts from. Nothing of it is changed.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a> {
    /// The stack, as meant.
    pub stack: &'a Stack,
    /// The stack folder, by paths relative to it.
    pub folder: &'a Files,
    /// The tip of the branch, by paths relative to the root: at least the files [`crate::layout::is_needed`] names.
    pub tip: &'a Files,
    /// Texts of the `pushed.yaml` that the last push from this folder wrote: none where it is not known to have pushed
    /// before, several where nobody knows which of them arrived. Where none of them is the one at the tip, others have
    /// pushed the stack since, and files they changed are theirs.
    pub known: &'a [String],
    /// Name of the cluster's folder.
    pub cluster: &'a str,
    /// URL of the GitOps repository as Argo CD reaches it, for a cluster whose `cluster.yaml` is not there yet.
    pub repository: &'a str,
    /// Branch that Argo CD follows, for a cluster whose `cluster.yaml` is not there yet.
    pub branch: &'a str,
    /// Tags of the GitOps repository, by their short names.
    pub tags: &'a BTreeSet<String>,
    /// Members that may be removed with everything they deployed, by name.
    pub remove: &'a BTreeSet<String>,
    /// Files of which ours wins, by their paths in the GitOps repository or in the stack folder.
    pub ours: &'a BTreeSet<String>,
    /// Files of which that of the GitOps repository wins, by the same.
    pub theirs: &'a BTreeSet<String>,
}

impl Push<'_> {
    /// Returns where the stack lies on the cluster.
    pub fn layout(&self) -> Layout {
        Layout::new(self.cluster, self.stack.name.as_str())
    }
}

/// A file that must be sealed before it may leave the house.
#[derive(Clone, Copy)]
pub struct SealRequest<'a> {
    /// Its path in the stack folder, for complaints.
    pub file: &'a str,
    /// Its path in the GitOps repository, for the rules of `.sops.yaml`.
    pub path: &'a str,
    /// Its text, perhaps sealed already.
    pub text: &'a str,
    /// Keys to seal, as typed: key names or dotted paths.
    pub encrypt: &'a [String],
    /// Its text at the tip, whose sealed values are kept where the plain ones are equal.
    pub previous: Option<&'a str>,
}

/// Seals a file, or says why that cannot be.
pub type SealFile<'a> = dyn FnMut(SealRequest) -> Result<Sealed, Vec<Complaint>> + 'a;
