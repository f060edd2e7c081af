//! Argo CD's own resource tree, as its application controller keeps it in Redis.
//!
//! Reads one value over Redis's protocol; what it is compared with is the tests' business.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::bench;

/// Longest that Redis may take to answer.
const LONGEST: Duration = Duration::from_secs(10);

/// Returns Argo CD's tree of an Application (by its instance name), or none if it never made one.
///
/// # Errors
/// Redis does not answer, or with something else.
pub fn resource_tree(instance: &str) -> Result<Option<Value>> {
    let address = bench::variable("BENCH_REDIS")?;
    // Version of the cache, which Argo CD raises when its entries change shape.
    let key = format!("app|resources-tree|{instance}|1.8.3.gz");
    let asking = || format!("asking Argo CD's Redis at {address} for {key}");
    let Some(compressed) = get(&address, &key).with_context(asking)? else {
        return Ok(None);
    };
    let tree = serde_json::from_reader(GzDecoder::new(compressed.as_slice()));
    tree.map(Some).with_context(asking)
}

fn get(address: &str, key: &str) -> Result<Option<Vec<u8>>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(LONGEST))?;
    write!(stream, "*2\r\n$3\r\nGET\r\n${}\r\n{key}\r\n", key.len())?;
    bulk(&mut BufReader::new(stream))
}

/// Reads a bulk string (`$LENGTH`, then the bytes), or `$-1` for none.
fn bulk(reader: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let length = match line.trim_end().strip_prefix('$') {
        Some("-1") => return Ok(None),
        Some(length) => length.parse()?,
        None => bail!("Redis said: {line}"),
    };
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_some_bytes_none_or_a_complaint() {
        let read = |mut text: &[u8]| bulk(&mut text);
        assert_eq!(read(b"$3\r\na\r\n\r\n").unwrap().unwrap(), b"a\r\n");
        assert_eq!(read(b"$-1\r\n").unwrap(), None);
        let error = read(b"-ERR unknown command\r\n").unwrap_err();
        assert!(error.to_string().contains("unknown command"), "{error}");
    }
}
