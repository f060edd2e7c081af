//! Recipients: what a text of one is, and a data key wrapped for it.

use std::io::Write;

use age::ssh::ParseRecipientKeyError;
use anyhow::{Context, Result};
use plugin_kit::failure::{Exit, Failure};
use stack::seal::{DataKey, WrappedKey};

use super::environment::{Environment, Process};
use super::plugin::{PluginRecipient, Wrapping};

/// Somebody a data key can be wrapped for.
enum Recipient {
    X25519(age::x25519::Recipient),
    Ssh(age::ssh::Recipient),
    Plugin(PluginRecipient),
}

/// Wraps a data key, once for each recipient: `age1…`, `ssh-ed25519 …`, `ssh-rsa …`, and those of plugins, `age1<name>1…`,
/// which are started for it.
///
/// # Errors
/// No recipient at all; recipients this program cannot seal for, all of them in one sentence; a plugin that is not there
/// or fails.
pub(crate) fn wrap(key: &DataKey, recipients: &[String]) -> Result<Vec<WrappedKey>> {
    wrap_at(&Process, key, recipients)
}

/// Wraps a data key on a machine, as [`wrap`] does on this one.
pub(super) fn wrap_at(
    environment: &dyn Environment,
    key: &DataKey,
    recipients: &[String],
) -> Result<Vec<WrappedKey>> {
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
        return Err(self::wrong(wrong.join("; ")).into());
    }
    let parsed = parsed.into_iter();
    parsed
        .filter_map(|(text, parsed)| Some((text, parsed.ok()?)))
        .map(|(text, recipient)| wrap_for(environment, key, text, &recipient))
        .collect()
}

/// Checks that a text is a recipient this program seals for.
///
/// # Errors
/// It is none; why.
pub(crate) fn check(recipient: &str) -> Result<()> {
    match parse(recipient) {
        Ok(_) => Ok(()),
        Err(why) => Err(wrong(why).into()),
    }
}

fn wrong(why: String) -> Failure {
    Failure::new(why)
        .next("write public keys as `age-keygen -y` shows them, or the line of an SSH key's .pub file")
        .exit(Exit::Usage)
}

/// Returns a recipient as sentences show it: long keys by their ends.
pub(super) fn shown(recipient: &str) -> String {
    const LONG: usize = 100;
    match (recipient.char_indices().nth(24), recipient.len()) {
        (Some((head, _)), length) if length > LONG => {
            let mut ends = recipient.char_indices().rev();
            let tail = ends.nth(11).map_or(length, |(at, _)| at);
            format!("{}…{}", &recipient[..head], &recipient[tail..])
        }
        _ => recipient.to_owned(),
    }
}

fn parse(text: &str) -> Result<Recipient, String> {
    if let Ok(recipient) = text.parse() {
        return Ok(Recipient::X25519(recipient));
    }
    if is_private(text) {
        return Err("an age identity stands where a recipient should: it is private, and must be replaced if others saw it".to_owned());
    }
    let shown = shown(text);
    match text.parse() {
        Ok(recipient) => return Ok(Recipient::Ssh(recipient)),
        Err(ParseRecipientKeyError::RsaModulusTooSmall) => {
            return Err(format!(
                "`{shown}` has less than 2048 bits, which is too weak"
            ));
        }
        Err(ParseRecipientKeyError::RsaModulusTooLarge) => {
            return Err(format!(
                "`{shown}` has more than 4096 bits, which age does not take"
            ));
        }
        Err(ParseRecipientKeyError::Unsupported(kind)) => {
            return Err(format!(
                "`{shown}` is a {kind} key, and age seals for ssh-ed25519 and ssh-rsa only"
            ));
        }
        Err(_) => {}
    }
    if let Some(recipient) = PluginRecipient::parse(text) {
        return Ok(Recipient::Plugin(recipient));
    }
    Err(if text.starts_with("ssh-") {
        format!("`{shown}` is no SSH key: something of it is missing")
    } else {
        format!("`{shown}` is no age recipient: letters of it are wrong or missing")
    })
}

fn is_private(text: &str) -> bool {
    ["AGE-SECRET-KEY-", "AGE-PLUGIN-", "-----BEGIN"]
        .iter()
        .any(|start| text.to_uppercase().starts_with(start))
}

fn wrap_for(
    environment: &dyn Environment,
    key: &DataKey,
    text: &str,
    recipient: &Recipient,
) -> Result<WrappedKey> {
    let armored = match recipient {
        Recipient::X25519(recipient) => armored(key, recipient),
        Recipient::Ssh(recipient) => armored(key, recipient),
        Recipient::Plugin(recipient) => armored(
            key,
            &Wrapping {
                recipient,
                environment,
            },
        ),
    };
    let armored = armored.with_context(|| format!("wrapping a data key for {}", shown(text)))?;
    Ok(WrappedKey {
        recipient: text.to_owned(),
        enc: armored,
    })
}

fn armored(key: &DataKey, recipient: &dyn age::Recipient) -> Result<String> {
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient))?;
    let format = age::armor::Format::AsciiArmor;
    let armor = age::armor::ArmoredWriter::wrap_output(Vec::new(), format)?;
    let mut writer = encryptor.wrap_output(armor)?;
    writer.write_all(key.as_bytes())?;
    let bytes = writer.finish()?.finish()?;
    Ok(String::from_utf8(bytes)?)
}
