//! Handing opened values to the real Helm, and running it.
//!
//! Where nothing was opened, Helm takes this process's place: exit code and signals are its own. Else it runs beside
//! us, so that no value comes back in what it says. Values lie in memory alone (memfd) where the system has that;
//! elsewhere in a file of a private folder, which goes on every way out but a kill that nobody can catch.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use programs::interrupt::Interrupt;
use stack::seal::Opened;
use tempfile::TempDir;

use super::real_helm::INSIDE;
use super::refusal::Refusal;
use super::told::Secrets;

/// How often it is looked whether Helm has ended, where it runs beside us.
const LOOK: Duration = Duration::from_millis(10);

/// Opened values on their way to Helm.
#[derive(Default)]
pub(super) struct HandedOver {
    memory: Vec<File>,
    folder: Option<TempDir>,
    files: usize,
    secrets: Secrets,
}

impl HandedOver {
    /// Puts an opened file where Helm can read it, and returns the path for its command line.
    ///
    /// # Errors
    /// Neither memory nor a file can be had.
    pub(super) fn hand_over(&mut self, opened: &Opened) -> Result<String, Refusal> {
        opened.secrets().for_each(|secret| self.secrets.add(secret));
        self.hand_over_text(opened.text())
    }

    fn hand_over_text(&mut self, text: &str) -> Result<String, Refusal> {
        let handed = match platform::in_memory(text) {
            Some((file, path)) => {
                self.memory.push(file);
                Ok(path)
            }
            None => self.in_file(text),
        };
        handed.map_err(|error| {
            Refusal::new(format!("opened values cannot be handed to helm: {error}"))
        })
    }

    fn in_file(&mut self, text: &str) -> io::Result<String> {
        let folder = match self.folder.take() {
            Some(folder) => folder,
            None => platform::private_folder()?,
        };
        self.files += 1;
        let path = folder.path().join(format!("values-{}.yaml", self.files));
        self.folder = Some(folder);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        platform::private(&mut options);
        options.open(&path)?.write_all(text.as_bytes())?;
        let path = path.into_os_string().into_string();
        path.map_err(|_| io::Error::other("the temporary folder's path is no UTF-8"))
    }

    /// Runs Helm to its end; where nothing was opened, it takes the place of this process.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn run(self, helm: &Path, arguments: &[OsString]) -> Result<ExitCode, Refusal> {
        let mut command = Command::new(helm);
        command.args(arguments);
        command.env(INSIDE, std::process::id().to_string());
        let ran = match self.memory.is_empty() && self.folder.is_none() {
            true => platform::take_our_place(&mut command),
            false => beside_us(&mut command, &self.secrets),
        };
        let cannot = |error| Refusal::new(format!("{} cannot be run: {error}", helm.display()));
        ran.map_err(cannot)
    }
}

/// Runs a program beside this one and waits; a request to end is handed on, so that files are removed after it. What it
/// says on standard error is said at its end, without the secrets.
fn beside_us(command: &mut Command, secrets: &Secrets) -> io::Result<ExitCode> {
    let _held = Interrupt::hold();
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    let said = child.stderr.take();
    std::thread::scope(|scope| {
        let told = scope.spawn(|| {
            let mut stderr = io::stderr();
            said.map_or(Ok(()), |said| secrets.pass_on(said, &mut stderr))
        });
        let status = waited(&mut child)?;
        // Where standard error is closed, nobody is left to tell.
        let _unread = told.join();
        Ok(exit_code(status))
    })
}

fn waited(child: &mut Child) -> io::Result<ExitStatus> {
    let mut told = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Interrupt::happened() && !told {
            told = true;
            end(child)?;
        }
        std::thread::sleep(LOOK);
    }
}

/// Asks a program to end, where one can ask.
fn end(child: &mut Child) -> io::Result<()> {
    platform::terminate(child)
}

/// Returns the exit code of a program, 128 and the signal's number where one ended it, as shells have it.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status
        .code()
        .or_else(|| platform::signal(status).map(|signal| 128 + signal));
    let code = code.and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(unix)]
mod platform {
    use std::fs::{File, OpenOptions, Permissions};
    use std::io;
    #[cfg(target_os = "linux")]
    use std::io::Write;
    #[cfg(target_os = "linux")]
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Child, Command, ExitCode, ExitStatus};

    use rustix::process::{Pid, Signal, kill_process};
    use tempfile::{Builder, TempDir};

    /// Returns a file in memory with this text, which programs that take our place inherit, and its path for them.
    #[cfg(target_os = "linux")]
    pub(super) fn in_memory(text: &str) -> Option<(File, String)> {
        use rustix::fs::{MemfdFlags, memfd_create};
        let memory = memfd_create("helm-stack-values", MemfdFlags::empty()).ok()?;
        let mut file = File::from(memory);
        file.write_all(text.as_bytes()).ok()?;
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        std::fs::metadata(&path).is_ok().then_some((file, path))
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn in_memory(_text: &str) -> Option<(File, String)> {
        None
    }

    /// Makes a folder that nobody else can look into.
    pub(super) fn private_folder() -> io::Result<TempDir> {
        let mine = Permissions::from_mode(0o700);
        Builder::new()
            .prefix("helm-stack-")
            .permissions(mine)
            .tempdir()
    }

    /// Lets nobody else read the file.
    pub(super) fn private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    /// Becomes the program.
    pub(super) fn take_our_place(command: &mut Command) -> io::Result<ExitCode> {
        Err(command.exec())
    }

    pub(super) fn terminate(child: &Child) -> io::Result<()> {
        match i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            Some(pid) => Ok(kill_process(pid, Signal::TERM)?),
            None => Ok(()),
        }
    }

    pub(super) fn signal(status: ExitStatus) -> Option<i32> {
        status.signal()
    }
}

#[cfg(not(unix))]
mod platform {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::process::{Child, Command, ExitCode, ExitStatus};

    use tempfile::{Builder, TempDir};

    pub(super) fn in_memory(_text: &str) -> Option<(File, String)> {
        None
    }

    /// A user's temporary folder is the user's alone.
    pub(super) fn private_folder() -> io::Result<TempDir> {
        Builder::new().prefix("helm-stack-").tempdir()
    }

    pub(super) fn private(_options: &mut OpenOptions) {}

    pub(super) fn take_our_place(command: &mut Command) -> io::Result<ExitCode> {
        Ok(super::exit_code(command.status()?))
    }

    pub(super) fn terminate(child: &mut Child) -> io::Result<()> {
        child.kill()
    }

    pub(super) fn signal(_status: ExitStatus) -> Option<i32> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn values_in_memory_have_a_path_and_no_file() {
        let mut handed = HandedOver::default();
        let path = handed.hand_over_text("password: hunter2\n").unwrap();
        assert!(path.starts_with("/proc/self/fd/"), "{path}");
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "password: hunter2\n"
        );
        assert!(handed.folder.is_none());
    }

    #[test]
    fn values_in_a_file_are_private_and_removed() {
        let mut handed = HandedOver::default();
        let path = handed.in_file("password: hunter2\n").unwrap();
        let second = handed.in_file("b: 1\n").unwrap();
        assert_ne!(path, second);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(Path::new(&path)), 0o600);
        let folder = Path::new(&path).parent().unwrap().to_owned();
        assert_eq!(mode(&folder), 0o700);
        let read = handed.run(
            Path::new("/bin/sh"),
            &[
                "-c".into(),
                format!("grep -q hunter2 {path} && exit 7").into(),
            ],
        );
        assert_eq!(read.unwrap(), ExitCode::from(7));
        assert!(!folder.exists());
    }

    #[test]
    fn a_signal_is_told_as_shells_tell_it() {
        let mut handed = HandedOver::default();
        handed.in_file("a: 1\n").unwrap();
        let killed = handed.run(Path::new("/bin/sh"), &["-c".into(), "kill -TERM $$".into()]);
        assert_eq!(killed.unwrap(), ExitCode::from(143));
    }

    #[test]
    fn a_helm_that_cannot_be_run_leaves_nothing_behind() {
        let mut handed = HandedOver::default();
        let path = handed.in_file("a: 1\n").unwrap();
        let refused = handed.run(Path::new("/nowhere/helm"), &[]).unwrap_err();
        assert!(refused.to_string().contains("/nowhere/helm"), "{refused}");
        assert!(!Path::new(&path).exists());
    }
}
