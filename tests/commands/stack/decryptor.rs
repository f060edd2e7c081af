//! The program called as `helm`: what it opens for the real Helm, what it leaves alone, and everything it refuses.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Sealed with standard `sops` 3.13.3: `password` is hunter2, `list[0].token` is tok-4711.
const SEALED: &str = include_str!("../../fixtures/decryptor/values.yaml");
const KEYS: &str = include_str!("../../fixtures/decryptor/keys.txt");
/// An identity that nothing is sealed for.
const OTHER_KEYS: &str =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n";

const OPENED: &str =
    "user: ann # kept\npassword: hunter2\nlist:\n    - name: one\n      token: tok-4711\n";

/// A stand-in for the real Helm: says its arguments, shows the files named by `-f`, and ends as it is told.
const HELM: &str = r#"#!/bin/sh
echo "helm $*"
while [ $# -gt 0 ]; do
  case $1 in
    -f) cat "$2" ;;
    --exit=*) exit "${1#--exit=}" ;;
    --kill) kill -TERM $$ ;;
    --quote) echo "Error: at '/password': 'hunter2' does not match pattern '^x'" >&2; exit 1 ;;
  esac
  shift
done
"#;

/// A repo-server's machine: our program as helm, the real one, a clone of the GitOps repository, list and keys.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        machine.write("real/helm", HELM);
        fs::set_permissions(machine.path("real/helm"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(machine.path("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_helm-stack"), machine.path("bin/helm")).unwrap();
        machine.clone_of("_argocd-repo/gitops", "https://git.example.com/gitops.git");
        machine.write("_argocd-repo/gitops/clusters/prod/values.yaml", SEALED);
        machine.write("keys.txt", KEYS);
        machine.write("allow", "https://git.example.com/gitops clusters/prod\n");
        machine
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn clone_of(&self, folder: &str, url: &str) {
        let config = format!("[remote \"origin\"]\n\turl = {url}\n");
        self.write(&format!("{folder}/.git/config"), &config);
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(self.path("bin/helm"));
        command
            .args(line.split_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", "/nowhere")
            .env("PATH", "/usr/bin:/bin")
            .env("RUST_BACKTRACE", "1")
            .env("TMPDIR", self.folder.path())
            .env("HELM_STACK_REAL_HELM", self.path("real/helm"))
            .env("HELM_STACK_ALLOW_FILE", self.path("allow"))
            .env("SOPS_AGE_KEY_FILE", self.path("keys.txt"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs a line that must be refused: one line, no value, and the real Helm not called.
    #[track_caller]
    fn refused(&self, line: &str, says: &str) {
        refused(&self.run(line), says);
    }
}

#[track_caller]
fn refused(output: &Output, says: &str) {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(text(output), "", "the real helm was called");
    assert!(said.contains(says), "{said}");
    assert!(
        said.starts_with("helm-stack: ") && said.matches('\n').count() == 1,
        "{said}"
    );
    for value in ["hunter2", "tok-4711", "ENC[", "AGE-SECRET"] {
        assert!(!said.contains(value), "{said}");
    }
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_sealed_file_reaches_the_real_helm_opened() {
    let machine = Machine::new();
    let output =
        machine.run("template . -f _argocd-repo/gitops/clusters/prod/values.yaml --exit=7");
    let (line, shown) = text(&output)
        .split_once('\n')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(shown, OPENED);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    if cfg!(target_os = "linux") {
        assert!(
            line.starts_with("helm template . -f /proc/self/fd/"),
            "{line}"
        );
    }
    let left = fs::read_dir(machine.folder.path()).unwrap().count();
    assert_eq!(left, 5, "a file was left behind");
}

#[test]
fn a_signal_that_ends_helm_is_told() {
    use std::os::unix::process::ExitStatusExt;
    let machine = Machine::new();
    let output = machine.run("template -f _argocd-repo/gitops/clusters/prod/values.yaml --kill");
    assert_eq!(output.status.code(), Some(128 + 15));
    let output = machine.run("template --kill");
    assert_eq!(output.status.signal(), Some(15));
}

/// Argo CD writes it into the Application's status.
#[test]
fn an_opened_value_does_not_come_back_in_a_complaint_of_helm() {
    let machine = Machine::new();
    let output = machine.run("template -f _argocd-repo/gitops/clusters/prod/values.yaml --quote");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "Error: at '/password': '••••••' does not match pattern '^x'\n"
    );
}

#[test]
fn everything_else_is_the_real_helm() {
    let machine = Machine::new();
    machine.write("plain.yaml", "sops: {enabled: true}\na: 1\n");
    for line in [
        "version --short",
        "template . -f plain.yaml",
        "template . -f https://example.com/values.yaml",
        "dependency build",
    ] {
        let output = machine.run(line);
        assert!(
            text(&output).starts_with(&format!("helm {line}\n")),
            "{}",
            text(&output)
        );
    }
    assert!(text(&machine.run("template . -f plain.yaml")).ends_with("a: 1\n"));
}

#[test]
fn what_is_not_listed_stays_sealed() {
    let machine = Machine::new();
    machine.write("_argocd-repo/gitops/other/values.yaml", SEALED);
    let says = "other/values.yaml of https://git.example.com/gitops is sealed, and stays so";
    machine.refused("template . -f _argocd-repo/gitops/other/values.yaml", says);
    machine.clone_of("_argocd-repo/tenant", "https://git.example.com/tenant");
    machine.write("_argocd-repo/tenant/clusters/prod/values.yaml", SEALED);
    machine.refused(
        "template . -f _argocd-repo/tenant/clusters/prod/values.yaml",
        "https://git.example.com/tenant is sealed",
    );
    machine.write("loose/values.yaml", SEALED);
    machine.refused("template . -f loose/values.yaml", "it lies in no Git clone");
}

/// A chart's archive that Argo CD unpacks may hold a `.git`, and its author wrote what stands in it.
#[test]
fn a_chart_that_brings_its_own_clone_opens_nothing() {
    let machine = Machine::new();
    for chart in ["6f1c/web", "6f1c/web/_argocd-repo/web"] {
        machine.clone_of(chart, "https://git.example.com/gitops");
        machine.write(&format!("{chart}/clusters/prod/values.yaml"), SEALED);
        machine.refused(
            &format!("template . -f {chart}/clusters/prod/values.yaml"),
            "its Git clone is none that Argo CD made",
        );
    }
}

#[test]
fn a_link_opens_nothing_across_clones() {
    let machine = Machine::new();
    machine.clone_of("_argocd-repo/tenant", "https://git.example.com/tenant");
    symlink(
        machine.path("_argocd-repo/gitops/clusters/prod/values.yaml"),
        machine.path("_argocd-repo/tenant/values.yaml"),
    )
    .unwrap();
    machine.refused(
        "template . -f _argocd-repo/tenant/values.yaml",
        "a link leads to it",
    );
    symlink(
        machine.path("_argocd-repo/gitops/clusters"),
        machine.path("_argocd-repo/tenant/clusters"),
    )
    .unwrap();
    machine.refused(
        "template . -f _argocd-repo/tenant/clusters/prod/values.yaml",
        "a link leads to it",
    );
    fs::create_dir(machine.path("_argocd-repo/gitops/clusters/prod/in")).unwrap();
    machine.write("_argocd-repo/gitops/secret/values.yaml", SEALED);
    symlink(
        machine.path("_argocd-repo/gitops/secret/values.yaml"),
        machine.path("_argocd-repo/gitops/clusters/prod/in/values.yaml"),
    )
    .unwrap();
    machine.refused(
        "template . -f _argocd-repo/gitops/clusters/prod/in/values.yaml",
        "secret/values.yaml of",
    );
}

#[test]
fn without_list_or_key_nothing_is_opened() {
    let machine = Machine::new();
    let line = "template . -f _argocd-repo/gitops/clusters/prod/values.yaml";
    let without = |name: &str| machine.command(line).env_remove(name).output().unwrap();
    refused(
        &without("HELM_STACK_ALLOW_FILE"),
        "HELM_STACK_ALLOW_FILE names no allow-list",
    );
    refused(&without("SOPS_AGE_KEY_FILE"), "no age identity opens it");
    machine.write(
        "allow",
        "https://git.example.com/gitops clusters/prod\neverything\n",
    );
    machine.refused(line, "line 2");
    fs::remove_file(machine.path("allow")).unwrap();
    machine.refused(line, "cannot be read");
}

#[test]
fn another_key_opens_nothing() {
    let machine = Machine::new();
    machine.write("keys.txt", OTHER_KEYS);
    machine.refused(
        "template . -f _argocd-repo/gitops/clusters/prod/values.yaml",
        "clusters/prod/values.yaml cannot be opened",
    );
    machine.write("keys.txt", "no key at all: hunter2\n");
    machine.refused(
        "template . -f _argocd-repo/gitops/clusters/prod/values.yaml",
        "cannot be opened",
    );
}

#[test]
fn what_was_changed_after_sealing_is_not_opened() {
    let machine = Machine::new();
    let token = |key: &str| {
        let line = SEALED
            .lines()
            .find(|line| line.trim_start().starts_with(key))
            .unwrap();
        line.split_once(": ").unwrap().1.to_owned()
    };
    let moved = SEALED.replace(&token("password"), &token("token"));
    let shortened = SEALED.replace("data:iF3R", "data:iF3S");
    let without_code = SEALED.replace("    mac: ENC[", "    mac: ENK[");
    for changed in [
        moved,
        shortened,
        without_code,
        SEALED.replace(
            "encrypted_regex: ^(password|token)$",
            "encrypted_regex: ^nothing$",
        ),
    ] {
        assert_ne!(changed, SEALED);
        machine.write("_argocd-repo/gitops/clusters/prod/values.yaml", &changed);
        machine.refused(
            "template . -f _argocd-repo/gitops/clusters/prod/values.yaml",
            "cannot be opened",
        );
    }
}

#[test]
fn one_sealed_file_among_many_is_enough_to_refuse() {
    let machine = Machine::new();
    machine.write("plain.yaml", "a: 1\n");
    machine.write("loose.yaml", SEALED);
    machine.refused(
        "upgrade x . -f plain.yaml,loose.yaml",
        "loose.yaml is sealed",
    );
    machine.refused("lint --values=loose.yaml", "loose.yaml is sealed");
}

#[test]
fn it_never_takes_itself_for_the_real_helm() {
    let machine = Machine::new();
    let itself = |name: &str, value: PathBuf| {
        let mut command = machine.command("version");
        command
            .env_remove("HELM_STACK_REAL_HELM")
            .env(name, value)
            .output()
            .unwrap()
    };
    refused(
        &itself("HELM_STACK_REAL_HELM", machine.path("bin/helm")),
        "names this program",
    );
    refused(
        &itself("PATH", machine.path("bin")),
        "no other helm on PATH",
    );
    fs::create_dir(machine.path("copy")).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_helm-stack"), machine.path("copy/helm")).unwrap();
    refused(
        &itself("PATH", machine.path("copy")),
        "the only helm to be found is this program",
    );
}
