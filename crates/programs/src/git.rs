//! Git, through its own program: its authentication, hooks and signing hold.
