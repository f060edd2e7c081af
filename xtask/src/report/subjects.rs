//! Which commands are compared: the plugin's and, for the same work, those of its peers.
//! The words of each stand here and nowhere else.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::addons;
use super::kinds::{list_paths, namespaced_path};
use super::subject::Subject;
use super::watching::Watcher;
use crate::bench::Bench;

const JSON: &str = "application/json";
/// A list as a table made by the API server, without the objects; Kubernetes' API concepts, "Table fetches".
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
const APPLICATIONS: &str = "/apis/argoproj.io/v1alpha1/applications";

/// Kinds of the large add-on's nodes: version and plural.
const NODES: &[(&str, &str)] = &[
    ("apps/v1", "deployments"),
    ("apps/v1", "replicasets"),
    ("v1", "pods"),
    ("v1", "services"),
    ("discovery.k8s.io/v1", "endpointslices"),
    ("v1", "configmaps"),
];

/// Commands that do one work, the plugin's first.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) subjects: Vec<Subject>,
}

/// What the commands are made of.
pub(crate) struct Cast<'a> {
    pub(crate) bench: &'a Bench,
    /// The plugin's release binary.
    pub(crate) plugin: PathBuf,
    /// Where Argo CD's API server listens.
    pub(crate) argocd_server: String,
}

impl Cast<'_> {
    /// Returns the groups measured once, at the full size.
    pub(crate) fn groups(&self) -> Result<Vec<Group>> {
        let group = |title, subjects| Group { title, subjects };
        Ok(vec![
            group("Start", self.start()),
            group("List of all Applications", self.lists(true)),
            group("Tree of ten nodes", self.trees_of_ten()),
            group("Tree of the large add-on", self.large_trees()?),
        ])
    }

    /// Returns the commands measured at each point of the curve.
    pub(crate) fn curve(&self) -> Vec<Subject> {
        let mut subjects = self.lists(false);
        subjects.push(self.plugin("tree of ten nodes", &["tree", addons::TEN]));
        subjects
    }

    /// Returns the commands that watch.
    pub(crate) fn watchers(&self) -> Vec<Watcher> {
        let watcher = |name: &str, program: &Path, words: &[&'static str]| Watcher {
            name: name.to_owned(),
            program: program.to_path_buf(),
            words: words.to_vec(),
        };
        let (plugin, kubectl) = (&self.plugin, &self.bench.programs.kubectl);
        let get = ["get", "applications.argoproj.io", "-A", "--watch"];
        vec![
            watcher("kubectl addons list -w", plugin, &["list", "-w"]),
            watcher(
                "kubectl addons tree -w",
                plugin,
                &["tree", addons::TEN, "-w"],
            ),
            watcher("kubectl get applications --watch", kubectl, &get),
        ]
    }

    fn plugin(&self, name: &str, words: &[&str]) -> Subject {
        let name = format!("kubectl addons {name}");
        Subject::reading(&name, &self.plugin, words)
    }

    fn argocd(&self, words: &[&str]) -> Subject {
        let name = format!("argocd {}, warm server", words.join(" "));
        let server = ["--server", &self.argocd_server, "--plaintext"];
        let words = [words, &server].concat();
        Subject::apart(&name, &self.bench.programs.argocd, &words)
    }

    fn start(&self) -> Vec<Subject> {
        let programs = &self.bench.programs;
        let apart =
            |name: &str, program: &Path, words: &[&str]| Subject::apart(name, program, words);
        vec![
            apart("kubectl addons --version", &self.plugin, &["--version"]),
            apart("helm version", &programs.helm4, &["version"]),
            apart(
                "kubectl version --client",
                &programs.kubectl,
                &["version", "--client"],
            ),
        ]
    }

    fn lists(&self, with_argocd: bool) -> Vec<Subject> {
        let list = [APPLICATIONS.to_owned()];
        let table = [format!("{APPLICATIONS}?includeObject=None")];
        let get = ["get", "applications.argoproj.io", "--all-namespaces"];
        let mut subjects = vec![
            self.plugin("list", &["list"]),
            self.plugin("list -o name", &["list", "-o", "name"]),
            Subject::reader(
                "the list as JSON, nothing done with it",
                self.bench,
                &list,
                JSON,
                false,
            ),
            Subject::reader(
                "the server's table without objects",
                self.bench,
                &table,
                TABLE,
                false,
            ),
            Subject::reading(
                "kubectl get applications",
                &self.bench.programs.kubectl,
                &get,
            ),
        ];
        if with_argocd {
            subjects.push(self.argocd(&["app", "list"]));
        }
        subjects
    }

    fn trees_of_ten(&self) -> Vec<Subject> {
        vec![
            self.plugin("tree", &["tree", addons::TEN]),
            self.argocd(&["app", "get", addons::TEN, "-o", "tree"]),
        ]
    }

    fn large_trees(&self) -> Result<Vec<Subject>> {
        let table = self.bench.kubectl(&["api-resources", "--verbs=list"], "")?;
        let everything = list_paths(&table)?;
        let shown: Vec<String> = NODES
            .iter()
            .map(|(version, plural)| namespaced_path(version, addons::LARGE, plural))
            .collect();
        Ok(vec![
            self.plugin("tree", &["tree", addons::LARGE]),
            self.argocd(&["app", "get", addons::LARGE, "-o", "tree"]),
            Subject::reader(
                "every kind in full, compressed, nothing done with it",
                self.bench,
                &everything,
                JSON,
                true,
            ),
            Subject::reader(
                "the nodes in full, uncompressed, nothing done with them",
                self.bench,
                &shown,
                JSON,
                false,
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn the_plugin_comes_first_where_work_is_compared() {
        let bench = example();
        let cast = Cast {
            bench: &bench,
            plugin: PathBuf::from("/t/kubectl-addons"),
            argocd_server: "127.0.0.1:1".to_owned(),
        };
        for subjects in [
            cast.start(),
            cast.lists(true),
            cast.trees_of_ten(),
            cast.curve(),
        ] {
            assert!(subjects[0].name.starts_with("kubectl addons "));
        }
        assert_eq!(cast.lists(true).len(), cast.lists(false).len() + 1);
    }
}
