//! Who may talk to the bench's API server: keys, tokens and the kubeconfig of each user.
//! Tokens are random and live in the bench's private folder only.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::Bench;

/// A user of the bench and the groups that give it rights.
struct User {
    name: &'static str,
    groups: &'static str,
    file: &'static str,
}

const USERS: &[User] = &[
    User {
        name: "administrator",
        groups: "system:masters",
        file: "kubeconfig",
    },
    User {
        name: "restricted",
        groups: "",
        file: "restricted.kubeconfig",
    },
    User {
        name: "nameless",
        groups: "",
        file: "nameless.kubeconfig",
    },
];

/// Makes the certificates, the token file and a kubeconfig per user.
pub(crate) fn prepare(bench: &Bench) -> Result<()> {
    let pki = bench.pki();
    make_keys(bench, &pki)?;
    let authority =
        fs::read(pki.join("ca.crt")).context("reading the bench's certificate authority")?;
    let mut tokens = String::new();
    for user in USERS {
        let token = random_token()?;
        tokens.push_str(&format!(
            "{token},{0},{0},\"{1}\"\n",
            user.name, user.groups
        ));
        let text = kubeconfig(bench.ports.apiserver, &authority, user.name, &token);
        write_private(&bench.folder.join(user.file), &text)?;
    }
    write_private(&pki.join("tokens.csv"), &tokens)
}

fn make_keys(bench: &Bench, pki: &Path) -> Result<()> {
    let output = bench
        .command(&bench.programs.keys)
        .arg(pki)
        .output()
        .context("running the bench's key maker")?;
    if !output.status.success() {
        bail!(
            "making the bench's keys: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// Returns a kubeconfig in JSON, which every reader of YAML accepts.
fn kubeconfig(port: u16, authority: &[u8], user: &str, token: &str) -> String {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{
            "name": "bench",
            "cluster": {
                "server": format!("https://127.0.0.1:{port}"),
                "certificate-authority-data": base64(authority),
            },
        }],
        "users": [{"name": user, "user": {"token": token}}],
        "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": user}}],
        "current-context": "bench",
    });
    format!("{config:#}\n")
}

fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(&mut bytes))
        .context("reading /dev/urandom for a token")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> Result<()> {
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("writing {}", path.display()))
}

/// Encodes in base64 with padding, RFC 4648 section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            let letter = ALPHABET[index as usize];
            text.push(if place <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648 section 10.
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_kubeconfig_trusts_the_bench_and_no_other() -> Result<()> {
        let text = kubeconfig(1234, b"CA", "restricted", "secret");
        let config: serde_json::Value = serde_json::from_str(&text)?;
        assert_eq!(
            config["clusters"][0]["cluster"]["server"],
            "https://127.0.0.1:1234"
        );
        assert_eq!(
            config["clusters"][0]["cluster"]["certificate-authority-data"],
            "Q0E="
        );
        assert_eq!(config["users"][0]["user"]["token"], "secret");
        Ok(())
    }

    #[test]
    fn tokens_differ() -> Result<()> {
        assert_ne!(random_token()?, random_token()?);
        Ok(())
    }
}
