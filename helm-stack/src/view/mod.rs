//! The answers of the commands: values become shapes here, and nothing is read, decided or printed.

pub(crate) mod complaints;
pub(crate) mod diff;
pub(crate) mod lint;
mod masked;
pub(crate) mod parents;
pub(crate) mod plan;
pub(crate) mod secret_check;
pub(crate) mod secret_list;
pub(crate) mod setup;
pub(crate) mod show;

#[cfg(test)]
mod schemas;
