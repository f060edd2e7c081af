//! Snapshot files and every other file that holds Kubernetes objects.
//!
//! Writing gives one line a step after a header; reading takes those, Lists, single
//! objects, streams of JSON, multi-document YAML, folders of them and standard
//! input, compressed or not. What may be shown of a secret is decided elsewhere:
//! writing is handed the mask.

mod complaints;
mod decompress;
mod entry;
mod header;
mod json;
mod part;
mod place;
mod read;
mod words;
mod write;
mod yaml;
mod zstd;

pub use complaints::Complaints;
pub use entry::Entry;
pub use header::Header;
pub use part::{Part, RecordedCluster};
pub use read::{PartSink, Recorded, read};
pub use write::{Mask, Writer};
