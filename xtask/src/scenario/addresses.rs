//! Where a bench's charts, registry and repositories are, filled into the scenario's texts.
//!
//! Ports and folders differ from bench to bench; texts name them `${CHARTS}`, `${REGISTRY}`, `${GIT}`.

use crate::bench::Bench;

/// The addresses of one bench.
pub(crate) struct Addresses {
    charts: String,
    registry: String,
    git: String,
}

impl Addresses {
    /// Returns the addresses of `bench`.
    pub(crate) fn of(bench: &Bench) -> Addresses {
        Addresses {
            charts: bench.charts_url(),
            registry: bench.registry(),
            git: format!("file://{}", bench.git().display()),
        }
    }

    /// Returns `text` with every placeholder replaced.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("${CHARTS}", &self.charts)
            .replace("${REGISTRY}", &self.registry)
            .replace("${GIT}", &self.git)
    }
}

#[cfg(test)]
pub(crate) fn example() -> Addresses {
    Addresses {
        charts: "http://127.0.0.1:1".to_owned(),
        registry: "127.0.0.1:2".to_owned(),
        git: "file:///bench/git".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let text = "a: ${CHARTS}/community\nb: oci://${REGISTRY}/charts\nc: [${GIT}/platform, ${GIT}/blog, $values]\n";
        assert_eq!(
            example().fill(text),
            "a: http://127.0.0.1:1/community\nb: oci://127.0.0.1:2/charts\n\
             c: [file:///bench/git/platform, file:///bench/git/blog, $values]\n"
        );
    }
}
