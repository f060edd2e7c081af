//! YAML as Helm reads it, where every byte stands, and edits that change only what they mean to.
