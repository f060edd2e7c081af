//! `init`: makes a stack folder. Nothing that is there is ever written over.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Explain, Failure};
use stack::file;

use super::Session;
use crate::cli::InitArguments;

/// Runs the command.
pub(crate) fn run(arguments: &InitArguments, session: &Session) -> anyhow::Result<Exit> {
    let here = std::env::current_dir().doing("asking for the working directory")?;
    let (folder, shown) = folder(&here, arguments, session);
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => name_of(&folder),
    };
    let text = text(&name, arguments.description.as_deref().unwrap_or_default());
    check(&name, &text)?;
    write(&folder, &shown, &text)?;
    session.streams.tell(&said(&name, &shown));
    Ok(Exit::Done)
}

/// Returns the folder the stack is made in, and what stands before its files when the user types them.
fn folder(here: &Path, arguments: &InitArguments, session: &Session) -> (PathBuf, String) {
    let named = arguments.name.as_ref().map(PathBuf::from);
    match session.stack.clone().or(named) {
        Some(named) => (here.join(&named), format!("{}/", named.display())),
        None => (here.to_owned(), String::new()),
    }
}

/// Makes a name of the last part of a path: `My_Stack` becomes `my-stack`.
fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let letters = name.to_lowercase();
    let letters = letters.chars().map(|letter| match letter {
        'a'..='z' | '0'..='9' => letter,
        _ => '-',
    });
    let name: String = letters.collect();
    name.trim_matches('-').to_owned()
}

/// Refuses a name that no stack can have.
fn check(name: &str, text: &str) -> anyhow::Result<()> {
    let Err(complaints) = file::decode(text, file::NAME) else {
        return Ok(());
    };
    let why = complaints.first();
    let what = why
        .map(|complaint| complaint.what.as_str())
        .unwrap_or_default();
    let failure = Failure::new(format!("a stack cannot be called {name:?}: {what}"));
    let advice = why
        .map(|complaint| complaint.next.clone())
        .unwrap_or_default();
    let mended = name_of(Path::new(name));
    let failure = match file::decode(&self::text(&mended, ""), file::NAME) {
        Ok(_) => failure.next(format!("call it {mended}; {advice}")),
        Err(_) => failure.next(advice),
    };
    Err(failure.exit(Exit::Usage).into())
}

fn write(folder: &Path, shown: &str, text: &str) -> anyhow::Result<()> {
    let path = format!("{shown}{}", file::NAME);
    fs::create_dir_all(folder).doing(format!("making the folder {}", folder.display()))?;
    let created = File::create_new(folder.join(file::NAME));
    let mut created = match created {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let failure = Failure::new(format!("{path} is there already"));
            return Err(failure.next("`helm stack show` shows that stack").into());
        }
        created => created.doing(format!("writing {path}"))?,
    };
    created
        .write_all(text.as_bytes())
        .doing(format!("writing {path}"))?;
    for room in ["add-ons", "manifests"] {
        fs::create_dir_all(folder.join(room)).doing(format!("making the folder {shown}{room}"))?;
    }
    Ok(())
}

fn said(name: &str, shown: &str) -> Vec<String> {
    let mut said = vec![format!("made the stack {name}: {shown}{}", file::NAME)];
    let next = "helm stack add NAME REPOSITORY/CHART --target-namespace NAMESPACE";
    said.push(match shown {
        "" => format!("next: {next}"),
        _ => format!("next: cd {} && {next}", shown.trim_end_matches('/')),
    });
    said
}

/// Returns the text of a new stack file.
fn text(name: &str, description: &str) -> String {
    let description = match description {
        "" => String::new(),
        text => format!("  description: {}\n", stack::yaml::quote::quoted(text)),
    };
    let name = stack::yaml::quote::quoted(name);
    format!(
        "\
# A stack: Helm charts (add-ons) and files of Kubernetes YAML (manifests) that are deployed together. Each becomes an
# Argo CD Application of its own; one with parents is created when they are healthy.
#
#   helm stack add NAME REPOSITORY/CHART --target-namespace NAMESPACE    adds an add-on; its values lie in add-ons/NAME/
#   helm stack add NAME --manifest FILE                                  adds a manifest; its file lies in manifests/
#   helm stack lint                                                      complains about everything that is wrong
#   helm stack push --repo URL --cluster NAME                            shows what would change, asks, and pushes it
apiVersion: helm-stack/v1
kind: Stack
metadata:
  name: {name}
  version: 0.1.0
{description}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_a_stack_without_complaints() {
        let decoded = file::decode(&text("web", "The: shop, \"and\" more"), file::NAME).unwrap();
        assert_eq!(decoded.warnings, []);
        assert_eq!(decoded.stack.name, "web");
        assert_eq!(decoded.stack.description, "The: shop, \"and\" more");
        assert!(file::decode(&text("on", ""), file::NAME).is_ok());
    }

    #[test]
    fn folders_lend_their_names() {
        assert_eq!(name_of(Path::new("/x/My_Stack")), "my-stack");
        assert_eq!(name_of(Path::new("/x/.config.d")), "config-d");
        assert_eq!(name_of(Path::new("/")), "");
    }

    #[test]
    fn names_no_stack_can_have_are_refused() {
        for name in ["Web", "a/b", "", "project"] {
            assert!(check(name, &text(name, "")).is_err(), "{name}");
        }
    }
}
