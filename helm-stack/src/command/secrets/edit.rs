//! `secrets edit`: a sealed file opened in the person's editor and sealed again; what did not change keeps its sealed text.

use std::fs;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::interactive::interactive;
use stack::complaint::Complaint;
use stack::seal::{Keys, Opened, Source};
use zeroize::Zeroizing;

use super::super::Session;
use super::opening::opened;
use super::resealing::sealed;
use crate::changes::Changes;
use crate::cli::SecretsEditArguments;
use crate::gitops::explain::explained;
use crate::keyring::{Keyring, Process, words};
use crate::private_folder::PrivateFolder;
use crate::secret_files::{Place, SecretFile, find};

/// Runs the command.
pub(super) fn run(arguments: &SecretsEditArguments, session: &Session) -> anyhow::Result<Exit> {
    let place = Place::of_process(session.stack.as_deref())?;
    let file = find(&place, &arguments.file)?;
    if !file.is_sealed() {
        return Err(not_sealed(&file).into());
    }
    let before = opened(&Keyring::read(&Process), &file.shown, &file.text)?;
    let editor = editor()?;
    let private = PrivateFolder::make().doing("making a private folder for the plain text")?;
    if !private.in_memory {
        session.streams.tell(&[
            "note: this system has no folder in memory; the plain text lies on disk while you edit it, readable for you alone"
                .to_owned(),
        ]);
    }
    let name = Path::new(&file.shown).file_name().unwrap_or_default();
    let path = private.write(&name.to_string_lossy(), before.text());
    let path = path.doing("writing the plain text into the private folder")?;
    let after = edited(&editor, &path, &file, &before, session)?;
    let Some(after) = after.filter(|after| *after != file.text.as_bytes()) else {
        session
            .streams
            .tell(&[format!("{} is as it was", file.shown)]);
        return Ok(Exit::Done);
    };
    save(&file, &after, &place, session)?;
    Ok(Exit::Done)
}

/// Returns what the file is after it was edited, sealed; nothing where it is as it was.
fn edited(
    editor: &[String],
    path: &Path,
    file: &SecretFile,
    before: &Opened,
    session: &Session,
) -> anyhow::Result<Option<Vec<u8>>> {
    let mut words = editor.to_vec();
    words.push(path.to_string_lossy().into_owned());
    loop {
        interactive(&words)
            .map_err(|error| explained(&error))
            .doing("editing; nothing was changed")?;
        let text = fs::read_to_string(path).map(Zeroizing::new);
        let text = text.doing("reading what was edited; nothing was changed")?;
        if *text == before.text() {
            return Ok(None);
        }
        let source = Source {
            file: &file.shown,
            text: &text,
        };
        match sealed(source, before.rule(), &Keys::of(before), Some(before)) {
            Ok(sealed) => return Ok(Some(sealed)),
            Err(complaints) => once_more(&complaints, session)?,
        }
    }
}

/// Tells what is wrong with what was written, and lets the person go on with it.
fn once_more(complaints: &[Complaint], session: &Session) -> anyhow::Result<()> {
    let failure = session.refuse(complaints, "", "what was written");
    if !std::io::stdin().is_terminal() {
        return Err(failure).doing("sealing; nothing was changed");
    }
    session
        .streams
        .tell(&["Enter opens the editor again; Ctrl-C leaves the file as it was".to_owned()]);
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    match read.doing("reading the answer")? {
        0 => Err(failure).doing("sealing; nothing was changed"),
        _ => Ok(()),
    }
}

/// Writes the sealed text; where somebody else has changed the file meanwhile, beside it.
fn save(
    file: &SecretFile,
    after: &[u8],
    place: &Place<'_>,
    session: &Session,
) -> anyhow::Result<()> {
    let mut changes = Changes::default();
    changes.replace(&file.shown, file.text.as_bytes(), after);
    let Err(error) = changes.make(&place.here) else {
        session.streams.tell(&[format!("sealed {}", file.shown)]);
        return Ok(());
    };
    let beside = format!("{}.edited", file.shown);
    let mut changes = Changes::default();
    changes.create(&beside, after);
    changes.make(&place.here)?;
    Err(error).next(format!(
        "your edit lies sealed in {beside}; `helm stack decrypt {beside}` shows it"
    ))
}

/// Returns the editor: `VISUAL`, else `EDITOR`, split as a shell would.
fn editor() -> anyhow::Result<Vec<String>> {
    let variable = |name| {
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    };
    let command = variable("VISUAL").or_else(|| variable("EDITOR"));
    let command = command.unwrap_or_else(|| default_editor().to_owned());
    words::split(&command).ok_or_else(|| {
        Failure::new("a quote in VISUAL or EDITOR is not closed")
            .next("mend the variable")
            .exit(Exit::Usage)
            .into()
    })
}

fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

fn not_sealed(file: &SecretFile) -> Failure {
    Failure::new(format!("{} is not sealed", file.shown))
        .next("edit it as any file; `helm stack encrypt` seals what `encrypt` of stack.yaml names")
        .next("or set a secret that was never plain: `helm stack secrets set MEMBER KEY`")
        .exit(Exit::Usage)
}
