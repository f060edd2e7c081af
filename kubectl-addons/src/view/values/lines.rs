//! Values as lines of a values file, with or without a comment that names each one's layer.

use argocd::values::{KeyPath, Layer, ShownLeaf, Step};
use plugin_kit::shape::{Text, Tone};
use plugin_kit::yaml::yaml;
use serde_json::{Map, Value};

/// Column behind which comments are not pushed to stand below each other.
const WIDEST: usize = 60;
/// Letters of a value in a table.
const SHORT: usize = 60;

/// One line, and the layer its comment names.
struct Line {
    text: String,
    layer: Option<usize>,
}

/// Returns values as lines; with layers each value's first line ends with a comment.
pub(super) fn lines(leaves: &[ShownLeaf], root: &Value, layers: Option<&[Layer]>) -> Vec<Text> {
    let mut lines = Vec::new();
    let mut before = KeyPath::default();
    for leaf in leaves {
        if leaf.path.0.is_empty() {
            alone(root, leaf.layer, &mut lines);
            continue;
        }
        maps(&before, &leaf.path, &mut lines);
        written(leaf, &mut lines);
        before = leaf.path.clone();
    }
    let width = lines.iter().filter(|line| line.layer.is_some());
    let width = width
        .map(|line| line.text.chars().count())
        .max()
        .unwrap_or(0);
    let lines = lines.into_iter();
    lines
        .map(|line| line.finished(layers, width.min(WIDEST)))
        .collect()
}

/// Returns a value in one short line: data as JSON.
pub(crate) fn short(value: &Value) -> Text {
    let text = match value {
        Value::String(text) => text.lines().collect::<Vec<_>>().join("↵"),
        value => value.to_string(),
    };
    match text.chars().count() > SHORT {
        true => Text::from(text.chars().take(SHORT - 1).collect::<String>() + "…"),
        false => text.into(),
    }
}

impl Line {
    fn finished(self, layers: Option<&[Layer]>, width: usize) -> Text {
        let named = self
            .layer
            .zip(layers)
            .and_then(|(layer, layers)| layers.get(layer));
        let Some(layer) = named else {
            return self.text.into();
        };
        let blanks = width.saturating_sub(self.text.chars().count()) + 2;
        let comment = format!("{}# {}", " ".repeat(blanks), layer.name);
        Text::from(self.text).then_toned(comment, Tone::Quiet)
    }
}

/// Writes the names of the maps that lead to a leaf and not to the one before.
fn maps(before: &KeyPath, path: &KeyPath, lines: &mut Vec<Line>) {
    let above = &path.0[..path.0.len() - 1];
    let shared = above
        .iter()
        .zip(&before.0)
        .take_while(|(one, other)| one == other)
        .count();
    for (depth, step) in above.iter().enumerate().skip(shared) {
        let text = pair(step, &Value::Null);
        let name = text.trim_end().trim_end_matches("null").trim_end();
        lines.push(Line {
            text: format!("{}{name}", "  ".repeat(depth)),
            layer: None,
        });
    }
}

fn written(leaf: &ShownLeaf, lines: &mut Vec<Line>) {
    let depth = leaf.path.0.len() - 1;
    let Some(step) = leaf.path.0.last() else {
        return;
    };
    for (index, line) in pair(step, &leaf.value).lines().enumerate() {
        let indent = match line.is_empty() {
            true => String::new(),
            false => "  ".repeat(depth),
        };
        lines.push(Line {
            text: format!("{indent}{line}"),
            layer: (index == 0).then_some(leaf.layer),
        });
    }
}

/// Writes a value that stands for itself: text as it is, everything else as YAML.
fn alone(value: &Value, layer: usize, lines: &mut Vec<Line>) {
    let text = match value {
        Value::String(text) => text.clone(),
        value => yaml(value).unwrap_or_default(),
    };
    let written = text.lines().enumerate().map(|(index, line)| Line {
        text: line.to_owned(),
        layer: (index == 0).then_some(layer),
    });
    lines.extend(written);
}

fn pair(step: &Step, value: &Value) -> String {
    let key = match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    let map: Map<String, Value> = [(key, value.clone())].into_iter().collect();
    yaml(&map).unwrap_or_default()
}
