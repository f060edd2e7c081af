//! Where a bench's charts, registry, repositories and API server are, filled into the scenario's texts.
//!
//! They differ from bench to bench; texts name them by placeholders such as `${CHARTS}`.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::bench::Bench;

/// The placeholders of one bench and what stands for them.
pub(crate) struct Addresses(Vec<(&'static str, String)>);

impl Addresses {
    /// Returns the addresses of `bench`; its kubeconfig tells how its API server is reached.
    pub(crate) fn of(bench: &Bench) -> Result<Addresses> {
        let path = bench.kubeconfig();
        let reading = || format!("reading {}", path.display());
        let text = fs::read_to_string(&path).with_context(reading)?;
        let kubeconfig: Value = serde_json::from_str(&text).with_context(reading)?;
        let word = |pointer: &str| {
            let found = kubeconfig.pointer(pointer).and_then(Value::as_str);
            let found = found.with_context(|| format!("{}: it has no {pointer}", reading()))?;
            anyhow::Ok(found.to_owned())
        };
        Ok(Addresses(vec![
            ("${CHARTS}", bench.charts_url()),
            ("${REGISTRY}", bench.registry()),
            ("${GIT}", format!("file://{}", bench.git().display())),
            // By another name the API server passes for another cluster's.
            (
                "${OTHER_CLUSTER}",
                format!("https://localhost:{}", bench.ports.apiserver),
            ),
            (
                "${AUTHORITY}",
                word("/clusters/0/cluster/certificate-authority-data")?,
            ),
            ("${TOKEN}", word("/users/0/user/token")?),
        ]))
    }

    /// Returns `text` with every placeholder replaced.
    pub(crate) fn fill(&self, text: &str) -> String {
        let filled = |text: String, (name, address): &(&str, String)| text.replace(name, address);
        self.0.iter().fold(text.to_owned(), filled)
    }
}

#[cfg(test)]
pub(crate) fn example() -> Addresses {
    Addresses(vec![
        ("${CHARTS}", "http://127.0.0.1:1".to_owned()),
        ("${GIT}", "file:///bench/git".to_owned()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let text = "a: ${CHARTS}/community\nc: [${GIT}/platform, ${GIT}/blog, $values]\n";
        assert_eq!(
            example().fill(text),
            "a: http://127.0.0.1:1/community\n\
             c: [file:///bench/git/platform, file:///bench/git/blog, $values]\n"
        );
    }
}
