//! SOPS: values sealed and opened in place, every other byte kept. Keys are wrapped and unwrapped by an edge.
//!
//! The format is getsops' (`sops.go`, `aes/cipher.go`, `stores/yaml/store.go`), so that standard `sops` opens what is
//! sealed here and the other way round. No file, clock, randomness or private key of a person enters.

mod asked;
mod cipher;
mod comments;
mod config;
mod creation_rule;
mod data_key;
mod fault;
mod mac;
mod metadata;
mod open;
mod opened;
mod plain;
mod rule;
mod scalar_text;
mod scalar_type;
mod seal_text;
mod sealed;
mod section;
mod splice;
mod timestamp;
mod token;
mod unsealed;
mod value;
mod verify;
mod walk;

pub use asked::{also_sealed, not_found};
pub use config::Config;
pub use creation_rule::recipients_in;
pub use data_key::DataKey;
pub use fault::{Fault, Reason};
pub use metadata::{WrappedKey, WrappedKeys};
pub use open::{is_sealed, open, rule_of, wrapped_keys};
pub use opened::Opened;
pub use rule::Rule;
pub use seal_text::{Keys, Random, Source, seal};
pub use sealed::Sealed;
pub use unsealed::unsealed;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties_tests;
#[cfg(test)]
mod seal_tests;
