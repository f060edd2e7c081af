//! A chart archive: `<chart>/…` in a gzipped tar, the same bytes for the same files.
//!
//! Written in Helm's order (its `pkg/chart/v2/util/save.go`): Chart.yaml first, then the rest by path. Owners, times and
//! modes are fixed, so that a digest says something (reproducible-builds.org, `SOURCE_DATE_EPOCH`).

use std::io;

use flate2::{Compression, GzBuilder};
use stack::package::Package;
use tar::{Builder, EntryType, Header};

/// Bits of every file: readable by all.
const MODE: u32 = 0o644;

/// Returns the name of the archive, as `helm package` gives it.
pub(crate) fn name(package: &Package) -> String {
    format!("{}-{}.tgz", package.name, package.version)
}

/// Returns the archive; `time` is what every file is said to be from, in seconds since 1970.
///
/// # Errors
/// A path that no archive can hold.
pub(crate) fn bytes(package: &Package, time: u64) -> io::Result<Vec<u8>> {
    let packed = GzBuilder::new().write(Vec::new(), Compression::best());
    let mut tar = Builder::new(packed);
    let (first, rest): (Vec<_>, Vec<_>) = package
        .files
        .iter()
        .partition(|(path, _)| *path == "Chart.yaml");
    for (path, content) in first.into_iter().chain(rest) {
        let mut header = header(content.as_bytes().len(), time);
        tar.append_data(
            &mut header,
            format!("{}/{path}", package.name),
            content.as_bytes(),
        )?;
    }
    tar.into_inner()?.finish()
}

fn header(length: usize, time: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_size(length as u64);
    header.set_mode(MODE);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(time);
    header
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use stack::seal::Sealed;

    use super::*;

    fn package() -> Package {
        let files = ["templates/a.yaml", "Chart.yaml", "README.md"];
        Package {
            name: "web".to_owned(),
            version: "1.2.3+4".to_owned(),
            files: files
                .map(|path| (path.to_owned(), Sealed::nothing_to_hide(path)))
                .into(),
            secrets: Vec::new(),
        }
    }

    #[test]
    fn the_chart_comes_first_and_everything_lies_below_its_name() {
        let bytes = bytes(&package(), 0).unwrap();
        let mut archive = tar::Archive::new(GzDecoder::new(bytes.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            found.push(format!("{} {text}", entry.path().unwrap().display()));
        }
        assert_eq!(
            found,
            [
                "web/Chart.yaml Chart.yaml",
                "web/README.md README.md",
                "web/templates/a.yaml templates/a.yaml"
            ]
        );
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        assert_eq!(bytes(&package(), 7).unwrap(), bytes(&package(), 7).unwrap());
        assert_eq!(name(&package()), "web-1.2.3+4.tgz");
    }
}
