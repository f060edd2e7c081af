//! Stands between a command and the API server and counts requests and bytes of answers, as they travel.
//!
//! `kubectl proxy` speaks TLS to the API server; this relay is in front of it and only passes on.
//! Timing is never measured through it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use std::{fs, thread};

use anyhow::{Context, Result};
use serde_json::json;

use crate::bench::Bench;

/// What went through since the last [`Relay::take`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) requests: u64,
    /// Bytes of answers, heads included, compressed where the command asked for it.
    pub(crate) bytes: u64,
}

#[derive(Debug, Default)]
struct Counters {
    requests: AtomicU64,
    bytes: AtomicU64,
    last_answer: Mutex<Option<Instant>>,
}

impl Counters {
    fn answered(&self, bytes: &[u8]) {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        let last = self.last_answer.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// A running relay; it and its `kubectl proxy` end when dropped.
pub(crate) struct Relay {
    counters: Arc<Counters>,
    kubeconfig: PathBuf,
    proxy: Child,
}

impl Relay {
    /// Starts a relay to the API server of `bench`.
    pub(crate) fn start(bench: &Bench) -> Result<Relay> {
        let mut proxy = bench
            .command(&bench.programs.kubectl)
            .args(["proxy", "--port=0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting kubectl proxy")?;
        let counters = Arc::new(Counters::default());
        let begun = begin(bench, &mut proxy, &counters);
        if begun.is_err() {
            // It may have ended by itself, which is then the error told.
            let _ = proxy.kill();
        }
        Ok(Relay {
            counters,
            kubeconfig: begun?,
            proxy,
        })
    }

    /// Returns a kubeconfig that leads through the relay.
    pub(crate) fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Returns when bytes of an answer came last.
    pub(crate) fn last_answer(&self) -> Option<Instant> {
        let last = self.counters.last_answer.lock();
        *last.unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what went through since it was asked the last time.
    pub(crate) fn take(&self) -> Traffic {
        Traffic {
            requests: self.counters.requests.swap(0, Ordering::SeqCst),
            bytes: self.counters.bytes.swap(0, Ordering::SeqCst),
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

fn begin(bench: &Bench, proxy: &mut Child, counters: &Arc<Counters>) -> Result<PathBuf> {
    let upstream = address_of(proxy)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("opening the relay's port")?;
    let own = listener.local_addr().context("reading the relay's port")?;
    let counters = Arc::clone(counters);
    thread::spawn(move || serve(&listener, upstream, &counters));
    let path = bench.folder.join("relay.kubeconfig");
    fs::write(&path, kubeconfig(own)).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}

/// Reads `Starting to serve on 127.0.0.1:PORT`, kubectl's only line.
fn address_of(proxy: &mut Child) -> Result<SocketAddr> {
    let printed = proxy.stdout.take().context("kubectl proxy has an output")?;
    let mut line = String::new();
    BufReader::new(printed)
        .read_line(&mut line)
        .context("reading the address of kubectl proxy")?;
    let address = line.split_whitespace().last().unwrap_or_default();
    address
        .parse()
        .with_context(|| format!("reading an address in {line:?} of kubectl proxy"))
}

fn kubeconfig(own: SocketAddr) -> String {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "relay", "cluster": {"server": format!("http://{own}")}}],
        "users": [{"name": "relay", "user": {}}],
        "contexts": [{"name": "relay", "context": {"cluster": "relay", "user": "relay"}}],
        "current-context": "relay",
    });
    config.to_string()
}

fn serve(listener: &TcpListener, upstream: SocketAddr, counters: &Arc<Counters>) {
    for client in listener.incoming().flatten() {
        let counters = Arc::clone(counters);
        // A connection that breaks shows in the command it belonged to.
        thread::spawn(move || connect(&client, upstream, &counters));
    }
}

fn connect(
    client: &TcpStream,
    upstream: SocketAddr,
    counters: &Arc<Counters>,
) -> std::io::Result<()> {
    let server = TcpStream::connect(upstream)?;
    for stream in [client, &server] {
        stream.set_nodelay(true)?;
    }
    let (asking, asked) = (client.try_clone()?, server.try_clone()?);
    let of_asker = Arc::clone(counters);
    thread::spawn(move || {
        let mut heads = Heads::default();
        pass_on(&asking, &asked, |bytes| {
            of_asker
                .requests
                .fetch_add(heads.ended_in(bytes), Ordering::SeqCst);
        })
    });
    pass_on(&server, client, |bytes| counters.answered(bytes))
}

fn pass_on(
    mut from: &TcpStream,
    mut to: &TcpStream,
    mut count: impl FnMut(&[u8]),
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            return to.shutdown(Shutdown::Write);
        }
        count(&buffer[..length]);
        to.write_all(&buffer[..length])?;
    }
}

/// Counts requests without a body by the empty line that ends each head, RFC 9112 section 2.1.
#[derive(Debug, Default)]
struct Heads {
    /// Bytes of `\r\n\r\n` seen so far.
    matched: usize,
}

impl Heads {
    fn ended_in(&mut self, bytes: &[u8]) -> u64 {
        const END: &[u8] = b"\r\n\r\n";
        let mut ended = 0;
        for byte in bytes {
            self.matched = match () {
                () if *byte == END[self.matched] => self.matched + 1,
                () if *byte == b'\r' => 1,
                () => 0,
            };
            if self.matched == END.len() {
                self.matched = 0;
                ended += 1;
            }
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_however_they_are_cut() {
        let text = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
        for cut in 0..text.len() {
            let mut heads = Heads::default();
            let counted = heads.ended_in(&text[..cut]) + heads.ended_in(&text[cut..]);
            assert_eq!(counted, 2, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_relayed_arrives_and_is_counted() -> Result<()> {
        let upstream = TcpListener::bind(("127.0.0.1", 0))?;
        let address = upstream.local_addr()?;
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        thread::spawn(move || -> std::io::Result<()> {
            let (mut stream, _) = upstream.accept()?;
            let mut head = [0; 18];
            stream.read_exact(&mut head)?;
            stream.write_all(answer)
        });
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let own = listener.local_addr()?;
        let counters = Arc::new(Counters::default());
        let serving = Arc::clone(&counters);
        thread::spawn(move || serve(&listener, address, &serving));
        let mut client = TcpStream::connect(own)?;
        client.write_all(b"GET / HTTP/1.1\r\n\r\n")?;
        let mut told = Vec::new();
        client.read_to_end(&mut told)?;
        assert_eq!(told, answer);
        assert_eq!(counters.requests.load(Ordering::SeqCst), 1);
        assert_eq!(counters.bytes.load(Ordering::SeqCst), answer.len() as u64);
        let last = counters.last_answer.lock();
        assert!(last.is_ok_and(|last| last.is_some()));
        Ok(())
    }
}
