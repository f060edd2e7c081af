//! The chart's own values laid under those of the Application, as Helm coalesces them (`pkg/chart/common/util`, Helm 4;
//! Helm 3 differs only where a chart's own default is null).

use serde_json::Value;

use super::chart::{Chart, Dependency};
use super::traced::{Fields, Traced};

/// Key of the values that every chart in a chart sees.
const GLOBAL: &str = "global";

/// Which layer the own values of a chart are, by the names that lead to it.
pub(super) type LayerOf<'a> = &'a mut dyn FnMut(&[&str], &Chart) -> usize;

/// Lays a chart's own values, and those of the charts in it, under values.
pub(super) fn coalesce(chart: &Chart, values: &mut Fields, layer_of: LayerOf<'_>) {
    let mut root = values.clone();
    own_values(chart, &mut root, 0, false);
    let tags = match root.remove("tags") {
        Some(Traced::Map { fields, .. }) => fields,
        _ => Fields::new(),
    };
    coalesce_chart(chart, values, &tags, &mut Vec::new(), layer_of);
}

fn coalesce_chart<'a>(
    chart: &'a Chart,
    values: &mut Fields,
    tags: &Fields,
    names: &mut Vec<&'a str>,
    layer_of: LayerOf<'_>,
) {
    let layer = layer_of(names, chart);
    own_values(chart, values, layer, false);
    let on: Vec<&Dependency> = chart
        .charts
        .iter()
        .filter(|dependency| dependency.is_on(values, tags))
        .collect();
    for dependency in on {
        let name = dependency.chart.name.as_str();
        let globals = values.get(GLOBAL).cloned();
        let empty = || Traced::Map {
            fields: Fields::new(),
            layer,
        };
        let inner = values.entry(name.to_owned()).or_insert_with(empty);
        // Anything but a map ends Helm with an error.
        let Traced::Map { fields, .. } = inner else {
            continue;
        };
        take_globals(fields, globals, layer);
        names.push(name);
        coalesce_chart(&dependency.chart, fields, tags, names, layer_of);
        names.pop();
    }
}

impl Dependency {
    /// Returns whether the chart counts: its first condition that is there, else its tags, else it does.
    fn is_on(&self, values: &Fields, tags: &Fields) -> bool {
        let said = self.conditions.iter().find_map(|way| flag(values, way));
        said.unwrap_or_else(|| {
            let flags = self.tags.iter().filter_map(|tag| flag_of(tags.get(tag)?));
            let flags: Vec<bool> = flags.collect();
            flags.is_empty() || flags.contains(&true)
        })
    }
}

fn flag(values: &Fields, way: &str) -> Option<bool> {
    match way.split_once('.') {
        None => flag_of(values.get(way)?),
        Some((key, rest)) => match values.get(key)? {
            Traced::Map { fields, .. } => flag(fields, rest),
            Traced::Leaf { .. } => None,
        },
    }
}

fn flag_of(value: &Traced) -> Option<bool> {
    match value {
        Traced::Leaf { value, .. } => value.as_bool(),
        Traced::Map { .. } => None,
    }
}

/// Lays a chart's own values under its values. A null takes a default away; below the name of a chart in it that
/// happens when that chart's own values are laid under (`childChartMergeTrue`).
fn own_values(chart: &Chart, values: &mut Fields, layer: usize, keep_nulls: bool) {
    for (key, own) in &chart.values {
        match values.get_mut(key) {
            None => insert_default(values, key, own, layer),
            Some(value) if value.is_null() && !keep_nulls => drop(values.remove(key)),
            Some(Traced::Map { fields, .. }) => {
                let of_chart = chart.charts.iter().any(|inner| inner.chart.name == *key);
                under(fields, own, layer, of_chart);
            }
            Some(_) => {}
        }
    }
}

/// Lays defaults under a map; where they are no map, the map stays.
fn under(values: &mut Fields, own: &Value, layer: usize, keep_nulls: bool) {
    let Value::Object(own) = own else { return };
    for (key, own) in own {
        match values.get_mut(key) {
            None => insert_default(values, key, own, layer),
            Some(value) if value.is_null() && !keep_nulls && !own.is_null() => {
                values.remove(key);
            }
            Some(Traced::Map { fields, .. }) => under(fields, own, layer, keep_nulls),
            Some(_) => {}
        }
    }
}

fn insert_default(values: &mut Fields, key: &str, own: &Value, layer: usize) {
    if let Some(own) = without_nulls(own) {
        values.insert(key.to_owned(), Traced::of(own, layer));
    }
}

fn without_nulls(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(fields) => {
            let kept = fields.iter();
            let kept = kept.filter_map(|(key, value)| Some((key.clone(), without_nulls(value)?)));
            Some(Value::Object(kept.collect()))
        }
        value => Some(value.clone()),
    }
}

/// Lays the globals of a chart over those of a chart in it.
fn take_globals(values: &mut Fields, globals: Option<Traced>, layer: usize) {
    let above = match globals {
        Some(Traced::Map { fields, .. }) => fields,
        Some(Traced::Leaf { .. }) => return,
        None => Fields::new(),
    };
    let none = || Traced::Map {
        fields: Fields::new(),
        layer,
    };
    let below = values.entry(GLOBAL.to_owned()).or_insert_with(none);
    if let Traced::Map { fields, .. } = below {
        lay_globals(fields, above);
    }
}

fn lay_globals(below: &mut Fields, above: Fields) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Traced::Map { fields, .. }), Traced::Map { fields: above, .. }) => {
                lay_globals(fields, above);
            }
            // A map and something else: what the inner chart has stays.
            (Some(Traced::Map { .. }), _) | (Some(_), Traced::Map { .. }) => {}
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::traced::{fields_of, plain};
    use super::*;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields_of(fields, 0),
            _ => Fields::new(),
        }
    }

    fn coalesced(files: &[(&str, &str)], values: Value) -> Value {
        let files: BTreeMap<String, Vec<u8>> = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let chart = Chart::read(&files).unwrap();
        let mut values = fields(values);
        coalesce(&chart, &mut values, &mut |names, _| names.len() + 1);
        Value::Object(plain(&values))
    }

    const PLAIN: (&str, &str) = ("Chart.yaml", "name: web\nversion: 1.0.0\n");

    #[test]
    fn a_null_takes_a_default_away_and_stays_where_there_is_none() {
        let defaults = ("values.yaml", "a: 1\nb: {c: 1, d: 2}\ne: {f: 1}\nn: null\n");
        assert_eq!(
            coalesced(
                &[PLAIN, defaults],
                json!({"a": null, "b": {"c": null}, "x": null, "e": 3})
            ),
            json!({"b": {"d": 2}, "e": 3, "x": null})
        );
    }

    #[test]
    fn charts_in_it_count_where_they_are_on_and_see_the_globals() {
        let files = [
            (
                "Chart.yaml",
                "name: web\ndependencies:\n- {name: db, alias: store, condition: store.enabled}\n- {name: log, tags: [logs]}\n",
            ),
            (
                "values.yaml",
                "global: {team: a}\nstore: {enabled: true, size: 2}\ntags: {logs: false}\n",
            ),
            ("charts/db/Chart.yaml", "name: db\n"),
            (
                "charts/db/values.yaml",
                "size: 1\nkind: small\nglobal: {team: b, zone: c}\n",
            ),
            ("charts/log/Chart.yaml", "name: log\n"),
            ("charts/log/values.yaml", "level: info\n"),
        ];
        assert_eq!(
            coalesced(&files, json!({"store": {"kind": null}})),
            json!({
                "global": {"team": "a"}, "tags": {"logs": false},
                "store": {"enabled": true, "size": 2, "global": {"team": "a", "zone": "c"}},
            })
        );
        let off = coalesced(
            &files,
            json!({"store": {"enabled": false}, "tags": {"logs": true}}),
        );
        assert_eq!(
            off["log"],
            json!({"level": "info", "global": {"team": "a"}})
        );
        assert_eq!(off["store"], json!({"enabled": false, "size": 2}));
    }
}
