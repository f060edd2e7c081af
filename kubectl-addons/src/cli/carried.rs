//! Which flags a line must carry that is printed for somebody to copy, so that it asks what this command asked.
//!
//! The one place that decides it. A token is never carried: what is printed is kept in logs and histories.

use std::borrow::Cow;
use std::ffi::OsStr;

use argocd::application::Destination;
use argocd::redact::without_credentials;
use argocd::why::{Carried, quoted};

use super::ConnectionFlags;

/// What stands before a command at the end of an advice.
const COMMAND: &str = ": kubectl addons ";

impl ConnectionFlags {
    /// Returns what lines about an add-on must end with, by where it is deployed to.
    ///
    /// A cluster of which no context was given is named in its place: kubectl then refuses, instead of asking the wrong
    /// cluster.
    pub(crate) fn carried(&self, destination: &Destination) -> Carried {
        let control_plane = self.of_kubectl();
        Carried {
            addons: joined(self.of_addons()),
            deployed: match destination.is_in_cluster() {
                true => joined(control_plane.clone()),
                false => joined(self.of_cluster(destination)),
            },
            control_plane: joined(control_plane),
        }
    }

    /// Returns an advice that ends with a command of this plugin, with the flags it must carry.
    pub(crate) fn advice(&self, advice: String) -> String {
        match advice.contains(COMMAND) && !advice.ends_with(" snapshot") {
            true => advice + &joined(self.of_addons()),
            false => advice,
        }
    }

    fn of_addons(&self) -> Vec<String> {
        let mut flags = match &self.from {
            Some(path) => vec![flag("--from", path)],
            None => self.of_both(),
        };
        if let Some(namespace) = &self.namespace {
            flags.push(flag("-n", namespace));
        }
        if let Some(cluster) = &self.kube_cluster {
            flags.push(flag("--kube-cluster", cluster));
        }
        flags.extend(self.cluster_context.iter().map(|way| {
            flag(
                "--cluster-context",
                format!("{}={}", way.cluster, way.context),
            )
        }));
        flags
    }

    fn of_kubectl(&self) -> Vec<String> {
        if self.from.is_some() {
            return Vec::new();
        }
        let mut flags = self.of_both();
        if let Some(cluster) = &self.kube_cluster {
            flags.push(flag("--cluster", cluster));
        }
        flags
    }

    fn of_cluster(&self, destination: &Destination) -> Vec<String> {
        let given = self
            .cluster_context
            .iter()
            .find(|way| way.cluster == destination.name || way.cluster == destination.server);
        let context = given.map(|way| way.context.clone());
        let context = context.unwrap_or_else(|| without_credentials(destination.cluster()));
        let mut flags = vec![flag("--context", context)];
        flags.extend(
            self.kubeconfig
                .iter()
                .map(|path| flag("--kubeconfig", path)),
        );
        flags
    }

    /// What both programs call by one name.
    fn of_both(&self) -> Vec<String> {
        let texts = [
            ("--context", &self.context),
            ("--user", &self.user),
            ("--server", &self.server),
            ("--tls-server-name", &self.tls_server_name),
            ("--as", &self.impersonate),
            ("--as-uid", &self.impersonate_uid),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, value)| Some(flag(name, value.as_ref()?)));
        let groups = self.impersonate_groups.iter();
        let paths = [
            ("--kubeconfig", &self.kubeconfig),
            ("--certificate-authority", &self.certificate_authority),
        ];
        let paths = paths
            .into_iter()
            .filter_map(|(name, path)| Some(flag(name, path.as_ref()?)));
        let unchecked = self.insecure_skip_tls_verify;
        texts
            .chain(groups.map(|group| flag("--as-group", group)))
            .chain(paths)
            .chain(unchecked.then(|| "--insecure-skip-tls-verify".to_owned()))
            .collect()
    }
}

fn flag(name: &str, value: impl AsRef<OsStr>) -> String {
    let value: Cow<'_, str> = value.as_ref().to_string_lossy();
    format!("{name} {}", quoted(&value))
}

fn joined(flags: Vec<String>) -> String {
    flags.iter().map(|flag| format!(" {flag}")).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        connection: ConnectionFlags,
    }

    fn carried(words: &[&str], cluster: &str) -> Carried {
        let words = std::iter::once("addons").chain(words.iter().copied());
        let destination = Destination {
            name: cluster.to_owned(),
            ..Destination::default()
        };
        Line::parse_from(words).connection.carried(&destination)
    }

    #[test]
    fn nothing_given_is_nothing_carried() {
        assert_eq!(carried(&[], "in-cluster"), Carried::default());
    }

    #[test]
    fn each_program_gets_the_flags_by_its_own_names_quoted() {
        let words = [
            "--context",
            "it's prod",
            "-n",
            "team-a",
            "--as",
            "ada",
            "--kube-cluster",
            "c",
            "--token",
            "hunter2",
        ];
        let carried = carried(&words, "in-cluster");
        assert_eq!(
            carried.addons,
            r" --context 'it'\''s prod' --as ada -n team-a --kube-cluster c"
        );
        assert_eq!(
            carried.control_plane,
            r" --context 'it'\''s prod' --as ada --cluster c"
        );
        assert_eq!(carried.deployed, carried.control_plane);
    }

    #[test]
    fn a_file_is_read_again_and_kubectl_knows_nothing_of_it() {
        let carried = carried(&["--from", "my cluster.json.gz"], "in-cluster");
        assert_eq!(carried.addons, " --from 'my cluster.json.gz'");
        assert_eq!(carried.control_plane, "");
    }

    #[test]
    fn what_lies_in_another_cluster_is_asked_there_or_nowhere() {
        let words = [
            "--context",
            "hub",
            "--cluster-context",
            "paris=admin@paris",
            "--kubeconfig",
            "k",
        ];
        let paris = carried(&words, "paris");
        assert_eq!(paris.deployed, " --context admin@paris --kubeconfig k");
        assert_eq!(paris.control_plane, " --context hub --kubeconfig k");
        assert!(
            paris
                .addons
                .ends_with(" --cluster-context paris=admin@paris")
        );
        assert_eq!(carried(&[], "oslo").deployed, " --context oslo");
    }

    #[test]
    fn an_advice_carries_them_where_it_ends_with_a_command() {
        let flags = Line::parse_from(["addons", "--context", "hub"]).connection;
        let advice = |text: &str| flags.advice(text.to_owned());
        assert_eq!(
            advice("see it: kubectl addons tree web"),
            "see it: kubectl addons tree web --context hub"
        );
        assert_eq!(advice("did you mean web?"), "did you mean web?");
    }
}
