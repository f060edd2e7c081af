//! Parameters: `name=value` lines as Helm's `--set`, `--set-string` and `--set-file` take them.
//!
//! The rules are those of Helm's documentation ("The Format and Limitations of --set"), compared with Helm itself in the
//! end-to-end tests; commas in values are escaped as Argo CD does (`cleanSetParameters`).

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

use super::key_path::Step;
use super::traced::{Fields, Traced};

/// Highest index of a list (Helm's `MaxIndex`).
const HIGHEST: usize = 65_536;
/// How deep a name may lead (Helm's `MaxNestedNameLevel`).
const DEEPEST: usize = 30;

/// How the value of a parameter is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// Numbers, `true`, `false` and `null` are what they say.
    Guessed,
    /// Everything is text (`forceString`).
    Text,
}

/// Why Helm refuses a parameter. Its value is never repeated: it may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NoValue,
    BadIndex,
    BadName,
    OpenList,
    TooDeep,
    NoMap,
    NoList,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoValue => "a name in it has no value",
            Self::BadIndex => "an index in it is no number up to 65536",
            Self::BadName => "its name is not as Helm takes it",
            Self::OpenList => "its list must end with `}`",
            Self::TooDeep => "its name leads deeper than 30 levels",
            Self::NoMap => "its name leads through a value that is no map",
            Self::NoList => "its name has an index for a value that is no list",
        })
    }
}

/// One value and the way to it.
#[derive(PartialEq)]
struct Assignment {
    path: Vec<Step>,
    value: Value,
}

/// Lays a parameter over values.
pub(super) fn set(
    values: &mut Fields,
    name: &str,
    value: &str,
    typing: Typing,
    layer: usize,
) -> Result<(), Fault> {
    let line = format!("{name}={}", escaped(value));
    for assignment in parse(&line, typing)? {
        assign(values, &assignment.path, assignment.value, layer, 0)?;
    }
    Ok(())
}

/// Lays the text of a file over values.
pub(super) fn set_text(
    values: &mut Fields,
    name: &str,
    text: &str,
    layer: usize,
) -> Result<(), Fault> {
    let assignments = parse(&format!("{name}=text"), Typing::Text)?;
    for assignment in assignments {
        assign(
            values,
            &assignment.path,
            Value::String(text.to_owned()),
            layer,
            0,
        )?;
    }
    Ok(())
}

/// Escapes commas that are not escaped yet; a list in braces stays one.
fn escaped(value: &str) -> String {
    if value.starts_with('{') && value.ends_with('}') {
        return value.to_owned();
    }
    let mut escaped = String::with_capacity(value.len());
    let mut before = None;
    for letter in value.chars() {
        if letter == ',' && before != Some('\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = Some(letter);
    }
    escaped
}

fn parse(line: &str, typing: Typing) -> Result<Vec<Assignment>, Fault> {
    let mut parser = Parser {
        rest: line.chars().peekable(),
        typing,
    };
    let mut assignments = Vec::new();
    while parser.rest.peek().is_some() {
        assignments.push(parser.assignment()?);
    }
    Ok(assignments)
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    typing: Typing,
}

impl Parser<'_> {
    fn assignment(&mut self) -> Result<Assignment, Fault> {
        let mut path = Vec::new();
        loop {
            let (name, stop) = self.until(&['=', '[', ',', '.']);
            match stop {
                None | Some(',') => return Err(Fault::NoValue),
                Some('[') => {
                    path.push(Step::Key(name));
                    if self.indexes(&mut path)? == '=' {
                        break;
                    }
                }
                Some('=') => {
                    path.push(Step::Key(name));
                    break;
                }
                Some(_) => path.push(Step::Key(name)),
            }
        }
        let value = self.value()?;
        Ok(Assignment { path, value })
    }

    /// Reads `0]`, `0][1]`… behind an opening bracket, and returns what follows: a dot or an equals sign.
    fn indexes(&mut self, path: &mut Vec<Step>) -> Result<char, Fault> {
        loop {
            let (index, _) = self.until(&[']']);
            let index: usize = index.parse().map_err(|_| Fault::BadIndex)?;
            if index > HIGHEST {
                return Err(Fault::BadIndex);
            }
            path.push(Step::Index(index));
            match self.rest.next() {
                Some('[') => {}
                Some(next @ ('.' | '=')) => return Ok(next),
                _ => return Err(Fault::BadName),
            }
        }
    }

    fn value(&mut self) -> Result<Value, Fault> {
        if self.rest.next_if_eq(&'{').is_some() {
            return self.list();
        }
        let (text, _) = self.until(&[',']);
        Ok(self.typed(text))
    }

    fn list(&mut self) -> Result<Value, Fault> {
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(&[',', '}']);
            match stop {
                None => return Err(Fault::OpenList),
                Some('}') => {
                    self.rest.next_if_eq(&',');
                    items.push(self.typed(text));
                    return Ok(Value::Array(items));
                }
                Some(_) => items.push(self.typed(text)),
            }
        }
    }

    /// Reads up to one of some letters and takes that one, too; a backslash makes the next letter a plain one.
    fn until(&mut self, stops: &[char]) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(letter) = self.rest.next() {
            match letter {
                stop if stops.contains(&stop) => return (text, Some(stop)),
                '\\' => text.extend(self.rest.next()),
                letter => text.push(letter),
            }
        }
        (text, None)
    }

    fn typed(&self, text: String) -> Value {
        match self.typing {
            Typing::Text => Value::String(text),
            Typing::Guessed => guessed(text),
        }
    }
}

fn guessed(text: String) -> Value {
    match text.to_lowercase().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        "0" => Value::from(0),
        _ if text.starts_with('0') => Value::String(text),
        _ => text.parse::<i64>().map_or(Value::String(text), Value::from),
    }
}

/// Sets a value in a map, as Helm does on what lower layers have: a name through something else than a map is refused.
fn assign(
    fields: &mut Fields,
    path: &[Step],
    value: Value,
    layer: usize,
    depth: usize,
) -> Result<(), Fault> {
    let Some((Step::Key(key), rest)) = path.split_first() else {
        return Err(Fault::BadName);
    };
    match rest.first() {
        // Helm passes over a name that begins with a dot.
        _ if key.is_empty() && depth == 0 => {}
        None if key.is_empty() => return Err(Fault::NoValue),
        None => drop(fields.insert(key.clone(), Traced::of(value, layer))),
        Some(Step::Key(_)) => {
            let inner = inner(fields, key, layer, depth)?;
            assign(inner, rest, value, layer, depth + 1)?;
        }
        Some(Step::Index(_)) => {
            let mut list = match fields.remove(key) {
                None => Value::Array(Vec::new()),
                Some(Traced::Leaf { value, .. }) if value.is_array() => value,
                Some(_) => return Err(Fault::NoList),
            };
            assign_in(&mut list, rest, value, depth)?;
            fields.insert(key.clone(), Traced::Leaf { value: list, layer });
        }
    }
    Ok(())
}

fn inner<'a>(
    fields: &'a mut Fields,
    key: &str,
    layer: usize,
    depth: usize,
) -> Result<&'a mut Fields, Fault> {
    if depth >= DEEPEST {
        return Err(Fault::TooDeep);
    }
    let empty = || Traced::Map {
        fields: Fields::new(),
        layer,
    };
    match fields.entry(key.to_owned()).or_insert_with(empty) {
        Traced::Map { fields, .. } => Ok(fields),
        Traced::Leaf { .. } => Err(Fault::NoMap),
    }
}

/// Sets a value inside a list or a map in one; what stands in the way inside a list is replaced.
fn assign_in(place: &mut Value, path: &[Step], value: Value, depth: usize) -> Result<(), Fault> {
    if depth > DEEPEST {
        return Err(Fault::TooDeep);
    }
    match path.split_first() {
        None => *place = value,
        Some((Step::Index(index), rest)) => {
            if place.is_null() {
                *place = Value::Array(Vec::new());
            }
            let items = place.as_array_mut().ok_or(Fault::NoList)?;
            if items.len() <= *index {
                items.resize(index + 1, Value::Null);
            }
            let item = &mut items[*index];
            if matches!(rest.first(), Some(Step::Key(_))) && !item.is_object() {
                *item = Value::Object(serde_json::Map::new());
            }
            assign_in(item, rest, value, depth + 1)?;
        }
        Some((Step::Key(key), rest)) => {
            let fields = place.as_object_mut().ok_or(Fault::NoMap)?;
            if rest.is_empty() {
                fields.insert(key.clone(), value);
                return Ok(());
            }
            let new = match rest.first() {
                Some(Step::Index(_)) => Value::Array(Vec::new()),
                _ => Value::Object(serde_json::Map::new()),
            };
            assign_in(
                fields.entry(key.clone()).or_insert(new),
                rest,
                value,
                depth + 1,
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::traced::{fields_of, plain};
    use super::*;

    fn over(values: Value, name: &str, value: &str, typing: Typing) -> Result<Value, Fault> {
        let Value::Object(values) = values else {
            panic!("no map")
        };
        let mut values = fields_of(values, 0);
        set(&mut values, name, value, typing, 1)?;
        Ok(Value::Object(plain(&values)))
    }

    fn guessed(name: &str, value: &str) -> Value {
        over(json!({}), name, value, Typing::Guessed).unwrap()
    }

    #[test]
    fn values_are_what_they_say() {
        for (value, wanted) in [
            ("1", json!(1)),
            ("-7", json!(-7)),
            ("0", json!(0)),
            ("007", json!("007")),
            ("1.5", json!("1.5")),
            ("TRUE", json!(true)),
            ("null", json!(null)),
            ("", json!("")),
            ("a,b", json!("a,b")),
            ("a\\,b", json!("a,b")),
            ("{a,1,true}", json!(["a", 1, true])),
            ("a=b", json!("a=b")),
        ] {
            assert_eq!(guessed("k", value), json!({"k": wanted}), "{value}");
        }
        let text = over(json!({}), "k", "1", Typing::Text).unwrap();
        assert_eq!(text, json!({"k": "1"}));
    }

    #[test]
    fn names_lead_into_maps_and_lists() {
        assert_eq!(guessed(".a", "1"), json!({}));
        assert_eq!(guessed("a.b", "1"), json!({"a": {"b": 1}}));
        assert_eq!(guessed("a\\.b", "1"), json!({"a.b": 1}));
        assert_eq!(guessed("a[1]", "x"), json!({"a": [null, "x"]}));
        assert_eq!(guessed("a[0].b.c", "x"), json!({"a": [{"b": {"c": "x"}}]}));
        assert_eq!(guessed("a[0][1]", "x"), json!({"a": [[null, "x"]]}));
        let list = json!({"a": [{"b": 1}, 2]});
        let set = |name| over(list.clone(), name, "9", Typing::Guessed).unwrap();
        assert_eq!(set("a[0].c"), json!({"a": [{"b": 1, "c": 9}, 2]}));
        assert_eq!(set("a[1].c"), json!({"a": [{"b": 1}, {"c": 9}]}));
    }

    #[test]
    fn what_helm_refuses_is_refused() {
        let values = json!({"a": 1, "l": {"x": 1}});
        for (name, fault) in [
            ("a.b", Fault::NoMap),
            ("l[0]", Fault::NoList),
            ("a[x]", Fault::BadIndex),
            ("a[65537]", Fault::BadIndex),
            ("a[0]b", Fault::BadName),
            ("a,b", Fault::NoValue),
            ("l.", Fault::NoValue),
        ] {
            let told = over(values.clone(), name, "1", Typing::Guessed);
            assert_eq!(told, Err(fault), "{name}");
        }
        assert_eq!(
            over(values, "k", "{a", Typing::Guessed),
            Err(Fault::OpenList)
        );
        let deep = vec!["a"; 40].join(".");
        assert_eq!(
            over(json!({}), &deep, "1", Typing::Guessed),
            Err(Fault::TooDeep)
        );
    }

    #[test]
    fn a_file_is_text_whatever_it_holds() {
        let mut values = Fields::new();
        set_text(&mut values, "a.b", "1,2={x}\n", 0).unwrap();
        assert_eq!(
            Value::Object(plain(&values)),
            json!({"a": {"b": "1,2={x}\n"}})
        );
    }
}
