//! What a person wants of a tree.

/// How a tree is built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreeOptions {
    /// Whether the resources of child Applications stand under them.
    pub recursive: bool,
    /// Whether objects of the destination namespace that nobody manages are looked for.
    pub orphans: bool,
    /// Whether health is of no interest, so that no bodies are wanted.
    pub unjudged: bool,
}
