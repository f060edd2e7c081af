//! Brings the sources of an add-on onto this machine: a commit of a Git repository, a chart of a Helm repository or of
//! an OCI registry; and renders charts.
//!
//! An edge: the user's own `git` and `helm` are run, so that their credentials, proxies and mirrors hold. Nothing is ever
//! asked of a person. What the files mean is said elsewhere.

mod address;
mod archive;
mod cache;
mod chart;
mod contents;
mod git;
mod lock;
mod origin;
mod path;
mod render;
mod repositories;
mod unfetched;
mod unused;

use ::programs::git::Git;
use ::programs::helm::Helm;

pub(crate) use contents::Contents;
pub(crate) use origin::Origin;
pub(crate) use render::Rendering;
pub(crate) use unfetched::Unfetched;

use cache::Cache;

/// Fetches sources, and keeps what never changes (commits, chart versions) in the user's cache folder.
#[derive(Debug)]
pub(crate) struct Checkout {
    cache: Cache,
    offline: bool,
}

impl Checkout {
    /// Opens the cache; offline, nothing but the cache is used.
    pub(crate) fn open(offline: bool) -> Self {
        Self {
            cache: Cache::open(),
            offline,
        }
    }

    /// Brings the files of a source here.
    ///
    /// # Errors
    /// Why they are not to be had: no such program, no access, no such revision, nothing in the cache while offline.
    pub(crate) fn bring(&self, origin: &Origin) -> Result<Contents, Unfetched> {
        match origin {
            Origin::Git { url, revision } => {
                let git = Git::find().map_err(|error| Unfetched::of(origin, &error))?;
                git::bring(&git, &self.cache, origin, url, revision, self.offline)
            }
            Origin::Chart { .. } | Origin::Artifact { .. } => {
                chart::bring(&self.cache, origin, self.offline)
            }
        }
    }

    /// Renders the chart in a folder of fetched files with `helm template`; returns the manifests as one YAML text,
    /// secrets not masked.
    ///
    /// # Errors
    /// There is no Helm, or it refuses the chart or its values.
    pub(crate) fn render(
        &self,
        files: &Contents,
        folder: &str,
        rendering: &Rendering,
    ) -> Result<String, Unfetched> {
        let helm = helm().map_err(|error| Unfetched::rendering(&rendering.release, &error))?;
        render::render(&helm, files, folder, rendering, self.offline)
    }
}

/// Finds the user's Helm.
fn helm() -> Result<Helm, ::programs::error::Error> {
    let here = std::env::current_dir().unwrap_or_default();
    Helm::find(&here)
}
