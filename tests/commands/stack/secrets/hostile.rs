//! `secrets` against mistakes and malice: nothing lies plain, is called sealed, or is left behind.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use super::{FILE, STACK, Team};

impl Team {
    /// A team with the hook, whose sealed password is in the last commit.
    fn with_hook() -> Self {
        let team = Self::with_password();
        team.run("secrets init --hook");
        fs::write(team.place.path().join(".gitignore"), ".home\n").unwrap();
        team.git(&["add", "."]);
        team.git(&["commit", "-qm", "sealed"]);
        team
    }

    /// Tries to commit a file as it is, and tells what was said; nothing where it was committed.
    fn refused(&self, path: &str, bytes: &[u8]) -> Option<String> {
        let file = self.place.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
        self.commit_refused()
    }

    fn commit_refused(&self) -> Option<String> {
        self.git(&["add", "."]);
        let said = self.git(&["commit", "-qm", "plain"]);
        let left = self.git(&["status", "--porcelain"]);
        self.git(&["reset", "-q", "--hard"]);
        (!left.is_empty()).then_some(said)
    }
}

#[test]
fn a_password_that_begins_as_a_tag_or_an_anchor_is_never_called_sealed() {
    let team = Team::with_hook();
    let before = team.values();
    for value in ["!hunter3", "&hunter3"] {
        let editor = team.editor(&format!("echo 'password: {value}' > \"$1\""));
        let said = team.run_in("secrets edit database", "", &[("EDITOR", &editor)]);
        assert!(said.contains("put the value into quotes"), "{said}");
        assert!(!said.contains("hunter3"), "{said}");
        assert_eq!(team.values(), before);
        let text = format!("password: {value}\n");
        let said = team.refused(FILE, text.as_bytes()).unwrap();
        assert!(said.contains("has a tag or an anchor"), "{said}");
    }
}

#[test]
fn a_file_that_nobody_can_read_is_no_file_in_which_all_is_well() {
    let team = Team::with_hook();
    let utf16: Vec<u8> = "\u{feff}password: hunter3\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [utf16.as_slice(), b"password: hunter3 # caf\xe9\n"] {
        let said = team.refused(FILE, bytes).unwrap();
        assert!(
            said.contains("values.yaml: error: it is not UTF-8 text"),
            "{said}"
        );
        fs::write(team.place.path().join(FILE), bytes).unwrap();
        let said = team.run("secrets check");
        assert!(
            said.contains("values.yaml: error: it is not UTF-8 text"),
            "{said}"
        );
    }
}

#[test]
fn a_values_file_is_checked_whatever_its_name_and_a_link_is_none() {
    let team = Team::with_hook();
    for name in ["add-ons/database/v.YAML", "add-ons/database/v.json"] {
        let stack = STACK.replace("    encrypt:", &format!("    values: {name}\n    encrypt:"));
        team.place.write("stack.yaml", &stack);
        let said = team
            .refused(name, b"{\"password\": \"hunter3\"}\n")
            .unwrap();
        assert!(said.contains("`password` is plain"), "{said}");
    }
    let file = team.place.path().join(FILE);
    fs::remove_file(&file).unwrap();
    team.place.write("plain.txt", "password: hunter3\n");
    std::os::unix::fs::symlink("../../plain.txt", &file).unwrap();
    let checked = team.run("secrets check");
    assert!(
        checked.contains("values.yaml: error: it is a link"),
        "{checked}"
    );
    let said = team.commit_refused().unwrap();
    assert!(said.contains("values.yaml: error: it is a link"), "{said}");
}

#[test]
fn a_stack_above_does_not_hide_the_one_below() {
    let team = Team::with_hook();
    team.place.write("sub/stack.yaml", STACK);
    fs::remove_file(team.place.path().join(".sops.yaml")).unwrap();
    let said = team.refused(&format!("sub/{FILE}"), b"password: hunter3\n");
    assert!(said.unwrap().contains("`password` is plain"));
}

#[test]
fn whom_files_are_sealed_for_must_be_readable_to_be_changed() {
    let team = Team::with_password();
    let before = team.values();
    let alice = team.recipient().unwrap();
    team.place.write(".sops.yaml", "creation_rules: [\n");
    for line in [
        "secrets rotate".to_owned(),
        "secrets recipients update".to_owned(),
        format!("secrets recipients add {}", super::BOB),
        format!("secrets recipients remove {alice}"),
    ] {
        let said = team.run(&line);
        assert!(
            said.contains("what says whom files are sealed for has 1 error"),
            "{said}"
        );
        assert_eq!(team.values(), before);
    }
}

#[test]
fn no_edit_is_lost_for_one_that_was_kept_before() {
    let team = Team::with_password();
    let file = team.place.path().join(FILE).display().to_string();
    for (value, name) in [("hunter3", "edited"), ("hunter4", "edited-2")] {
        let editor = team.editor(&format!(
            "echo '# theirs' >> {file}; sed -i 's/hunter2/{value}/' \"$1\""
        ));
        team.run_in("secrets edit database", "", &[("EDITOR", &editor)]);
        let kept = team.run(&format!("decrypt add-ons/database/values.{name}.yaml"));
        assert!(kept.contains(&format!("password: {value}")), "{kept}");
    }
    let listed = team.run("secrets list -o name");
    assert!(listed.contains("values.edited.yaml"), "{listed}");
}

/// The person is asked whether the editor is to open again; then the terminal is closed.
#[test]
fn a_signal_while_the_person_is_asked_leaves_nothing_plain() {
    use rustix::process::{Pid, Signal, kill_process};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let team = Team::with_password();
    let editor =
        team.editor("printf 'a: [\\npassword: hunter3\\n' > \"$1\"; echo \"$1\" > \"$SEEN\"");
    let seen = team.place.path().join(".seen");
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let terminal = fs::File::open(name.to_str().unwrap()).unwrap();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_helm-stack"))
            .args(["secrets", "edit", "database"])
            .current_dir(team.place.path())
            .env("HOME", team.place.path().join(".home"))
            .env("EDITOR", &editor)
            .env("SEEN", &seen)
            .env_remove("VISUAL")
            .stdin(Stdio::from(terminal.try_clone().unwrap()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = child.stderr.take().unwrap();
        let (mut said, mut byte) = (String::new(), [0]);
        while !said.contains("leaves the file as it was") && errors.read(&mut byte).unwrap() > 0 {
            said.push(char::from(byte[0]));
        }
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(1), "{said}");
        let path = fs::read_to_string(&seen).unwrap();
        assert!(!fs::exists(path.trim()).unwrap(), "{path} is left");
    }
}
