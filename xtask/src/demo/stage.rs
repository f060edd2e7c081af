//! Where the demo's commands run: on the recorded cluster, or on a bench through kubectl.
//! It makes commands and the lines that show them; running them is the demo's matter.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::scene::Scene;
use crate::bench::Bench;
use crate::cli::workspace_root;

/// The recorded cluster, under the workspace's root.
pub(crate) const RECORDING: &str = "examples/cluster.jsonl.gz";

/// One way to run every scene.
#[derive(Debug)]
pub(crate) struct Stage {
    program: PathBuf,
    /// The program as one would type it in the workspace's folder.
    typed: String,
    /// Words before and after those of a scene.
    before: &'static [&'static str],
    after: &'static [&'static str],
    environment: Vec<(&'static str, OsString)>,
}

impl Stage {
    /// Returns the stage on which the plugin reads the recording; no cluster can be reached from it.
    pub(crate) fn recorded(plugin: &Path) -> Stage {
        Stage {
            program: plugin.to_path_buf(),
            typed: typed(plugin),
            before: &[],
            after: &["--from", RECORDING],
            environment: Vec::new(),
        }
    }

    /// Returns the stage on which the bench's kubectl finds the plugin on its PATH.
    pub(crate) fn live(plugin: &Path, bench: &Bench) -> Result<Stage> {
        let kubectl = &bench.programs.kubectl;
        Ok(Stage {
            program: kubectl.clone(),
            typed: "kubectl".to_owned(),
            before: &["addons"],
            after: &[],
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

    /// Returns the line one would type for `scene`.
    pub(crate) fn line(&self, scene: &Scene) -> String {
        let words: Vec<&str> = std::iter::once(self.typed())
            .chain(self.words(scene))
            .collect();
        words.join(" ")
    }

    /// Returns the command of `scene`, whose output goes where this process's goes.
    pub(crate) fn command(&self, scene: &Scene) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(self.words(scene))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(workspace_root())
            .stdin(Stdio::null());
        command
    }

    fn words(&self, scene: &Scene) -> Vec<&'static str> {
        [self.before, scene.words, self.after].concat()
    }
}

/// Returns `program` relative to the workspace where it lies in it.
fn typed(program: &Path) -> String {
    let root = workspace_root();
    let shown = program.strip_prefix(&root).unwrap_or(program);
    shown.display().to_string()
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
    use crate::demo::scene::SCENES;

    const TREE: Scene = Scene {
        says: "",
        words: &["tree", "a"],
    };

    #[test]
    fn a_line_is_the_one_that_is_run() {
        let stage = Stage::recorded(&workspace_root().join("target/debug/kubectl-addons"));
        assert_eq!(
            stage.line(&TREE),
            "target/debug/kubectl-addons tree a --from examples/cluster.jsonl.gz"
        );
        let command = stage.command(&TREE);
        let words: Vec<_> = command.get_args().collect();
        assert_eq!(words, ["tree", "a", "--from", RECORDING]);
    }

    #[test]
    fn every_scene_of_the_recording_reads_the_recording() {
        let stage = Stage::recorded(Path::new("kubectl-addons"));
        for scene in SCENES {
            assert!(
                stage
                    .line(scene)
                    .ends_with("--from examples/cluster.jsonl.gz")
            );
        }
    }

    #[test]
    fn live_kubectl_is_the_benchs_and_finds_the_plugin() -> Result<()> {
        let bench = crate::bench::example();
        let stage = Stage::live(Path::new("/t/debug/kubectl-addons"), &bench)?;
        assert_eq!(stage.line(&TREE), "kubectl addons tree a");
        let command = stage.command(&TREE);
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
