//! How two forms of one object differ, as Argo CD would see it: what is ignored is left out, secrets are masked.
//!
//! Pure: both forms are handed in. Rendering, dry runs and reading are done elsewhere. Whole objects with their secrets
//! pass through here, so none of the types that hold one can be printed.

mod answer;
mod applied;
mod history;
mod ignore;
mod jq;
mod lists;
mod live;
mod managers;
mod manifests;
mod mask;
mod merge;
mod normal;
mod object;
mod path;
mod quantity;
mod rendered;
mod sealed;
mod text;
mod walk;

#[cfg(test)]
mod tests;

pub use answer::{Comparison, Question, unexplained};
pub use applied::{Live, against_applied};
pub use history::{between, ids};
pub use ignore::IgnoreRules;
pub use live::LiveObject;
pub use managers::Setter;
pub use manifests::manifests;
pub use object::{Change, ChangedField, Method, ObjectDiff};
pub use rendered::{Pair, Predicted, against_rendered, pairs};
pub use sealed::holds_sealed;
pub use text::{Hunk, Line, Side};
