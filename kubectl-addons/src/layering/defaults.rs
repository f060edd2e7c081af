//! The chart's own values, and those of the charts in it.

use argocd::snapshot::GapReason;
use argocd::values::{Chart, Layering, Merged};

use super::{Work, place};

impl Work<'_> {
    /// Lays the chart's own values under the others; a chart that is not to be had leaves them as they are.
    pub(super) fn lay_under(&mut self, layering: Layering) -> Merged {
        let Some((chart, place)) = self.chart() else {
            return layering.merged();
        };
        for unseen in &chart.unseen {
            let message = "its part in the values is not counted here";
            self.gap(unseen, GapReason::Unreadable, message);
        }
        layering.over(&chart, Some(&place))
    }

    fn chart(&mut self) -> Option<(Chart, String)> {
        let contents = self.sources.contents(self.index)?;
        let folder = self.folder();
        let files = match contents.chart(&folder) {
            Ok(files) => files,
            Err(unfetched) => {
                self.gaps.push(unfetched.gap());
                return None;
            }
        };
        if !files.contains_key("Chart.yaml") {
            let what = self.in_folder("Chart.yaml");
            self.gap(
                &what,
                GapReason::Unreadable,
                "there is no such file at this revision",
            );
            return None;
        }
        match Chart::read(&files) {
            Ok(chart) => {
                let repository = self.sources.repository(self.index);
                Some((
                    chart,
                    place(&self.in_folder("values.yaml"), &contents, repository),
                ))
            }
            Err((file, fault)) => {
                self.unreadable(&self.in_folder(&file), fault);
                None
            }
        }
    }
}
