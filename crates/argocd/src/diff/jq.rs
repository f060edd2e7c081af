//! Paths that a jq expression names, taken out of an object as `del(…)` does.
//!
//! Expressions come from whoever may write an Application, so that functions which look outside, end the program or
//! write are not there. They may take as long as they like: who calls this sets the deadline.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, data, defs, funs};
use jaq_json::{Val, read};
use serde_json::{Map, Value};

/// Most paths that one expression may name.
const MOST_PATHS: usize = 100_000;

/// Functions that are not there.
const OUTSIDE: [&str; 9] = [
    "debug",
    "debug_empty",
    "env",
    "halt",
    "halt_error",
    "localtime",
    "now",
    "stderr",
    "stderr_empty",
];

/// A compiled expression.
pub(super) struct JqPath {
    filter: Filter<data::JustLut<Val>>,
}

impl JqPath {
    /// Compiles an expression.
    ///
    /// # Errors
    /// It is no jq.
    pub(super) fn parse(expression: &str) -> Result<Self, String> {
        let code = format!("path({expression}\n)");
        let definitions = defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let functions = funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let definitions = definitions.filter(|definition| !OUTSIDE.contains(&definition.name));
        let functions = functions.filter(|(name, ..)| !OUTSIDE.contains(name));
        let arena = Arena::default();
        let file = File {
            code: code.as_str(),
            path: (),
        };
        let modules = Loader::new(definitions).load(&arena, file);
        let modules = modules.map_err(|_| "it is no jq expression".to_owned())?;
        let compiled = Compiler::default().with_funs(functions).compile(modules);
        let filter = compiled.map_err(|_| "it calls what is not there".to_owned())?;
        Ok(Self { filter })
    }

    /// Takes what the expression names out of an object; where it fails nothing is taken (`diff_normalizer.go`).
    ///
    /// # Errors
    /// It fails on this object, as most do that iterate over what is not there.
    pub(super) fn remove(&self, object: &mut Value) -> Result<(), String> {
        let paths = self.paths(object)?;
        for path in &paths {
            blank(object, path);
        }
        drop_blanks(object);
        Ok(())
    }

    fn paths(&self, object: &Value) -> Result<Vec<Vec<Value>>, String> {
        let text = object.to_string();
        let input = read::parse_single(text.as_bytes()).map_err(|error| error.to_string())?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let outputs = self.filter.id.run((context, input)).take(MOST_PATHS);
        let paths = outputs.map(|output| match output {
            Ok(path) => serde_json::from_str(&path.to_string()).map_err(|error| error.to_string()),
            Err(_) => Err("it fails on this object".to_owned()),
        });
        paths.collect()
    }
}

/// Puts null in the place of what a path names; a path that leads nowhere changes nothing.
fn blank(value: &mut Value, path: &[Value]) {
    let Some((first, rest)) = path.split_first() else {
        *value = Value::Null;
        return;
    };
    match (value, first) {
        (Value::Object(fields), Value::String(name)) => {
            if let Some(value) = fields.get_mut(name) {
                blank(value, rest);
            }
        }
        (Value::Array(items), Value::Number(place)) => {
            let index = place.as_i64().and_then(|place| index(place, items.len()));
            if let Some(value) = index.and_then(|index| items.get_mut(index)) {
                blank(value, rest);
            }
        }
        (Value::Array(items), Value::Object(slice)) => {
            let (start, end) = bounds(slice, items.len());
            for value in items.iter_mut().take(end).skip(start) {
                blank(value, rest);
            }
        }
        _ => {}
    }
}

/// Returns the place in a list; negative ones count from its end.
fn index(place: i64, length: usize) -> Option<usize> {
    match place < 0 {
        true => length.checked_sub(usize::try_from(place.unsigned_abs()).ok()?),
        false => usize::try_from(place).ok(),
    }
}

fn bounds(slice: &Map<String, Value>, length: usize) -> (usize, usize) {
    let bound = |name: &str| {
        let place = slice.get(name).and_then(Value::as_i64);
        place.map(|place| index(place, length).unwrap_or_default())
    };
    (
        bound("start").unwrap_or_default(),
        bound("end").unwrap_or(length).min(length),
    )
}

/// Takes out what is null, items of lists too: objects of a cluster have none by themselves.
fn drop_blanks(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_blanks);
        }
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(drop_blanks);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object() -> Value {
        json!({
            "metadata": {"annotations": {"a.b/c": "1"}},
            "spec": {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}], "n": 12345678901234567890_u64},
            "data": {"keep": "y", "drop": "xyz"},
        })
    }

    fn removed(expression: &str) -> Result<Value, String> {
        let mut object = object();
        JqPath::parse(expression)?.remove(&mut object)?;
        Ok(object)
    }

    #[test]
    fn what_an_expression_names_is_taken_out() {
        let left = |expression: &str, pointer: &str| {
            removed(expression).unwrap().pointer(pointer).cloned()
        };
        let image = r#".spec.containers[] | select(.name == "a") | .image"#;
        assert_eq!(
            left(image, "/spec/containers"),
            Some(json!([{"name": "a"}, {"name": "b", "image": "2"}]))
        );
        assert_eq!(
            left(r#".data[]? | select(test("^x"))"#, "/data"),
            Some(json!({"keep": "y"}))
        );
        assert_eq!(
            left(r#".metadata.annotations."a.b/c""#, "/metadata/annotations"),
            Some(json!({}))
        );
        assert_eq!(
            left(".spec.containers[0, 1]", "/spec/containers"),
            Some(json!([]))
        );
        assert_eq!(left(".spec.containers[1:]", "/spec/containers/1"), None);
        assert_eq!(
            left(".spec.containers[-1]", "/spec/containers"),
            Some(json!([{"name": "a", "image": "1"}]))
        );
    }

    #[test]
    fn what_is_not_there_changes_nothing_and_leaves_the_rest_to_be_taken() {
        for expression in [".not.there", ".spec.containers[]?.env[]?", ".webhooks[]?.x"] {
            assert_eq!(removed(expression).unwrap(), object(), "{expression}");
        }
        let both = removed(".not.there, .data").unwrap();
        assert_eq!(both.pointer("/data"), None);
    }

    #[test]
    fn an_expression_that_fails_takes_nothing() {
        assert!(removed(".data, .not.there[]").is_err());
        assert!(removed(".data | keys[]").is_err());
    }

    #[test]
    fn what_is_no_expression_or_looks_outside_is_refused() {
        for expression in [
            ".a |",
            "",
            "halt",
            "env",
            "input",
            "now",
            "\"x\" | debug",
            "$__loc__ | nothing",
        ] {
            assert!(JqPath::parse(expression).is_err(), "{expression}");
        }
    }
}
