//! The answer of `doctor`: checks under the heading of their group, the roles to ask for, and how many checks there are.

mod row;

use argocd::doctor::{Check, Group, Status};
use argocd::rights::{Right, roles};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

use row::Lines;

/// Every check, and what to ask for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DoctorView {
    /// How many came out how.
    summary: Summary,
    /// The checks, group by group, in each the worst first.
    checks: Vec<Check>,
    /// The roles that grant what is missing, and nothing else.
    roles: Vec<RoleToAskFor>,
}

/// How many checks came out how.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
struct Summary {
    /// Something does not work.
    failed: usize,
    /// It works, with a reservation.
    warning: usize,
    /// It could not be looked at.
    unknown: usize,
    /// As it should be.
    ok: usize,
}

/// A Role for some namespaces, or a ClusterRole.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
struct RoleToAskFor {
    /// The namespaces to grant it in; none: a ClusterRole, in the whole cluster.
    namespaces: Vec<String>,
    /// Its rules, each a line of YAML.
    rules: Vec<String>,
    #[serde(skip)]
    title: String,
}

const GROUPS: [(Group, &str); 4] = [
    (Group::Cluster, "Cluster"),
    (Group::ArgoCd, "Argo CD"),
    (Group::Delivery, "Add-ons"),
    (Group::Rights, "Rights"),
];

/// How many rules are written down on a screen.
const RULES_TOLD: usize = 8;

impl DoctorView {
    /// Counts checks and collects the roles to ask for.
    pub(crate) fn new(checks: Vec<Check>) -> Self {
        let rights: Vec<&Right> = checks.iter().flat_map(|check| &check.rights).collect();
        Self {
            summary: Summary::of(&checks),
            roles: roles_of(rights),
            checks,
        }
    }

    fn group(&self, group: Group, title: &'static str, wide: bool) -> Block {
        let mut table = Table::new([
            Column::new("check"),
            Column::new("found").shrink().explains(),
        ])
        .bare();
        let of_group = self.checks.iter().filter(|check| check.group == group);
        let several = self
            .checks
            .iter()
            .filter(|check| check.id == "version")
            .count()
            > 1;
        let lines = Lines {
            wide,
            with_namespace: several,
        };
        for (place, check) in row::folded(of_group, wide).iter().enumerate() {
            for (line, cells) in lines.of(check).into_iter().enumerate() {
                table.push(format!("{}|{place}|{line}", check.id), cells);
            }
        }
        table.titled(title)
    }

    /// Lines that begin with a blank are to be copied, and never broken.
    fn asking(&self, wide: bool) -> Block {
        let mut left = if wide { usize::MAX } else { RULES_TOLD };
        let mut lines: Vec<Text> = Vec::new();
        for role in &self.roles {
            let told = role.rules.len().min(left);
            if told > 0 {
                lines.push(role.title.clone().into());
            }
            let rules = role.rules.iter().take(told);
            lines.extend(rules.map(|rule| Text::toned(format!("  - {rule}"), Tone::Busy)));
            left -= told;
        }
        lines.extend(self.left_out().filter(|_| !wide));
        Block::prose(lines).titled("To ask for")
    }

    fn left_out(&self) -> Option<Text> {
        let all: usize = self.roles.iter().map(|role| role.rules.len()).sum();
        let rest = all.checked_sub(RULES_TOLD).filter(|rest| *rest > 0)?;
        let more = format!("… and {rest} more rules: -o wide has all, docs/rbac.yaml has roles");
        Some(Text::toned(more, Tone::Quiet))
    }
}

impl Summary {
    fn of(checks: &[Check]) -> Self {
        let count = |status| checks.iter().filter(|check| check.status == status).count();
        Self {
            failed: count(Status::Failed),
            warning: count(Status::Warning),
            unknown: count(Status::Unknown),
            ok: count(Status::Ok),
        }
    }

    fn line(&self) -> Text {
        let total = self.failed + self.warning + self.unknown + self.ok;
        let mut line = Text::from(format!("{total} checks: "));
        let warnings = if self.warning == 1 {
            "warning"
        } else {
            "warnings"
        };
        let counts = [
            (self.failed, "failed", Tone::Bad),
            (self.warning, warnings, Tone::Paused),
            (self.unknown, "unknown", Tone::Unknown),
            (self.ok, "ok", Tone::Good),
        ];
        for (place, (count, word, tone)) in counts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .enumerate()
        {
            let gap = if place > 0 { ", " } else { "" };
            line = line.then(gap).then_toned(format!("{count} {word}"), tone);
        }
        line
    }
}

fn roles_of(rights: Vec<&Right>) -> Vec<RoleToAskFor> {
    let roles = roles(rights).into_iter();
    roles
        .map(|role| RoleToAskFor {
            title: format!("{} with", role.title()),
            rules: role.rules.iter().map(ToString::to_string).collect(),
            namespaces: role.namespaces,
        })
        .collect()
}

impl View for DoctorView {
    const KIND: &'static str = "DoctorReport";

    fn blocks(&self, wide: bool) -> Blocks {
        let groups = GROUPS
            .into_iter()
            .map(|(group, title)| self.group(group, title, wide));
        groups
            .chain([self.asking(wide), Block::lines([self.summary.line()])])
            .collect()
    }
}

#[cfg(test)]
#[path = "doctor_tests.rs"]
mod tests;
