//! What stands for a bench's own addresses in a recording, and what must never be in one.
//!
//! A bench lives in a folder of somebody's machine and on ports that change; a recording goes
//! to other people. Everything here works on text; reading and writing files is `record`'s matter.

use std::fs;

use anyhow::{Context, Result, bail};

use super::Bench;

/// Every password of the scenario, so that one search shows whether a secret got out.
const SCENARIO_PASSWORD: &str = "not-for-any-output";

/// Begins every address of this machine.
const LOOPBACK: &str = "127.0.0.1:";

/// The addresses of one bench, each with what stands for it, and its secrets.
pub(crate) struct Aliases {
    /// In the order they are replaced: what holds another comes first. Free ports all have five digits, so none begins another.
    addresses: Vec<(String, &'static str)>,
    /// Texts that must not be in a recording, with a name that can be told.
    secrets: Vec<(&'static str, String)>,
}

impl Aliases {
    /// Returns the aliases of `bench`; reads its tokens.
    pub(crate) fn of(bench: &Bench) -> Result<Aliases> {
        let clusters = [bench.clone(), bench.second()];
        let there = clusters.iter().take(if bench.has_second { 2 } else { 1 });
        let mut tokens = String::new();
        for path in there.map(|cluster| cluster.pki().join("tokens.csv")) {
            let reading = || format!("reading {}", path.display());
            tokens += &fs::read_to_string(&path).with_context(reading)?;
        }
        Ok(Aliases::new(bench, &tokens))
    }

    /// `tokens` is a token file of Kubernetes: one user a line, its token first.
    fn new(bench: &Bench, tokens: &str) -> Aliases {
        let tokens = tokens.lines().filter_map(|line| line.split(',').next());
        let mut secrets: Vec<(&str, String)> = tokens
            .map(|token| ("a token of the bench", token.to_owned()))
            .collect();
        secrets.push(("a password of the scenario", SCENARIO_PASSWORD.to_owned()));
        Aliases {
            addresses: addresses(bench),
            secrets,
        }
    }

    /// Returns `text` with every address replaced; fails when it holds a secret or still leads to this machine.
    pub(crate) fn put_into(&self, text: &str) -> Result<String> {
        let replaced =
            |text: String, (address, alias): &(String, &str)| text.replace(address, alias);
        let text = self.addresses.iter().fold(text.to_owned(), replaced);
        let text = without_closed_ports(&text);
        self.check(&text)?;
        Ok(text)
    }

    fn check(&self, text: &str) -> Result<()> {
        for (name, secret) in &self.secrets {
            if text.contains(secret) {
                bail!("it holds {name}, which should have been masked; nothing was kept");
            }
        }
        for own in [LOOPBACK, "localhost:", "file://"] {
            if let Some(place) = text.find(own) {
                let around: String = text[place..].chars().take(60).collect();
                bail!("it still holds an address of this machine, {around:?}; nothing was kept");
            }
        }
        Ok(())
    }
}

fn addresses(bench: &Bench) -> Vec<(String, &'static str)> {
    let ports = &bench.ports;
    let folder = bench.folder.display();
    let loopback = |port: u16| format!("127.0.0.1:{port}");
    vec![
        (
            format!("file://{}", bench.git().display()),
            "https://git.example.com",
        ),
        // In a container these are the repo-server's folders.
        (format!("{folder}/argocd/temporary"), "/tmp"),
        (folder.to_string(), "/bench"),
        (bench.charts_url(), "https://charts.example.com"),
        (loopback(ports.charts), "charts.example.com"),
        (bench.registry(), "registry.example.com"),
        (loopback(ports.apiserver), "cluster.example.com"),
        (
            format!("localhost:{}", ports.apiserver),
            "other-cluster.example.com",
        ),
        (
            loopback(ports.second_apiserver),
            "second-cluster.example.com",
        ),
        (loopback(ports.repo_server), "argocd-repo-server:8081"),
        (bench.redis(), "argocd-redis:6379"),
    ]
}

/// Replaces loopback ports of one digit, on which nobody listens: tests let Argo CD look for servers there.
/// The addresses in their place are set aside for documentation (RFC 5737).
fn without_closed_ports(text: &str) -> String {
    let mut parts = text.split(LOOPBACK);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let end = rest.find(|letter: char| !letter.is_ascii_digit());
        let (port, after) = rest.split_at(end.unwrap_or(rest.len()));
        match port.len() {
            1 => replaced.push_str(&format!("192.0.2.{port}:443")),
            _ => replaced.push_str(&format!("{LOOPBACK}{port}")),
        }
        replaced.push_str(after);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    const TOKENS: &str = "5ec4e7,administrator,administrator,\"system:masters\"\n";

    fn aliases() -> Aliases {
        Aliases::new(&example(), TOKENS)
    }

    #[test]
    fn every_address_of_the_bench_has_a_public_one_in_its_place() -> Result<()> {
        let bench = example();
        let own = format!(
            "{git} {folder}/argocd/temporary/x {folder}/home {charts}/community oci://{registry}/charts {registry} \
             https://127.0.0.1:{api} https://localhost:{api}",
            git = format_args!("file://{}/platform", bench.git().display()),
            folder = bench.folder.display(),
            charts = bench.charts_url(),
            registry = bench.registry(),
            api = bench.ports.apiserver,
        );
        assert_eq!(
            aliases().put_into(&own)?,
            "https://git.example.com/platform /tmp/x /bench/home https://charts.example.com/community \
             oci://registry.example.com/charts registry.example.com https://cluster.example.com \
             https://other-cluster.example.com"
        );
        Ok(())
    }

    #[test]
    fn a_token_or_a_password_stops_the_recording_and_is_not_repeated() {
        for secret in ["5ec4e7", SCENARIO_PASSWORD] {
            let error = aliases().put_into(&format!("{{\"data\": \"{secret}\"}}"));
            let words = error.map_err(|error| error.to_string());
            assert!(words.is_err_and(|words| words.contains("masked") && !words.contains(secret)));
        }
    }

    #[test]
    fn an_address_without_an_alias_stops_the_recording() {
        let error = aliases().put_into("see http://127.0.0.1:80/x");
        assert!(error.is_err_and(|error| error.to_string().contains("127.0.0.1:80/x")));
    }

    #[test]
    fn a_port_on_which_nobody_listens_becomes_an_address_of_documentation() -> Result<()> {
        // The ports of a bench all have five digits, but those of an example.
        let text = without_closed_ports(
            "dial tcp 127.0.0.1:1: refused, http://127.0.0.1:3/x 127.0.0.1:30000",
        );
        assert_eq!(
            text,
            "dial tcp 192.0.2.1:443: refused, http://192.0.2.3:443/x 127.0.0.1:30000"
        );
        Ok(())
    }

    #[test]
    fn other_texts_stay_as_they_are() -> Result<()> {
        let text = "https://kubernetes.default.svc 10.0.0.1:80 /benchmark";
        assert_eq!(aliases().put_into(text)?, text);
        Ok(())
    }
}
