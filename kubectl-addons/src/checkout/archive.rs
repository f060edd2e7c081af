//! A chart's archive, read with care: it comes from somewhere else.

use std::collections::BTreeMap;
use std::io::{self, Read};

use flate2::read::GzDecoder;
use tar::Archive;

use super::contents::{FILE, FOLDER};
use super::path;

/// Files of a chart at most.
const FILES: usize = 10_000;

/// Returns the files of an archive by their paths in the chart: without its first folder. Links and devices are left out,
/// as Helm leaves them out.
///
/// # Errors
/// It is no archive, holds a path that leads out of it, or too much.
pub(super) fn files(packed: &[u8]) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut left = FOLDER;
    // The headers count, too, so that many empty files end somewhere.
    let unpacked = GzDecoder::new(packed).take((FOLDER * 2) as u64);
    for entry in Archive::new(unpacked).entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = in_chart(&name)?;
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(FILE as u64 + 1)
            .read_to_end(&mut bytes)?;
        left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
        if bytes.len() > FILE || files.len() >= FILES {
            return Err(too_large());
        }
        files.insert(path, bytes);
    }
    Ok(files)
}

fn in_chart(name: &str) -> io::Result<String> {
    let odd = || io::Error::other(format!("it holds {name:?}, which leads out of the chart"));
    let is_odd = name.starts_with('/') || name.contains(['\\', ':']) || name.contains("..");
    let path = path::normal(name).filter(|_| !is_odd).ok_or_else(odd)?;
    let (_, path) = path.split_once('/').ok_or_else(odd)?;
    Ok(path.to_owned())
}

fn too_large() -> io::Error {
    io::Error::other("it is larger than a chart can be")
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            // The library refuses such names itself, an attacker's does not.
            header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn files_are_read_by_their_paths_in_the_chart() {
        let files = files(&packed(&[
            ("web/Chart.yaml", b"a"),
            ("web/charts/x/values.yaml", b"b"),
        ]));
        let files = files.unwrap();
        assert_eq!(files["Chart.yaml"], b"a");
        assert_eq!(files["charts/x/values.yaml"], b"b");
    }

    #[test]
    fn nothing_leads_out_of_the_chart() {
        for path in [
            "web/../../etc/passwd",
            "/etc/passwd",
            "web\\..\\x",
            "Chart.yaml",
        ] {
            assert!(files(&packed(&[(path, b"a")])).is_err(), "{path}");
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let error = files(&packed(&[("web/values.yaml", &vec![b' '; FILE + 1])])).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than a chart can be");
        assert!(files(b"no archive at all").is_err());
    }
}
