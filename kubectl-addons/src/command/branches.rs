//! The trees of an add-on and of its child Applications that are deployed to other clusters, each read where it lies.
//!
//! Children that are deployed to the add-on's own cluster are part of its own tree.

use std::collections::BTreeSet;

use argocd::application::Application;
use argocd::object::ObjectRef;
use argocd::tree::plan;
use argocd::tree::{ResourceTree, TreeOptions};

use super::tree::{own, read_own};
use crate::reader::{Reader, Site, Wanted};

/// A tree and those that hang under it.
pub(super) struct Branches {
    trunk: ResourceTree,
    elsewhere: Vec<(Application, ResourceTree)>,
}

impl Branches {
    /// Builds them of what was read.
    pub(super) fn of(application: &Application, reader: &Reader, options: &TreeOptions) -> Self {
        let trunk = own(application, reader, options);
        let children = children(&trunk, reader, options).into_iter();
        let reached = children.filter(|child| reader.site_of(child) != Site::ControlPlane);
        let with_tree = |child: Application| {
            let tree = own(&child, reader, &below(options));
            (child, tree)
        };
        Self {
            elsewhere: reached.map(with_tree).collect(),
            trunk,
        }
    }

    /// Reads what they need. Clusters are reached all at once.
    ///
    /// # Errors
    /// The cluster that Argo CD runs in is out of reach.
    pub(super) async fn read(
        application: &Application,
        reader: &mut Reader,
        options: &TreeOptions,
    ) -> anyhow::Result<()> {
        let mut trunk = read_own(reader, application, options).await?;
        let mut read: BTreeSet<ObjectRef> = BTreeSet::new();
        loop {
            let children = children(&trunk, reader, options).into_iter();
            let new = children.filter(|child| read.insert(child.reference()));
            let new: Vec<Application> = new.collect();
            if new.is_empty() || !reader.is_live() {
                return Ok(());
            }
            reader.reach(&new).await;
            for child in &new {
                if reader.site_of(child) != Site::ControlPlane {
                    read_own(reader, child, &below(options)).await?;
                }
            }
            // A name may have turned out to be one of the cluster Argo CD runs in.
            trunk = read_own(reader, application, options).await?;
        }
    }

    /// Returns all of them as one tree.
    pub(super) fn joined(self) -> ResourceTree {
        let Self { trunk, elsewhere } = self;
        elsewhere
            .into_iter()
            .fold(trunk, |tree, (child, theirs)| tree.grafted(&child, theirs))
    }

    /// Returns what must be followed so that they stay true.
    pub(super) fn watched(&self, application: &Application, reader: &Reader) -> Wanted {
        let trunk = reader.wanted_for(application, plan::watch(&self.trunk, application));
        let theirs = self
            .elsewhere
            .iter()
            .map(|(child, tree)| reader.wanted_for(child, plan::watch(tree, child)));
        theirs.fold(trunk, Wanted::joined)
    }
}

/// Returns the child Applications of a tree that live where Argo CD runs and are not deployed there.
fn children(trunk: &ResourceTree, reader: &Reader, options: &TreeOptions) -> Vec<Application> {
    let home = reader.snapshot();
    let lives_here = trunk
        .applications()
        .filter(|node| node.is_live() && node.cluster.is_none());
    let known = lives_here.filter_map(|node| home.resident(&node.reference));
    known
        .filter(|child| options.recursive && !home.holds(child) && child.detail.is_some())
        .cloned()
        .collect()
}

fn below(options: &TreeOptions) -> TreeOptions {
    TreeOptions {
        orphans: false,
        ..options.clone()
    }
}
