//! How both plugins speak: answers as shapes, one renderer per format, screens, failures, ages.
//!
//! A command makes one [`view::View`] and hands it to [`view::show`]; nobody else writes to standard output.
//! No Kubernetes client, no rule about Argo CD and no clock enters here: what is true is decided elsewhere,
//! this crate only says it.

pub mod age;
pub mod complete;
pub mod escape;
pub mod failure;
pub mod live;
pub mod log;
pub mod pace;
pub mod paint;
pub mod palette;
pub mod progress;
pub mod render;
pub mod schema;
pub mod screen;
pub mod shape;
pub mod stdout;
pub mod streams;
pub mod view;
pub mod words;
pub mod yaml;
