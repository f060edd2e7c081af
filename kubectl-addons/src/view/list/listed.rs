//! One add-on of a list, shared between the lists it stands in.
//!
//! As JSON it is the add-on and nothing else.

use std::borrow::Borrow;
use std::sync::Arc;

use plugin_kit::shape::Row;
use serde::{Serialize, Serializer};

use super::super::addon::Addon;

/// An add-on, with its row where one was made.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) addon: Arc<Addon>,
    pub(super) row: Option<Arc<Row>>,
}

impl Listed {
    /// Takes note of the context that it was read with.
    pub(super) fn read_with(&mut self, context: &str) {
        Arc::make_mut(&mut self.addon).context = Some(context.to_owned());
        self.row = None;
    }
}

impl From<Addon> for Listed {
    fn from(addon: Addon) -> Self {
        Self {
            addon: Arc::new(addon),
            row: None,
        }
    }
}

impl Borrow<Addon> for Listed {
    fn borrow(&self) -> &Addon {
        &self.addon
    }
}

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.addon.serialize(serializer)
    }
}
