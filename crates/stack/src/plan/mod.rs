//! The plan of a push as a value: what would be written, what conflicts, what is worth knowing. Nothing is written here.
