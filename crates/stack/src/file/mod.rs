//! The stack file as it is typed: `stack.yaml` decoded with places, every complaint at once, into a [`crate::member::Stack`].

pub(crate) mod nearest;
