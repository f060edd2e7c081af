//! What is said of files that cannot be read.

use std::io;

use crate::error::{Cause, Error};

/// What helps with any file that cannot be read.
pub(super) const NEXT: &str =
    "give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json";

/// Says that there is nothing in it.
pub(super) fn empty(name: &str) -> Error {
    Error::new(Cause::Unreadable, format!("{name} is empty")).next(NEXT)
}

/// Says why a file could not be read to its end.
pub(super) fn broken(name: &str, error: &io::Error) -> Error {
    let error_of = |why: &str| Error::new(Cause::Unreadable, format!("{name}: {why}"));
    match error.kind() {
        io::ErrorKind::UnexpectedEof => error_of("it ends in the middle of the compressed text")
            .next("copy or download the file again"),
        io::ErrorKind::FileTooLarge => error_of(&error.to_string())
            .next("unpack it yourself if you trust it, and give a part of it"),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => error_of(&format!(
            "it is neither text nor a whole .gz or .zst file: {error}"
        ))
        .next(NEXT),
        _ => error_of(&format!("it cannot be read: {error}")).next("check the file and its rights"),
    }
}

/// Says with its line what is wrong with JSON.
pub(super) fn json_words(error: &serde_json::Error) -> String {
    match error.is_eof() {
        true => format!("line {}: it ends in the middle", error.line()),
        false => format!("line {}: {}", error.line(), reason(error)),
    }
}

/// Returns what serde_json says without its own position.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let bare = said.rsplit_once(" at line ").map(|(bare, _)| bare);
    let what = match error.is_data() {
        true => "no line of a snapshot",
        false => "not JSON",
    };
    format!("it is {what}: {}", bare.unwrap_or(&said))
}
