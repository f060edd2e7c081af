//! The Helm values of an add-on: the layers they come from, merged as Helm merges them.
//!
//! Pure: files and chart defaults are handed in as text. Nothing is read here, and nothing leaves unmasked.

mod as_helm;
mod chart;
mod coalesce;
mod delivered;
mod difference;
mod environment;
mod key_path;
mod layer;
mod merged;
mod overrides;
mod pattern;
mod read;
mod set;
mod settings;
mod shown;
mod traced;
mod value_file;

pub use chart::Chart;
pub use delivered::{Delivered, DeliveredSource, Rendered, delivered, desired, in_history};
pub use difference::{Change, Changed, differences};
pub use environment::BuildEnvironment;
pub use key_path::{KeyPath, Step};
pub use layer::{Layer, LayerKind};
pub use merged::{Layering, Merged, Refusal};
pub use overrides::{Overridden, override_files, with_override};
pub use pattern::PathPattern;
pub use read::{Unreadable, read};
pub use settings::{FileParameter, HelmSettings, Parameter};
pub use shown::ShownLeaf;
pub use value_file::ValueFile;
