//! Two forms as lines of YAML, and the hunks in which they differ.
//!
//! Takes masked forms alone. How lines are coloured is said elsewhere.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use similar::{ChangeTag, DiffOp, TextDiff};

/// Lines around a difference that are shown, as other programs do.
pub(super) const CONTEXT: usize = 3;

/// Differences that stand close together, with the lines around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hunk {
    /// First line of the hunk in the live form, counted from 1; 0 where that form has none.
    pub live_start: usize,
    /// First line of the hunk in the wanted form, counted from 1; 0 where that form has none.
    pub wanted_start: usize,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Which form has it.
    pub side: Side,
    /// The line of YAML, secrets masked.
    pub text: String,
}

/// Which form a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Side {
    /// Both.
    Both,
    /// The live one, or the older of two.
    Live,
    /// The wanted one, or the newer of two.
    Wanted,
}

impl Side {
    /// Returns the sign in front of such a line.
    pub fn sign(self) -> char {
        match self {
            Self::Both => ' ',
            Self::Live => '-',
            Self::Wanted => '+',
        }
    }
}

impl Hunk {
    /// Returns the head of the hunk, as in `@@ -3,7 +3,8 @@`.
    pub fn head(&self) -> String {
        let of = |side| self.lines.iter().filter(|line| line.side != side).count();
        let (live, wanted) = (of(Side::Wanted), of(Side::Live));
        format!(
            "@@ -{},{live} +{},{wanted} @@",
            self.live_start, self.wanted_start
        )
    }
}

/// Returns the hunks in which two forms differ; a form that is not there has no lines.
pub(super) fn hunks(live: Option<&Value>, wanted: Option<&Value>, context: usize) -> Vec<Hunk> {
    let (live, wanted) = (yaml(live), yaml(wanted));
    let diff = TextDiff::from_lines(&live, &wanted);
    let groups = diff.grouped_ops(context).into_iter();
    groups.map(|operations| hunk(&diff, &operations)).collect()
}

fn hunk(diff: &TextDiff<'_, '_, '_, str>, operations: &[DiffOp]) -> Hunk {
    let changes = operations.iter().flat_map(|one| diff.iter_changes(one));
    let lines: Vec<Line> = changes
        .map(|change| Line {
            side: match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Live,
                ChangeTag::Insert => Side::Wanted,
            },
            text: change.value().trim_end_matches('\n').to_owned(),
        })
        .collect();
    let start = |range: Option<std::ops::Range<usize>>, side| {
        let none = lines.iter().all(|line| line.side == side);
        range.map_or(0, |range| range.start + usize::from(!none))
    };
    let first = operations.first();
    Hunk {
        live_start: start(first.map(DiffOp::old_range), Side::Wanted),
        wanted_start: start(first.map(DiffOp::new_range), Side::Live),
        lines,
    }
}

/// Long lines are not folded: folding would make others differ.
fn yaml(form: Option<&Value>) -> String {
    let options =
        serde_saphyr::ser_options! { folded_wrap_chars: 100_000, min_fold_chars: 100_000 };
    let Some(form) = form else {
        return String::new();
    };
    serde_saphyr::to_string_with_options(form, options).unwrap_or_else(|_| form.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn drawn(live: Option<Value>, wanted: Option<Value>) -> String {
        let hunks = hunks(live.as_ref(), wanted.as_ref(), 1);
        let lines = hunks.iter().flat_map(|hunk| {
            let lines = hunk
                .lines
                .iter()
                .map(|line| format!("{}{}\n", line.side.sign(), line.text));
            std::iter::once(format!("{}\n", hunk.head())).chain(lines)
        });
        lines.collect()
    }

    #[test]
    fn hunks_have_lines_around_them() {
        let live = json!({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6});
        let wanted = json!({"a": 1, "b": 3, "c": 3, "d": 4, "e": 5, "f": 6, "g": "yes"});
        insta::assert_snapshot!(drawn(Some(live), Some(wanted)), @r#"
        @@ -1,3 +1,3 @@
         a: 1
        -b: 2
        +b: 3
         c: 3
        @@ -6,1 +6,2 @@
         f: 6
        +g: "yes"
        "#);
    }

    #[test]
    fn a_form_that_is_not_there_is_a_whole_addition_or_removal() {
        let form = || Some(json!({"a": {"b": "one\ntwo\n"}}));
        insta::assert_snapshot!(drawn(None, form()), @r#"
        @@ -0,0 +1,4 @@
        +a:
        +  b: |
        +    one
        +    two
        "#);
        insta::assert_snapshot!(drawn(form(), None), @r#"
        @@ -1,4 +0,0 @@
        -a:
        -  b: |
        -    one
        -    two
        "#);
        assert_eq!(drawn(form(), form()), "");
    }
}
