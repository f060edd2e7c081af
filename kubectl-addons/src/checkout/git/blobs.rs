//! Reads files of a commit by their ids, many in one go.

use std::collections::BTreeMap;

use programs::error::{Cause, Error};
use programs::git::Git;

/// Returns the bytes of files by id; `limit` is how many bytes they may have together.
pub(super) fn read(
    git: &Git,
    ids: &[&str],
    limit: usize,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let input: String = ids.iter().map(|id| format!("{id}\n")).collect();
    let asked = git.command("cat-file").argument("--batch").input(input);
    let headers = ids.len() * 100;
    let answer = asked.limit(limit + headers).run()?.answer;
    parse(&answer).ok_or_else(|| {
        let sentence = "what git cat-file answered cannot be read";
        Error::new(Cause::Unusable, sentence)
    })
}

/// Reads `<id> blob <size>\n<bytes>\n`, again and again; a missing one is an error.
fn parse(mut answer: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut blobs = BTreeMap::new();
    while !answer.is_empty() {
        let end = answer.iter().position(|byte| *byte == b'\n')?;
        let header = std::str::from_utf8(&answer[..end]).ok()?;
        let mut words = header.split(' ');
        let (id, _kind) = (words.next()?, words.next()?);
        let size: usize = words.next()?.parse().ok()?;
        let start = end + 1;
        let bytes = answer.get(start..start.checked_add(size)?)?;
        blobs.insert(id.to_owned(), bytes.to_vec());
        answer = answer.get(start + size + 1..)?;
    }
    Some(blobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cat_file_answers_is_read_byte_for_byte() {
        let blobs = parse(b"aa blob 3\na\nb\nbb blob 0\n\n").unwrap();
        assert_eq!(blobs["aa"], b"a\nb");
        assert_eq!(blobs["bb"], b"");
        assert_eq!(parse(b"aa missing\n"), None);
        assert_eq!(parse(b"aa blob 99\nab\n"), None);
    }
}
