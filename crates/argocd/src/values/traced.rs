//! A tree of values in which every leaf knows the layer it comes from.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A map of values, sorted by key as Helm writes them.
pub(super) type Fields = BTreeMap<String, Traced>;

/// Values, traced to layers by their position among them. Lists are leaves: Helm replaces them whole.
#[derive(Clone, PartialEq)]
pub(super) enum Traced {
    /// A map; its layer counts where it is empty.
    Map {
        /// Its values.
        fields: Fields,
        /// The layer that made it.
        layer: usize,
    },
    /// A list, a scalar or null.
    Leaf {
        /// The value, not masked.
        value: Value,
        /// The layer it comes from.
        layer: usize,
    },
}

impl std::fmt::Debug for Traced {
    /// Writes no values: they may be secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Map { fields, .. } => formatter.debug_set().entries(fields.keys()).finish(),
            Self::Leaf { layer, .. } => write!(formatter, "Leaf of layer {layer}"),
        }
    }
}

impl Traced {
    /// Returns values that all come from one layer.
    pub(super) fn of(value: Value, layer: usize) -> Self {
        match value {
            Value::Object(fields) => Self::Map {
                fields: fields_of(fields, layer),
                layer,
            },
            value => Self::Leaf { value, layer },
        }
    }

    /// Returns a map without values.
    pub(super) fn empty(layer: usize) -> Self {
        Self::Map {
            fields: Fields::new(),
            layer,
        }
    }

    /// Returns the values without their layers.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Map { fields, .. } => Value::Object(plain(fields)),
            Self::Leaf { value, .. } => value.clone(),
        }
    }

    /// Returns the layer it comes from.
    pub(super) fn layer(&self) -> usize {
        match self {
            Self::Map { layer, .. } | Self::Leaf { layer, .. } => *layer,
        }
    }

    /// Returns whether it is null.
    pub(super) fn is_null(&self) -> bool {
        matches!(
            self,
            Self::Leaf {
                value: Value::Null,
                ..
            }
        )
    }
}

/// Traces a map to one layer.
pub(super) fn fields_of(fields: Map<String, Value>, layer: usize) -> Fields {
    let traced = |(key, value)| (key, Traced::of(value, layer));
    fields.into_iter().map(traced).collect()
}

/// Returns a map without its layers.
pub(super) fn plain(fields: &Fields) -> Map<String, Value> {
    let plain = |(key, value): (&String, &Traced)| (key.clone(), value.value());
    fields.iter().map(plain).collect()
}

/// Lays values over others: maps are merged, everything else is replaced, null too (Helm's `mergeMaps`).
pub(super) fn lay_over(below: &mut Fields, above: Fields) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Traced::Map { fields, .. }), Traced::Map { fields: above, .. }) => {
                lay_over(fields, above);
            }
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn traced(value: Value, layer: usize) -> Fields {
        match Traced::of(value, layer) {
            Traced::Map { fields, .. } => fields,
            Traced::Leaf { .. } => panic!("no map"),
        }
    }

    #[test]
    fn maps_merge_and_everything_else_is_replaced() {
        let mut values = traced(
            json!({"a": {"b": 1, "c": [1, 2]}, "d": 1, "e": {"f": 1}}),
            0,
        );
        lay_over(
            &mut values,
            traced(
                json!({"a": {"c": [3], "x": null}, "d": {"y": 1}, "e": null}),
                1,
            ),
        );
        assert_eq!(
            Value::Object(plain(&values)),
            json!({"a": {"b": 1, "c": [3], "x": null}, "d": {"y": 1}, "e": null})
        );
        let Traced::Map { fields, .. } = &values["a"] else {
            panic!("no map")
        };
        assert_eq!((fields["b"].layer(), fields["c"].layer()), (0, 1));
    }

    #[test]
    fn no_value_is_written_when_debugging() {
        let values = Traced::of(json!({"password": "hunter2"}), 0);
        assert!(!format!("{values:?}").contains("hunter2"));
    }
}
