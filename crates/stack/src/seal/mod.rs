//! SOPS: values sealed and opened in place, every other byte kept. Keys are wrapped and unwrapped by an edge.
//!
//! The format is getsops' (`sops.go`, `aes/cipher.go`, `stores/yaml/store.go`), so that standard `sops` opens what is
//! sealed here and the other way round. No file, clock, randomness or private key of a person enters.

mod asked;
mod cipher;
mod comments;
mod config;
mod config_edit;
mod creation_rule;
mod data_key;
mod fault;
mod mac;
mod metadata;
mod open;
mod opened;
mod plain;
mod readable;
mod rule;
mod scalar_text;
mod scalar_type;
mod seal_text;
mod sealed;
mod section;
mod splice;
mod survey;
mod timestamp;
mod token;
mod unsealed;
mod value;
mod verify;
mod walk;

pub use asked::{also_sealed, not_found};
pub use config::Config;
pub use config_edit::{add_recipient, remove_recipient};
pub use creation_rule::{recipients_in, same_recipient};
pub use data_key::DataKey;
pub use fault::{Fault, Reason};
pub use metadata::{WrappedKey, WrappedKeys};
pub use open::{is_sealed, open, rule_of, wrapped_keys};
pub use opened::Opened;
pub use readable::readable;
pub use rule::Rule;
pub use seal_text::{Keys, Random, Source, seal};
pub use sealed::Sealed;
pub use survey::{Survey, plain_paths};
pub use unsealed::unsealed;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties_tests;
#[cfg(test)]
mod seal_tests;
