//! The graph of parents: waves, cycles, parents that are not there.
//!
//! Only who waits for whom enters here, each with its place; what members deliver does not.

use std::collections::{BTreeMap, HashMap};

use argocd::nearest::nearest;

use crate::complaint::{Complaint, Place};
use crate::member::{MemberKind, MemberRef, Stack};

/// How many cycles are named at once; mending them shows whether there are more.
const CYCLES_NAMED: usize = 10;

/// The wave of each member: 0 without parents, else one more than the highest of its parents.
pub type Waves = BTreeMap<MemberRef, u32>;

/// A member as the graph sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// Who it is.
    pub reference: MemberRef,
    /// Where it stands.
    pub place: Place,
    /// Whether it is deployed at all.
    pub enabled: bool,
    /// Whom it waits for, and where that is said.
    pub parents: Vec<(MemberRef, Place)>,
}

/// Returns the wave of each member of a stack, in a time that grows with members and edges.
///
/// # Errors
/// Every parent that is not there and the cycles, named in full.
pub fn waves(stack: &Stack) -> Result<Waves, Vec<Complaint>> {
    let enabled = stack.members.iter().map(|member| (member, true));
    let disabled = stack.disabled.iter().map(|member| (member, false));
    let vertices: Vec<Vertex> = enabled
        .chain(disabled)
        .map(|(member, enabled)| Vertex {
            reference: member.reference.clone(),
            place: member.place.clone(),
            enabled,
            parents: member
                .parents
                .iter()
                .map(|parent| (parent.clone(), member.place.clone()))
                .collect(),
        })
        .collect();
    let complaints = complaints(&vertices);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let graph = Graph::of(&vertices);
    let waves = vertices.iter().zip(graph.waves());
    Ok(waves
        .filter(|(vertex, _)| vertex.enabled)
        .map(|(vertex, wave)| (vertex.reference.clone(), wave))
        .collect())
}

/// Returns what is wrong with a graph: parents that are missing or not enabled, and cycles (`a → b → a`: a waits for b).
pub fn complaints(vertices: &[Vertex]) -> Vec<Complaint> {
    let graph = Graph::of(vertices);
    let mut complaints = graph.absent_parents();
    complaints.extend(graph.cycles());
    complaints
}

struct Graph<'a> {
    vertices: &'a [Vertex],
    index: HashMap<&'a MemberRef, usize>,
    /// For each vertex the indices of its parents, with the place each is named at.
    parents: Vec<Vec<(usize, &'a Place)>>,
}

impl<'a> Graph<'a> {
    /// Reads a graph; of two vertices of one name the first counts.
    fn of(vertices: &'a [Vertex]) -> Self {
        let mut index = HashMap::with_capacity(vertices.len());
        for (number, vertex) in vertices.iter().enumerate() {
            index.entry(&vertex.reference).or_insert(number);
        }
        let parents = vertices.iter().map(|vertex| {
            let known = vertex.parents.iter();
            known
                .filter_map(|(parent, place)| Some((*index.get(parent)?, place)))
                .collect()
        });
        let parents = parents.collect();
        Self {
            vertices,
            index,
            parents,
        }
    }

    fn absent_parents(&self) -> Vec<Complaint> {
        let edges = self.vertices.iter().flat_map(|child| {
            let parents = child.parents.iter();
            parents.map(move |(parent, place)| (child, parent, place))
        });
        edges
            .filter_map(|(child, parent, place)| match self.index.get(parent) {
                None => Some(self.missing(child, parent, place)),
                Some(&found) if child.enabled && !self.vertices[found].enabled => {
                    Some(not_enabled(child, parent, place))
                }
                Some(_) => None,
            })
            .collect()
    }

    fn missing(&self, child: &Vertex, parent: &MemberRef, place: &Place) -> Complaint {
        let next = match self.meant(parent) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("add {parent} to the stack, or take it out of parents"),
        };
        Complaint::error(
            "missing-parent",
            place.clone(),
            format!(
                "{} waits for {parent}, which is not in this stack",
                child.reference
            ),
            next,
        )
    }

    /// Returns the member that was probably meant: the same name of the other kind, else the nearest name of this kind.
    fn meant(&self, parent: &MemberRef) -> Option<MemberRef> {
        let other = MemberRef {
            kind: match parent.kind {
                MemberKind::Addon => MemberKind::Manifest,
                MemberKind::Manifest => MemberKind::Addon,
            },
            name: parent.name.clone(),
        };
        if self.index.contains_key(&other) {
            return Some(other);
        }
        let of_kind = self.vertices.iter().map(|vertex| &vertex.reference);
        let names = of_kind.filter(|reference| reference.kind == parent.kind);
        let names = names.map(|reference| reference.name.as_str());
        let name = nearest(&parent.name, names, 1).pop()?;
        Some(MemberRef {
            kind: parent.kind,
            name: name.to_owned(),
        })
    }

    /// Returns each vertex's wave; of a graph without cycles.
    fn waves(&self) -> Vec<u32> {
        let mut waves = vec![0; self.vertices.len()];
        let mut waiting_for: Vec<usize> = self.parents.iter().map(Vec::len).collect();
        let children = self.children();
        let mut ready: Vec<usize> = (0..self.vertices.len())
            .filter(|&vertex| waiting_for[vertex] == 0)
            .collect();
        while let Some(vertex) = ready.pop() {
            for &child in &children[vertex] {
                waves[child] = waves[child].max(waves[vertex] + 1);
                waiting_for[child] -= 1;
                if waiting_for[child] == 0 {
                    ready.push(child);
                }
            }
        }
        waves
    }

    fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.vertices.len()];
        for (child, parents) in self.parents.iter().enumerate() {
            for &(parent, _) in parents {
                children[parent].push(child);
            }
        }
        children
    }

    /// Finds cycles by walking from child to parent: an edge to a member of the path walked closes one.
    fn cycles(&self) -> Vec<Complaint> {
        let mut cycles = Vec::new();
        let mut state = vec![State::Unseen; self.vertices.len()];
        for start in 0..self.vertices.len() {
            let mut path = Vec::new();
            let mut enter = (state[start] == State::Unseen).then_some(start);
            loop {
                if let Some(vertex) = enter.take() {
                    state[vertex] = State::OnPath(path.len());
                    path.push((vertex, 0));
                }
                let Some((vertex, next)) = path.last_mut() else {
                    break;
                };
                let Some(&(parent, _)) = self.parents[*vertex].get(*next) else {
                    state[*vertex] = State::Done;
                    path.pop();
                    continue;
                };
                *next += 1;
                match state[parent] {
                    State::Unseen => enter = Some(parent),
                    State::OnPath(at) => cycles.push(self.cycle(&path[at..])),
                    State::Done => {}
                }
                if cycles.len() == CYCLES_NAMED {
                    return cycles;
                }
            }
        }
        cycles
    }

    /// Names a cycle, from the member written first. `walked` are its members, each with the number of parents looked at.
    fn cycle(&self, walked: &[(usize, usize)]) -> Complaint {
        let first = (0..walked.len()).min_by_key(|&at| walked[at].0);
        let around = walked.iter().cycle().skip(first.unwrap_or_default());
        let around: Vec<&(usize, usize)> = around.take(walked.len() + 1).collect();
        let names: Vec<String> = around
            .iter()
            .map(|(vertex, _)| self.vertices[*vertex].reference.to_string())
            .collect();
        let place = around
            .first()
            .and_then(|(vertex, looked)| self.parents[*vertex].get(looked.wrapping_sub(1)))
            .map(|(_, place)| (*place).clone());
        Complaint::error(
            "cycle",
            place.unwrap_or_default(),
            format!("parents go round in a circle: {}", names.join(" → ")),
            "take one of these parents out",
        )
        .because("each waits for the next to be healthy, so none would ever be created")
    }
}

/// How far the search for cycles is with a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    /// On the path being walked, at this place of it.
    OnPath(usize),
    Done,
}

fn not_enabled(child: &Vertex, parent: &MemberRef, place: &Place) -> Complaint {
    Complaint::error(
        "disabled-parent",
        place.clone(),
        format!(
            "{} waits for {parent}, which is not enabled",
            child.reference
        ),
        format!("enable {}, or take it out of parents", parent.name),
    )
    .because("a member that is not deployed never becomes healthy")
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
