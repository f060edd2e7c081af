//! Writes a snapshot file line by line as things are read.
//!
//! Every object passes the mask that was handed in, and loses what repeats it
//! (`managedFields`, the last applied configuration), before a byte is written.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::{Entry, Header};

/// Masks one object in place.
pub type Mask<'a> = &'a dyn Fn(&mut Value);

/// A snapshot file being written.
pub struct Writer<'a, W: Write> {
    out: W,
    mask: Mask<'a>,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub fn start(out: W, header: &Header, mask: Mask<'a>) -> io::Result<Self> {
        let mut writer = Self { out, mask };
        writer.line(header)?;
        Ok(writer)
    }

    /// Writes one entry, its object masked.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub fn entry(&mut self, mut entry: Entry) -> io::Result<()> {
        if let Entry::Seen(object) | Entry::Metadata(object) = &mut entry {
            drop_copies(object);
            (self.mask)(object);
        }
        self.line(&entry)
    }

    /// Flushes and returns the writer.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

fn drop_copies(object: &mut Value) {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    let annotations = object.pointer_mut("/metadata/annotations");
    if let Some(annotations) = annotations.and_then(Value::as_object_mut) {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
