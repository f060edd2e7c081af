//! The repositories and registries that an Argo CD is connected to, and which add-ons use them.
//!
//! Of a Secret only its address and the kind of its credentials are kept, from the moment it is read. Rules are those of
//! Argo CD's `util/db/repository_secrets.go` and `util/git/git.go`.

mod address;
mod connection;
mod credentials;
mod home;
mod join;
mod legacy;

pub use address::{comparable, same};
pub use connection::{Connection, ConnectionKind, SECRET_TYPES, SourceType};
pub use credentials::Credential;
pub use home::Homes;
pub use join::{Credentials, Known, Repository, Trouble, join};
pub use legacy::of_config_map;
