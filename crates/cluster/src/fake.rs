//! An API server in this process, for tests: answers what a closure says, over plain HTTP.
//!
//! One request a connection. What was asked is kept, so that a test can look at it.

use std::sync::{Arc, Mutex};

use argocd::catalog::ServedKind;
use argocd::object::ObjectKind;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::cluster::{Cluster, RequestTimeout};
use crate::connect::{Connection, connect};

/// What a request gets.
pub(crate) enum Reply {
    /// Status, extra headers, body.
    Whole(u16, Vec<(&'static str, String)>, String),
    /// Lines of a watch, until the sender is dropped.
    Lines(UnboundedReceiver<String>),
    /// Nothing, ever.
    Silence,
}

impl Reply {
    pub(crate) fn json(value: Value) -> Self {
        Self::Whole(200, Vec::new(), value.to_string())
    }

    pub(crate) fn status(code: u16, details: Value) -> Self {
        let status = json!({"kind": "Status", "status": "Failure", "code": code,
                            "message": format!("refused with {code}"), "details": details});
        Self::Whole(code, Vec::new(), status.to_string())
    }

    pub(crate) fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Whole(code, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Self::Whole(code, headers, body)
            }
            other => other,
        }
    }
}

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Asked {
    /// Returns whether a query parameter has this value, as it stands in the address.
    pub(crate) fn has(&self, parameter: &str) -> bool {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|given| given == parameter)
    }

    pub(crate) fn is_at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }
}

/// The server; dropping the runtime ends it.
pub(crate) struct Fake {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Starts a server that answers with `reply`.
    pub(crate) async fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let reply = Arc::new(reply);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&reply), Arc::clone(&kept)));
            }
        });
        Self { address, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) async fn cluster(&self) -> Cluster {
        self.cluster_within(RequestTimeout::Unset).await
    }

    pub(crate) async fn cluster_within(&self, request_timeout: RequestTimeout) -> Cluster {
        let connection = Connection {
            kubeconfig: Some(empty_kubeconfig()),
            server: Some(self.address.clone()),
            user_agent: "test/1".to_owned(),
            request_timeout,
            ..Connection::default()
        };
        connect(&connection).await.unwrap()
    }
}

/// A file without contexts: the machine's own kubeconfig stays out of the tests.
fn empty_kubeconfig() -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("cluster-kubeconfig-{}", std::process::id()));
    std::fs::write(&path, "kind: Config\napiVersion: v1\n").unwrap();
    path
}

async fn serve(
    mut stream: TcpStream,
    reply: Arc<impl Fn(&Asked) -> Reply>,
    kept: Arc<Mutex<Vec<Asked>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let mut body = vec![0; content_length(&head)];
    if stream.read_exact(&mut body).await.is_err() {
        return;
    }
    let body = String::from_utf8(body).unwrap();
    let asked = Asked { path, head, body };
    kept.lock().unwrap().push(asked.clone());
    // A client that went away is no failure of the server.
    let _gone = answer(&mut stream, reply(&asked)).await;
}

fn content_length(head: &str) -> usize {
    let lower = head.to_ascii_lowercase();
    let value = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    value.map_or(0, |value| value.trim().parse().unwrap())
}

async fn answer(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Whole(code, headers, body) => {
            let headers = headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}\r\n"));
            let headers: String = headers.collect();
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {code} X\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await?;
            stream.shutdown().await
        }
        Reply::Lines(mut lines) => {
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            while let Some(line) = lines.recv().await {
                stream.write_all(format!("{line}\n").as_bytes()).await?;
            }
            stream.shutdown().await
        }
        Reply::Silence => std::future::pending().await,
    }
}

/// A namespaced kind.
pub(crate) fn kind(group: &str, kind: &str, plural: &str) -> ServedKind {
    ServedKind {
        kind: ObjectKind {
            group: group.to_owned(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
        },
        plural: plural.to_owned(),
        namespaced: true,
        listable: true,
    }
}

/// A list with items, the version 7 and the token of the next page.
pub(crate) fn list(items: Vec<Value>, next: &str) -> Value {
    json!({"kind": "List", "apiVersion": "v1", "items": items,
           "metadata": {"resourceVersion": "7", "continue": next}})
}

/// The metadata of an item in namespace `web`.
pub(crate) fn item(name: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "web", "resourceVersion": "5"}})
}
