//! What must hold of the figures, and whether it does. A miss is a result like any other.

use super::runner::Figures;
use super::series::{bytes, milliseconds};
use super::watching::Redraws;

/// One goal and what was measured of it.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) goal: String,
    /// None when this system or the output does not tell.
    pub(crate) measured: Option<String>,
    pub(crate) met: bool,
    /// What stands in the way where it is missed, as far as it is known.
    pub(crate) why: Option<&'static str>,
}

impl Verdict {
    pub(crate) fn because(self, why: &'static str) -> Self {
        Self {
            why: Some(why),
            ..self
        }
    }
}

/// Client and server share the machine, and a collection of the server's garbage moves a run by half a second.
const LIST_WAITS: &str = "the server writes the list on the processors that the plugin reads it on, and its garbage \
    collection moves a run of either by half a second: compare the least of both";
/// Nothing is done with what the other side reads.
const TREE_WORKS: &str = "most of it is the plugin's own processor time, on the processors that also run the server: \
    metadata of all that may belong to the add-on is decoded, assessed and drawn, while the other side throws away what it reads";

const MEGABYTE: u64 = 1_000_000;

/// A goal that holds while the value is at most the bound.
fn at_most(goal: &str, value: Option<f64>, bound: f64, shown: impl Fn(f64) -> String) -> Verdict {
    Verdict {
        goal: goal.to_owned(),
        measured: value.map(shown),
        met: value.is_some_and(|value| value <= bound),
        why: None,
    }
}

fn at_least(goal: &str, value: Option<f64>, bound: f64, shown: impl Fn(f64) -> String) -> Verdict {
    Verdict {
        goal: goal.to_owned(),
        measured: value.map(shown),
        met: value.is_some_and(|value| value >= bound),
        why: None,
    }
}

fn memory(goal: &str, figures: &Figures, megabytes: u64) -> Verdict {
    let value = figures.memory.map(|value| value as f64);
    let shown = |value: f64| bytes(value as u64);
    at_most(goal, value, (megabytes * MEGABYTE) as f64, shown)
}

fn times(value: f64) -> String {
    format!("{value:.2} ×")
}

/// Returns how one value relates to another.
fn ratio(value: Option<f64>, to: Option<f64>) -> Option<f64> {
    value.zip(to).map(|(value, to)| value / to)
}

fn traffic(figures: &Figures) -> Option<f64> {
    figures.traffic.map(|traffic| traffic.bytes as f64)
}

/// Judges the start of the program.
pub(crate) fn start(plugin: &Figures) -> Vec<Verdict> {
    vec![
        at_most("start in 5 ms", plugin.total.median(), 5.0, milliseconds),
        memory("start in 15 MB", plugin, 15),
    ]
}

/// Judges `list`; `names` is `list -o name`, `raw` the list as JSON with nothing done.
pub(crate) fn list(list: &Figures, names: &Figures, raw: &Figures) -> Vec<Verdict> {
    vec![
        at_most(
            "`list`: first rows in 0.2 s",
            list.first_row.median(),
            200.0,
            milliseconds,
        ),
        at_most(
            "`list`: all rows in 1.2 × the list as JSON",
            ratio(list.total.median(), raw.total.median()),
            1.2,
            times,
        )
        .because(LIST_WAITS),
        at_most(
            "`list -o name` in 0.1 s",
            names.total.median(),
            100.0,
            milliseconds,
        ),
        memory("`list` in 60 MB", list, 60),
    ]
}

/// Judges the tree of ten nodes.
pub(crate) fn tree_of_ten(tree: &Figures) -> Vec<Verdict> {
    vec![at_most(
        "`tree` of ten nodes in 0.1 s",
        tree.total.median(),
        100.0,
        milliseconds,
    )]
}

/// Judges the large tree; `everything` reads every kind in full, `nodes` only the nodes shown.
pub(crate) fn large_tree(tree: &Figures, everything: &Figures, nodes: &Figures) -> Vec<Verdict> {
    vec![
        at_least(
            "large `tree`: 10 × faster than reading every kind in full",
            ratio(everything.total.median(), tree.total.median()),
            10.0,
            times,
        )
        .because(TREE_WORKS),
        at_most(
            "large `tree`: bytes within 2 × of the nodes shown",
            ratio(traffic(tree), traffic(nodes)),
            2.0,
            times,
        ),
        memory("large `tree` in 60 MB", tree, 60),
    ]
}

/// Judges what the plugin prints while it watches.
pub(crate) fn redraws(redraws: &Redraws) -> Vec<Verdict> {
    let name = redraws.name.trim_start_matches("kubectl addons ");
    let once = |value: f64| format!("at most {value} prints");
    vec![
        at_most(
            &format!("`{name}`: a change drawn 50 ms after its event"),
            redraws.delay.median(),
            50.0,
            milliseconds,
        ),
        at_most(
            &format!("`{name}`: one change, one redraw"),
            Some(redraws.most as f64),
            1.0,
            once,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn taking(milliseconds: u64, memory: u64) -> Figures {
        let mut figures = Figures {
            memory: Some(memory),
            ..Figures::default()
        };
        figures.total.add(Duration::from_millis(milliseconds));
        figures
    }

    fn met(verdicts: &[Verdict]) -> Vec<bool> {
        verdicts.iter().map(|verdict| verdict.met).collect()
    }

    #[test]
    fn a_bound_belongs_to_what_meets_it() {
        assert_eq!(met(&start(&taking(5, 15_000_000))), [true, true]);
        assert_eq!(met(&start(&taking(6, 15_000_001))), [false, false]);
    }

    #[test]
    fn what_was_not_measured_is_not_met() {
        let verdicts = list(&taking(100, 1), &taking(100, 1), &taking(100, 1));
        assert_eq!(met(&verdicts), [false, true, true, true]);
        assert_eq!(verdicts[0].measured, None);
    }

    #[test]
    fn faster_means_less_time_than_the_peer() {
        let verdicts = large_tree(&taking(100, 1), &taking(1_000, 1), &taking(1, 1));
        assert_eq!(
            (verdicts[0].met, verdicts[0].measured.as_deref()),
            (true, Some("10.00 ×"))
        );
    }
}
