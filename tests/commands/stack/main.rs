//! `helm stack` as a person types it: the real program in folders of its own, over chart sources in this process; whole
//! screens, whole files and exact sentences. Nothing here looks into the program.

#![cfg(test)]

mod add;
mod add_manifest;
#[path = "../../schemas/answer.rs"]
mod answer;
mod charts;
#[cfg(unix)]
mod completion;
mod decryptor;
mod encrypt;
mod init;
mod lint;
mod place;
mod program;
#[cfg(unix)]
mod push;
#[cfg(unix)]
mod secrets;
#[allow(dead_code, reason = "the tests of the sources themselves use the rest")]
#[path = "../../../helm-stack/src/source/fake.rs"]
mod server;
mod set;
#[cfg(unix)]
mod setup;
mod show;
