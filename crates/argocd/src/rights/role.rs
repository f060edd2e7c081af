//! The fewest roles that grant some rights, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Right, Rule};

/// What reading takes: what may be listed is also looked at whole, and with `-w` watched.
const READING: [&str; 3] = ["get", "list", "watch"];

/// How many objects a rule names at most, before it is about all.
const MOST_NAMES: usize = 3;

/// How many API groups beside the core one have rules of their own, before they share one.
const MOST_GROUPS: usize = 3;

/// A Role for some namespaces, or a ClusterRole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The namespaces to grant it in; none: in the whole cluster.
    pub namespaces: Vec<String>,
    /// What it grants.
    pub rules: Vec<Rule>,
}

impl Role {
    /// Says what to ask for, without the rules: `a Role in namespace web`.
    pub fn title(&self) -> String {
        match self.namespaces.as_slice() {
            [] => "a ClusterRole".to_owned(),
            [namespace] => format!("a Role in namespace {namespace}"),
            [others @ .., last] => {
                format!(
                    "a Role in each of the namespaces {} and {last}",
                    others.join(", ")
                )
            }
        }
    }
}

impl fmt::Display for Role {
    /// Writes the role as one sentence: `a Role in namespace web with {apiGroups: …}`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<String> = self.rules.iter().map(Rule::to_string).collect();
        write!(formatter, "{} with {}", self.title(), rules.join(", "))
    }
}

/// Returns the roles to ask for where these rights are missing: the ClusterRole first, namespaces with equal rules
/// together. Who may not list is to be let get and watch too; what is granted everywhere is not asked for twice.
///
/// Many API groups share a rule, which grants more only where two of them have a resource of one name. The core group,
/// of which most is at stake, has rules of its own.
pub fn roles<'a>(rights: impl IntoIterator<Item = &'a Right>) -> Vec<Role> {
    let mut places: BTreeMap<Option<&str>, Grants> = BTreeMap::new();
    for right in rights {
        places
            .entry(right.namespace.as_deref())
            .or_default()
            .add(right);
    }
    let everywhere = places.remove(&None).unwrap_or_default();
    let mut alike: BTreeMap<Vec<Rule>, Vec<String>> = BTreeMap::new();
    for (namespace, mut grants) in places {
        grants.remove(&everywhere);
        alike
            .entry(grants.rules())
            .or_default()
            .extend(namespace.map(str::to_owned));
    }
    let cluster = Role {
        namespaces: Vec::new(),
        rules: everywhere.rules(),
    };
    let others = alike
        .into_iter()
        .map(|(rules, namespaces)| Role { namespaces, rules });
    [cluster]
        .into_iter()
        .chain(others)
        .filter(|role| !role.rules.is_empty())
        .collect()
}

/// What is to be granted at one place, by group and resource.
#[derive(Default)]
struct Grants(BTreeMap<(String, String), Grant>);

/// What resources of one rule have in common: group, verbs and names.
type Likeness<'a> = (&'a str, Vec<String>, BTreeSet<String>);

/// Verbs on all objects, and on some by name.
#[derive(Default)]
struct Grant {
    on_all: BTreeSet<String>,
    on_named: BTreeMap<String, BTreeSet<String>>,
}

impl Grants {
    fn add(&mut self, right: &Right) {
        let key = (right.group.clone(), right.resource.clone());
        let grant = self.0.entry(key).or_default();
        let verbs: &[&str] = match &*right.verb {
            "list" | "watch" => &READING,
            verb => &[verb],
        };
        let granted = match &right.name {
            Some(name) => grant.on_named.entry(name.clone()).or_default(),
            None => &mut grant.on_all,
        };
        granted.extend(verbs.iter().map(|verb| (*verb).to_owned()));
    }

    /// Takes out what is granted elsewhere already.
    fn remove(&mut self, others: &Self) {
        for (key, grant) in &mut self.0 {
            if let Some(other) = others.0.get(key) {
                let granted = other.verbs_on_all();
                grant.on_all.retain(|verb| !granted.contains(verb));
                grant
                    .on_named
                    .values_mut()
                    .for_each(|verbs| verbs.retain(|verb| !granted.contains(verb)));
            }
        }
    }

    fn rules(&self) -> Vec<Rule> {
        let mut alike: BTreeMap<Likeness<'_>, BTreeSet<String>> = BTreeMap::new();
        for ((group, resource), grant) in &self.0 {
            for (verbs, names) in grant.parts() {
                let resources = alike.entry((group, verbs, names)).or_default();
                resources.insert(resource.clone());
            }
        }
        let rules = alike.into_iter();
        let rules = rules.map(|((group, verbs, names), resources)| Rule {
            groups: BTreeSet::from([group.to_owned()]),
            resources,
            names,
            verbs,
        });
        shared(rules.collect())
    }
}

/// Joins rules that differ in their groups alone, where those are many.
fn shared(rules: Vec<Rule>) -> Vec<Rule> {
    let mut alike: BTreeMap<Vec<String>, Vec<Rule>> = BTreeMap::new();
    let mut apart = Vec::new();
    for rule in rules {
        match rule.groups.contains("") || !rule.names.is_empty() {
            true => apart.push(rule),
            false => alike.entry(rule.verbs.clone()).or_default().push(rule),
        }
    }
    let joined = alike.into_values().flat_map(|rules| match rules.len() {
        0..=MOST_GROUPS => rules,
        _ => joined(rules).into_iter().collect(),
    });
    apart.into_iter().chain(joined).collect()
}

fn joined(rules: Vec<Rule>) -> Option<Rule> {
    rules.into_iter().reduce(|mut one, other| {
        one.groups.extend(other.groups);
        one.resources.extend(other.resources);
        one
    })
}

impl Grant {
    /// Returns the verbs on all objects; too many names are all of them.
    fn verbs_on_all(&self) -> BTreeSet<String> {
        let mut verbs = self.on_all.clone();
        if self.on_named.len() > MOST_NAMES {
            verbs.extend(self.on_named.values().flatten().cloned());
        }
        verbs
    }

    /// Returns verbs and the names they are about, none for all objects.
    fn parts(&self) -> Vec<(Vec<String>, BTreeSet<String>)> {
        let on_all = self.verbs_on_all();
        let mut named: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        for (name, verbs) in &self.on_named {
            let left: Vec<String> = verbs.difference(&on_all).cloned().collect();
            if !left.is_empty() {
                named.entry(left).or_default().insert(name.clone());
            }
        }
        let on_all: Vec<String> = on_all.into_iter().collect();
        let whole = (!on_all.is_empty()).then_some((on_all, BTreeSet::new()));
        whole.into_iter().chain(named).collect()
    }
}
