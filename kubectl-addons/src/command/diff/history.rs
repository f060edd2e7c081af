//! Two deployments against each other.

use argocd::diff;
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};

use super::Answer;
use crate::reader::Reader;
use crate::selection;
use crate::view::diff::Between;

/// Compares two deployments by their ids, the older first; one alone with the newest.
pub(super) async fn between(
    reader: &mut Reader,
    name: &str,
    ids: &[i64],
) -> anyhow::Result<Answer> {
    let application = selection::find(reader, name).await?;
    let known = diff::ids(&application);
    let (older, newer) = match (ids, known.last()) {
        (&[older, newer], _) => (older, newer),
        (&[older], Some(newest)) => (older, *newest),
        _ => return Err(undeployed(&application.metadata.name).into()),
    };
    let comparison = diff::between(&application, older, newer).ok_or_else(|| {
        let unknown = if known.contains(&older) { newer } else { older };
        forgotten(&application.metadata.name, unknown, &known)
    })?;
    let label = |id| format!("deployment {id}");
    Ok(Answer {
        application,
        comparison,
        between: Between::new(label(older), label(newer)),
        remarks: Vec::new(),
    })
}

fn undeployed(name: &str) -> Failure {
    Failure::new(format!("{name} has no deployments to compare"))
        .next(format!(
            "see what is remembered: kubectl addons history {}",
            quoted(name)
        ))
        .exit(Exit::NotFound)
}

fn forgotten(name: &str, id: i64, known: &[i64]) -> Failure {
    let known: Vec<String> = known.iter().map(i64::to_string).collect();
    let failure = Failure::new(format!("{name} remembers no deployment {id}")).exit(Exit::NotFound);
    match known.is_empty() {
        true => failure.next("only full syncs that succeed are remembered"),
        false => failure.next(format!("it remembers {}", known.join(", "))),
    }
}
