//! Tasks of this workspace, run as `cargo xtask <verb>`; one module a verb.

mod bench;
mod scenario;

fn main() {}
