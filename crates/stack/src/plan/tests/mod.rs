//! Pushes of whole stacks onto whole repositories.

mod conflicts;
mod pins;
mod properties;
mod refusals;
mod scenarios;
mod world;
