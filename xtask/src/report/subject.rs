//! A command that is measured: the plugin, or a peer that does the same work.
//! Running and measuring it belongs to `runner`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bench::Bench;

/// Place of the kubeconfig's path among the words.
const KUBECONFIG: &str = "{kubeconfig}";

/// One command.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// Name in the report.
    pub(crate) name: String,
    program: PathBuf,
    words: Vec<String>,
    /// Lines given to its standard input.
    pub(crate) input: String,
    /// Whether it speaks to the Kubernetes API, so that its traffic can be counted.
    pub(crate) relayed: bool,
}

impl Subject {
    /// Returns a command that reads the cluster of `KUBECONFIG`.
    pub(crate) fn reading(name: &str, program: &Path, words: &[&str]) -> Subject {
        Subject {
            name: name.to_owned(),
            program: program.to_path_buf(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            input: String::new(),
            relayed: true,
        }
    }

    /// Returns a command that does not speak to the Kubernetes API itself.
    pub(crate) fn apart(name: &str, program: &Path, words: &[&str]) -> Subject {
        Subject {
            relayed: false,
            ..Subject::reading(name, program, words)
        }
    }

    /// Returns the bench's loader reading `paths` in full; it throws away what it reads.
    ///
    /// `accept` is the media type asked for; with `gzip` answers are compressed.
    pub(crate) fn reader(
        name: &str,
        bench: &Bench,
        paths: &[String],
        accept: &str,
        gzip: bool,
    ) -> Subject {
        let mut words = vec![KUBECONFIG, "read", accept];
        words.extend(gzip.then_some("gzip"));
        let input = paths.iter().map(|path| format!("{path}\n")).collect();
        Subject {
            input,
            ..Subject::reading(name, &bench.programs.load, &words)
        }
    }

    /// Returns the command on the cluster of `kubeconfig`, its streams piped.
    pub(crate) fn command(&self, bench: &Bench, kubeconfig: &Path) -> Command {
        let path = kubeconfig.to_string_lossy();
        let words = self.words.iter().map(|word| match word.as_str() {
            KUBECONFIG => path.as_ref(),
            other => other,
        });
        let mut command = bench.command(&self.program);
        command
            .args(words)
            .env("KUBECONFIG", kubeconfig)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn the_loader_is_told_which_cluster_it_reads() {
        let bench = example();
        let paths = ["/api/v1/pods".to_owned()];
        let subject = Subject::reader("raw", &bench, &paths, "application/json", true);
        let command = subject.command(&bench, Path::new("/relay"));
        let words: Vec<_> = command.get_args().collect();
        assert_eq!(words, ["/relay", "read", "application/json", "gzip"]);
        assert_eq!(subject.input, "/api/v1/pods\n");
    }
}
