//! Where identities are looked for: the places of getsops' `age/keysource.go`, in its order. Nothing is run here, and
//! nobody asked.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::environment::Environment;
use super::identities::{Content, Identities};
use super::place::{Answers, Place};

/// The variable that names a private SSH key.
const SSH_KEY_FILE: &str = "SOPS_AGE_SSH_PRIVATE_KEY_FILE";
/// The variable that holds a command that answers with a private SSH key.
const SSH_KEY_COMMAND: &str = "SOPS_AGE_SSH_PRIVATE_KEY_CMD";
/// The variable that holds identities.
const KEY: &str = "SOPS_AGE_KEY";
/// The variable that names a file of identities.
const KEY_FILE: &str = "SOPS_AGE_KEY_FILE";
/// The variable that holds a command that answers with identities.
const KEY_COMMAND: &str = "SOPS_AGE_KEY_CMD";

/// Private keys of a person, in the folder of their SSH client.
const SSH_KEYS: [&str; 2] = ["id_ed25519", "id_rsa"];

/// Returns every place. In Argo CD's repo-server only those that its variables name, and the default file: neither the SSH
/// keys that Git uses there nor a command that answers with one.
pub(super) fn search(environment: &dyn Environment) -> Vec<Place> {
    let mut places = vec![named_file(environment, SSH_KEY_FILE, ssh_key)];
    if environment.is_a_persons() {
        places.push(command(environment, SSH_KEY_COMMAND, Answers::SshKey));
        let folder = environment.variable(home(environment));
        let folder = folder.map(|home| PathBuf::from(home).join(".ssh"));
        let files = folder
            .iter()
            .flat_map(|folder| SSH_KEYS.map(|name| folder.join(name)));
        places.extend(files.map(|file| of_file(environment, &file, ssh_key)));
    }
    let key = environment.variable(KEY).map(Zeroizing::new);
    places.push(match key {
        None => Place::empty(KEY, "not set"),
        Some(text) => Place::new(KEY, Ok(Content::Open(Identities::parse(&text)))),
    });
    places.push(named_file(environment, KEY_FILE, Content::read));
    places.push(command(environment, KEY_COMMAND, Answers::Identities));
    places.extend(default_file(environment).map(|file| of_file(environment, &file, Content::read)));
    places
}

type Read = fn(Zeroizing<Vec<u8>>) -> Result<Content, String>;

fn ssh_key(bytes: Zeroizing<Vec<u8>>) -> Result<Content, String> {
    let text = std::str::from_utf8(&bytes).map_err(|_| "it is not text")?;
    Content::of_ssh_key(text)
}

fn named_file(environment: &dyn Environment, variable: &str, read: Read) -> Place {
    match environment.variable(variable) {
        None => Place::empty(variable, "not set"),
        Some(file) => {
            let shown = format!("{variable}={file}");
            Place::new(shown, content(environment, Path::new(&file), read))
        }
    }
}

fn of_file(environment: &dyn Environment, file: &Path, read: Read) -> Place {
    Place::new(file.display().to_string(), content(environment, file, read))
}

fn content(environment: &dyn Environment, file: &Path, read: Read) -> Result<Content, String> {
    match environment.file(file) {
        Ok(bytes) => read(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err("no such file".to_owned()),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

fn command(environment: &dyn Environment, variable: &str, answers: Answers) -> Place {
    match environment.variable(variable) {
        None => Place::empty(variable, "not set"),
        Some(text) => Place::command(variable, text, answers),
    }
}

/// Returns the variable that names the folder of the person, as Go's `os.UserHomeDir` has it.
fn home(environment: &dyn Environment) -> &'static str {
    match environment.system() {
        "windows" => "USERPROFILE",
        _ => "HOME",
    }
}

/// Returns the default file, as Go's `os.UserConfigDir` and getsops' `age/keysource.go` have it.
pub(crate) fn default_file(environment: &dyn Environment) -> Option<PathBuf> {
    let folder = |name: &str| environment.variable(name).map(PathBuf::from);
    let folder = match environment.system() {
        "windows" => folder("AppData"),
        "macos" => folder("XDG_CONFIG_HOME")
            .or_else(|| Some(folder("HOME")?.join("Library").join("Application Support"))),
        _ => folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config"))),
    };
    Some(folder?.join("sops").join("age").join("keys.txt"))
}

/// Returns the place to put an identity in.
pub(super) fn advised_place(environment: &dyn Environment) -> String {
    let file = default_file(environment);
    file.map_or_else(|| "a file".to_owned(), |file| file.display().to_string())
}
