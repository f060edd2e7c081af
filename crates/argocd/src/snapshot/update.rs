//! One step by which a snapshot grows.

use super::{Gap, Scope};
use crate::object::{Object, ObjectRef};

/// What a list, a watch or a file says.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The object is there, new or changed.
    Seen(Object),
    /// The object is no longer there.
    Gone(ObjectRef),
    /// A scope is about to be read again from the start; what is shown stays.
    Relist(Scope),
    /// Something could not be read.
    Gap(Gap),
    /// A scope has been read whole; what was not seen again is gone.
    Settled(Scope),
}
