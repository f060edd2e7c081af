//! Copies this program to a file, as the repo-server's init container does: its image needs nothing but the program.

use std::fs;
use std::path::Path;

use plugin_kit::failure::{Exit, Explain};

/// Copies this program, with its permissions.
///
/// # Errors
/// It cannot be read, or the file cannot be written.
pub(super) fn to(file: &Path) -> anyhow::Result<Exit> {
    let own = std::env::current_exe().doing("finding this program")?;
    fs::copy(&own, file).doing(format!("copying {} to {}", own.display(), file.display()))?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_the_program_and_can_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("helm");
        assert_eq!(to(&file).unwrap(), Exit::Done);
        let own = fs::metadata(std::env::current_exe().unwrap()).unwrap();
        let copy = fs::metadata(&file).unwrap();
        assert_eq!(
            (copy.len(), copy.permissions()),
            (own.len(), own.permissions())
        );
        assert!(to(&folder.path().join("no/helm")).is_err());
    }
}
