//! `secrets edit`: a sealed file opened in the person's editor and sealed again; what did not change keeps its sealed text.

use std::fs;
use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::interactive::interactive;
use programs::interrupt::Interrupt;
use stack::complaint::Complaint;
use stack::seal::{Keys, Opened, Source};
use zeroize::Zeroizing;

use super::super::Session;
use super::editor::editor;
use super::opening::opened;
use super::resealing::sealed;
use crate::changes::Changes;
use crate::cli::SecretsEditArguments;
use crate::gitops::explain::explained;
use crate::keyring::{Keyring, Process};
use crate::private_folder::PrivateFolder;
use crate::secret_files::{Place, SecretFile, find};

/// How often it is looked whether a signal came.
const STEP: Duration = Duration::from_millis(50);

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
    match answered() {
        true => Ok(()),
        false => Err(failure).doing("sealing; nothing was changed"),
    }
}

/// Waits for a line; false at the end of the input and after a signal, which must not end the process before the plain text
/// is wiped.
fn answered() -> bool {
    let (told, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let read = std::io::stdin().lock().read_line(&mut String::new());
        // Who asked may have gone.
        let _unheard = told.send(read.is_ok_and(|length| length > 0));
    });
    loop {
        match heard.recv_timeout(STEP) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) if !Interrupt::happened() => {}
            Err(_) => return false,
        }
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
    let beside = beside(&file.shown, &place.here);
    let mut changes = Changes::default();
    changes.create(&beside, after);
    if let Err(second) = changes.make(&place.here) {
        return Err(error.context(format!("{second:#}, so your edit is lost")));
    }
    Err(error).next(format!(
        "your edit lies sealed in {beside}; `helm stack decrypt {beside}` shows it"
    ))
}

/// Returns a free name for a second file: YAML as the first, so that `check`, `rotate` and `recipients` see it.
fn beside(shown: &str, here: &Path) -> String {
    let end = shown.rfind('.').unwrap_or(shown.len());
    let (start, end) = shown.split_at(end);
    let first = format!("{start}.edited{end}");
    let further = (2..).map(|count| format!("{start}.edited-{count}{end}"));
    let mut names = std::iter::once(first.clone()).chain(further);
    let is_free = |name: &String| here.join(name).symlink_metadata().is_err();
    names.find(is_free).unwrap_or(first)
}

fn not_sealed(file: &SecretFile) -> Failure {
    Failure::new(format!("{} is not sealed", file.shown))
        .next("edit it as any file; `helm stack encrypt` seals what `encrypt` of stack.yaml names")
        .next("or set a secret that was never plain: `helm stack secrets set MEMBER KEY`")
        .exit(Exit::Usage)
}
