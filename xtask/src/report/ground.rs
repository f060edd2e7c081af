//! The bench a report is measured on: a tree of ten nodes and a large one that Argo CD deployed,
//! then as many other objects and Applications as the size says. Measuring is done elsewhere.

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::size::Size;
use super::{addons, machine, objects};
use crate::bench::progress::Progress;
use crate::bench::{ARGOCD_NAMESPACE, Bench, OwnBench, argocd};
use crate::interrupt::Interrupt;
use crate::scenario;

const PATIENCE: Duration = Duration::from_secs(600);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// A cluster is quiet when its API server computes less than this share of one processor, in hundredths.
const QUIET: u64 = 15;
/// Looks in a row that must find it quiet.
const QUIET_LOOKS: u32 = 3;
/// Time after which figures are taken however busy the cluster is.
const QUIET_PATIENCE: Duration = Duration::from_secs(90);

/// A filled bench and what runs beside it.
pub(crate) struct Ground {
    own: OwnBench,
    interrupt: Interrupt,
}

impl Ground {
    /// Starts a bench of its own for `task`.
    pub(crate) fn start(task: &str, messages: &mut dyn Write) -> Result<Ground> {
        let own = OwnBench::start_empty(&format!("{task}-{}", std::process::id()), messages)?;
        let interrupt = Interrupt::on_signals()?;
        Ok(Ground { own, interrupt })
    }

    /// Returns the bench.
    pub(crate) fn bench(&self) -> &Bench {
        self.own.bench()
    }

    /// Fails once somebody pressed Ctrl-C.
    pub(crate) fn check(&self) -> Result<()> {
        self.interrupt.check()
    }

    /// Lets Argo CD deploy both add-ons, then ends its controller: nothing changes from here on by itself.
    pub(crate) fn deploy(&self, size: Size, progress: &mut Progress<'_>) -> Result<()> {
        let files = self.bench().folder.join("report");
        for (name, text) in [
            (addons::TEN, addons::ten()),
            (addons::LARGE, addons::large(size.large)),
        ] {
            let folder = files.join(name);
            fs::create_dir_all(&folder)
                .and_then(|()| fs::write(folder.join("all.yaml"), text))
                .with_context(|| format!("writing {}", folder.display()))?;
        }
        let url = scenario::repository(self.bench(), "report", &files)?;
        for name in [addons::TEN, addons::LARGE] {
            self.bench()
                .apply(&addons::application(name, &url).to_string())?;
        }
        for name in [addons::TEN, addons::LARGE] {
            self.wait_until_healthy(name)?;
            progress.say("deployed", name, "");
        }
        self.own.end_process("argocd-controller")
    }

    fn wait_until_healthy(&self, name: &str) -> Result<()> {
        let begun = Instant::now();
        loop {
            self.interrupt.check()?;
            let state = self.state_of(name)?;
            if state == "Synced Healthy" {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("{name} is {state:?} after ten minutes instead of Synced and Healthy");
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    fn state_of(&self, name: &str) -> Result<String> {
        let path = "jsonpath={.status.sync.status} {.status.health.status}";
        let namespace = format!("--namespace={ARGOCD_NAMESPACE}");
        let asked = [
            "get",
            "applications.argoproj.io",
            name,
            &namespace,
            "-o",
            path,
        ];
        self.bench().kubectl(&asked, "")
    }

    /// Creates the custom kinds and the objects that belong to no add-on.
    pub(crate) fn fill(&self, size: Size, progress: &mut Progress<'_>) -> Result<()> {
        self.create(&objects::ground(size))?;
        self.create(&objects::objects(size))?;
        progress.say("created", "objects", &size.objects.to_string());
        Ok(())
    }

    /// Creates the Applications from the `from`th to the `to`th, the deployed ones counted.
    pub(crate) fn add_applications(&self, from: usize, to: usize) -> Result<()> {
        let deployed = 2;
        let from = from.max(deployed);
        self.create(&objects::applications(from, to))
    }

    fn create(&self, lines: &[String]) -> Result<()> {
        self.interrupt.check()?;
        let mut loader = self
            .bench()
            .command(&self.bench().programs.load)
            .arg(self.bench().kubeconfig())
            .arg("create")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("running the bench's loader")?;
        if let Some(mut input) = loader.stdin.take() {
            // It may end before it has read everything; its own words say why.
            let _ = input.write_all(lines.join("\n").as_bytes());
        }
        let output = loader
            .wait_with_output()
            .context("waiting for the loader")?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let words: String = words.chars().take(1_000).collect();
            bail!("filling the bench: {words}");
        }
        Ok(())
    }

    /// Waits until the API server has little to do.
    pub(crate) fn wait_until_quiet(&self) -> Result<()> {
        let server = self.own.process("kube-apiserver")?;
        let begun = Instant::now();
        let (mut looks, mut before) = (0, machine::computed(server));
        while looks < QUIET_LOOKS && begun.elapsed() < QUIET_PATIENCE {
            self.interrupt.check()?;
            thread::sleep(BETWEEN_LOOKS);
            let now = machine::computed(server);
            let (Some(then), Some(ticks)) = (before, now) else {
                return Ok(());
            };
            looks = if ticks - then < QUIET { looks + 1 } else { 0 };
            before = now;
        }
        Ok(())
    }

    /// Starts Argo CD's API server and waits until it listens.
    pub(crate) fn start_argocd_server(&self) -> Result<ArgocdServer> {
        let (port, metrics) = free_ports()?;
        let log = self.bench().folder.join("logs/argocd-server.log");
        let output = fs::File::create(&log).context("writing the log of argocd-server")?;
        let mut command = argocd::server(self.bench(), port, metrics)?;
        command.stdout(Stdio::null()).stderr(output);
        let process = command.spawn().context("starting argocd-server")?;
        let server = ArgocdServer { process, port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            self.interrupt.check()?;
            if begun.elapsed() > PATIENCE {
                bail!("argocd-server does not listen after ten minutes");
            }
            thread::sleep(BETWEEN_LOOKS);
        }
        Ok(server)
    }

    /// Ends the bench and removes everything it wrote.
    pub(crate) fn end(self) -> Result<()> {
        self.own.end()
    }
}

fn free_ports() -> Result<(u16, u16)> {
    let picking = || TcpListener::bind(("127.0.0.1", 0)).context("picking a free port");
    let (first, second) = (picking()?, picking()?);
    let port = |held: &TcpListener| anyhow::Ok(held.local_addr()?.port());
    Ok((port(&first)?, port(&second)?))
}

/// A running API server of Argo CD, which ends when dropped.
pub(crate) struct ArgocdServer {
    process: Child,
    port: u16,
}

impl ArgocdServer {
    /// Returns `host:port`, where it speaks without TLS.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for ArgocdServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
