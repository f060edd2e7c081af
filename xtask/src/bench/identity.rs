//! Who a process is: its number together with the moment it began, since numbers are used again.
//! Linux tells through /proc, other systems through `ps`.

#[cfg(target_os = "linux")]
use std::fs;
#[cfg(not(target_os = "linux"))]
use std::process::Command;

/// Returns when the process `pid` began, in the system's own notation, or none when it is gone.
///
/// A process that has ended and only waits to be collected counts as gone.
#[cfg(target_os = "linux")]
pub(crate) fn beginning_of(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    beginning_in_stat(&stat)
}

/// Returns when the process `pid` began, in the system's own notation, or none when it is gone.
#[cfg(not(target_os = "linux"))]
pub(crate) fn beginning_of(pid: u32) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", "stat=", "-o", "lstart=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (state, began) = text.trim().split_once(char::is_whitespace)?;
    (!state.starts_with('Z')).then(|| began.trim().to_owned())
}

/// Reads field 22 (clock ticks since boot) of `/proc/<pid>/stat`, proc_pid_stat(5).
///
/// The second field is the program's name in parentheses and may hold blanks and parentheses itself.
#[cfg(target_os = "linux")]
fn beginning_in_stat(stat: &str) -> Option<String> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace();
    let state = fields.next()?;
    let began = fields.nth(18)?;
    (!matches!(state, "Z" | "X")).then(|| began.to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const STAT: &str =
        "4242 (a) b (c) S 1 4242 4242 0 -1 4194304 1 0 0 0 1 2 3 4 20 0 9 0 987654 1 2 3";

    #[test]
    fn the_beginning_is_read_past_a_name_with_parentheses() {
        assert_eq!(beginning_in_stat(STAT).as_deref(), Some("987654"));
    }

    #[test]
    fn an_ended_process_not_yet_collected_is_gone() {
        assert_eq!(beginning_in_stat(&STAT.replace(") S ", ") Z ")), None);
    }

    #[test]
    fn this_process_has_a_beginning_and_it_stays_the_same() {
        let pid = std::process::id();
        assert!(beginning_of(pid).is_some());
        assert_eq!(beginning_of(pid), beginning_of(pid));
    }
}
