//! Killed at any moment, the remote is before or after, the user's clone is as it was, and the next push succeeds.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::place::{Place, clone_state, dirty, manifest, seeded};

/// Numbers that are the same in every run, each in its whole range (xorshift64).
struct Lots(u64);

impl Lots {
    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Returns a push through the clone in one round, through the cache in the next, in a process group of its own. The
/// remote's side is out of that group, as a server is.
fn program(place: &Place, round: usize) -> Command {
    let repository = ["--yes --repo ../clone", "--yes --repo ../remote.git"][round % 2];
    let mut command = place.pushing("web", repository);
    command.process_group(0);
    if cfg!(target_os = "linux") {
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "remote.origin.receivepack")
            .env("GIT_CONFIG_VALUE_0", "setsid git-receive-pack");
    }
    command
}

/// Kills a push at a moment between its start and a little beyond its end, alone or with all that it started.
fn kill(place: &Place, round: usize, lasts: Duration, lots: &mut Lots) -> ExitStatus {
    let mut command = program(place, round);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let moment = u32::try_from(lots.draw() % 1200).unwrap();
    sleep(lasts * moment / 1000);
    let pid = Pid::from_child(&child);
    // It may have ended before.
    let _gone = match lots.draw() % 2 {
        0 => kill_process(pid, Signal::KILL),
        _ => kill_process_group(pid, Signal::KILL),
    };
    child.wait().unwrap()
}

/// Pushes undisturbed and returns how long it took.
fn push(place: &Place, round: usize, text: &str) -> Duration {
    place.stack("web", text);
    let begun = Instant::now();
    let output = program(place, round).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}: {errors}");
    begun.elapsed()
}

/// Returns the commit at the tip and the text in it, after checking that the commit is whole: what it says it wrote is there.
fn pushed(place: &Place) -> String {
    let tip = place.asked("rev-parse main");
    let manifest = manifest("web");
    let id = place.asked(&format!("rev-parse {tip}:{manifest}"));
    let record = place.asked(&format!("show {tip}:clusters/prod/stacks/web/pushed.yaml"));
    assert!(record.contains(&id), "{record}\nhas no {id}");
    let text = place.asked(&format!("show {tip}:{manifest}"));
    text.rsplit("text: ")
        .next()
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

fn killed(rounds: usize) {
    let place = seeded();
    place.clone("clone");
    push(&place, 0, "0");
    dirty(&place, "clone");
    let state = clone_state(&place, "clone");
    let mut lasts = push(&place, 1, "1");
    let (mut lots, mut arrived, mut before) = (Lots(0x5eed), 0, "1".to_owned());
    for round in 0..rounds {
        let after = format!("round {round}");
        place.stack("web", &after);
        let status = kill(&place, round, lasts, &mut lots);
        let now = pushed(&place);
        assert!(
            now == before || now == after,
            "round {round}: {now}, and it was {before}"
        );
        assert!(
            !status.success() || now == after,
            "round {round}: it said it arrived"
        );
        arrived += usize::from(now == after);
        before = format!("after {round}");
        lasts = push(&place, round, &before);
        assert_eq!(pushed(&place), before);
        assert_eq!(clone_state(&place, "clone"), state, "round {round}");
    }
    println!("{rounds} pushes killed, of which {arrived} had arrived");
}

#[test]
fn two_hundred_pushes_killed_at_any_moment_are_before_or_after() {
    killed(200);
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_ends_git_and_leaves_nothing() {
    let place = seeded();
    place.clone("clone");
    let state = clone_state(&place, "clone");
    let before = place.asked("rev-parse main");
    place.stack("web", "1");
    // The hook's parent is `git commit`, and its parent the program.
    let hook = "kill -INT $(awk '{print $4}' /proc/$PPID/stat); exec sleep 2";
    place.script("clone/.git/hooks/pre-commit", hook);
    let ended = place.push("web", "--yes --repo ../clone");
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.talk.contains("git commit was interrupted"), "{ended}");
    assert_eq!(place.asked("rev-parse main"), before);
    assert_eq!(clone_state(&place, "clone"), state);
    for left in ["clone/.git/helm-stack", "clone/.git/worktrees"] {
        assert!(!place.path(left).exists(), "{left}");
    }
}
