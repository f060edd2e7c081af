//! A web server that lets nobody in, as a private Git server or chart repository does with strangers.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result};

const ANSWER: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"bench\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The server; it ends with the test.
pub(super) struct Unauthorized {
    address: String,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Unauthorized {
    /// Starts one on loopback.
    ///
    /// # Errors
    /// No port is free.
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("listening on loopback")?;
        let address = listener
            .local_addr()
            .context("finding the port")?
            .to_string();
        let ended = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                refuse(stream);
            }
        });
        Ok(Self {
            address,
            ended,
            thread: Some(thread),
        })
    }

    /// Returns its `host:port`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

fn refuse(mut stream: TcpStream) {
    // Whoever does not listen to the answer goes away.
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(ANSWER);
}

impl Drop for Unauthorized {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // One more visitor, so that it looks.
        let _ = TcpStream::connect(&self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
