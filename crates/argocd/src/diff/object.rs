//! How one object differs, and how that was found out.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::ignore::IgnoreRules;
use super::live::LiveObject;
use super::managers::{self, Setter};
use super::normal::Shape;
use super::sealed::holds_sealed;
use super::text::{self, CONTEXT, Hunk};
use super::walk::{Difference, differences};
use super::{mask, path};
use crate::object::ObjectRef;
use crate::settings::Settings;
use crate::sync::SyncStatus;

/// One object that differs, or that could not be compared.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectDiff {
    /// Which object.
    #[serde(flatten)]
    pub reference: ObjectRef,
    /// API version without the group.
    pub version: String,
    /// What Argo CD says of it; absent where it says nothing.
    pub sync: Option<SyncStatus>,
    /// In what way it differs.
    pub change: Change,
    /// How that was found out; absent where there was nothing to compare.
    pub method: Option<Method>,
    /// The fields that differ.
    pub fields: Vec<ChangedField>,
    /// The same as lines of YAML.
    pub hunks: Vec<Hunk>,
    /// What else must be known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// In what way an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Change {
    /// Some of its fields have another value.
    Changed,
    /// Others have set fields of it since; whether these had another value before is not recorded.
    SetByOthers,
    /// It is not in the cluster.
    Missing,
    /// It is in the cluster and no longer wanted.
    RequiresPruning,
    /// The server refuses what is wanted.
    Refused,
    /// Argo CD calls it OutOfSync, and no difference can be seen.
    NoVisibleDifference,
    /// It could not be compared.
    NotCompared,
}

impl Change {
    /// Returns whether it is a difference that can be named.
    pub fn differs(self) -> bool {
        !matches!(self, Self::NoVisibleDifference | Self::NotCompared)
    }
}

/// How a difference was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub enum Method {
    /// By the configuration that was applied last.
    LastApplied,
    /// By who set which field and when.
    ManagedFields,
    /// By the server: an apply that was not kept.
    DryRun,
    /// By merging here, without what the server would fill in.
    Client,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedField {
    /// Where it is, as in `spec.containers[web].image`.
    pub path: String,
    /// Its live value, secrets masked; absent where it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Value>,
    /// Its wanted value, secrets masked; absent where it is not wanted, or not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Value>,
    /// Whether something of it is masked.
    #[serde(skip_serializing_if = "is_false")]
    pub masked: bool,
    /// Who, other than Argo CD, set it last, as far as the live object says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_by: Option<Setter>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl ObjectDiff {
    /// Tells of an object that nothing more is known of.
    pub(super) fn bare(reference: ObjectRef, version: &str, change: Change) -> Self {
        Self {
            reference,
            version: version.to_owned(),
            sync: None,
            change,
            method: None,
            fields: Vec::new(),
            hunks: Vec::new(),
            note: None,
        }
    }

    /// Returns it with what must be known of it.
    #[must_use]
    pub(super) fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// What two forms of one object are compared under.
pub(super) struct Terms<'a> {
    pub(super) settings: &'a Settings,
    pub(super) rules: &'a IgnoreRules,
}

impl Terms<'_> {
    /// Compares a live object with what it should be; `None` where nothing that counts differs.
    pub(super) fn compare(
        &self,
        live: &LiveObject,
        wanted: Value,
        method: Method,
    ) -> Option<ObjectDiff> {
        let rules = self.rules.with_own(&wanted, &live.reference);
        let ignored = rules.for_object(&live.reference);
        let (mut here, mut there) = (live.object.clone(), wanted);
        for form in [&mut here, &mut there] {
            self.shape().bring(form);
            ignored.take_out(form);
        }
        for difference in differences(&here, &there) {
            let trusted = ignored.is_trusted(&live.managers, &here, &difference);
            if trusted || was_masked(&here, &difference) || is_sealed(&there, &difference) {
                settle(&here, &mut there, &difference);
            }
        }
        let differences = differences(&here, &there);
        if differences.is_empty() {
            return None;
        }
        let (here_masked, there_masked) = mask::both(&here, &there, &differences);
        let field = |difference: &Difference| {
            let mut field = changed(&here_masked, &there_masked, difference);
            let pointer = difference.live.as_deref();
            field.set_by =
                pointer.and_then(|pointer| managers::setter_of(&live.managers, &here, pointer));
            field
        };
        let bare = ObjectDiff::bare(live.reference.clone(), &live.version, Change::Changed);
        Some(ObjectDiff {
            method: Some(method),
            fields: differences.iter().map(field).collect(),
            hunks: text::hunks(Some(&here_masked), Some(&there_masked), CONTEXT),
            ..bare
        })
    }

    /// Returns a form of an object as one whole block of lines, secrets masked.
    pub(super) fn whole(&self, form: &Value, is_live: bool) -> Vec<Hunk> {
        let mut form = form.clone();
        self.shape().bring(&mut form);
        if let Some(fields) = form.as_object_mut() {
            fields.shift_remove("status");
        }
        let form = mask::one(&form);
        match is_live {
            true => text::hunks(Some(&form), None, CONTEXT),
            false => text::hunks(None, Some(&form), CONTEXT),
        }
    }

    pub(super) fn shape(&self) -> Shape<'_> {
        Shape {
            settings: self.settings,
            aggregated_roles: self.rules.aggregated_roles,
        }
    }
}

/// Returns whether the live value was masked when it was recorded, so that nothing can be said of it.
fn was_masked(live: &Value, difference: &Difference) -> bool {
    let pointer = difference.live.as_deref();
    let value = pointer.and_then(|pointer| live.pointer(pointer));
    value.is_some_and(crate::mask::is_masked)
}

/// Returns whether the wanted value is still sealed, so that nothing can be said of it.
fn is_sealed(wanted: &Value, difference: &Difference) -> bool {
    let pointer = difference.wanted.as_deref();
    let value = pointer.and_then(|pointer| wanted.pointer(pointer));
    value.is_some_and(|value| value.is_string() && holds_sealed(value))
}

/// Gives the wanted form the live value of a field.
fn settle(live: &Value, wanted: &mut Value, difference: &Difference) {
    let value = difference
        .live
        .as_deref()
        .and_then(|pointer| live.pointer(pointer));
    let place = difference
        .wanted
        .as_deref()
        .and_then(|pointer| wanted.pointer_mut(pointer));
    if let (Some(value), Some(place)) = (value, place) {
        place.clone_from(value);
    }
}

/// Tells of one difference between two masked forms.
pub(super) fn changed(live: &Value, wanted: &Value, difference: &Difference) -> ChangedField {
    let at = |form: &Value, pointer: &Option<String>| {
        let pointer = pointer.as_deref()?;
        form.pointer(pointer).cloned()
    };
    let path = match (&difference.live, &difference.wanted) {
        (Some(pointer), _) => path::readable(live, pointer),
        (None, Some(pointer)) => path::readable(wanted, pointer),
        (None, None) => String::new(),
    };
    let (live, wanted) = (at(live, &difference.live), at(wanted, &difference.wanted));
    let masked = live.iter().chain(&wanted).any(mask::holds_mark);
    ChangedField {
        path,
        masked,
        live,
        wanted,
        set_by: None,
    }
}
