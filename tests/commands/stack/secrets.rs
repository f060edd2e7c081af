//! `secrets` and `decrypt`: from the first key pair to a reader who is shut out, as a person types it.

mod hostile;

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::place::{Place, STACK};

const VALUES: &str = "replicas: 1   # one is enough\nauth: {user: app}\n";
const FILE: &str = "add-ons/database/values.yaml";
const BOB: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

/// A stack in a Git repository, and a person with a key pair.
struct Team {
    place: Place,
}

impl Team {
    fn new() -> Self {
        let team = Self {
            place: Place::new(STACK),
        };
        team.place.write(FILE, VALUES);
        team.git(&["init", "-q", "-b", "main"]);
        team.run("secrets init");
        team
    }

    /// A team whose database has a sealed password.
    fn with_password() -> Self {
        let team = Self::new();
        team.give("secrets set database password", "hunter2\n");
        team
    }

    fn run(&self, line: &str) -> String {
        self.give(line, "")
    }

    fn give(&self, line: &str, input: &str) -> String {
        self.run_in(line, input, &[])
    }

    fn run_in(&self, line: &str, input: &str, variables: &[(&str, &str)]) -> String {
        let home = self.place.path().join(".home").display().to_string();
        let none = self.place.path().join(".none").display().to_string();
        let mut all = vec![
            ("HOME", home.as_str()),
            ("GIT_CONFIG_GLOBAL", &none),
            ("GIT_CONFIG_SYSTEM", &none),
        ];
        all.extend(variables);
        self.named(&self.place.run_in(line, input, &all))
    }

    /// Gives this place and this person's public key names that are the same in every run.
    fn named(&self, text: &str) -> String {
        let seconds = (1..60).map(|count| format!("   {count}s    "));
        let text = seconds.fold(text.to_owned(), |text, age| text.replace(&age, "   0s    "));
        let place = self.place.path().canonicalize().unwrap();
        let text = text.replace(&place.display().to_string(), "/place");
        let text = text.replace(&self.place.path().display().to_string(), "/place");
        match self.recipient() {
            Some(recipient) => text.replace(&recipient, "age1alice").replace(
                &format!("{}…{}", &recipient[..9], &recipient[58..]),
                "age1a…lice",
            ),
            None => text,
        }
    }

    fn recipient(&self) -> Option<String> {
        let key = self.place.path().join(".home/.config/sops/age/keys.txt");
        let text = fs::read_to_string(key).ok()?;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("# public key: "))?;
        Some(line.to_owned())
    }

    fn git(&self, arguments: &[&str]) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_helm-stack"))
            .parent()
            .unwrap();
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(arguments)
            .current_dir(self.place.path())
            .env("GIT_CONFIG_GLOBAL", self.place.path().join(".none"))
            .env("GIT_CONFIG_SYSTEM", self.place.path().join(".none"))
            .env("HOME", self.place.path().join(".home"))
            .env("PATH", format!("{}:{path}", program.display()))
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        self.named(&String::from_utf8(text).unwrap())
    }

    fn values(&self) -> String {
        self.place.read(FILE)
    }

    /// Writes a program that stands for an editor.
    fn editor(&self, script: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.place.path().join(".editor");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.display().to_string()
    }

    /// Says whether any file of the place, Git's objects aside, holds a text.
    fn has_anywhere(&self, text: &str) -> bool {
        let files = self.place.files();
        let mut files = files.iter().map(|file| self.place.path().join(file));
        files.any(|file| {
            let bytes = fs::read(file).unwrap();
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        })
    }
}

#[test]
fn a_person_begins() {
    let team = Team::new();
    assert_snapshot!(team.place.read(".gitattributes"), @"*.yaml diff=helm-stack");
    assert_snapshot!(team.named(&team.place.read(".sops.yaml")), @r#"
    # Whom secrets are sealed for (SOPS, creation rules): the people who may read them, and Argo CD.
    creation_rules:
      - age:
          - age1alice
    "#);
    assert_snapshot!(team.run("secrets init --hook"), @r#"
    --- standard error
    took the key in /place/.home/.config/sops/age/keys.txt: age1alice
    /place/.sops.yaml is there, and stays as it is
    wrote /place/.git/hooks/pre-commit: no commit with a plain secret
    next: helm stack secrets set MEMBER KEY; let others open the files with `helm stack secrets recipients add`
    "#);
    assert_snapshot!(team.place.read(".git/hooks/pre-commit"), @r#"
    #!/bin/sh
    # Keeps plain secrets out of commits.
    exec helm-stack secrets check --staged
    "#);
    use std::os::unix::fs::PermissionsExt;
    let key = team.place.path().join(".home/.config/sops/age/keys.txt");
    assert_eq!(
        fs::metadata(key).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_key_that_is_there_is_never_overwritten() {
    let team = Team::new();
    let key = ".home/.config/sops/age/keys.txt";
    let before = team.place.read(key);
    team.run("secrets init");
    assert_eq!(team.place.read(key), before);
    team.place.write("other.txt", "no key at all\n");
    assert_snapshot!(team.run("secrets init --key-file other.txt"), @r#"
    --- standard error
    error: other.txt holds no age identity whose public key can be told
    next: name another file with --key-file, or recipients with --recipient
    --- exit 1
    "#);
    assert_eq!(team.place.read("other.txt"), "no key at all\n");
}

#[test]
fn a_secret_is_sealed_before_it_is_written() {
    let team = Team::new();
    assert_snapshot!(team.give("secrets set database password", "hunter2\n"), @r#"
    --- standard error
    sealed password in add-ons/database/values.yaml
    "#);
    assert!(
        team.values()
            .starts_with(&format!("{VALUES}password: ENC[")),
        "{}",
        team.values()
    );
    assert!(!team.has_anywhere("hunter2"));
    assert_eq!(team.place.read("stack.yaml"), STACK);
    assert_snapshot!(team.run("decrypt database"), @r#"
    replicas: 1   # one is enough
    auth: {user: app}
    password: hunter2
    "#);
}

#[test]
fn a_new_key_is_named_in_encrypt() {
    let team = Team::with_password();
    let before = team.values();
    assert_snapshot!(team.give("secrets set database smtp.token", "xoxb-1"), @r#"
    --- standard error
    sealed smtp.token in add-ons/database/values.yaml
    named smtp.token in `encrypt` of database
    "#);
    assert_snapshot!(team.place.added_to("stack.yaml", &STACK.replace("    encrypt: [password]\n", "")), @r#"    encrypt: [password, smtp.token]"#);
    let kept = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("password:"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(kept(&team.values()), kept(&before));
    assert_snapshot!(team.run("decrypt add-ons/database/values.yaml"), @r#"
    replicas: 1   # one is enough
    auth: {user: app}
    password: hunter2
    smtp:
      token: xoxb-1
    "#);
    assert!(!team.has_anywhere("xoxb-1"));
}

#[test]
fn nothing_is_set_without_a_value_a_member_or_a_reader() {
    let team = Team::new();
    assert_snapshot!(team.give("secrets set database password", "\n"), @r#"
    --- standard error
    error: no value for password of database: nothing was given
    next: type it when asked, or pipe it in
    --- exit 2
    "#);
    assert_snapshot!(team.give("secrets set databse password", "x"), @r#"
    --- standard error
    error: the stack has no member databse
    next: `helm stack show` lists them
    --- exit 3
    "#);
    fs::remove_file(team.place.path().join(".sops.yaml")).unwrap();
    assert_snapshot!(team.give("secrets set database password", "x"), @r#"
    --- standard error
    add-ons/database/values.yaml: error: nobody is named for whom password could be sealed
      next: name age recipients, Argo CD's among them, in .sops.yaml of the GitOps repository or beside stack.yaml, or in SOPS_AGE_RECIPIENTS
    error: what is to be sealed has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    "#);
    assert_eq!(team.values(), VALUES);
}

#[test]
fn who_has_no_key_is_told_where_it_was_looked_for() {
    let team = Team::with_password();
    let stranger = [("HOME", "/nowhere")];
    assert_snapshot!(team.run_in("decrypt database", "", &stranger), @r#"
    --- standard error
    error: opening add-ons/database/values.yaml: no age identity opens it: it is sealed for age1alice; searched SOPS_AGE_SSH_PRIVATE_KEY_FILE (not set), SOPS_AGE_SSH_PRIVATE_KEY_CMD (not set), /nowhere/.ssh/id_ed25519 (no such file), /nowhere/.ssh/id_rsa (no such file), SOPS_AGE_KEY (not set), SOPS_AGE_KEY_FILE (not set), SOPS_AGE_KEY_CMD (not set), /nowhere/.config/sops/age/keys.txt (no such file)
    next: put the identity of one of these recipients into /nowhere/.config/sops/age/keys.txt, or name its file in SOPS_AGE_KEY_FILE
    --- exit 1
    "#);
    assert_snapshot!(team.run_in("secrets set database password", "x", &stranger), @r#"
    --- standard error
    error: opening add-ons/database/values.yaml: no age identity opens it: it is sealed for age1alice; searched SOPS_AGE_SSH_PRIVATE_KEY_FILE (not set), SOPS_AGE_SSH_PRIVATE_KEY_CMD (not set), /nowhere/.ssh/id_ed25519 (no such file), /nowhere/.ssh/id_rsa (no such file), SOPS_AGE_KEY (not set), SOPS_AGE_KEY_FILE (not set), SOPS_AGE_KEY_CMD (not set), /nowhere/.config/sops/age/keys.txt (no such file)
    next: put the identity of one of these recipients into /nowhere/.config/sops/age/keys.txt, or name its file in SOPS_AGE_KEY_FILE
    --- exit 1
    "#);
    assert_snapshot!(team.run_in("secrets check", "", &stranger), @r#"
    1 file with secrets: all is well
    1 of them not opened, as no identity at hand fits: who changed or moved a sealed value there is not seen
    "#);
}

#[test]
fn values_are_listed_by_name() {
    let team = Team::with_password();
    team.place
        .write("add-ons/web/values.yaml", "password: plain\n");
    let stack = STACK.replace(
        "addons:\n",
        "addons:\n  - {name: web, chart: web, version: 1.0.0, repository: https://charts.example.com, namespace: web, encrypt: [password]}\n",
    );
    team.place.write("stack.yaml", &stack);
    assert_snapshot!(team.run("secrets list"), @r#"
    FILE                           STATE    AGE   RECIPIENTS       SECRETS
    add-ons/database/values.yaml   sealed   0s    age1a…lice   password
    add-ons/web/values.yaml        plain                           password
    "#);
    assert_snapshot!(team.run("secrets list -o name database"), @r#"add-ons/database/values.yaml"#);
    assert_snapshot!(team.run("secrets check"), @r#"
    add-ons/web/values.yaml:1:11: error: `password` is plain, and is to be sealed
      next: `helm stack encrypt` seals it

    2 files with secrets: 1 error
    --- exit 1
    "#);
}

#[test]
fn an_edit_changes_one_secret_and_no_other_byte() {
    let team = Team::with_password();
    team.give("secrets set database smtp.token", "xoxb-1");
    let before = team.values();
    let editor =
        team.editor("cp \"$1\" \"$OLDPWD/.seen\" 2>/dev/null; sed -i 's/hunter2/hunter3/' \"$1\"");
    assert_snapshot!(team.run_in("secrets edit database", "", &[("EDITOR", &editor)]), @r#"
    --- standard error
    sealed add-ons/database/values.yaml
    "#);
    let after = team.values();
    let changed: Vec<(&str, &str)> = before
        .lines()
        .zip(after.lines())
        .filter(|(one, other)| one != other)
        .collect();
    let keys: Vec<&str> = changed
        .iter()
        .map(|(line, _)| line.trim().split(':').next().unwrap())
        .collect();
    assert!(
        keys.iter()
            .all(|key| ["password", "lastmodified", "mac"].contains(key)),
        "{keys:?}"
    );
    assert!(team.run("decrypt database").contains("password: hunter3"));
}

#[test]
fn an_edit_without_change_and_one_that_cannot_be_sealed_leave_the_file() {
    let team = Team::with_password();
    let before = team.values();
    assert_snapshot!(team.run_in("secrets edit database", "", &[("EDITOR", "true")]), @r#"
    --- standard error
    add-ons/database/values.yaml is as it was
    "#);
    assert_snapshot!(team.run_in("secrets edit database", "", &[("EDITOR", "false")]), @r#"
    --- standard error
    error: editing; nothing was changed: false ended with exit status: 1
    --- exit 1
    "#);
    let editor = team.editor("echo 'a: [' > \"$1\"");
    assert_snapshot!(team.run_in("secrets edit database", "", &[("EDITOR", &editor)]), @r#"
    --- standard error
    add-ons/database/values.yaml:1:4: error: unclosed bracket '['
      next: mend the YAML
    error: sealing; nothing was changed: what was written has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    "#);
    assert_eq!(team.values(), before);
}

#[test]
fn an_edit_that_met_another_is_kept_sealed() {
    let team = Team::with_password();
    let file = team.place.path().join(FILE).display().to_string();
    let editor = team.editor(&format!(
        "echo '# theirs' >> {file}; sed -i 's/hunter2/hunter3/' \"$1\""
    ));
    let ended = team.run_in("secrets edit database", "", &[("EDITOR", &editor)]);
    assert_snapshot!(ended, @r#"
    --- standard error
    error: add-ons/database/values.yaml was changed by somebody else in the meantime
    next: run the command again
    next: your edit lies sealed in add-ons/database/values.edited.yaml; `helm stack decrypt add-ons/database/values.edited.yaml` shows it
    --- exit 1
    "#);
    assert!(team.values().ends_with("# theirs\n"));
    assert!(!team.has_anywhere("hunter3\n"));
    let kept = team.run("decrypt add-ons/database/values.edited.yaml");
    assert!(kept.contains("password: hunter3"), "{kept}");
}

#[test]
fn readers_come_and_go() {
    let team = Team::with_password();
    let before = team.values();
    let sealed = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("password:"))
            .unwrap()
            .to_owned()
    };
    assert_snapshot!(team.run(&format!("secrets recipients add {BOB}")), @r#"
    --- standard error
    sealed for one more: add-ons/database/values.yaml
    added to .sops.yaml
    "#);
    assert_snapshot!(team.named(&team.place.read(".sops.yaml")), @r#"
    # Whom secrets are sealed for (SOPS, creation rules): the people who may read them, and Argo CD.
    creation_rules:
      - age:
          - age1alice
          - age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg
    "#);
    assert_eq!(sealed(&team.values()), sealed(&before));
    assert_snapshot!(team.run("secrets list -o wide"), @r#"
    FILE                           STATE    AGE   RECIPIENTS                                                                                                                       SECRETS
    add-ons/database/values.yaml   sealed   0s    age1alice, age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg   password
    "#);
    assert_snapshot!(team.run(&format!("secrets recipients remove {BOB}")), @r#"
    --- standard error
    sealed anew without it: add-ons/database/values.yaml
    taken out of .sops.yaml
    note: what Git has of before stays open to whoever has it; change the secrets themselves where that matters
    "#);
    assert_ne!(sealed(&team.values()), sealed(&before));
    assert!(!team.values().contains(BOB));
    assert_snapshot!(team.run(&format!("secrets recipients remove {BOB}")), @r#"
    --- standard error
    error: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg can open no file here
    next: `helm stack secrets list -o wide` shows who can
    --- exit 3
    "#);
    let alice = team.recipient().unwrap();
    assert_snapshot!(team.run(&format!("secrets recipients remove {alice}")), @r#"
    --- standard error
    add-ons/database/values.yaml: error: nobody else could open it
      next: add another recipient first: `helm stack secrets recipients add`
    error: what is to be sealed again has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    "#);
    assert_snapshot!(team.run("secrets recipients add age1nobody"), @r#"
    --- standard error
    error: `age1nobody` is no age recipient: letters of it are wrong or missing
    next: write public keys as `age-keygen -y` shows them, or the line of an SSH key's .pub file
    --- exit 2
    "#);
    assert!(team.run("decrypt database").contains("hunter2"));
}

#[test]
fn a_reader_is_named_before_anything_is_sealed() {
    let team = Team::new();
    assert_snapshot!(team.run(&format!("secrets recipients add {BOB}")), @r#"
    --- standard error
    added to .sops.yaml
    "#);
    assert_snapshot!(team.run(&format!("secrets recipients add {BOB}")), @r#"
    --- standard error
    nothing to do: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg is named everywhere already
    "#);
    let rules = team.place.read(".sops.yaml");
    assert!(rules.ends_with(&format!("      - {BOB}\n")), "{rules}");
    team.place
        .write(".sops.yaml", &format!("{rules}  - age: {BOB}\n"));
    assert_snapshot!(team.run(&format!("secrets recipients remove {BOB}")), @r#"
    --- standard error
    taken out of .sops.yaml
    note: what Git has of before stays open to whoever has it; change the secrets themselves where that matters
    "#);
}

#[test]
fn the_file_of_rules_and_the_readers_of_a_file_are_compared() {
    let team = Team::with_password();
    let rules = team.place.read(".sops.yaml");
    team.place
        .write(".sops.yaml", &format!("{rules}      - {BOB}\n"));
    assert_snapshot!(team.run("secrets check"), @r#"
    add-ons/database/values.yaml: error: age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg cannot open it, though .sops.yaml names them
      next: `helm stack secrets recipients update add-ons/database/values.yaml` makes them agree

    1 file with secrets: 1 error
    --- exit 1
    "#);
    assert_snapshot!(team.run("secrets recipients update"), @r#"
    --- standard error
    sealed for whom .sops.yaml names: add-ons/database/values.yaml
    "#);
    assert_snapshot!(team.run("secrets check"), @r#"1 file with secrets: all is well"#);
    assert_snapshot!(team.run("secrets recipients update"), @r#"
    --- standard error
    nothing to do: the readers of every file are those that .sops.yaml names
    "#);
}

#[test]
fn a_rotation_leaves_no_token() {
    let team = Team::with_password();
    let before = team.values();
    assert_snapshot!(team.run("secrets rotate"), @r#"
    --- standard error
    rotated add-ons/database/values.yaml
    note: the old data key opens what Git has of before; where it is in wrong hands, change the secrets themselves
    "#);
    let after = team.values();
    assert!(
        before
            .lines()
            .filter(|line| line.contains("ENC["))
            .all(|line| !after.contains(line))
    );
    assert!(team.run("decrypt database").contains("hunter2"));
}

#[test]
fn damage_is_seen_with_a_key() {
    let team = Team::with_password();
    let text = team.values().replace("replicas: 1", "replicas: 2");
    team.place.write(FILE, &text);
    assert!(team.run("secrets check").contains("all is well"));
    team.place
        .write(FILE, &text.replace("password: ENC", "pass: ENC"));
    assert_snapshot!(team.run("secrets check"), @r#"
    add-ons/database/values.yaml: error: the file was changed after it was sealed: its code (`sops.mac`) does not fit its values
      next: bring back the file from Git, or edit it with `sops`, which writes the code anew
    stack.yaml:7:5: warning: addon/database names password in encrypt, which is nowhere in add-ons/database/values.yaml
      next: did you mean pass?

    1 file with secrets: 1 error, 1 warning
    --- exit 1
    "#);
    team.place.write(FILE, &text.replacen("iv:", "iv:!", 1));
    assert_snapshot!(team.run("secrets check"), @r#"
    add-ons/database/values.yaml:3:11: error: `password` holds a token that cannot be read
      next: bring back the file from Git, or write the value with `helm stack secrets set`

    1 file with secrets: 1 error
    --- exit 1
    "#);
    let moved = text.replace("password: ENC", "other:\n  password: ENC");
    team.place.write(FILE, &moved);
    assert_snapshot!(team.run("secrets check"), @r#"
    add-ons/database/values.yaml:4:13: error: `other.password` does not open: it was changed or moved, or the data key is another's
      next: bring back the file from Git, or edit it with `sops`, which writes the code anew

    1 file with secrets: 1 error
    --- exit 1
    "#);
}

#[test]
fn a_diff_shows_keys_and_no_commit_takes_a_plain_secret() {
    let team = Team::with_password();
    team.run("secrets init --hook");
    team.git(&[
        "add",
        "stack.yaml",
        "add-ons",
        ".sops.yaml",
        ".gitattributes",
    ]);
    assert_snapshot!(team.git(&["commit", "-qm", "sealed"]), @r#"1 file with secrets: all is well"#);
    team.give("secrets set database password", "hunter3");
    let diff = team.git(&["diff"]);
    assert!(
        diff.contains("-password: <sealed ") && diff.contains("+password: <sealed "),
        "{diff}"
    );
    assert!(!diff.contains("ENC["), "{diff}");
    let plain = team.values();
    let token = plain
        .lines()
        .find(|line| line.starts_with("password:"))
        .unwrap();
    team.place
        .write(FILE, &plain.replace(token, "password: hunter4"));
    team.git(&["add", "add-ons"]);
    // What is about to be committed counts, not what lies in the working files.
    team.place.write(FILE, &plain);
    assert_snapshot!(team.git(&["commit", "-qm", "plain"]), @r#"
    add-ons/database/values.yaml:3:11: error: `password` is sealed in the last commit, and would be plain
      next: name password in `encrypt` of its member in stack.yaml, or give the value another key if it is no secret any more
    add-ons/database/values.yaml:3:11: error: `password` is plain, and is to be sealed
      next: take it out, and write it with `helm stack secrets set`, which seals it beside the others

    1 file with secrets: 2 errors
    "#);
    team.git(&["add", "add-ons"]);
    assert_snapshot!(team.git(&["commit", "-qm", "sealed again"]), @r#"1 file with secrets: all is well"#);
}

#[test]
fn plain_text_in_place_is_sealed_again() {
    let team = Team::with_password();
    assert_snapshot!(team.run("decrypt --in-place database"), @r#"
    --- standard error
    add-ons/database/values.yaml lies in plain text now; `helm stack encrypt` seals it again
    "#);
    assert!(team.values().contains("password: hunter2"));
    assert_snapshot!(team.run("secrets edit database"), @r#"
    --- standard error
    error: add-ons/database/values.yaml is not sealed
    next: edit it as any file; `helm stack encrypt` seals what `encrypt` of stack.yaml names
    next: or set a secret that was never plain: `helm stack secrets set MEMBER KEY`
    --- exit 2
    "#);
    team.run("encrypt");
    assert!(!team.has_anywhere("hunter2"));
}
