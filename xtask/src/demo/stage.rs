//! Where the demo's commands run: on the recorded cluster, or on a bench through kubectl.
//! It makes commands and the lines that show them; running them is the demo's matter.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::act::{Act, typed};
use super::scene::Scene;
use crate::bench::Bench;
use crate::cli::workspace_root;

/// A company's platform, recorded, under the workspace's root.
pub(crate) const PLATFORM: &str = "examples/cluster.jsonl.gz";
/// The cluster to which the example stack was delivered, recorded, under the workspace's root.
pub(crate) const DELIVERED: &str = "examples/monitoring.jsonl.gz";

/// One way to run every scene.
#[derive(Debug)]
pub(crate) struct Stage {
    program: PathBuf,
    /// The program as one would type it in the workspace's folder.
    typed: String,
    /// Words before and after those of a scene.
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    environment: Vec<(&'static str, OsString)>,
}

impl Stage {
    /// Returns the stage on which the plugin reads a recording; no cluster can be reached from it.
    pub(crate) fn recorded(plugin: &Path, recording: &'static str) -> Stage {
        Stage {
            program: plugin.to_path_buf(),
            typed: typed(plugin),
            before: Vec::new(),
            after: vec!["--from", recording],
            environment: Vec::new(),
        }
    }

    /// Returns the stage on which the bench's kubectl finds the plugin on its PATH.
    pub(crate) fn live(plugin: &Path, bench: &Bench) -> Result<Stage> {
        let kubectl = &bench.programs.kubectl;
        Ok(Stage {
            program: kubectl.clone(),
            typed: "kubectl".to_owned(),
            before: vec!["addons"],
            after: Vec::new(),
            environment: vec![
                ("PATH", path_with(&[plugin, kubectl])?),
                ("KUBECONFIG", bench.kubeconfig().into_os_string()),
            ],
        })
    }

    /// Returns the plugin's or kubectl's name as one would type it.
    pub(crate) fn typed(&self) -> &str {
        &self.typed
    }

    /// Returns the command of `scene` and the line one would type for it.
    pub(crate) fn act(&self, scene: &Scene) -> Act {
        let words = [&self.before[..], scene.words, &self.after].concat();
        let line: Vec<&str> = std::iter::once(self.typed()).chain(words.clone()).collect();
        let mut command = Command::new(&self.program);
        command
            .args(&words)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(workspace_root())
            .stdin(Stdio::null());
        Act {
            says: scene.says,
            line: line.join(" "),
            command,
        }
    }
}

/// Returns PATH with the folders of `programs` before everything else.
fn path_with(programs: &[&Path]) -> Result<OsString> {
    let folders = programs.iter().filter_map(|program| program.parent());
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .map(Path::to_path_buf)
        .chain(env::split_paths(&rest));
    env::join_paths(all).context("putting kubectl and the plugin on PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: Scene = Scene {
        says: "",
        words: &["tree", "a"],
    };

    #[test]
    fn a_line_is_the_one_that_is_run() {
        let plugin = workspace_root().join("target/debug/kubectl-addons");
        let act = Stage::recorded(&plugin, PLATFORM).act(&TREE);
        assert_eq!(
            act.line,
            "target/debug/kubectl-addons tree a --from examples/cluster.jsonl.gz"
        );
        let words: Vec<_> = act.command.get_args().collect();
        assert_eq!(words, ["tree", "a", "--from", PLATFORM]);
    }

    #[test]
    fn live_kubectl_is_the_benchs_and_finds_the_plugin() -> Result<()> {
        let bench = crate::bench::example();
        let stage = Stage::live(Path::new("/t/debug/kubectl-addons"), &bench)?;
        let act = stage.act(&TREE);
        assert_eq!(act.line, "kubectl addons tree a");
        let command = act.command;
        assert_eq!(command.get_program(), bench.programs.kubectl.as_os_str());
        let path = command.get_envs().find(|(name, _)| *name == "PATH");
        let path = path.and_then(|(_, value)| value).context("PATH is set")?;
        assert_eq!(
            env::split_paths(path).next(),
            Some(PathBuf::from("/t/debug"))
        );
        Ok(())
    }
}
