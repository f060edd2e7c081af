//! Facts of an Application that `list` and `get` show: one noun a file.
//!
//! Each is read off one Application; how it is worded in a table or painted is the
//! view's business, what state the Application is in that of `lifecycle`.

mod chart;
mod deployed_source;
mod deployment;
mod kind;
mod owner;
mod strategy;
mod updated;
mod version;

pub use chart::Chart;
pub use deployed_source::DeployedSource;
pub use deployment::{Change, Deployment, deployments};
pub use kind::AddonKind;
pub use owner::Owner;
pub use strategy::Strategy;
pub use updated::updated_at;
pub use version::Version;
