//! One check as lines: its mark and name beside what was found, below that why, what to do and what it is about.

use std::borrow::Cow;

use argocd::doctor::{Check, Group, Status};
use plugin_kit::shape::{Text, Tone};

/// How many objects are named; `-o wide` names all.
const NAMED: usize = 3;

/// How checks become lines.
pub(super) struct Lines {
    /// Everything is shown.
    pub(super) wide: bool,
    /// There are several Argo CDs, so each check says of which it is.
    pub(super) with_namespace: bool,
}

impl Lines {
    /// Returns the lines of a check, two cells each.
    pub(super) fn of(&self, check: &Check) -> Vec<[Text; 2]> {
        let below = |text: Text| [Text::default(), text];
        let mut lines = vec![[mark(check), self.what(check)]];
        lines.extend(
            check
                .why
                .iter()
                .map(|why| below(Text::toned(why.clone(), Tone::Quiet))),
        );
        lines.extend(self.affected(check).map(below));
        let next = check.next.iter();
        lines
            .extend(next.map(|next| below(Text::toned("next: ", Tone::Strong).then(next.clone()))));
        lines
    }

    fn what(&self, check: &Check) -> Text {
        match (&check.argocd, self.with_namespace) {
            (Some(namespace), true) => {
                Text::toned(format!("{namespace}: "), Tone::Quiet).then(check.what.clone())
            }
            _ => check.what.clone().into(),
        }
    }

    fn affected(&self, check: &Check) -> Option<Text> {
        let all = &check.affects;
        let shown = if self.wide {
            all.len()
        } else {
            NAMED.min(all.len())
        };
        let rest = match all.len() - shown {
            0 => String::new(),
            rest => format!(" and {rest} more (-o wide)"),
        };
        (shown > 0).then(|| Text::toned(format!("{}{rest}", all[..shown].join(", ")), Tone::Quiet))
    }
}

/// Returns checks, those of rights that came out alike as one: there is a check for every command.
pub(super) fn folded<'a>(
    checks: impl Iterator<Item = &'a Check>,
    wide: bool,
) -> Vec<Cow<'a, Check>> {
    let mut folded: Vec<Cow<'a, Check>> = Vec::new();
    for check in checks {
        let alike = folded
            .iter_mut()
            .find(|other| !wide && are_alike(other, check));
        match alike {
            Some(first) => join(first.to_mut(), check),
            None => folded.push(Cow::Borrowed(check)),
        }
    }
    folded
}

/// What is said of a command stands behind its name.
fn are_alike(one: &Check, other: &Check) -> bool {
    let parts = |check: &Check| {
        let said = check.what.split_once(": ").map(|(_, said)| said.to_owned());
        (check.status, check.why.clone(), check.next.clone(), said)
    };
    let of_rights = [one, other]
        .iter()
        .all(|check| check.group == Group::Rights);
    of_rights && parts(one) == parts(other)
}

fn join(first: &mut Check, other: &Check) {
    if let (Some((names, said)), Some((more, _))) =
        (first.what.split_once(": "), other.what.split_once(": "))
    {
        first.what = format!("{names}, {more}: {said}");
    }
}

fn mark(check: &Check) -> Text {
    let (symbol, tone) = match check.status {
        Status::Failed => ("✖", Tone::Bad),
        Status::Warning => ("!", Tone::Paused),
        Status::Unknown => ("?", Tone::Unknown),
        Status::Ok => ("✔", Tone::Good),
    };
    Text::toned(format!("{symbol} {}", check.id.replace('-', " ")), tone)
}
