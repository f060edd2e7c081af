//! Killed at any moment, a push has arrived or has not, the user's clone is as it was, and the next push succeeds.
//!
//! What is killed is this test program, run once more with the one test that pushes.

use std::env;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::fixture::{Place, WANTED, clone_state, commit, dirty, opened, publish};
use crate::gitops::with_retries;

/// Folder of the place that the pushing process works in.
const PLACE: &str = "HELM_STACK_TEST_PLACE";
/// What it pushes.
const TEXT: &str = "HELM_STACK_TEST_TEXT";

#[test]
#[ignore = "run by the tests beside it, in a process of its own"]
fn push_once() {
    let repository = opened(Path::new(&env::var_os(PLACE).unwrap()), "clone");
    let text = env::var(TEXT).unwrap();
    let changes = [
        ("clusters/a", Some(text.as_str())),
        ("clusters/b", Some(text.as_str())),
    ];
    let published = with_retries(&repository, WANTED, |_| Ok(Some(commit(&changes))));
    published.unwrap().unwrap();
}

/// Returns a push in a process group of its own.
fn program(place: &Place, text: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "--ignored", "gitops::tests::killed::push_once"])
        .env(PLACE, place.path(""))
        .env(TEXT, text)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .process_group(0);
    command
}

fn start(place: &Place, text: &str) -> Child {
    let mut program = program(place, text);
    program.stderr(Stdio::null()).spawn().unwrap()
}

/// Pushes undisturbed.
fn push(place: &Place, text: &str) {
    let mut program = program(place, text);
    let ended = program.stderr(Stdio::piped()).output().unwrap();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{text}: {errors}");
}

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

/// Kills a push at a moment between its start and its end, alone or with all that it started.
fn kill(place: &Place, text: &str, lasts: Duration, lots: &mut Lots) -> ExitStatus {
    let mut child = start(place, text);
    let moment = u32::try_from(lots.draw() % 1000).unwrap();
    // A little beyond the end, as one push lasts longer than another.
    sleep(lasts * moment / 770);
    let pid = Pid::from_child(&child);
    // It may have ended before.
    let _gone = match lots.draw() % 2 {
        0 => kill_process(pid, Signal::KILL),
        _ => kill_process_group(pid, Signal::KILL),
    };
    child.wait().unwrap()
}

/// Returns what both files hold at the tip; they must agree, as one commit wrote both.
fn pushed(place: &Place) -> String {
    let tree = place.asked("rev-parse main");
    let text = |path: &str| place.asked(&format!("show {tree}:clusters/{path}"));
    assert_eq!(text("a"), text("b"));
    text("a")
}

fn killed(rounds: usize) {
    let place = Place::seeded();
    let clone = place.clone("clone");
    push(&place, "0");
    dirty(&place, &clone);
    let state = clone_state(&place, &clone);
    let begun = Instant::now();
    push(&place, "1");
    let lasts = begun.elapsed();
    let (mut lots, mut arrived) = (Lots(0x5eed), 0);
    let mut before = "1".to_owned();
    for round in 0..rounds {
        let after = format!("round {round}");
        let status = kill(&place, &after, lasts, &mut lots);
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
        let next = format!("after {round}");
        push(&place, &next);
        assert_eq!(pushed(&place), next);
        assert_eq!(clone_state(&place, &clone), state, "round {round}");
        before = next;
    }
    println!("{rounds} pushes of {lasts:?} killed, of which {arrived} arrived");
}

#[test]
fn a_push_killed_at_any_moment_is_before_or_after() {
    killed(15);
}

#[test]
#[ignore = "two hundred rounds take minutes: run by name"]
fn two_hundred_pushes_killed_at_any_moment_are_before_or_after() {
    killed(200);
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_ends_git_and_leaves_nothing() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let state = clone_state(&place, &clone);
    let before = place.asked("rev-parse main");
    // The hook's parent is `git commit`, and its parent the process that pushes.
    let hook =
        "kill -INT $(awk '{print $4}' /proc/$PPID/stat); touch ../../../signalled; exec sleep 5";
    place.script(&clone.join(".git/hooks/pre-commit"), hook);
    assert_eq!(
        start(&place, "1").wait().unwrap().code(),
        Some(101),
        "the test there fails, and is not killed"
    );
    assert_eq!(place.asked("rev-parse main"), before);
    std::fs::remove_file(clone.join("signalled")).unwrap();
    assert_eq!(clone_state(&place, &clone), state);
    assert!(!clone.join(".git/helm-stack").exists() && !clone.join(".git/worktrees").exists());
}

#[test]
fn a_lock_that_a_killed_git_left_in_the_cache_is_removed() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    publish(&repository, "clusters/a", "1").1.unwrap();
    let old = SystemTime::now() - Duration::from_secs(60);
    for name in ["refs/remotes/origin/main.lock", "packed-refs.lock"] {
        let lock = std::fs::File::create(repository.directory.join(name)).unwrap();
        lock.set_modified(old).unwrap();
    }
    let seed = place.path("seed");
    place.run(&seed, "pull -q --rebase origin main");
    super::fixture::write(&seed, "clusters/b", "2");
    place.commit_and_push(&seed, "b");
    assert!(
        repository
            .fetch(WANTED)
            .unwrap()
            .files
            .contains("clusters/b")
    );
}
