//! Values sealed in Git could not be opened.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `no key could decrypt the data key`, `Failed to get the data key required to decrypt the SOPS file` of SOPS;
/// `no identity matched any of the recipients` of age; what our decryptor says (`helm-stack`'s wrapper);
/// `helm-secrets`' `Error while decrypting`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::DecryptionFailed,
    says: &[
        &["failed to get the data key"],
        &["no identity matched"],
        &["no key could decrypt"],
        &["could decrypt the data key"],
        &["sealed for nobody"],
        &["error while decrypting"],
        &["error decrypting"],
        &["cannot decrypt"],
        &["cannot be decrypted"],
        &["failed to decrypt"],
        &["cannot be opened"],
        &["sealed", "stays so"],
        &["sealed", "stay so"],
        &["no key opens"],
        &["mac mismatch"],
    ],
    summary: |_, said| saying("Values sealed in Git could not be opened", said),
    next: |case, _| {
        let namespace = case.question.application.controller_namespace();
        vec![
            next(
                "see for whom they are sealed, and whether Argo CD's key is among them",
                "helm stack secrets check",
            ),
            next(
                "see whether the repo-server has its key",
                command::at_home("get", namespace, "secrets"),
            ),
        ]
    },
};
