//! Does the snapshot of a cluster answer like the cluster?

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;
use tests::patience::complaints_after;
use tests::person::Person;

/// How often the cluster may change between a snapshot and the question is a matter of seconds.
const QUIET: Duration = Duration::from_secs(90);

/// Questions whose answers are compared; among them what hangs, waits, is missing, lies elsewhere and has children.
const QUESTIONS: &[&[&str]] = &[
    &["list"],
    &["list", "--state", "Degraded", "--sort-by", "state"],
    &["get", "storefront"],
    &["get", "edge-eu"],
    &["get", "payments-ledger"],
    &["tree", "storefront"],
    &["tree", "monitoring", "--recursive"],
    &["tree", "orders-db"],
    &["tree", "tenants"],
    &["tree", "keycloak"],
    &["tree", "wiki"],
    &["tree", "team-a/checkout"],
    &["tree", "invoices-frankfurt"],
    &["tree", "feature-flags"],
    &["events", "keycloak"],
    &["events", "nightly-backup"],
];

/// Everything is compared, so nobody else may change anything meanwhile.
#[test]
fn a_snapshot_answers_like_its_cluster() -> Result<()> {
    let bench = Bench::alone()?;
    let administrator = bench.administrator()?;
    let file = bench.home().join("all.json.gz");
    let mut questions = QUESTIONS.to_vec();
    let different = complaints_after(QUIET, || {
        write(&administrator, &file)?;
        differences(&administrator, &file, &mut questions)
    })?;
    assert!(different.is_empty(), "\n{}\n", different.join("\n"));
    Ok(())
}

#[test]
fn a_snapshot_of_one_add_on_answers_for_it() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let file = bench.home().join("one.json.gz");
    let words = [OsStr::new("snapshot"), "minio".as_ref(), "-f".as_ref()];
    administrator
        .addons(words.into_iter().chain([file.as_os_str()]))?
        .done()?;
    let question = ["tree", "minio", "-o", "json"];
    let cluster = administrator.addons(question)?.json()?;
    assert_eq!(from(&administrator, &file, &question)?, cluster);
    Ok(())
}

#[test]
fn a_snapshot_is_for_its_owners_eyes() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let file = bench.home().join("private.json");
    write(&administrator, &file)?;
    let mode = file.metadata()?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    Ok(())
}

#[test]
fn a_file_of_everybody_becomes_private_when_it_is_written_over() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let file = bench.home().join("public.json");
    std::fs::write(&file, "")?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644))?;
    write(&administrator, &file)?;
    let mode = file.metadata()?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    Ok(())
}

#[test]
fn a_snapshot_can_be_piped() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let snapshot = administrator.addons(["snapshot", "wiki"])?.done()?;
    let file = bench.home().join("piped.json");
    std::fs::write(&file, &snapshot.stdout)?;
    let list = from(&administrator, &file, &["list", "-o", "json"])?;
    assert_eq!(list["items"][0]["name"], "wiki", "{list}");
    Ok(())
}

fn write(administrator: &Person<'_>, file: &Path) -> Result<()> {
    let words = [OsStr::new("snapshot"), "-f".as_ref(), file.as_os_str()];
    administrator.addons(words)?.done().map(drop)
}

/// Asks cluster and file; questions that they answer alike need not be asked again.
fn differences(
    administrator: &Person<'_>,
    file: &Path,
    questions: &mut Vec<&[&str]>,
) -> Result<Vec<String>> {
    let mut different = Vec::new();
    for question in std::mem::take(questions) {
        let words = [question, &["-o", "json"][..]].concat();
        let asking = || question.join(" ");
        let cluster = administrator.addons(&words)?.json().with_context(asking)?;
        let recorded = from(administrator, file, &words).with_context(asking)?;
        let (cluster, recorded) = (standing_still(cluster), standing_still(recorded));
        if cluster != recorded {
            questions.push(question);
            different.push(first_difference(&asking(), &cluster, &recorded));
        }
    }
    Ok(different)
}

/// Asks a file; nobody needs a cluster for that.
fn from(person: &Person<'_>, file: &Path, words: &[&str]) -> Result<Value> {
    let mut command = person.program(tests::bench::path("KUBECTL_ADDONS")?, words);
    command.arg("--from").arg(file).env_remove("KUBECONFIG");
    person.run(command)?.json()
}

fn first_difference(question: &str, cluster: &Value, recorded: &Value) -> String {
    let [cluster, recorded] = [cluster, recorded].map(|answer| format!("{answer:#}"));
    let pairs = cluster.lines().zip(recorded.lines());
    let mut pairs = pairs.skip_while(|(cluster, recorded)| cluster == recorded);
    let (cluster, recorded) = pairs.next().unwrap_or(("more or fewer lines", ""));
    format!("{question}:\n  cluster:  {cluster}\n  snapshot: {recorded}")
}

/// Takes out what moves on while nothing changes: ages in sentences, and when Argo CD last looked.
fn standing_still(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let words = text.split(' ').filter(|word| !is_age(word));
            Value::String(words.collect::<Vec<_>>().join(" "))
        }
        Value::Array(values) => values.into_iter().map(standing_still).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != "comparedAt")
            .map(|(name, value)| (name, standing_still(value)))
            .collect(),
        other => other,
    }
}

/// Returns whether a word is an age, as in `65s`, `7m10s` and `3d:`.
fn is_age(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(['s', 'm', 'h', 'd'])
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "smhd".contains(c))
}

#[test]
fn ages_in_sentences_are_taken_out_and_nothing_else() {
    for age in ["65s", "7m10s", "3d:", "(4h)"] {
        assert!(is_age(age), "{age}");
    }
    for word in ["2.3.1", "m", "0123abcd", "4xd", "demo", "10"] {
        assert!(!is_age(word), "{word}");
    }
}
