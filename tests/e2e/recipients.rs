//! Do `helm stack` and `sops` open for every kind of recipient what the other sealed for all of them?
//!
//! Black boxes both: one file is sealed for an age key, two SSH keys, a post-quantum one and one of a plugin, and each key alone opens
//! it, on either side.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stack::yaml::read::read;
use tempfile::TempDir;
use tests::bench;

const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: shop, version: 0.1.0}
addons:
  - name: web
    chart: web
    version: 1.0.0
    repository: https://charts.example.com
    namespace: web
    encrypt: [password, token]
";
const VALUES: &str =
    "# of the shop\nuser: app\npassword: \"yes\"\ntokens:\n  - token: 0755\n  - token: ünïcode\n";
const FILE: &str = "add-ons/web/values.yaml";

#[test]
fn sops_opens_with_each_key_what_we_seal_for_all() -> Result<()> {
    let team = Team::new()?;
    team.write(FILE, VALUES)?;
    team.stack(["encrypt"], &[])?;
    let sealed = fs::read_to_string(team.folder().join(FILE))?;
    ensure!(!sealed.contains("ünïcode"), "{sealed}");
    for key in &team.keys {
        let opened = team.sops("BENCH_SOPS", ["decrypt", FILE], key);
        let opened = opened.with_context(|| format!("{key:?}"))?;
        assert_eq!(read(&opened)?, read(VALUES)?, "{key:?}");
    }
    // It does not read lists in `age`, not even to decrypt.
    fs::remove_file(team.folder().join(".sops.yaml"))?;
    let older = team.sops("BENCH_OLDER_SOPS", ["decrypt", FILE], team.key("age")?)?;
    assert_eq!(read(&older)?, read(VALUES)?);
    Ok(())
}

#[test]
fn we_open_with_each_key_what_sops_seals_for_all() -> Result<()> {
    let team = Team::new()?;
    team.write(FILE, VALUES)?;
    team.sops(
        "BENCH_SOPS",
        ["encrypt", "--in-place", FILE],
        team.key("age")?,
    )?;
    let theirs = helm(&team.sops("BENCH_SOPS", ["decrypt", FILE], team.key("age")?)?)?;
    for key in &team.keys {
        let opened = team.stack(["decrypt", FILE], &key.variables());
        let opened = opened.with_context(|| format!("{key:?}"))?;
        assert_eq!(helm(&opened)?, theirs, "{key:?}");
    }
    Ok(())
}

#[test]
fn without_a_key_every_place_is_named_and_no_key_shown() -> Result<()> {
    let team = Team::new()?;
    team.write(FILE, VALUES)?;
    team.stack(["encrypt"], &[])?;
    let stranger = Command::new(bench::path("BENCH_AGE_KEYGEN")?).output()?;
    let stranger = String::from_utf8(stranger.stdout)?;
    let failed = team.stack(["decrypt", FILE], &[("SOPS_AGE_KEY", stranger.into())]);
    let said = failed.err().context("a stranger opened it")?.to_string();
    for place in [
        "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
        "SOPS_AGE_SSH_PRIVATE_KEY_CMD",
        ".ssh/id_ed25519",
        ".ssh/id_rsa",
        "SOPS_AGE_KEY (1 identity)",
        "SOPS_AGE_KEY_FILE",
        "SOPS_AGE_KEY_CMD",
        "sops/age/keys.txt",
    ] {
        ensure!(said.contains(place), "{place} is not named: {said}");
    }
    ensure!(!said.contains("AGE-SECRET-KEY"), "{said}");
    Ok(())
}

#[test]
fn what_only_sops_opens_is_opened_by_it_and_not_sealed_anew() -> Result<()> {
    let team = Team::new()?;
    let [one, two] = ["age", "post-quantum"].map(|name| team.key(name));
    let (one, two) = (one?, two?);
    let groups = format!(
        "creation_rules:\n- shamir_threshold: 2\n  key_groups: [{{age: [{}]}}, {{age: [{}]}}]\n",
        one.recipient, two.recipient
    );
    team.write(".sops.yaml", &groups)?;
    team.write(FILE, VALUES)?;
    team.sops("BENCH_SOPS", ["encrypt", "--in-place", FILE], one)?;
    let keys: PathBuf = team.write("keys.txt", &format!("{}\n{}\n", one.private, two.private))?;
    let both = [("SOPS_AGE_KEY_FILE", keys.into_os_string())];
    let failed = team.stack(["decrypt", FILE], &both).err();
    let said = failed.context("there is no sops on PATH")?.to_string();
    ensure!(said.contains("sops is not on PATH"), "{said}");
    let opened = team.stack_beside_sops(["decrypt", FILE], &both)?;
    assert_eq!(helm(&opened)?["user"], "app");
    let failed = team
        .stack_beside_sops(["decrypt", "--in-place", FILE], &both)
        .err();
    let said = failed.context("it cannot be sealed anew")?.to_string();
    ensure!(
        said.contains("key_groups") && said.contains("sops edit"),
        "{said}"
    );
    Ok(())
}

/// Returns a text as Helm reads it, all numbers of one kind.
fn helm(text: &str) -> Result<Value> {
    Ok(read(text)?)
}

/// A key pair of some kind.
struct Key {
    name: &'static str,
    recipient: String,
    /// The variable that brings the private half, and what it is set to.
    variable: (&'static str, String),
    private: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Key {
    fn age(name: &'static str, arguments: &[&str]) -> Result<Self> {
        let generated = printed(Command::new(bench::path("BENCH_AGE_KEYGEN")?).args(arguments))?;
        let line = |start: &str| {
            let mut lines = generated.lines();
            lines.find_map(|line| line.strip_prefix(start).map(str::to_owned))
        };
        let recipient = line("# public key: ").context("no public key")?;
        let private = generated.lines().last().context("no identity")?.to_owned();
        Ok(Self::of(name, recipient, private))
    }

    fn of_plugin() -> Result<Self> {
        let generate =
            printed(Command::new(bench::path("BENCH_AGE_PLUGIN_BENCH")?).arg("generate"))?;
        let (private, recipient) = generate.trim().split_once('\n').context("two lines")?;
        Ok(Self::of("plugin", recipient.to_owned(), private.to_owned()))
    }

    fn of(name: &'static str, recipient: String, private: String) -> Self {
        Self {
            name,
            recipient,
            variable: ("SOPS_AGE_KEY", private.clone()),
            private,
        }
    }

    /// Returns an SSH key that was made for tests alone.
    fn ssh(name: &'static str, file: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ssh");
        let private = folder.join(file);
        let public = fs::read_to_string(private.with_extension("pub"))?;
        Ok(Self {
            name,
            recipient: public.trim().to_owned(),
            variable: (
                "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
                private.display().to_string(),
            ),
            private: String::new(),
        })
    }

    fn variables(&self) -> [(&'static str, OsString); 1] {
        [(self.variable.0, self.variable.1.clone().into())]
    }
}

/// A stack sealed for keys of every kind.
struct Team {
    folder: TempDir,
    keys: Vec<Key>,
}

impl Team {
    fn new() -> Result<Self> {
        let keys = vec![
            Key::age("age", &[])?,
            Key::ssh("ssh-ed25519", "open_ed25519")?,
            Key::ssh("ssh-rsa", "open_rsa")?,
            Key::age("post-quantum", &["-pq"])?,
            Key::of_plugin()?,
        ];
        let recipients: String = keys
            .iter()
            .map(|key| format!("  - {}\n", key.recipient))
            .collect();
        let team = Self {
            folder: TempDir::new()?,
            keys,
        };
        let rules = format!(
            "creation_rules:\n- encrypted_regex: ^(password|token)$\n  mac_only_encrypted: true\n  age:\n{recipients}"
        );
        team.write(".sops.yaml", &rules)?;
        team.write("stack.yaml", STACK)?;
        Ok(team)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn key(&self, name: &str) -> Result<&Key> {
        let key = self.keys.iter().find(|key| key.name == name);
        key.with_context(|| format!("no key {name}"))
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder().join(name);
        path.parent().map(fs::create_dir_all).transpose()?;
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Runs `sops` with one key and nothing else.
    fn sops<const N: usize>(&self, sops: &str, arguments: [&str; N], key: &Key) -> Result<String> {
        let mut command = self.command(bench::path(sops)?, &[])?;
        command.env("SOPS_DISABLE_VERSION_CHECK", "true");
        printed(command.args(arguments).envs(key.variables()))
    }

    fn stack<const N: usize>(
        &self,
        arguments: [&str; N],
        variables: &[(&str, OsString)],
    ) -> Result<String> {
        let mut command = self.command(bench::path("HELM_STACK")?, &[])?;
        printed(command.args(arguments).envs(variables.iter().cloned()))
    }

    fn stack_beside_sops<const N: usize>(
        &self,
        arguments: [&str; N],
        variables: &[(&str, OsString)],
    ) -> Result<String> {
        let mut command = self.command(bench::path("HELM_STACK")?, &["BENCH_SOPS"])?;
        printed(command.args(arguments).envs(variables.iter().cloned()))
    }

    /// Returns a program that finds the plugins, and these programs beside them, on its `PATH`.
    fn command(&self, program: PathBuf, beside: &[&str]) -> Result<Command> {
        let plugins = ["BENCH_AGE_PLUGIN_PQ", "BENCH_AGE_PLUGIN_BENCH"];
        let mut folders = Vec::new();
        for variable in plugins.iter().chain(beside) {
            let path = bench::path(variable)?;
            folders.extend(path.parent().map(Path::to_owned));
        }
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.folder());
        command.env("PATH", std::env::join_paths(folders)?);
        command.env("HOME", self.folder().join(".home"));
        Ok(command)
    }
}

/// Returns what a program prints; its own words where it fails.
fn printed(command: &mut Command) -> Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output()?;
    let program = command.get_program().to_owned();
    let talk = String::from_utf8_lossy(&stderr);
    ensure!(
        status.success(),
        "{}: {talk}",
        Path::new(&program).display()
    );
    Ok(String::from_utf8(stdout)?)
}
