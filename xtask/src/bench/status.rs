//! `bench status`: one line per process, as a table for people.

use super::process::Process;
use super::state::State;

/// Returns the table of a bench, or a sentence when there is none.
pub(crate) fn table(name: &str, state: Option<&State>) -> String {
    let Some(state) = state else {
        return format!("no bench {name} is up\n");
    };
    let mut text = format!("{:<26} {:<8} {:>8}  {}\n", "PROCESS", "STATE", "PID", "LOG");
    for process in &state.processes {
        text.push_str(&row(process, process.is_running()));
    }
    if !state.complete {
        text.push_str("starting, or stopped while starting\n");
    }
    text
}

fn row(process: &Process, running: bool) -> String {
    let state = if running { "running" } else { "ended" };
    format!(
        "{:<26} {state:<8} {:>8}  {}\n",
        process.name,
        process.pid,
        process.log.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn a_process_that_is_gone_is_shown_as_ended() {
        let process = Process {
            name: "etcd".to_owned(),
            pid: 0,
            began: "never".to_owned(),
            log: "/bench/logs/etcd.log".into(),
        };
        let state = State {
            bench: example(),
            processes: vec![process],
            complete: true,
        };
        let text = table("default", Some(&state));
        let expected = "PROCESS                    STATE         PID  LOG\n\
                        etcd                       ended           0  /bench/logs/etcd.log\n";
        assert_eq!(text, expected);
    }
}
