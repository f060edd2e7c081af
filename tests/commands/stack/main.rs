//! `helm stack` as a person types it: the real program in folders of its own, whole screens and exact sentences.
//! Nothing here looks into the program.

#![cfg(test)]

#[cfg(unix)]
mod decryptor;
mod init;
mod lint;
mod program;
#[cfg(unix)]
mod push;
#[cfg(unix)]
mod setup;
mod show;
