//! What everything laid out looks like, left in the bench's folder for whoever wants to read it without a cluster;
//! `cargo xtask bench record --from` makes a fixture of it.

use std::fs;
use std::process;

use anyhow::{Context, Result};
use tests::bench;
use tests::person::Person;

use super::ground::{Ground, application_name};

/// File in the bench's folder.
const FILE: &str = "why.jsonl";

/// Stands for the server that lets nobody in.
const PRIVATE: &str = "private.example.com";

/// Writes the file, without what only this run is called.
///
/// # Errors
/// The plugin fails, or the file cannot be written.
pub(super) fn leave(person: &Person<'_>, ground: &Ground<'_>) -> Result<()> {
    let name = |short: &str| application_name(short);
    let shorts = ground.entries.iter().map(|entry| entry.name.as_str());
    let more = [
        ("shared", "rival"),
        ("unwaited", "first"),
        ("unwaited", "second"),
    ];
    let more = more.map(|(short, member)| format!("{}-{member}", name(short)));
    let words = ["snapshot", "--file", FILE].map(str::to_owned);
    person
        .addons(words.into_iter().chain(shorts.map(name)).chain(more))?
        .done()?;
    let text = person
        .read(FILE)?
        .replace(&format!("-{}", process::id()), "")
        .replace(ground.private_address(), PRIVATE);
    let path = bench::path("BENCH_FOLDER")?.join(FILE);
    fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}
