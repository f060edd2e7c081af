//! The stack folder on disk: where it is, and what of it travels with the stack, as a value.
//!
//! Reads only. What the files mean is decided in the `stack` crate; who writes has a room of its own.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Explain, Failure};
use stack::file;
use stack::files::Files;

/// Files of the folder that are read, beside those below `ROOMS`.
const FILES: [&str; 3] = [file::NAME, "stack.lock.yaml", RULES];
/// Name of SOPS' file of rules.
const RULES: &str = ".sops.yaml";
/// Folders that travel with the stack (PRODUCT: "The stack folder").
const ROOMS: [&str; 3] = ["add-ons", "manifests", "charts"];
/// How many bytes all files of a stack may have together.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A stack folder.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Where it is, absolute.
    pub path: PathBuf,
    /// How the user would type a file of it: what stands before its path; empty in the working directory.
    pub shown: String,
    /// Its files, by their paths in it.
    pub files: Files,
}

impl Folder {
    /// Reads the folder that was named, else the nearest one with a `stack.yaml` from the working directory upward.
    ///
    /// # Errors
    /// There is none, or a file of it cannot be read.
    pub(crate) fn open(named: Option<&Path>) -> anyhow::Result<Self> {
        let here = std::env::current_dir().doing("asking for the working directory")?;
        let path = find(&here, named)?;
        Ok(Self {
            shown: shown(&here, &path, named),
            files: read(&path)?,
            path,
        })
    }
}

impl Folder {
    /// Returns the text of the nearest `.sops.yaml` above the folder, and the folder's path from there, with a slash at
    /// its end. As SOPS it looks upward, but no further than the Git repository around the folder.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn rules_above(&self) -> anyhow::Result<Option<(String, String)>> {
        let mut above = self.path.ancestors();
        let Some(top) = above.find(|folder| folder.join(".git").exists()) else {
            return Ok(None);
        };
        let above = self.path.ancestors().skip(1);
        let mut above = above.take_while(|folder| folder.starts_with(top));
        let Some(found) = above.find(|folder| folder.join(RULES).is_file()) else {
            return Ok(None);
        };
        let file = found.join(RULES);
        let text = fs::read_to_string(&file).doing(format!("reading {}", file.display()))?;
        let inside = self.path.strip_prefix(found).unwrap_or(&self.path);
        Ok(Some((text, format!("{}/", inside.display()))))
    }
}

fn find(here: &Path, named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let holds = |folder: &&Path| folder.join(file::NAME).is_file();
    let missing = |sentence: String| {
        Failure::new(sentence)
            .next("begin one with `helm stack init`, or name its folder with --stack FOLDER")
            .exit(Exit::NotFound)
    };
    match named {
        Some(named) => {
            let folder = here.join(named);
            let found = Some(folder.as_path()).filter(holds).map(Path::to_owned);
            found.ok_or_else(|| missing(format!("no stack.yaml in {}", named.display())).into())
        }
        None => {
            let found = here.ancestors().find(holds).map(Path::to_owned);
            let sentence = || format!("no stack.yaml in {} or a folder above it", here.display());
            found.ok_or_else(|| missing(sentence()).into())
        }
    }
}

/// Returns what stands before a path in the stack folder to make it one from the working directory.
fn shown(here: &Path, folder: &Path, named: Option<&Path>) -> String {
    let up = || here.ancestors().position(|above| above == folder);
    match named {
        Some(named) if named != Path::new(".") => {
            let typed = named.to_string_lossy();
            format!("{}/", typed.trim_end_matches('/'))
        }
        Some(_) => String::new(),
        None => "../".repeat(up().unwrap_or_default()),
    }
}

/// Reads what travels with a stack. Hidden files are left out but in charts, which have some of their own.
fn read(folder: &Path) -> anyhow::Result<Files> {
    let mut reading = Reading {
        folder,
        files: Files::default(),
        bytes: 0,
    };
    for name in FILES {
        if folder.join(name).exists() {
            reading.file(name)?;
        }
    }
    for name in ROOMS {
        if folder.join(name).exists() {
            reading.below(name)?;
        }
    }
    Ok(reading.files)
}

/// A folder that is being read.
struct Reading<'a> {
    folder: &'a Path,
    files: Files,
    bytes: u64,
}

impl Reading<'_> {
    fn below(&mut self, room: &str) -> anyhow::Result<()> {
        let mut folders = vec![room.to_owned()];
        while let Some(folder) = folders.pop() {
            let doing = || format!("reading the folder {folder}");
            let entries = fs::read_dir(self.folder.join(&folder)).doing(doing())?;
            for entry in entries {
                let entry = entry.doing(doing())?;
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    let sentence = format!(
                        "the name of a file in {folder} is not UTF-8: {}",
                        name.display()
                    );
                    return Err(Failure::new(sentence).next("give it another name").into());
                };
                let path = format!("{folder}/{name}");
                let kind = entry.file_type().doing(doing())?;
                if is_left_out(room, name) {
                    continue;
                }
                match kind.is_dir() {
                    true => folders.push(path),
                    false => self.file(&path)?,
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &str) -> anyhow::Result<()> {
        let place = self.folder.join(path);
        let doing = || format!("reading {path}");
        let data = fs::symlink_metadata(&place).doing(doing())?;
        if !data.is_file() {
            let sentence = format!("{path} is no plain file");
            let next =
                "put the file itself in its place: Git would keep a link and not what it points to";
            return Err(Failure::new(sentence).next(next).into());
        }
        self.bytes = self.bytes.saturating_add(data.len());
        if self.bytes > LARGEST {
            let sentence = format!(
                "the stack's files have more than {} MB together",
                LARGEST >> 20
            );
            return Err(Failure::new(sentence)
                .next("move out of add-ons/, manifests/ and charts/ what is none of the stack's")
                .into());
        }
        match fs::read(&place) {
            Ok(bytes) => {
                self.files.insert(path, bytes);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                Err(error).doing(doing()).exit(Exit::Forbidden)
            }
            Err(error) => Err(error).doing(doing()),
        }
    }
}

fn is_left_out(room: &str, name: &str) -> bool {
    match room {
        "charts" => matches!(name, ".git" | ".DS_Store"),
        _ => name.starts_with('.') || name.ends_with('~'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn paths(files: &Files) -> Vec<&str> {
        files.iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn what_travels_with_the_stack_is_read_and_nothing_else() {
        let folder = folder(&[
            "stack.yaml",
            "README.md",
            "add-ons/web/values.yaml",
            "add-ons/web/.values.yaml.swp",
            "add-ons/web/values.yaml~",
            "manifests/ns.yaml",
            "charts/web/.helmignore",
            "charts/web/templates/a.yaml",
            "apps/web.yaml",
            ".git/config",
        ]);
        assert_eq!(
            paths(&read(folder.path()).unwrap()),
            [
                "add-ons/web/values.yaml",
                "charts/web/.helmignore",
                "charts/web/templates/a.yaml",
                "manifests/ns.yaml",
                "stack.yaml",
            ]
        );
    }

    #[test]
    fn a_stack_is_found_from_a_folder_below_and_by_its_name() {
        let folder = folder(&["web/stack.yaml", "web/add-ons/a/values.yaml"]);
        let (web, deep) = (
            folder.path().join("web"),
            folder.path().join("web/add-ons/a"),
        );
        assert_eq!(find(&deep, None).unwrap(), web);
        assert_eq!(shown(&deep, &web, None), "../../");
        assert_eq!(find(folder.path(), Some(Path::new("web"))).unwrap(), web);
        assert_eq!(shown(folder.path(), &web, Some(Path::new("web/"))), "web/");
        assert_eq!(shown(&web, &web, None), "");
        assert!(find(folder.path(), Some(Path::new("."))).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused() {
        let folder = folder(&["stack.yaml", "add-ons/a/values.yaml"]);
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("add-ons/a/more.yaml"))
            .unwrap();
        let error = read(folder.path()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("add-ons/a/more.yaml is no plain file"),
            "{error}"
        );
    }
}
