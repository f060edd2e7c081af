//! The age identities that the repo-server was given, and the data key of a file by one of them.

use std::env;
use std::fs;
use std::io::Read;

use age::Identity;
use age::armor::ArmoredReader;
use stack::seal::{DataKey, WrappedKeys};
use stack::setup::decryptor::KEY_VARIABLE;
use zeroize::Zeroizing;

use super::refusal::Refusal;

/// Unwraps the data key of a sealed file; `path` names it.
///
/// # Errors
/// No identities, ones that cannot be read, or none that fits.
pub(super) fn data_key(keys: &WrappedKeys, path: &str) -> Result<DataKey, Refusal> {
    let identities = identities()?;
    let found = keys.age.iter().find_map(|wrapped| {
        let decryptor = age::Decryptor::new(ArmoredReader::new(wrapped.enc.as_bytes())).ok()?;
        let known = identities
            .iter()
            .map(|identity| &**identity as &dyn Identity);
        let mut reader = decryptor.decrypt(known).ok()?;
        let mut key = Zeroizing::new(Vec::new());
        reader.read_to_end(&mut key).ok()?;
        DataKey::from_bytes(&key)
    });
    found.ok_or_else(|| {
        let recipients: Vec<&str> = keys.age.iter().map(|key| key.recipient.as_str()).collect();
        Refusal::new(format!(
            "{path} is sealed for {}, and none of the identities of {KEY_VARIABLE} is one of them",
            recipients.join(", ")
        ))
    })
}

fn identities() -> Result<Vec<Box<dyn Identity>>, Refusal> {
    let Some(file) = env::var_os(KEY_VARIABLE).filter(|file| !file.is_empty()) else {
        return Err(Refusal::new(format!(
            "values are sealed, and stay so: {KEY_VARIABLE} names no file with age identities"
        )));
    };
    let shown = file.display();
    let refused = |why: &str| {
        Refusal::new(format!(
            "the age identities in {shown} cannot be read: {why}"
        ))
    };
    let text = Zeroizing::new(fs::read(&file).map_err(|error| refused(&error.to_string()))?);
    let file = age::IdentityFile::from_buffer(text.as_slice());
    // What is wrong with a line of it is not repeated: the line is a key.
    let file = file.map_err(|_| refused("it is no file of age identities"))?;
    file.into_identities()
        .map_err(|_| refused("it holds an identity of an unknown kind"))
}
