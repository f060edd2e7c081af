//! Stanzas: what age's files and plugins consist of. A line of words, then base64 in lines of 64 letters, the last one
//! shorter.

use age_core::format::Stanza;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use zeroize::Zeroizing;

/// Letters of a full line.
const WIDTH: usize = 64;
/// How many lines a body may have.
const MOST: usize = 1024;

/// Writes a stanza.
pub(super) fn write(tag: &str, arguments: &[&str], body: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut written = Zeroizing::new(format!("-> {tag}").into_bytes());
    for argument in arguments {
        written.push(b' ');
        written.extend_from_slice(argument.as_bytes());
    }
    written.push(b'\n');
    let letters = Zeroizing::new(BASE64_STANDARD_NO_PAD.encode(body));
    let lines = letters.as_bytes().chunks(WIDTH);
    let is_full = letters.len().is_multiple_of(WIDTH);
    for line in lines {
        written.extend_from_slice(line);
        written.push(b'\n');
    }
    if is_full {
        written.push(b'\n');
    }
    written
}

/// Reads a stanza, its lines heard one by one.
///
/// # Errors
/// A sentence: what was heard is none, or a line did not come.
pub(super) fn read(
    mut hear: impl FnMut() -> Result<Zeroizing<Vec<u8>>, String>,
) -> Result<Stanza, String> {
    const NONE: &str = "what it says is not of age's protocol";
    let head = hear()?;
    let head = std::str::from_utf8(&head).map_err(|_| NONE)?;
    let mut words = head
        .strip_prefix("-> ")
        .ok_or(NONE)?
        .split(' ')
        .map(str::to_owned);
    let tag = words.next().filter(|tag| !tag.is_empty()).ok_or(NONE)?;
    let mut letters = Zeroizing::new(Vec::new());
    for _ in 0..MOST {
        let line = hear()?;
        letters.extend_from_slice(&line);
        if line.len() < WIDTH {
            let body = BASE64_STANDARD_NO_PAD.decode(&*letters).map_err(|_| NONE)?;
            let args = words.collect();
            return Ok(Stanza { tag, args, body });
        }
    }
    Err(NONE.to_owned())
}

/// Returns the stanza for a file that a command carries: the number of the file, its kind, its arguments.
pub(super) fn carried(command: &mut Stanza) -> Option<Stanza> {
    let mut words = command.args.drain(..);
    let file = words.next()?;
    let tag = words.next()?;
    let args = words.collect();
    (file == "0").then(|| Stanza {
        tag,
        args,
        body: std::mem::take(&mut command.body),
    })
}
