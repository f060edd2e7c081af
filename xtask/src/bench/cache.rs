//! The cache of built tools: one folder per tool and content, shared by all benches, outside `target/`.
//! A folder under its final name is complete; everything else is work in progress.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::go::GO_FLAGS;
use super::tools::{ARGOCD, OLDER_ARGOCDS, TOOLS, Tool};

/// One tool with the place its binaries have or will have.
#[derive(Debug)]
pub(crate) struct Cached {
    pub(crate) tool: &'static Tool,
    /// Folder holding go.mod, in which Go runs.
    pub(crate) source: PathBuf,
    /// Folder the finished binaries lie in.
    pub(crate) folder: PathBuf,
    /// The `-ldflags` argument.
    pub(crate) linker_flags: String,
}

impl Cached {
    /// Returns whether the tool is built.
    pub(crate) fn is_built(&self) -> bool {
        self.folder.is_dir()
    }
}

/// Returns `$XDG_CACHE_HOME/kubectl-addons-bench`, or the same under `~/.cache`.
pub(crate) fn cache_folder() -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("finding the cache folder: neither XDG_CACHE_HOME nor HOME is set")?
            .join(".cache"),
    };
    Ok(cache.join("kubectl-addons-bench"))
}

/// Returns every tool under `tools` (the folder `tests/bench/tools`) with its place in `cache`;
/// of Argo CD the version in the folder `argocd`.
pub(crate) fn locate(tools: &Path, argocd: &str, cache: &Path) -> Result<Vec<Cached>> {
    let older = OLDER_ARGOCDS.iter().find(|tool| tool.name == argocd);
    let chosen = |tool: &'static Tool| match tool.name {
        ARGOCD => older.unwrap_or(tool),
        _ => tool,
    };
    TOOLS
        .iter()
        .map(|tool| locate_one(chosen(tool), tools, cache))
        .collect()
}

fn locate_one(tool: &'static Tool, tools: &Path, cache: &Path) -> Result<Cached> {
    let source = tools.join(tool.name);
    let inputs = read_inputs(&source)?;
    let go_mod = inputs.iter().find(|input| input.name == "go.mod");
    let go_mod = go_mod.map(|input| String::from_utf8_lossy(&input.content).into_owned());
    let linker_flags = tool
        .linker_flags(&go_mod.unwrap_or_default())
        .with_context(|| format!("reading {}", source.join("go.mod").display()))?;
    let packages: Vec<&str> = tool.binaries.iter().map(|binary| binary.package).collect();
    let key = key(&inputs, &[GO_FLAGS, &linker_flags, &packages.join(" ")]);
    let folder = cache.join(format!("{}-{key}", tool.name));
    Ok(Cached {
        tool,
        source,
        folder,
        linker_flags,
    })
}

/// One file that decides what a tool is built from.
struct Input {
    name: String,
    content: Vec<u8>,
}

/// Reads the regular files of a tool's folder (go.mod, go.sum, Go source), sorted by name.
fn read_inputs(source: &Path) -> Result<Vec<Input>> {
    let reading = || format!("reading {}", source.display());
    let mut inputs = Vec::new();
    for entry in fs::read_dir(source).with_context(reading)? {
        let entry = entry.with_context(reading)?;
        if entry.file_type().with_context(reading)?.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let content = fs::read(entry.path()).with_context(reading)?;
            inputs.push(Input { name, content });
        }
    }
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(inputs)
}

/// Returns 16 hexadecimal digits which change with any input, flag or kind of machine.
fn key(inputs: &[Input], flags: &[&str]) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    for input in inputs {
        part(input.name.as_bytes());
        part(&input.content);
    }
    for flag in flags {
        part(flag.as_bytes());
    }
    part(env::consts::OS.as_bytes());
    part(env::consts::ARCH.as_bytes());
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Waits until no other process builds the same tool and returns the lock, freed when dropped.
pub(crate) fn lock(cached: &Cached) -> Result<File> {
    let path = cached.folder.with_extension("lock");
    let locking = || format!("locking {}", path.display());
    let file = File::create(&path).with_context(locking)?;
    file.lock().with_context(locking)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str, content: &str) -> Input {
        Input {
            name: name.to_owned(),
            content: content.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_key_changes_with_every_input_and_flag() {
        let base = key(&[input("go.mod", "a"), input("go.sum", "b")], &["-s"]);
        assert_eq!(base.len(), 16);
        let others = [
            key(&[input("go.mod", "A"), input("go.sum", "b")], &["-s"]),
            key(&[input("go.mod", "a"), input("go.sum", "B")], &["-s"]),
            key(&[input("go.mod", "a"), input("go.sum", "b")], &["-w"]),
            key(&[input("go.mod", "ab"), input("go.sum", "")], &["-s"]),
        ];
        for other in others {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn text_moved_from_a_name_into_the_content_changes_the_key() {
        assert_ne!(key(&[input("ab", "c")], &[]), key(&[input("a", "bc")], &[]));
    }

    #[test]
    fn the_same_input_has_the_same_key() {
        let files = || [input("go.mod", "a")];
        assert_eq!(key(&files(), &["x"]), key(&files(), &["x"]));
    }
}
