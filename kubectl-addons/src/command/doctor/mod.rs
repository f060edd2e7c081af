//! `doctor`: whether the plugins can work here, and what to ask for where they cannot.
//!
//! Facts are collected in two ways, from a live cluster and from a file; the checks on them are `argocd`'s.

mod findings;
mod live;
mod recorded;

use argocd::doctor::{Check, Status, checks};
use plugin_kit::failure::Exit;
use plugin_kit::streams::Streams;

use super::show;
use crate::cli::DoctorArguments;
use crate::reader::Reader;
use crate::view::doctor::DoctorView;

/// Checks everything there is a check for.
pub(crate) async fn run(arguments: DoctorArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let findings = match reader.cluster().cloned() {
        Some(cluster) => live::collect(&mut reader, &cluster).await?,
        None => recorded::collect(&reader).await,
    };
    reader.finish();
    let checks = checks(&findings.facts(&reader));
    let exit = exit(&checks, arguments.exit_code);
    show(&DoctorView::new(checks), arguments.output.into(), &streams)?;
    Ok(exit)
}

/// Without an Argo CD nothing was found to judge; all else is an answer, unless the code is asked for.
fn exit(checks: &[Check], wanted: bool) -> Exit {
    let failed = |check: &Check| check.status == Status::Failed;
    match checks
        .iter()
        .any(|check| failed(check) && check.id == "installation")
    {
        true => Exit::NotFound,
        false if wanted && checks.iter().any(failed) => Exit::Differs,
        false => Exit::Done,
    }
}
