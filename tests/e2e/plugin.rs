//! Do Helm 3 and Helm 4 install the plugin, run it and complete its words?
//!
//! What they install is the folder of a checkout as far as Helm looks at it, and the archive that is packed for a release.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tests::bench::{Bench, path};
use tests::output::Output;
use tests::person::Person;
use tests::repository::Repository;

/// Files of a checkout that Helm reads or runs.
const FILES: &[&str] = &[
    "plugin.yaml",
    "plugin.complete",
    "scripts/install-binary.sh",
    "LICENSE",
];

/// Both majors, by the variable that leads to them.
const HELMS: [&str; 2] = ["BENCH_HELM3", "BENCH_HELM4"];

#[test]
fn both_helms_install_a_checkout_and_push_a_stack_with_it() -> Result<()> {
    for variable in HELMS {
        let bench = Bench::from_environment()?;
        let helm = Helm::new(bench.administrator()?, variable)?;
        let checkout = checkout(&helm.person)?;
        put_binary(&checkout)?;
        helm.install(&checkout, &[])?.done()?;
        helm.pushes_a_stack().context(variable)?;
    }
    Ok(())
}

#[test]
fn the_hook_takes_the_program_out_of_an_archive_and_a_second_time_lets_it_be() -> Result<()> {
    for variable in HELMS {
        let bench = Bench::from_environment()?;
        let helm = Helm::new(bench.administrator()?, variable)?;
        let checkout = checkout(&helm.person)?;
        let archive = path("HELM_STACK_PLUGIN")?;
        let archive = [("HELM_STACK_ARCHIVE", archive.as_path())];
        helm.install(&checkout, &archive)?.done()?;
        helm.answers(&["stack", "--version"], "helm stack ")?;

        helm.run(["plugin", "uninstall", "stack"])?.done()?;
        let nowhere = [("HELM_STACK_ARCHIVE", Path::new("/not/there"))];
        helm.install(&checkout, &nowhere)?.done()?;
        helm.answers(&["stack", "--version"], "helm stack ")?;
    }
    Ok(())
}

#[test]
fn helm_4_installs_the_archive_itself() -> Result<()> {
    let bench = Bench::from_environment()?;
    let helm = Helm::new(bench.administrator()?, "BENCH_HELM4")?;
    let archive = path("HELM_STACK_PLUGIN")?;
    // It is not signed, which Helm 4 asks for unless told.
    let words = ["plugin".as_ref(), "install".as_ref(), archive.as_os_str()];
    helm.run([&words[..], &["--verify=false".as_ref()]].concat())?
        .done()?;
    helm.answers(&["plugin", "list"], "stack")?;
    helm.answers(&["stack", "--version"], "helm stack ")
}

#[test]
fn helm_3_installs_the_archive_unpacked() -> Result<()> {
    let bench = Bench::from_environment()?;
    let helm = Helm::new(bench.administrator()?, "BENCH_HELM3")?;
    let archive = path("HELM_STACK_PLUGIN")?;
    let unpacking = ["-xzf".as_ref(), archive.as_os_str()];
    helm.person.printed(PathBuf::from("tar"), unpacking)?;
    helm.install(&helm.person.folder().join("stack"), &[])?
        .done()?;
    helm.answers(&["stack", "--version"], "helm stack ")
}

#[test]
fn an_install_without_program_fails_and_says_what_to_do() -> Result<()> {
    for variable in HELMS {
        let bench = Bench::from_environment()?;
        let helm = Helm::new(bench.administrator()?, variable)?;
        let checkout = checkout(&helm.person)?;
        let output = helm.install(&checkout, &[])?.ended(1)?;
        output.says(&["HELM_STACK_ARCHIVE", "scripts/install-binary.sh"])?;
    }
    Ok(())
}

#[test]
fn helm_completes_commands_flags_and_their_values() -> Result<()> {
    for variable in HELMS {
        let bench = Bench::from_environment()?;
        let helm = Helm::new(bench.administrator()?, variable)?;
        let checkout = checkout(&helm.person)?;
        put_binary(&checkout)?;
        helm.install(&checkout, &[])?.done()?;
        let complete = |words: &[&str]| {
            let words = [&["__complete", "stack"], words].concat();
            Ok::<_, anyhow::Error>(helm.run(words)?.done()?.stdout)
        };
        for (words, expected) in [
            (&["pu"][..], "push\t"),
            (&["push", "--dry"], "--dry-run\t"),
            (&["show", "-o", "mer"], "mermaid"),
            (&["--kube-context", "bench", "pu"], "push\t"),
        ] {
            let answer = complete(words)?;
            let found = answer.lines().any(|line| line.starts_with(expected));
            assert!(found, "{variable}: {words:?} gets:\n{answer}");
        }
    }
    Ok(())
}

#[test]
fn flags_that_helm_takes_out_of_the_line_change_nothing_else() -> Result<()> {
    for variable in HELMS {
        let bench = Bench::from_environment()?;
        let helm = Helm::new(bench.administrator()?, variable)?;
        let checkout = checkout(&helm.person)?;
        put_binary(&checkout)?;
        helm.install(&checkout, &[])?.done()?;
        // Helm hands the first on, takes the others, and adds nothing.
        for words in [
            &["--qps", "5", "stack", "push", "--help"][..],
            &["stack", "push", "--debug", "--help"],
            &["stack", "-n", "elsewhere", "push", "--help"],
            &["stack", "push", "--kube-context=bench", "--help"],
            &["--namespace", "elsewhere", "stack", "push", "-h"],
        ] {
            helm.answers(words, "Usage: helm stack push")
                .with_context(|| format!("{variable}: {words:?}"))?;
        }
        helm.answers(&["stack", "--help"], "Usage: helm stack")?;
        let unknown = helm.run(["stack", "psuh"])?.ended(2)?;
        unknown.says(&["push"])?;
    }
    Ok(())
}

/// One Helm with a home of its own.
struct Helm<'a> {
    person: Person<'a>,
    program: PathBuf,
}

impl<'a> Helm<'a> {
    fn new(person: Person<'a>, variable: &str) -> Result<Self> {
        let program = path(variable)?;
        Ok(Self { person, program })
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Result<Output> {
        self.person
            .run(self.person.program(self.program.clone(), words))
    }

    /// Installs the folder, with these variables and without Cargo.
    fn install(&self, folder: &Path, variables: &[(&str, &Path)]) -> Result<Output> {
        let words = ["plugin".as_ref(), "install".as_ref(), folder.as_os_str()];
        let mut command = self.person.program(self.program.clone(), words);
        command.envs(variables.iter().copied());
        self.person.run(command)
    }

    /// Fails unless the line succeeds and its answer holds `words`.
    fn answers(&self, line: &[&str], words: &str) -> Result<()> {
        let Output { stdout, .. } = self.run(line)?.done()?;
        anyhow::ensure!(stdout.contains(words), "expected `{words}` in:\n{stdout}");
        Ok(())
    }

    fn pushes_a_stack(&self) -> Result<()> {
        let repository = Repository::new("plugin")?;
        let charts = format!("{}/community", tests::bench::variable("BENCH_CHARTS")?);
        self.run(["stack", "init", "metrics"])?.done()?;
        let stack = ["--stack", "metrics"];
        let add = [
            "stack",
            "add",
            "loki",
            "--chart",
            "loki",
            "--repository",
            &charts,
            "--target-namespace",
            "metrics",
            "-n",
            "eaten",
        ];
        self.run([&add[..], &stack].concat())?.done()?;
        let push = [
            "stack",
            "push",
            "--repo",
            repository.url(),
            "--cluster",
            "lab",
            "--yes",
        ];
        self.run([&push[..], &stack].concat())?.done()?;
        let application = repository.file("clusters/lab/stacks/metrics/apps/loki.yaml")?;
        anyhow::ensure!(
            application.contains("namespace: metrics") && !application.contains("eaten"),
            "{application}"
        );
        Ok(())
    }
}

/// Copies what Helm looks at in a checkout, without the program.
fn checkout(person: &Person<'_>) -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = person.folder().join("checkout");
    for name in FILES {
        let to = copy.join(name);
        fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
        fs::copy(root.join(name), &to).with_context(|| format!("copying {name}"))?;
    }
    Ok(copy)
}

fn put_binary(checkout: &Path) -> Result<()> {
    fs::create_dir_all(checkout.join("bin"))?;
    fs::copy(path("HELM_STACK")?, checkout.join("bin/helm-stack"))
        .context("copying the program")?;
    Ok(())
}
