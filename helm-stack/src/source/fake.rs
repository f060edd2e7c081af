//! A server in this process for tests: answers over plain HTTP as it is told, and remembers what it was asked.
//!
//! One request a connection, one thread a request; it ends with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a request gets.
pub(crate) enum Reply {
    /// Status, further headers and body.
    Body(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// A body that ends before its announced length.
    BrokenOff(Vec<u8>),
    /// Nothing, for as long as the client waits.
    Silence,
}

impl Reply {
    /// Says yes.
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Body(200, Vec::new(), body.into())
    }

    /// Says nothing but a status.
    pub(crate) fn status(code: u16) -> Self {
        Self::Body(code, Vec::new(), Vec::new())
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Method, path and query: `GET /index.yaml`.
    pub(crate) line: String,
    /// `Authorization`, as sent.
    pub(crate) authorization: Option<String>,
    /// The body.
    pub(crate) body: String,
}

impl Asked {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.to_owned())
        };
        let length = header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or_default();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self {
            line: head
                .lines()
                .next()?
                .trim_end_matches(" HTTP/1.1")
                .to_owned(),
            authorization: header("authorization"),
            body: String::from_utf8(body).ok()?,
        })
    }

    /// The path, without the query.
    pub(crate) fn path(&self) -> &str {
        let address = self.line.split(' ').nth(1).unwrap_or_default();
        address.split('?').next().unwrap_or_default()
    }
}

/// The server.
pub(crate) struct Server {
    /// `127.0.0.1:port`.
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts one that answers as `reply` says; it is handed its own `host:port`.
    pub(crate) fn start(reply: impl Fn(&Asked, &str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let server = Self {
            host: host.clone(),
            asked: Arc::clone(&asked),
        };
        let reply = Arc::new(reply);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, reply, host) = (Arc::clone(&asked), Arc::clone(&reply), host.clone());
                thread::spawn(move || serve(&stream, &*reply, &host, &asked));
            }
        });
        server
    }

    /// Its address, without a slash at the end.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.host)
    }

    /// What it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Replaces its address, which is another each time, in a text.
    pub(crate) fn hidden_in(&self, text: &impl ToString) -> String {
        text.to_string().replace(&self.host, "server")
    }
}

fn serve(
    mut stream: &TcpStream,
    reply: &(impl Fn(&Asked, &str) -> Reply + ?Sized),
    host: &str,
    kept: &Mutex<Vec<Asked>>,
) {
    let Some(asked) = Asked::read(stream) else {
        return;
    };
    kept.lock().unwrap().push(asked.clone());
    let (code, headers, body, missing) = match reply(&asked, host) {
        Reply::Body(code, headers, body) => (code, headers, body, 0),
        Reply::BrokenOff(body) => (200, Vec::new(), body, 10),
        Reply::Silence => {
            // Whoever waits ends by hanging up, which ends the reading.
            let _gone = std::io::copy(&mut stream, &mut std::io::sink());
            return;
        }
    };
    let mut head = format!(
        "HTTP/1.1 {code} X\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len() + missing
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // A client that went away is no failure of the server.
    let _gone = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(b"\r\n"))
        .and_then(|()| stream.write_all(&body));
}
