//! The first half of the demo: the example stack goes from its folder into a Git repository, its password sealed.
//! Where that repository lies is said by whoever asks; what comes after is Argo CD's matter.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};

use super::act::{Act, typed};
use crate::example::{CLUSTER, Example, SEALED, STACK};

/// Returns the commands by which the example is shown, sealed, pushed and found in Git.
///
/// `repository` is the GitOps repository as `--repo` takes it.
pub(crate) fn acts(helm_stack: &Path, example: &Example, repository: &str) -> Result<Vec<Act>> {
    let folder = typed(&example.folder());
    let (addon, key) = SEALED;
    let act = |says, words: &[&str]| plugin(helm_stack, example, says, words);
    let stack = ["--stack", &folder];
    let push = ["push", "--repo", repository, "--cluster", CLUSTER, "--yes"];
    let push = [&push[..], &stack].concat();
    let password = typed(&example.password());
    let mut set = act(
        "A password comes in from standard input, so that no command line shows it.",
        &[&["set", addon, key, "--stdin"][..], &stack].concat(),
    );
    set.line = format!("{} < {password}", set.line);
    let input = File::open(example.password()).context("opening the password")?;
    set.command.stdin(input);
    let again = example
        .has_keys()
        .then(|| act("The same push again: nothing to do, so no commit.", &push));
    let sealed = format!("main:clusters/{CLUSTER}/stacks/{STACK}/add-ons/{addon}/values.yaml");
    let mut acts = vec![
        act(
            "A stack: what belongs together, and the order in which it is deployed.",
            &[&["show"][..], &stack].concat(),
        ),
        set,
        act(
            "One push: it shows its plan, seals what is secret, and makes one commit of it.",
            &push,
        ),
    ];
    acts.extend(again);
    acts.push(git(
        example,
        "What Argo CD deploys from: an Application for each member, beside the stack as it was written.",
        &["show", "--stat=100", "--format=%h %an: %s", "main"],
    ));
    acts.push(git(
        example,
        "The values, the password sealed in place; every other line is as it was.",
        &["show", &sealed],
    ));
    Ok(acts)
}

fn plugin(helm_stack: &Path, example: &Example, says: &'static str, words: &[&str]) -> Act {
    Act {
        says,
        line: format!("{} {}", typed(helm_stack), words.join(" ")),
        command: example.command(helm_stack, words),
    }
}

fn git(example: &Example, says: &'static str, words: &[&str]) -> Act {
    let remote = example.remote().to_string_lossy();
    let all = [&["--no-pager", "--git-dir", &remote][..], words].concat();
    let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    Act {
        says,
        line: format!(
            "git --git-dir {} {}",
            typed(example.remote()),
            quoted.join(" ")
        ),
        command: example.command(Path::new("git"), &all),
    }
}

/// Quotes a word of a line where a shell would cut it.
fn quoted(word: &str) -> String {
    match word.contains(' ') {
        true => format!("'{word}'"),
        false => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_what_is_run_and_show_no_password() -> Result<()> {
        let room = std::env::temp_dir().join(format!("delivery-{}", std::process::id()));
        let example = Example::prepare(&room, &room.join("gitops.git"), None, "")?;
        let example = example.with_keys(room.join("keys.txt"));
        let acts = acts(Path::new("/t/helm-stack"), &example, "file:///t/gitops.git")?;
        let password = std::fs::read_to_string(example.password())?;
        let lines: Vec<&str> = acts.iter().map(|act| act.line.as_str()).collect();
        assert!(
            lines.iter().all(|line| !line.contains(&password)),
            "{lines:?}"
        );
        assert!(lines[2].contains("push --repo file:///t/gitops.git --cluster demo --yes"));
        assert_eq!(lines[2], lines[3], "the same push twice");
        assert!(
            lines[4].ends_with("'--format=%h %an: %s' main"),
            "{}",
            lines[4]
        );
        Ok(std::fs::remove_dir_all(&room)?)
    }
}
