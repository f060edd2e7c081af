//! A password or token that nothing prints by mistake.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

/// A secret text: wiped when dropped, never shown.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "String")]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text, for whoever sends it where it belongs.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Says whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(format!("{:?}", Secret::from("hunter2".to_owned())), "***");
    }
}
