//! What tests and people put into their environment to find a bench.

use super::Bench;

/// Returns the lines `export NAME='value'` of a bench, for `eval` in a shell.
pub(crate) fn exports(bench: &Bench) -> String {
    variables(bench)
        .into_iter()
        .map(|(name, value)| format!("export {name}={}\n", quoted(&value)))
        .collect()
}

/// Returns every variable by name.
pub(crate) fn variables(bench: &Bench) -> Vec<(&'static str, String)> {
    let programs = &bench.programs;
    let path = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let second = bench.second();
    let of_second = [
        ("BENCH_SECOND_KUBECONFIG", path(&second.kubeconfig())),
        ("BENCH_SECOND_PKI", path(&second.pki())),
    ];
    let of_second = of_second.into_iter().filter(|_| bench.has_second);
    let of_first = [
        ("KUBECONFIG", path(&bench.kubeconfig())),
        (
            "BENCH_RESTRICTED_KUBECONFIG",
            path(&bench.folder.join("restricted.kubeconfig")),
        ),
        (
            "BENCH_NAMELESS_KUBECONFIG",
            path(&bench.folder.join("nameless.kubeconfig")),
        ),
        ("BENCH_FOLDER", path(&bench.folder)),
        ("BENCH_KUBECTL", path(&programs.kubectl)),
        ("BENCH_HELM3", path(&programs.helm3)),
        ("BENCH_HELM4", path(&programs.helm4)),
        ("BENCH_SOPS", path(&programs.sops)),
        ("BENCH_AGE", path(&programs.age)),
        ("BENCH_AGE_KEYGEN", path(&programs.age_keygen)),
        ("BENCH_OLDER_SOPS", path(&programs.older_sops)),
        ("BENCH_AGE_PLUGIN_PQ", path(&programs.age_plugin_pq)),
        ("BENCH_AGE_PLUGIN_BENCH", path(&programs.age_plugin_bench)),
        ("BENCH_KREW", path(&programs.krew)),
        (
            "BENCH_VALIDATE_KREW",
            path(&programs.validate_krew_manifest),
        ),
        ("BENCH_ARGOCD", path(&programs.argocd)),
        ("BENCH_REDIS", bench.redis()),
        ("BENCH_REGISTRY", bench.registry()),
        ("BENCH_CHARTS", bench.charts_url()),
        ("BENCH_GIT", path(&bench.git())),
        ("BENCH_LOGS", path(&bench.logs())),
        ("BENCH_REPO_SERVER_BIN", path(&bench.repo_server_bin())),
        ("BENCH_DECRYPTOR", path(&bench.decryptor())),
    ];
    of_first.into_iter().chain(of_second).collect()
}

/// Quotes a value for a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn a_quote_in_a_path_does_not_end_the_value() {
        assert_eq!(quoted("/it's/here"), r"'/it'\''s/here'");
    }

    #[test]
    fn every_line_is_an_export() {
        let text = exports(&example());
        assert!(
            text.lines()
                .all(|line| line.starts_with("export ") && line.ends_with('\''))
        );
        assert!(
            text.contains("export BENCH_CHARTS='http://127.0.0.1:10'\n"),
            "{text}"
        );
    }
}
