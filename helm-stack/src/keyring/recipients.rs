//! Wrapping a data key for age recipients.

use std::io::Write;

use anyhow::{Context, Result};
use plugin_kit::failure::Failure;
use stack::seal::{DataKey, WrappedKey};

/// Wraps a data key, once for each recipient (`age1…`).
///
/// # Errors
/// No recipient at all; recipients this program cannot seal for, all of them in one sentence.
pub(crate) fn wrap(key: &DataKey, recipients: &[String]) -> Result<Vec<WrappedKey>> {
    if recipients.is_empty() {
        return Err(Failure::new("there is nobody to seal it for")
            .next("name age recipients in .sops.yaml, or in SOPS_AGE_RECIPIENTS")
            .into());
    }
    let parsed: Vec<_> = recipients.iter().map(|text| (text, parse(text))).collect();
    let wrong: Vec<String> = parsed
        .iter()
        .filter_map(|(_, parsed)| parsed.as_ref().err().cloned())
        .collect();
    if !wrong.is_empty() {
        return Err(Failure::new(wrong.join("; "))
            .next("write the public key that `age-keygen -y` shows: age1 and 58 letters and digits")
            .into());
    }
    let parsed = parsed.into_iter();
    parsed
        .filter_map(|(text, parsed)| Some((text, parsed.ok()?)))
        .map(|(text, recipient)| wrap_for(key, text, &recipient))
        .collect()
}

fn parse(text: &str) -> Result<age::x25519::Recipient, String> {
    text.parse().map_err(|_| {
        let kind = if text.starts_with("age1pq1") {
            "a post-quantum recipient"
        } else if text.starts_with("ssh-") {
            "an SSH key"
        } else if text.starts_with("AGE-SECRET-KEY-") {
            return "an age identity stands where a recipient should: it is private, and must be replaced if others saw it"
                .to_owned();
        } else {
            return format!("`{text}` is no age recipient");
        };
        format!("`{text}` is {kind}, and this program seals for X25519 recipients only")
    })
}

fn wrap_for(key: &DataKey, text: &str, recipient: &age::x25519::Recipient) -> Result<WrappedKey> {
    let armored =
        armored(key, recipient).with_context(|| format!("wrapping a data key for {text}"))?;
    Ok(WrappedKey {
        recipient: text.to_owned(),
        enc: armored,
    })
}

fn armored(key: &DataKey, recipient: &age::x25519::Recipient) -> Result<String> {
    let recipient: &dyn age::Recipient = recipient;
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient))?;
    let format = age::armor::Format::AsciiArmor;
    let armor = age::armor::ArmoredWriter::wrap_output(Vec::new(), format)?;
    let mut writer = encryptor.wrap_output(armor)?;
    writer.write_all(key.as_bytes())?;
    let bytes = writer.finish()?.finish()?;
    Ok(String::from_utf8(bytes)?)
}
