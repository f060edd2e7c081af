//! Opening a file with whoever's identities are at hand.

use plugin_kit::failure::Explain;
use stack::seal::{Opened, open, wrapped_keys};

use crate::keyring::Keyring;

/// Opens a sealed text; `shown` is what sentences call it.
///
/// # Errors
/// It is not sealed, no identity fits, or it was changed after it was sealed.
pub(crate) fn opened(keyring: &Keyring<'_>, shown: &str, text: &str) -> anyhow::Result<Opened> {
    let doing = || format!("opening {shown}");
    let keys = wrapped_keys(text).doing(doing())?;
    let key = keyring.data_key(&keys).doing(doing())?;
    open(text, &key).doing(doing())
}
