//! What every diagram of a graph is made of: boxes with identifiers and lines of text, headings around them, edges.
//!
//! Each diagram language only spells it. Order and identifiers are the same for the same graph in every run.

use std::collections::HashMap;

use super::wrap::folded;
use crate::escape::escape;
use crate::shape::{Forest, Graph, Key, Node, Text, Tone};

/// How wide a sentence is in a box, in characters.
const SENTENCE_WIDTH: usize = 48;
/// How many lines it takes.
const SENTENCE_LINES: usize = 3;

/// One node as diagrams draw it.
pub(crate) struct Box {
    pub(crate) identifier: String,
    /// The name, the cells worth drawing, and what is said of it; escaped for a terminal, not for the diagram's
    /// language.
    pub(crate) lines: Vec<String>,
    pub(crate) tone: Tone,
}

/// The boxes under one heading.
pub(crate) struct Section {
    pub(crate) title: Option<String>,
    pub(crate) boxes: Vec<Box>,
}

/// A line from a parent to a child.
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Not the child's place in the tree: drawn dashed.
    pub(crate) second: bool,
}

pub(crate) struct Diagram {
    pub(crate) sections: Vec<Section>,
    pub(crate) edges: Vec<Edge>,
}

impl Diagram {
    pub(crate) fn of(graph: &Graph) -> Self {
        let (forest, identifiers) = (Forest::of(graph), identifiers(graph));
        let mut diagram = Self {
            sections: Vec::new(),
            edges: Vec::new(),
        };
        for node in forest.walk() {
            let shape = &graph.nodes[node];
            let identifier = &identifiers[&shape.key];
            if forest.parent(node).is_none() {
                diagram.open(shape);
            }
            diagram.draw(graph, shape, identifier);
            let place = forest.parent(node);
            let edges = forest.parents(node).iter().map(|&parent| Edge {
                from: identifiers[&graph.nodes[parent].key].clone(),
                to: identifier.clone(),
                second: place != Some(parent),
            });
            diagram.edges.extend(edges);
        }
        diagram
    }

    fn open(&mut self, root: &Node) {
        let title = root
            .section
            .as_deref()
            .map(|title| escape(title).into_owned());
        if self
            .sections
            .last()
            .is_none_or(|section| section.title != title)
        {
            self.sections.push(Section {
                title,
                boxes: Vec::new(),
            });
        }
    }

    fn draw(&mut self, graph: &Graph, node: &Node, identifier: &str) {
        let drawn = Box {
            identifier: identifier.to_owned(),
            lines: lines(graph, node),
            tone: node.tone,
        };
        if let Some(section) = self.sections.last_mut() {
            section.boxes.push(drawn);
        }
    }
}

fn lines(graph: &Graph, node: &Node) -> Vec<String> {
    let cells = graph
        .columns
        .iter()
        .zip(&node.cells)
        .filter(|(column, cell)| column.drawn && !cell.is_empty());
    let texts = std::iter::once(&node.name).chain(cells.map(|(_, cell)| cell));
    texts
        .cloned()
        .chain(sentence(graph, node))
        .map(|text| escape(&text.plain()).into_owned())
        .collect()
}

/// Returns what is said of a node in a sentence, as a few short lines.
fn sentence(graph: &Graph, node: &Node) -> Vec<Text> {
    let cells = graph.columns.iter().zip(&node.cells);
    let sentences = cells.filter(|(column, cell)| column.explains && !cell.is_empty());
    sentences
        .flat_map(|(_, cell)| folded(cell, SENTENCE_WIDTH, SENTENCE_LINES))
        .collect()
}

/// Returns the identifier of each key: `n` and a hash of the key (FNV-1a, 64 bits), numbered where two keys share one.
fn identifiers(graph: &Graph) -> HashMap<&Key, String> {
    let mut taken: HashMap<u64, usize> = HashMap::new();
    let mut identifiers = HashMap::new();
    for node in &graph.nodes {
        identifiers.entry(&node.key).or_insert_with(|| {
            let hash = hash(node.key.as_str());
            let times = taken
                .entry(hash)
                .and_modify(|times| *times += 1)
                .or_insert(1);
            if *times == 1 {
                format!("n{hash:016x}")
            } else {
                format!("n{hash:016x}_{times}")
            }
        });
    }
    identifiers
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Column;

    #[test]
    fn what_is_said_of_a_node_stands_below_its_name_in_a_few_short_lines() {
        let mut graph = Graph::new(
            Column::new("name"),
            [
                Column::new("health").drawn(),
                Column::new("message").explains(),
            ],
        );
        graph.push(
            Node::new("job", "Job/migrate").cells(["Healthy".into(), "PostSync hook".into()]),
        );
        graph.push(Node::new("pod", "Pod/web").cells(["".into(), "so it is ".repeat(40).into()]));
        let diagram = Diagram::of(&graph);
        let boxes = &diagram.sections[0].boxes;
        assert_eq!(boxes[0].lines, ["Job/migrate", "Healthy", "PostSync hook"]);
        assert_eq!(boxes[1].lines.len(), 1 + SENTENCE_LINES);
        assert!(boxes[1].lines[SENTENCE_LINES].ends_with('…'));
    }
}
