//! Layers laid over each other, in Argo CD's order: files, then `valuesObject` or else `values`, then parameters.

use std::fmt;

use serde_json::{Map, Value};

use super::chart::Chart;
use super::coalesce::coalesce;
use super::key_path::KeyPath;
use super::layer::{Layer, LayerKind};
use super::set::{Fault, Typing, set, set_text};
use super::shown::{ShownLeaf, shown};
use super::traced::{Fields, Traced, fields_of, lay_over, plain};

/// What Helm would refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The parameter.
    pub parameter: String,
    /// Why.
    pub message: String,
}

/// Values while layers are laid on.
#[derive(Default)]
pub struct Layering {
    layers: Vec<Layer>,
    fields: Fields,
    refusals: Vec<Refusal>,
}

/// Values, merged, and the layers they come from.
#[derive(Clone, Default)]
pub struct Merged {
    /// The layers, the lowest first; those that nothing is left of, too.
    pub layers: Vec<Layer>,
    /// What Helm would refuse; such parameters are left out.
    pub refusals: Vec<Refusal>,
    pub(super) fields: Fields,
}

impl fmt::Debug for Merged {
    /// Writes no values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Merged");
        writer.field("layers", &self.layers).finish_non_exhaustive()
    }
}

impl Layering {
    /// Lays values over what is there.
    pub fn lay(&mut self, layer: Layer, values: Map<String, Value>) {
        let layer = self.layer(layer);
        lay_over(&mut self.fields, fields_of(values, layer));
    }

    /// Lays a parameter over what is there.
    pub fn set(&mut self, layer: Layer, name: &str, value: &str, force_string: bool) {
        let typing = if force_string {
            Typing::Text
        } else {
            Typing::Guessed
        };
        let layer = self.layer(layer);
        let mut fields = self.fields.clone();
        let set = set(&mut fields, name, value, typing, layer);
        self.take(fields, set, name);
    }

    /// Lays the text of a file over what is there.
    pub fn set_text(&mut self, layer: Layer, name: &str, text: &str) {
        let layer = self.layer(layer);
        let mut fields = self.fields.clone();
        let set = set_text(&mut fields, name, text, layer);
        self.take(fields, set, name);
    }

    /// Returns what the Application lays over its chart.
    pub fn merged(self) -> Merged {
        Merged {
            layers: self.layers,
            refusals: self.refusals,
            fields: self.fields,
        }
    }

    /// Returns that with the chart's own values below.
    pub fn over(mut self, chart: &Chart, place: Option<&str>) -> Merged {
        let layers = &mut self.layers;
        let mut layer_of = |names: &[&str], chart: &Chart| {
            let inner: String = names.iter().map(|name| format!(" › {name}")).collect();
            let of_chart = match names.is_empty() {
                true => format!("chart {}", chart.name),
                false => format!("chart{inner}"),
            };
            let layer = Layer::inline(LayerKind::Defaults, of_chart);
            layers.push(match place {
                Some(place) => layer.read_from(place),
                None => layer,
            });
            layers.len() - 1
        };
        coalesce(chart, &mut self.fields, &mut layer_of);
        self.merged().with_defaults_first()
    }

    fn layer(&mut self, layer: Layer) -> usize {
        let known = self.layers.iter().position(|known| *known == layer);
        known.unwrap_or_else(|| {
            self.layers.push(layer);
            self.layers.len() - 1
        })
    }

    fn take(&mut self, fields: Fields, set: Result<(), Fault>, name: &str) {
        match set {
            Ok(()) => self.fields = fields,
            Err(fault) => self.refusals.push(Refusal {
                parameter: name.to_owned(),
                message: fault.to_string(),
            }),
        }
    }
}

impl Merged {
    /// Returns the values, not masked, for Helm alone.
    pub fn unmasked(&self) -> Value {
        Value::Object(plain(&self.fields))
    }

    /// Returns every leaf with its layer, masked.
    pub fn leaves(&self) -> Vec<ShownLeaf> {
        shown(self)
    }

    /// Returns the values, masked.
    pub fn masked(&self) -> Value {
        let mut values = self.unmasked();
        crate::mask::values(&mut values);
        values
    }

    /// Returns whether a value is sealed: only Argo CD has the key.
    pub fn is_sealed(&self) -> bool {
        self.leaves().iter().any(|leaf| leaf.sealed)
    }

    /// Keeps what a key leads to, by its whole way; none: there is no such key.
    pub fn narrowed(&self, path: &KeyPath) -> Option<Vec<ShownLeaf>> {
        path.find(&self.unmasked())?;
        let leaves = self.leaves().into_iter();
        let within = leaves.filter(|leaf| path.leads_to(&leaf.path) || leaf.path.leads_to(path));
        Some(within.collect())
    }

    fn with_defaults_first(mut self) -> Self {
        let mut order: Vec<usize> = (0..self.layers.len()).collect();
        order.sort_by_key(|index| self.layers[*index].kind != LayerKind::Defaults);
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        self.fields
            .values_mut()
            .for_each(|value| moved(value, &place));
        let layers = std::mem::take(&mut self.layers);
        self.layers = order
            .into_iter()
            .map(|index| layers[index].clone())
            .collect();
        self
    }
}

fn moved(value: &mut Traced, place: &[usize]) {
    match value {
        Traced::Map { fields, layer } => {
            *layer = place[*layer];
            fields.values_mut().for_each(|value| moved(value, place));
        }
        Traced::Leaf { layer, .. } => *layer = place[*layer],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::read::read;
    use super::*;

    fn layering() -> Layering {
        let mut layering = Layering::default();
        let file = Layer::inline(LayerKind::ValueFile, "prod.yaml");
        layering.lay(file, read("a: {b: 1, c: 2}\npassword: hunter2\n").unwrap());
        let parameters = Layer::inline(LayerKind::Parameter, "parameters");
        layering.set(parameters.clone(), "a.c", "3", false);
        layering.set(parameters, "a.b.x", "secret-word", false);
        layering
    }

    #[test]
    fn every_value_knows_its_layer_and_what_helm_refuses_is_told() {
        let merged = layering().merged();
        assert_eq!(
            merged.unmasked(),
            json!({"a": {"b": 1, "c": 3}, "password": "hunter2"})
        );
        let origins: Vec<(String, usize)> = merged
            .leaves()
            .iter()
            .map(|it| (it.path.to_string(), it.layer))
            .collect();
        let origin = |key: &str, layer| (key.to_owned(), layer);
        assert_eq!(
            origins,
            [origin("a.b", 0), origin("a.c", 1), origin("password", 0)]
        );
        assert_eq!(merged.refusals[0].parameter, "a.b.x");
        assert!(!format!("{merged:?}{:?}", merged.refusals).contains("secret-word"));
    }

    #[test]
    fn defaults_come_first_among_the_layers() {
        let files = [
            ("Chart.yaml", "name: web"),
            ("values.yaml", "d: 1\na: {e: 5}\n"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let merged = layering().over(&Chart::read(&files.into()).unwrap(), None);
        let names: Vec<&str> = merged
            .layers
            .iter()
            .map(|layer| layer.name.as_str())
            .collect();
        assert_eq!(names, ["chart web", "prod.yaml", "parameters"]);
        let named: Vec<String> = merged
            .leaves()
            .iter()
            .map(|it| format!("{} {}", it.path, names[it.layer]))
            .collect();
        assert_eq!(
            named,
            [
                "a.b prod.yaml",
                "a.c parameters",
                "a.e chart web",
                "d chart web",
                "password prod.yaml"
            ]
        );
    }
}
