//! Prints what `setup` would apply, for installations that are changed in their own way. No cluster is asked.

use std::io::Write;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;
use plugin_kit::yaml::yaml;
use stack::setup::decryptor::KEY_SECRET;

use super::intent::{Intent, LOOKED_AT};
use super::live::Live;
use super::piece::{Piece, pieces};
use crate::command::Session;

/// Prints the objects as YAML; Secrets are told how to make.
///
/// # Errors
/// The repository cannot be read, or says otherwise than the flags.
pub(super) fn run(intent: &Intent, session: &Session) -> anyhow::Result<Exit> {
    let tip = intent.repository.fetch(LOOKED_AT)?;
    let prepared = intent.prepare(&tip, None, session)?;
    let namespace = &prepared.cluster.namespace;
    let mut output = stdout();
    let head = format!(
        "# What Argo CD in namespace {namespace} needs once. `--apply` does all of it, reads what is there first, and pushes\n\
         # the files named below; otherwise: kubectl apply --server-side --field-manager=helm-stack -f FILE\n"
    );
    output
        .write_all(head.as_bytes())
        .doing("writing the answer")?;
    for path in prepared.changes.keys() {
        writeln!(output, "# GitOps repository, to be written: {path}")
            .doing("writing the answer")?;
    }
    for piece in pieces(intent, &prepared, &Live::default()) {
        let text = document(&piece, namespace)?;
        write!(output, "---\n{text}").doing("writing the answer")?;
    }
    for (path, text) in &prepared.changes {
        let lines: String = text.lines().map(|line| format!("#   {line}\n")).collect();
        write!(output, "---\n# {path} in the GitOps repository:\n{lines}")
            .doing("writing the answer")?;
    }
    output.flush().doing("writing the answer")?;
    Ok(Exit::Done)
}

fn document(piece: &Piece, namespace: &str) -> anyhow::Result<String> {
    if piece.is_secret() {
        return Ok(format!(
            "# Secret {KEY_SECRET} is not printed. Make it with:\n\
             #   kubectl create secret generic {KEY_SECRET} --namespace {namespace} --from-file=keys.txt=FILE\n"
        ));
    }
    let remark = match piece.name().as_str() {
        "ConfigMap argocd-cm" => {
            "# A health check for Applications that is there already belongs below the last line of this one.\n"
        }
        "ConfigMap helm-stack-decryptor" => "# Lines that are there already belong to it, too.\n",
        _ => "",
    };
    Ok(format!("{remark}{}", yaml(&piece.object)?))
}
