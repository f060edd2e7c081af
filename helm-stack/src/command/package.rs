//! `package`: one Helm chart archive of the whole stack, without a secret in it.

use std::fs;
use std::io::Write;
use std::path::Path;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;
use stack::package::{Package, package};
use tempfile::NamedTempFile;

use super::Session;
use crate::archive;
use crate::cli::PackageArguments;

/// Runs the command.
pub(crate) fn run(arguments: &PackageArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, stack) = session.open()?;
    let refused = |complaints: Vec<_>| {
        session.refuse(&complaints, &folder.shown, "the stack cannot be packed; it")
    };
    let package = package(&stack, &folder.files).map_err(refused)?;
    let path = arguments.destination.join(archive::name(&package));
    let bytes = archive::bytes(&package, time()).doing("packing the stack")?;
    write(&path, &bytes, &arguments.destination).doing(format!("writing {}", path.display()))?;
    writeln!(stdout(), "{}", path.display()).doing("writing the answer")?;
    session.streams.tell(&secrets(&package));
    Ok(Exit::Done)
}

/// Writes beside and renames, so that nobody ever sees half an archive.
fn write(path: &Path, bytes: &[u8], folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    open_to_all(&file)?;
    file.persist(path)?;
    Ok(())
}

/// A temporary file is its owner's alone; an archive is to be handed on.
#[cfg(unix)]
fn open_to_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// What the files are said to be from: `SOURCE_DATE_EPOCH`, else always the same.
fn time() -> u64 {
    let said = std::env::var("SOURCE_DATE_EPOCH").ok();
    said.and_then(|seconds| seconds.parse().ok())
        .unwrap_or_default()
}

fn secrets(package: &Package) -> Vec<String> {
    if package.secrets.is_empty() {
        return Vec::new();
    }
    let names = package
        .secrets
        .iter()
        .map(|secret| format!("  {}", secret.key()));
    let head =
        "sealed values stay behind; whoever installs it gives them, see its README.md:".to_owned();
    std::iter::once(head).chain(names).collect()
}
