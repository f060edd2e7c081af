//! The stack as a graph: who waits for whom. The same answer as `show`, drawn as a tree or a diagram.

use std::borrow::Cow;

use plugin_kit::shape::{Block, Blocks, Column, Graph, Node, Text, Tone};
use plugin_kit::view::View;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::show::{MemberRow, ShowView};

/// A stack whose members stand below those they wait for.
#[derive(Debug)]
pub(crate) struct ParentsView<'a>(pub &'a ShowView);

impl Serialize for ParentsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for ParentsView<'_> {
    fn schema_name() -> Cow<'static, str> {
        ShowView::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ShowView::json_schema(generator)
    }
}

fn node(member: &MemberRow) -> Node {
    let name = Text::toned(format!("{}/", member.kind), Tone::Quiet)
        .then_toned(member.name.clone(), Tone::Strong);
    let chart = member.chart.as_ref();
    let chart = chart.map(|chart| format!("{} {}", chart.name, chart.version));
    let cells = [
        chart.unwrap_or_default().into(),
        member.namespace.clone().unwrap_or_default().into(),
        member.wave.to_string().into(),
    ];
    let node = Node::new(member.reference.clone(), name).cells(cells);
    let parents = member.parents.iter().cloned();
    parents.fold(node, Node::under)
}

impl View for ParentsView<'_> {
    const KIND: &'static str = ShowView::KIND;
    const API_VERSION: &'static str = ShowView::API_VERSION;

    fn blocks(&self, _wide: bool) -> Blocks {
        let columns = [
            Column::new("chart").drawn(),
            Column::new("namespace").shrink(),
            Column::new("wave").right(),
        ];
        let mut graph = Graph::new(Column::new("member"), columns);
        self.0
            .members()
            .iter()
            .for_each(|member| graph.push(node(member)));
        vec![Block::from(graph)]
    }

    fn names(&self) -> Vec<String> {
        self.0.names()
    }
}
