//! Do the roles of `docs/rbac.yaml` let every command answer as for an administrator, and is each of their rules missed?
//!
//! Users are impersonated: a group for each role, and a user for each role from which something was taken out.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::{Bench, unique};
use tests::output::Output;
use tests::patience::complaints_after;
use tests::person::Person;

const FILE: &str = include_str!("../../docs/rbac.yaml");

/// How long a role may take to be in force, and the bench to stand still between two looks.
const SETTLED: Duration = Duration::from_secs(45);

const APPLICATIONS: &str = "kubectl-addons-applications";
const RESOURCES: &str = "kubectl-addons-resources";
const SECRETS: &str = "kubectl-addons-secrets";
const LOGS: &str = "kubectl-addons-logs";
const SOURCES: &str = "kubectl-addons-sources";
const RENDERED: &str = "kubectl-addons-rendered";
/// What the file tells to make of the CRDs that are there.
const CUSTOM: &str = "kubectl-addons-custom-resources";

const OF_TREES: &[&str] = &[APPLICATIONS, RESOURCES, SECRETS, CUSTOM];

/// Commands, and the roles that are for them.
const COMMANDS: &[(&str, &[&str])] = &[
    ("list -o json", &[APPLICATIONS]),
    ("list -o name", &[APPLICATIONS]),
    ("get grafana -o json", &[APPLICATIONS]),
    ("get edge-eu -o json", &[APPLICATIONS]),
    ("history grafana -o json", &[APPLICATIONS]),
    ("values grafana -o json", &[APPLICATIONS]),
    ("tree storefront -o json", OF_TREES),
    ("tree tenants -o json", OF_TREES),
    ("resource storefront Secret/storefront -o json", OF_TREES),
    ("events storefront -o json", OF_TREES),
    (
        "why payments-api -o json",
        &[APPLICATIONS, RESOURCES, SECRETS, CUSTOM, LOGS],
    ),
    (
        "logs payments-api --tail 3",
        &[APPLICATIONS, RESOURCES, SECRETS, CUSTOM, LOGS],
    ),
    (
        "tree invoices-frankfurt -o json",
        &[APPLICATIONS, RESOURCES, SECRETS, CUSTOM, SOURCES],
    ),
    ("sources -o json", &[APPLICATIONS, SOURCES]),
    (
        "diff dashboards-staging -o json",
        &[APPLICATIONS, RESOURCES, SECRETS, RENDERED],
    ),
    (
        "diff storefront --against applied -o json",
        &[APPLICATIONS, RESOURCES, SECRETS],
    ),
];

/// Roles on the bench, which go away with the test.
struct Roles<'bench> {
    administrator: Person<'bench>,
    mark: String,
    /// By name, as in the file.
    whole: BTreeMap<String, Value>,
}

impl<'bench> Roles<'bench> {
    fn of(bench: &'bench Bench, mark: &str) -> Result<Self> {
        let administrator = bench.administrator()?;
        let mut whole = BTreeMap::new();
        let documents: Vec<Value> =
            serde_saphyr::from_multiple(FILE).context("reading the file")?;
        for role in documents.into_iter().chain([custom(&administrator)?]) {
            let name = role["metadata"]["name"]
                .as_str()
                .context("a role has a name")?;
            whole.insert(name.to_owned(), role.clone());
        }
        let roles = Self {
            administrator,
            mark: unique(mark),
            whole,
        };
        let groups = roles.whole.iter();
        let groups = groups.map(|(name, role)| (roles.group(name), "Group", role.clone()));
        roles.bind(groups.collect())?;
        Ok(roles)
    }

    fn group(&self, role: &str) -> String {
        format!("{}-{role}", self.mark)
    }

    /// Makes roles and binds each to somebody.
    fn bind(&self, bound: Vec<(String, &str, Value)>) -> Result<()> {
        let objects = bound
            .iter()
            .flat_map(|(who, kind, role)| self.bound(who, kind, role));
        let list =
            json!({"apiVersion": "v1", "kind": "List", "items": objects.collect::<Vec<_>>()});
        self.administrator.write("roles.json", &list.to_string())?;
        self.administrator.kubectl(["create", "-f", "roles.json"])?;
        Ok(())
    }

    fn bound(&self, who: &str, kind: &str, role: &Value) -> [Value; 2] {
        let mut metadata = json!({"name": who, "labels": {"addons-test": self.mark}});
        if role["kind"] == "Role" {
            metadata["namespace"] = role["metadata"]["namespace"].clone();
        }
        let of = role["kind"].as_str().unwrap_or_default();
        let version = "rbac.authorization.k8s.io/v1";
        let group = "rbac.authorization.k8s.io";
        [
            json!({"apiVersion": version, "kind": of, "metadata": metadata, "rules": role["rules"]}),
            json!({"apiVersion": version, "kind": format!("{of}Binding"), "metadata": metadata,
                   "roleRef": {"apiGroup": group, "kind": of, "name": who},
                   "subjects": [{"apiGroup": group, "kind": kind, "name": who}]}),
        ]
    }

    /// Runs a line as somebody who has these roles beside their own.
    fn run_as(&self, user: &str, roles: &[&str], line: &str) -> Result<Output> {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        words.extend(["--as".to_owned(), user.to_owned()]);
        for role in roles {
            words.extend(["--as-group".to_owned(), self.group(role)]);
        }
        self.administrator.addons(words)
    }
}

impl Drop for Roles<'_> {
    fn drop(&mut self) {
        let mark = format!("addons-test={}", self.mark);
        for (kinds, place) in [
            ("clusterroles,clusterrolebindings", "--wait=false"),
            ("roles,rolebindings", "--namespace=argocd"),
        ] {
            let words = ["delete", kinds, "-l", &mark, place];
            if let Err(error) = self.administrator.kubectl(words) {
                eprintln!("left behind, labelled {mark}: {error:#}");
            }
        }
    }
}

/// Makes the role of custom resources as the file says; Argo CD's own kinds are left to the role that is for them.
fn custom(administrator: &Person<'_>) -> Result<Value> {
    let names = administrator.kubectl(["get", "crds", "-o", "name"])?;
    let names = names.lines().filter_map(|line| line.split_once('/'));
    let names = names.map(|(_, name)| name);
    let names: Vec<&str> = names
        .filter(|name| !name.ends_with(".argoproj.io"))
        .collect();
    let resources = format!("--resource={}", names.join(","));
    let printed = administrator.kubectl([
        "create",
        "clusterrole",
        CUSTOM,
        "--verb=get,list,watch",
        &resources,
        "--dry-run=client",
        "-o",
        "json",
    ])?;
    serde_json::from_str(&printed).context("reading the role of custom resources")
}

#[test]
fn with_the_roles_for_it_every_command_answers_as_for_an_administrator() -> Result<()> {
    let bench = Bench::from_environment()?;
    let roles = Roles::of(&bench, "roles-whole")?;
    for (line, needed) in COMMANDS {
        let complaints = complaints_after(SETTLED, || {
            let whole = roles.administrator.addons(line.split(' '))?;
            let answer = roles.run_as("roles-nobody", needed, line)?;
            let alike = answer.code == whole.code
                && ageless(&plain(&answer.stdout)) == ageless(&whole.stdout);
            let whole_answer = !answer.stderr.contains("to see it, ask for");
            Ok(match alike && whole_answer {
                true => Vec::new(),
                false => vec![format!("{answer:?}\nis not\n{whole:?}")],
            })
        })?;
        ensure!(complaints.is_empty(), "{line}: {}", complaints.join("\n"));
    }
    Ok(())
}

/// Returns a text whose commands do not say whom they are run as.
fn plain(text: &str) -> String {
    let mut parts = text.split(" --as");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let named = part.trim_start_matches("-group").trim_start();
        text + named
            .trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '-')
    })
}

/// Returns a text without ages (`74s`, `2m5s`), which move on between two runs.
fn ageless(text: &str) -> String {
    let words = text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let is_age = |word: &str| {
        let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        bare.starts_with(|letter: char| letter.is_ascii_digit())
            && bare.ends_with(['s', 'm', 'h', 'd'])
            && bare
                .chars()
                .all(|letter| letter.is_ascii_digit() || "smhd".contains(letter))
    };
    words
        .map(|word| if is_age(word) { "AGE" } else { word })
        .collect()
}

/// A role from which something was taken out, and what of it.
struct Mutant {
    role: String,
    group: String,
    resource: String,
    rules: Value,
}

impl Mutant {
    /// Returns the line that misses it.
    fn line(&self) -> &'static str {
        match (&*self.role, &*self.resource) {
            (APPLICATIONS, "applications") => "list",
            (APPLICATIONS, "applicationsets") => "tree tenants",
            (APPLICATIONS, _) => "get grafana",
            (RESOURCES, "events") => "events storefront",
            (RESOURCES, _) => "tree tenants",
            (SECRETS, _) => "tree storefront",
            (LOGS, _) => "logs payments-api --tail 1",
            (SOURCES, _) => "sources",
            _ => "diff dashboards-staging",
        }
    }

    /// Returns whether what was taken out would be granted by another role all the same: its own whole one, and one that
    /// grants everywhere what is meant of Argo CD alone.
    fn is_granted_by(&self, role: &str) -> bool {
        let of_argo_cd = match (&*self.role, &*self.resource) {
            (APPLICATIONS, "configmaps") => RESOURCES,
            (SOURCES, "secrets") => SECRETS,
            _ => &self.role,
        };
        role == self.role || role == of_argo_cd
    }

    /// Returns what of the rule has to be in what is asked for.
    fn asked(&self) -> Vec<String> {
        if self.role == RENDERED {
            let group = if self.group.is_empty() {
                "\"\""
            } else {
                "apps"
            };
            return vec![
                format!("{{apiGroups: [{group}]"),
                "verbs: [patch]".to_owned(),
            ];
        }
        let group = match &*self.group {
            "" => "\"\"",
            group => group,
        };
        let resource = match &*self.resource {
            "*" => "resources: [".to_owned(),
            resource => resource.to_owned(),
        };
        vec![format!("{{apiGroups: [{group}]"), resource]
    }
}

/// Takes out of every role one group's resource at a time; of dry runs, for want of objects of all kinds, one rule.
fn mutants(roles: &Roles<'_>) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let of_file = roles.whole.iter().filter(|(name, _)| *name != CUSTOM);
    for (name, role) in of_file {
        let rules = role["rules"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, rule) in rules.iter().enumerate() {
            let parts = match &**name {
                RENDERED => parts(rule).into_iter().rev().take(1).collect(),
                _ => parts(rule),
            };
            for (group, resource) in parts {
                let left = match &**name {
                    RENDERED => Vec::new(),
                    _ => without(rule, &group, &resource),
                };
                let others = rules.iter().enumerate();
                let others = others.filter(|(other, _)| *other != at);
                let others = others.map(|(_, rule)| rule.clone());
                mutants.push(Mutant {
                    role: name.clone(),
                    rules: others.chain(left).collect(),
                    group,
                    resource,
                });
            }
        }
    }
    mutants
}

fn parts(rule: &Value) -> Vec<(String, String)> {
    let words = |key: &str| {
        let words = rule[key].as_array().into_iter().flatten();
        let words: Vec<&str> = words.filter_map(Value::as_str).collect();
        words
    };
    let groups = words("apiGroups").into_iter();
    let parts = groups.flat_map(|group| {
        let resources = words("resources").into_iter();
        resources.map(move |resource| (group.to_owned(), resource.to_owned()))
    });
    parts.collect()
}

/// Returns what is left of a rule, as one rule a part.
fn without(rule: &Value, group: &str, resource: &str) -> Vec<Value> {
    let left = parts(rule).into_iter();
    let left = left.filter(|(of, named)| (&**of, &**named) != (group, resource));
    left.map(|(group, resource)| {
        let mut rule = rule.clone();
        rule["apiGroups"] = json!([group]);
        rule["resources"] = json!([resource]);
        rule
    })
    .collect()
}

#[test]
fn each_rule_is_missed_by_a_command_that_asks_for_it() -> Result<()> {
    let bench = Bench::from_environment()?;
    let roles = Roles::of(&bench, "roles-less")?;
    let mutants = mutants(&roles);
    let user = |number: usize| format!("{}-{number}", roles.mark);
    let bound = mutants.iter().enumerate().map(|(number, mutant)| {
        let mut role = roles.whole[&mutant.role].clone();
        role["rules"] = mutant.rules.clone();
        (user(number), "User", role)
    });
    roles.bind(bound.collect())?;
    let mut complaints = Vec::new();
    for (number, mutant) in mutants.iter().enumerate() {
        let others = roles.whole.keys().map(String::as_str);
        let others: Vec<&str> = others.filter(|name| !mutant.is_granted_by(name)).collect();
        complaints.extend(complaints_after(SETTLED, || {
            let output = roles.run_as(&user(number), &others, mutant.line())?;
            Ok(missing(mutant, &output))
        })?);
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

/// Complains where the rule that was taken out is not the only one that is asked for.
fn missing(mutant: &Mutant, output: &Output) -> Vec<String> {
    let asked = output.stderr.lines();
    let asked: Vec<&str> = asked
        .filter(|line| line.contains("{apiGroups: ["))
        .collect();
    let words = mutant.asked();
    let is_it = |line: &&str| words.iter().all(|word| line.contains(&**word));
    match !asked.is_empty() && asked.iter().all(is_it) {
        true => Vec::new(),
        false => vec![format!(
            "{} without {}/{}: `{}` says {}",
            mutant.role,
            mutant.group,
            mutant.resource,
            mutant.line(),
            output.stderr
        )],
    }
}
