//! A graph as an indented tree, with its columns aligned over all levels.
//!
//! A node stands whole once; wherever else it belongs stands a reference in quiet text, and a cycle is cut and said.

use std::io;

use super::grid::Grid;
use super::text::{Layout, Sink};
use crate::shape::{Branch, Column, Drawn, Graph, Node, Text, Tone, outline};

/// Hands on the lines of a tree, a header first.
pub(crate) fn write_tree(graph: &Graph, layout: &Layout, sink: &mut Sink) -> io::Result<()> {
    let drawn = outline(graph);
    let grid = grid_of(graph, &drawn, layout);
    if layout.headers {
        sink(grid.header())?;
    }
    let mut section = None;
    for (place, line) in drawn.iter().enumerate() {
        let node = &graph.nodes[line.node];
        if line.follows.is_empty() && node.section != section {
            section.clone_from(&node.section);
            write_heading(section.as_deref(), sink)?;
        }
        if line.branch != Branch::Whole {
            sink(reference(line, node))?;
            continue;
        }
        let goes_on = drawn
            .get(place + 1)
            .is_some_and(|next| next.depth > line.depth);
        let lines = grid.lines(&cells(line, node), &stems(line, goes_on));
        lines.into_iter().try_for_each(&mut *sink)?;
    }
    Ok(())
}

fn write_heading(section: Option<&str>, sink: &mut Sink) -> io::Result<()> {
    sink(Text::default())?;
    section.map_or(Ok(()), |section| {
        sink(Text::toned(section.to_owned(), Tone::Strong))
    })
}

/// References do not widen the columns: they have no cells beside them.
fn grid_of(graph: &Graph, drawn: &[Drawn], layout: &Layout) -> Grid {
    let columns: Vec<Column> = std::iter::once(&graph.name)
        .chain(&graph.columns)
        .cloned()
        .collect();
    let mut grid = Grid::new(&columns, layout.wide, layout.headers);
    for line in drawn.iter().filter(|line| line.branch == Branch::Whole) {
        grid.measure(&cells(line, &graph.nodes[line.node]));
    }
    if let Some(width) = layout.width {
        grid.fit(width);
    }
    grid
}

fn cells(line: &Drawn, node: &Node) -> Vec<Text> {
    let mut name = twigs(line);
    name.extend(node.name.clone());
    std::iter::once(name)
        .chain(node.cells.iter().cloned())
        .collect()
}

fn reference(line: &Drawn, node: &Node) -> Text {
    let place = match line.branch {
        Branch::Whole => "",
        Branch::Above => "  ↑ shown above",
        Branch::Below => "  ↓ shown below",
        Branch::Cycle => "  ↻ cycle, cut here",
    };
    let name = node.name.spans().map(|span| span.text.clone());
    name.fold(twigs(line), |line, name| line.then_toned(name, Tone::Quiet))
        .then_toned(place, Tone::Quiet)
}

/// Returns what stands left of the lines below a node: the stems of those around it and, where it has children, its own.
fn stems(line: &Drawn, goes_on: bool) -> Text {
    let shortened = line.depth > line.follows.len();
    let levels = if shortened {
        &[]
    } else {
        line.follows.as_slice()
    };
    let stems = levels.iter().chain([&goes_on]);
    let stems: String = stems
        .map(|&goes_on| if goes_on { "│  " } else { "   " })
        .collect();
    Text::toned(stems, Tone::Quiet)
}

/// Returns what stands left of a node: `│  ` for each level that goes on, `├─ ` or `└─ ` before the node; where levels are
/// left out, how many stand above it.
fn twigs(line: &Drawn) -> Text {
    let Some((last, levels)) = line.follows.split_last() else {
        return Text::default();
    };
    let mut twigs = match line.depth > line.follows.len() {
        true => format!("⋯{} ", line.depth),
        false => String::new(),
    };
    let levels = match twigs.is_empty() {
        true => levels,
        false => &[],
    };
    for &goes_on in levels {
        twigs.push_str(if goes_on { "│  " } else { "   " });
    }
    twigs.push_str(if *last { "├─ " } else { "└─ " });
    Text::toned(twigs, Tone::Quiet)
}
