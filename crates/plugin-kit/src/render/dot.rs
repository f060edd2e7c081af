//! A graph as a Graphviz digraph: `kubectl addons tree NAME -o dot | dot -Tsvg`.
//!
//! Everything from outside stands in a quoted string with quotes, backslashes and ampersands escaped (Graphviz reads
//! `\n`, `\G` and HTML entities in labels).

use super::diagram::{Box, Diagram, Edge, Section};
use crate::palette::{class, hue};
use crate::shape::Graph;

/// Returns the graph as dot text.
pub fn dot(graph: &Graph) -> String {
    let diagram = Diagram::of(graph);
    let mut digraph =
        String::from("digraph {\n  rankdir=LR;\n  node [shape=box, style=rounded, penwidth=2];\n");
    for (number, section) in diagram.sections.iter().enumerate() {
        digraph.push_str(&section_text(number, section));
    }
    digraph.extend(diagram.edges.iter().map(edge));
    digraph + "}\n"
}

fn section_text(number: usize, section: &Section) -> String {
    let indent = if section.title.is_some() {
        "    "
    } else {
        "  "
    };
    let boxes: String = section
        .boxes
        .iter()
        .map(|node| format!("{indent}{}\n", node_text(node)))
        .collect();
    match &section.title {
        Some(title) => format!(
            "  subgraph cluster_{number} {{\n    label=\"{}\";\n{boxes}  }}\n",
            quote(title)
        ),
        None => boxes,
    }
}

fn node_text(node: &Box) -> String {
    let label: Vec<String> = node.lines.iter().map(|line| quote(line)).collect();
    let label = label.join("\\n");
    format!(
        "{} [label=\"{label}\", class=\"{}\", color=\"{}\"];",
        node.identifier,
        class(node.tone),
        hue(node.tone)
    )
}

/// Second edges do not pull on the layout: the tree keeps its ranks.
fn edge(edge: &Edge) -> String {
    let style = if edge.second {
        " [style=dashed, constraint=false]"
    } else {
        ""
    };
    format!("  {} -> {}{style};\n", edge.from, edge.to)
}

fn quote(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::shape::{Column, Node, Text, Tone};

    #[test]
    fn a_graph_becomes_a_digraph() {
        let mut graph = Graph::new(
            Column::new("name"),
            [Column::new("health").drawn(), Column::new("age")],
        );
        graph.push(
            Node::new("app", "Application/grafana")
                .tone(Tone::Bad)
                .cells(["Degraded".into(), "5d".into()]),
        );
        graph.push(
            Node::new("deploy", "Deployment/grafana")
                .under("app")
                .tone(Tone::Good),
        );
        graph.push(
            Node::new("secret", "Secret/tls")
                .under("app")
                .under("deploy")
                .under("gone"),
        );
        graph.push(Node::new("lost", "Pod/lost").section("Orphans"));
        assert_snapshot!(dot(&graph), @r##"
        digraph {
          rankdir=LR;
          node [shape=box, style=rounded, penwidth=2];
          ne74fa719056a838c [label="Application/grafana\nDegraded", class="bad", color="#d93f3f"];
          nc0151e83a388ac9e [label="Deployment/grafana", class="good", color="#2e9e44"];
          nab23f0eec020c951 [label="Secret/tls", class="plain", color="#808080"];
          subgraph cluster_1 {
            label="Orphans";
            nce4be8ad7126193b [label="Pod/lost", class="plain", color="#808080"];
          }
          ne74fa719056a838c -> nc0151e83a388ac9e;
          ne74fa719056a838c -> nab23f0eec020c951;
          nc0151e83a388ac9e -> nab23f0eec020c951 [style=dashed, constraint=false];
        }
        "##);
    }

    #[test]
    fn names_cannot_break_out() {
        let mut graph = Graph::default();
        graph.push(
            Node::new(
                "a",
                Text::from("\"]; evil -> x \\\" \\G \u{1b}[2J\n&lt;日本"),
            )
            .section("\"} "),
        );
        assert_snapshot!(dot(&graph), @r##"
        digraph {
          rankdir=LR;
          node [shape=box, style=rounded, penwidth=2];
          subgraph cluster_0 {
            label="\"} ";
            naf63dc4c8601ec8c [label="\"]; evil -> x \\\" \\G \\x1b[2J\\n&amp;lt;日本", class="plain", color="#808080"];
          }
        }
        "##);
    }
}
