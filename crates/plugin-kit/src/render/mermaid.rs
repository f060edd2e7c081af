//! A graph as a Mermaid flowchart, to be pasted into a README, an issue or a wiki.
//!
//! Labels are quoted, and every character Mermaid might read as its own becomes an entity (`#35;`): a name from a cluster
//! can neither break the chart nor bring HTML, links or directives into it.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::diagram::{Box, Diagram, Edge, Section};
use crate::palette::{class, hue};
use crate::shape::{Graph, Tone};

/// Returns the graph as Mermaid text.
pub fn mermaid(graph: &Graph) -> String {
    let diagram = Diagram::of(graph);
    let mut chart = String::from("flowchart LR\n");
    for (number, section) in diagram.sections.iter().enumerate() {
        chart.push_str(&section_text(number, section));
    }
    chart.extend(diagram.edges.iter().map(edge));
    chart.extend(tones(&diagram).into_iter().map(class_definition));
    chart
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
        Some(title) => format!("  subgraph s{number}[\"{}\"]\n{boxes}  end\n", quote(title)),
        None => boxes,
    }
}

fn node_text(node: &Box) -> String {
    let label: Vec<String> = node.lines.iter().map(|line| quote(line)).collect();
    format!(
        "{}[\"{}\"]:::{}",
        node.identifier,
        label.join("<br/>"),
        class(node.tone)
    )
}

fn edge(edge: &Edge) -> String {
    let arrow = if edge.second { "-.->" } else { "-->" };
    format!("  {} {arrow} {}\n", edge.from, edge.to)
}

fn tones(diagram: &Diagram) -> BTreeSet<Tone> {
    diagram
        .sections
        .iter()
        .flat_map(|section| &section.boxes)
        .map(|node| node.tone)
        .collect()
}

fn class_definition(tone: Tone) -> String {
    format!(
        "  classDef {} stroke:{},stroke-width:2px\n",
        class(tone),
        hue(tone)
    )
}

/// Returns text with every ASCII character that is not plainly text as an entity.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in text.chars() {
        let harmless = character.is_ascii_alphanumeric()
            || " -./:,()".contains(character)
            || !character.is_ascii();
        if harmless {
            quoted.push(character);
        } else {
            let _always_written = write!(quoted, "#{};", u32::from(character));
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::shape::{Column, Node, Text};

    #[test]
    fn a_graph_becomes_a_flowchart() {
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
        assert_snapshot!(mermaid(&graph), @r#"
        flowchart LR
          ne74fa719056a838c["Application/grafana<br/>Degraded"]:::bad
          nc0151e83a388ac9e["Deployment/grafana"]:::good
          nab23f0eec020c951["Secret/tls"]:::plain
          subgraph s1["Orphans"]
            nce4be8ad7126193b["Pod/lost"]:::plain
          end
          ne74fa719056a838c --> nc0151e83a388ac9e
          ne74fa719056a838c --> nab23f0eec020c951
          nc0151e83a388ac9e -.-> nab23f0eec020c951
          classDef plain stroke:#808080,stroke-width:2px
          classDef good stroke:#2e9e44,stroke-width:2px
          classDef bad stroke:#d93f3f,stroke-width:2px
        "#);
    }

    #[test]
    fn names_cannot_break_out() {
        let hostile =
            "\"]; click n1 \"javascript:x\" %%{init}%% <img> #quot; `md` \u{1b}[2J \u{202e}日本";
        let mut graph = Graph::default();
        graph.push(Node::new("a", Text::from(hostile)).section("\"]\nend"));
        assert_snapshot!(mermaid(&graph), @r##"
        flowchart LR
          subgraph s0["#34;#93;#92;nend"]
            naf63dc4c8601ec8c["#34;#93;#59; click n1 #34;javascript:x#34; #37;#37;#123;init#125;#37;#37; #60;img#62; #35;quot#59; #96;md#96; #92;x1b#91;2J #92;u#123;202e#125;日本"]:::plain
          end
          classDef plain stroke:#808080,stroke-width:2px
        "##);
    }
}
