//! The Argo CD objects we write: one Application per member and stack, the root Application, the AppProject, as values and as YAML.
