//! Texts of Argo CD, Helm and Kubernetes made fit to be quoted: one line, masked, down to the telling part.
//!
//! Control characters are left alone; whoever writes to a terminal escapes them.

use crate::{mask, redact};

/// Longest quotation, in characters.
const LONGEST: usize = 320;

/// Returns a text as one masked line of bearable length.
pub(super) fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let masked = redact::without_credentials(&mask::text(&line));
    shortened(&masked)
}

/// Returns one line of a log, masked and of bearable length.
pub(super) fn log_line(line: &str) -> String {
    shortened(&redact::without_credentials(&mask::text(line.trim_end())))
}

/// Returns the part of a message of Argo CD that tells something: without the names of the calls it came
/// through (`rpc error: code = … desc =` of gRPC, `failed exit status 1:` of Argo CD's `util/exec`), without
/// the general sentence of a sync (`…, reason:` of gitops-engine), without what its cluster cache was doing
/// (`failed to get server version:`), and without its plans to retry.
pub(crate) fn telling(message: &str) -> String {
    let mut rest = sentence_uncut(message);
    for wrapper in [
        " desc = ",
        "error (cached): ",
        ", reason: ",
        "failed to get server version: ",
    ] {
        rest = after_last(rest, wrapper);
    }
    rest = after_exit_status(rest);
    for prefix in [
        "Failed to load target state: ",
        "Failed to load live state: ",
        "Error: ",
    ] {
        rest = rest.strip_prefix(prefix).map(str::to_owned).unwrap_or(rest);
    }
    for suffix in [
        ". Retrying attempt #",
        " (retried ",
        " Use --debug flag to render out invalid YAML",
    ] {
        rest = rest.split(suffix).next().unwrap_or_default().to_owned();
    }
    rest = rest.replace(CACHED_SOURCE, "");
    sentence(&without_values(after_patching(&rest)))
}

/// What Argo CD writes for the folder in which its repo-server keeps a source.
const CACHED_SOURCE: &str = "<path to cached source>/";

/// Leaves out the file kubectl patched from, which is gone (`error when patching "/dev/shm/1234": …`).
fn after_patching(text: &str) -> &str {
    let rest = text.strip_prefix("error when patching \"");
    rest.and_then(|rest| rest.split_once("\": "))
        .map_or(text, |(_, rest)| rest)
}

/// Begins a value that the API server does not take.
const INVALID: &str = "Invalid value: ";

/// Leaves out values that are whole structures, as Kubernetes' field errors repeat them: what is wrong with
/// them stands behind.
fn without_values(text: &str) -> String {
    let mut parts = text.split(INVALID);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match structure(part).and_then(|length| part[length..].strip_prefix(": ")) {
            Some(rest) => kept.push_str(rest),
            None => kept.push_str(&format!("{INVALID}{part}")),
        }
    }
    kept
}

/// Returns the length of the JSON object or list that a text begins with.
fn structure(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let value = values.next()?.ok()?;
    (value.is_object() || value.is_array()).then(|| values.byte_offset())
}

fn sentence_uncut(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn after_last(text: String, wrapper: &str) -> String {
    match text.rsplit_once(wrapper) {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    }
}

fn after_exit_status(text: String) -> String {
    let Some((_, rest)) = text.rsplit_once("failed exit status ") else {
        return text;
    };
    rest.split_once(": ")
        .map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telling_part_of_a_comparison_error_is_what_helm_says() {
        let message = "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown \
            desc = error fetching chart: failed to fetch chart: failed running helm: `helm pull --destination /tmp/a --version 99.0.0 \
            --repo http://charts.example.com prometheus` failed exit status 1: Error: chart \"prometheus\" version \"99.0.0\" not found \
            in http://charts.example.com repository";
        assert_eq!(
            telling(message),
            "chart \"prometheus\" version \"99.0.0\" not found in http://charts.example.com repository"
        );
    }

    #[test]
    fn the_telling_part_of_a_sync_is_what_the_api_server_says() {
        let message = "one or more synchronization tasks completed unsuccessfully, reason: Service \"api\" is invalid: \
            spec.ports[0].port: Invalid value. Retrying attempt #7 at 2026-11-26T09:29:57Z.";
        assert_eq!(
            telling(message),
            "Service \"api\" is invalid: spec.ports[0].port: Invalid value"
        );
    }

    #[test]
    fn structures_and_files_of_a_moment_are_no_telling_part() {
        let message = "error when patching \"/dev/shm/385\": Job.batch \"migrate\" is invalid: spec.template: \
            Invalid value: {\"labels\":{\"a\":\"}\"},\"Spec\":null}: field is immutable";
        assert_eq!(
            telling(message),
            "Job.batch \"migrate\" is invalid: spec.template: field is immutable"
        );
        let message =
            "spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive";
        assert_eq!(telling(message), message);
        let message =
            "Error: open <path to cached source>/web/live.yaml: no such file or directory";
        assert_eq!(
            telling(message),
            "open web/live.yaml: no such file or directory"
        );
    }

    #[test]
    fn what_is_quoted_is_one_masked_line_of_bearable_length() {
        assert_eq!(
            sentence("a\n  b https://bot:hunter2@git.example.com/x"),
            "a b https://git.example.com/x"
        );
        assert_eq!(sentence(&"é".repeat(1000)).chars().count(), LONGEST + 1);
        assert!(!log_line("password=hunter2").contains("hunter2"));
    }
}
