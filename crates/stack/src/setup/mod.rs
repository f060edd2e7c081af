//! What an Argo CD needs once, as values: its health check for Applications, the decryptor's objects, the allow-list.
//!
//! Applying, printing and asking are the command's matter. Applications that a push writes belong to `application`.

pub mod allow_list;
pub mod argocd_cm;
pub mod decryptor;
pub mod health_check;
pub mod repository;
pub mod sops_config;
