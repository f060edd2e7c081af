//! SOPS: values sealed and opened in place, every other byte kept. Keys are wrapped and unwrapped by an edge.
