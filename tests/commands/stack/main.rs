//! `helm stack` as a person types it: the real program in folders of its own, whole screens and exact sentences.
//! Nothing here looks into the program.

#![cfg(test)]

mod init;
mod lint;
mod program;
mod show;
