//! Archives that come out the same to the byte from the same files, whoever packs them and when.
//! krew and Helm unpack regular files and folders only and keep the modes they find.

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// A file or folder to pack.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Path from the archive's root; that of a folder ends with a slash.
    pub(crate) name: String,
    content: Vec<u8>,
    mode: u32,
}

impl Entry {
    /// Returns a file that can be executed.
    pub(crate) fn program(name: String, content: Vec<u8>) -> Entry {
        Entry {
            name,
            content,
            mode: 0o755,
        }
    }

    /// Returns a folder; Helm makes none that is not in the archive before its files.
    pub(crate) fn folder(name: &str) -> Entry {
        Entry {
            name: format!("{name}/"),
            content: Vec::new(),
            mode: 0o755,
        }
    }

    /// Returns a file to be read.
    pub(crate) fn text(name: String, content: Vec<u8>) -> Entry {
        Entry {
            name,
            content,
            mode: 0o644,
        }
    }
}

/// Returns a gzip'd tar of the files, sorted by name (folders before what is in them), without times and owners.
pub(crate) fn tar_gz(mut entries: Vec<Entry>) -> Result<Vec<u8>> {
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    // Neither name nor time are set, so gzip's header does not change.
    let gzip = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for entry in &entries {
        append(&mut archive, entry).with_context(|| format!("packing {}", entry.name))?;
    }
    let gzip = archive.into_inner().context("ending the archive")?;
    gzip.finish().context("compressing the archive")
}

fn append(archive: &mut Builder<impl std::io::Write>, entry: &Entry) -> Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(if entry.name.ends_with('/') {
        EntryType::Directory
    } else {
        EntryType::Regular
    });
    header.set_mode(entry.mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(entry.content.len().try_into().context("counting bytes")?);
    archive.append_data(&mut header, &entry.name, entry.content.as_slice())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn entries() -> Vec<Entry> {
        vec![
            Entry::text("b".to_owned(), b"text".to_vec()),
            Entry::program("a".to_owned(), b"program".to_vec()),
        ]
    }

    #[test]
    fn the_order_given_does_not_matter() -> Result<()> {
        let mut reversed = entries();
        reversed.reverse();
        assert_eq!(tar_gz(entries())?, tar_gz(reversed)?);
        Ok(())
    }

    #[test]
    fn files_keep_their_modes_and_nothing_of_this_machine() -> Result<()> {
        let packed = tar_gz(entries())?;
        assert_eq!(&packed[3..8], [0, 0, 0, 0, 0], "gzip's flags and time");
        let mut archive = tar::Archive::new(GzDecoder::new(packed.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries()? {
            let mut entry = entry?;
            let header = entry.header();
            assert_eq!((header.uid()?, header.gid()?, header.mtime()?), (0, 0, 0));
            assert_eq!(header.entry_type(), EntryType::Regular);
            let (mode, path) = (header.mode()?, entry.path()?.display().to_string());
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            found.push((path, mode, text));
        }
        let expected = [("a", 0o755, "program"), ("b", 0o644, "text")];
        assert_eq!(
            found,
            expected.map(|(path, mode, text)| (path.to_owned(), mode, text.to_owned()))
        );
        Ok(())
    }
}
