//! The report as Markdown: machine, goals, figures, curve. It only makes text.

use super::goals::{self, Verdict};
use super::runner::Figures;
use super::series::bytes;
use super::size::Size;
use super::watching::Redraws;

/// Commands of one work with what was measured.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    /// Names and figures, the plugin's first.
    pub(crate) rows: Vec<(String, Figures)>,
    pub(crate) verdicts: Vec<Verdict>,
}

/// Median times in milliseconds of the same commands at growing numbers of Applications.
pub(crate) struct Curve {
    pub(crate) names: Vec<String>,
    /// Applications and one shown series per name.
    pub(crate) points: Vec<(usize, Vec<String>)>,
}

/// All that a report tells.
pub(crate) struct Page<'a> {
    pub(crate) size: Size,
    pub(crate) quick: bool,
    /// What it was measured on, a line each.
    pub(crate) ground: &'a [String],
    pub(crate) sections: &'a [Section],
    /// What watching commands printed, the plugin's before those of others.
    pub(crate) redraws: &'a [Redraws],
    pub(crate) curve: &'a Curve,
}

impl Page<'_> {
    /// Returns the whole page.
    pub(crate) fn text(&self) -> String {
        let mut text = heading(self.size, self.quick, self.ground);
        text.push_str(&self.goals());
        for section in self.sections {
            text.push_str(&table(section));
        }
        text.push_str(&redraw_table(self.redraws));
        text.push_str(&curve_table(self.curve));
        text
    }

    fn goals(&self) -> String {
        let ours = |redraws: &&Redraws| redraws.name.starts_with("kubectl addons ");
        let watching = self.redraws.iter().filter(ours).flat_map(goals::redraws);
        let sections = self.sections.iter();
        let measured = sections.flat_map(|section| section.verdicts.clone());
        let verdicts: Vec<Verdict> = measured.chain(watching).collect();
        let lines: String = verdicts.iter().map(goal).collect();
        let missed: String = verdicts.iter().filter_map(reason).collect();
        format!("## Goals\n\n| goal | measured | |\n|---|---|---|\n{lines}{missed}")
    }
}

/// Returns what stands in the way of a goal that was missed.
fn reason(verdict: &Verdict) -> Option<String> {
    let why = verdict.why.filter(|_| !verdict.met)?;
    Some(format!("\n{}: {why}.\n", verdict.goal))
}

fn heading(size: Size, quick: bool, ground: &[String]) -> String {
    let kind = if quick {
        "\nA tenth of the load, to see that the report works; the goals are meant for the full load.\n"
    } else {
        ""
    };
    format!(
        "# Bench report\n\n\
         Made by `cargo xtask bench-report`; the cluster, its load and every command run on one machine.\n{kind}\n\
         {}\n- Load: {} objects of no add-on, {} custom kinds, {} Applications of about 10 KB; \
         the large add-on has {} resources in Git and {} nodes\n\
         - Runs: {} of each command after one that is not counted, the commands of a table by turns, \
         the order reversed each time; median (least–most)\n\
         - Memory is the peak resident memory seen, requests and bytes what went through a counting relay, \
         as it travels (compressed where the command asks for it); both in runs of their own\n\n",
        ground.join("\n"),
        size.objects,
        size.kinds,
        size.applications[2],
        size.large.managed(),
        size.large.nodes(),
        size.rounds,
    )
}

fn goal(verdict: &Verdict) -> String {
    let measured = verdict.measured.as_deref().unwrap_or("not measured");
    let met = if verdict.met { "met" } else { "**missed**" };
    format!("| {} | {measured} | {met} |\n", verdict.goal)
}

fn table(section: &Section) -> String {
    let mut text = format!(
        "\n## {}\n\n| command | all | first row | memory | requests | bytes | lines |\n|---|---|---|---|---|---|---|\n",
        section.title
    );
    for (name, figures) in &section.rows {
        text.push_str(&row(name, figures));
    }
    text
}

fn row(name: &str, figures: &Figures) -> String {
    let dash = || "–".to_owned();
    let requests = figures.traffic.map(|traffic| traffic.requests.to_string());
    let traffic = figures.traffic.map(|traffic| bytes(traffic.bytes));
    let lines = (figures.lines > 0).then(|| figures.lines.to_string());
    let cells = [
        figures.total.shown(),
        figures.first_row.shown(),
        figures.memory.map(bytes),
        requests,
        traffic,
        lines,
    ]
    .map(|cell| cell.unwrap_or_else(dash));
    format!("| {name} | {} |\n", cells.join(" | "))
}

fn redraw_table(redraws: &[Redraws]) -> String {
    let mut text = "\n## One Application changes while it is watched\n\n\
        From the server's event to the first byte printed, through the relay.\n\n\
        | command | after the event | prints for a change, at most |\n|---|---|---|\n"
        .to_owned();
    for Redraws { name, delay, most } in redraws {
        let delay = delay.shown().unwrap_or_else(|| "–".to_owned());
        text.push_str(&format!("| {name} | {delay} | {most} |\n"));
    }
    text
}

fn curve_table(curve: &Curve) -> String {
    let rule = "|---".repeat(curve.names.len() + 1);
    let mut text = format!(
        "\n## As Applications grow\n\n| Applications | {} |\n{rule}|\n",
        curve.names.join(" | ")
    );
    for (count, cells) in &curve.points {
        text.push_str(&format!("| {count} | {} |\n", cells.join(" | ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::relay::Traffic;
    use crate::report::size::FULL;

    #[test]
    fn a_report_says_what_was_missed_and_what_is_unknown() {
        let mut figures = Figures {
            traffic: Some(Traffic {
                requests: 3,
                bytes: 1_500,
            }),
            lines: 2,
            ..Figures::default()
        };
        figures.total.add(Duration::from_millis(6));
        let section = Section {
            title: "Start",
            verdicts: goals::start(&figures)
                .into_iter()
                .map(|verdict| verdict.because("it was slow"))
                .collect(),
            rows: vec![("kubectl addons --version".to_owned(), figures)],
        };
        let curve = Curve {
            names: vec!["a".to_owned()],
            points: vec![(500, vec!["1 ms".to_owned()])],
        };
        let mut redraws = Redraws {
            name: "kubectl addons list -w".to_owned(),
            most: 2,
            ..Redraws::default()
        };
        redraws.delay.add(Duration::from_millis(30));
        let page = Page {
            size: FULL,
            quick: false,
            ground: &["- Machine: x".to_owned()],
            sections: &[section],
            redraws: &[redraws],
            curve: &curve,
        };
        let text = page.text();
        for expected in [
            "| start in 5 ms | 6.00 ms | **missed** |\n",
            "| start in 15 MB | not measured | **missed** |\n",
            "| kubectl addons --version | 6.00 ms (6.00 ms–6.00 ms) | – | – | 3 | 1.5 KB | 2 |\n",
            "| `list -w`: a change drawn 50 ms after its event | 30.0 ms | met |\n",
            "| `list -w`: one change, one redraw | at most 2 prints | **missed** |\n",
            "| kubectl addons list -w | 30.0 ms (30.0 ms–30.0 ms) | 2 |\n",
            "| Applications | a |\n|---|---|\n| 500 | 1 ms |\n",
            "48000 objects of no add-on",
            "\nstart in 5 ms: it was slow.\n",
        ] {
            assert!(text.contains(expected), "{expected}\nnot in\n{text}");
        }
    }
}
