//! Reads a stream of JSON: one value after another, pretty or a line each.
//!
//! The items of a List are handed on one by one, so that a long List is never held
//! whole. What a value means is decided by the taker.

use std::fmt;
use std::io::{self, BufRead};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Takes in values: whole documents, or items of a List with the List's own `apiVersion` and `kind`.
pub(super) type Take<'a> = dyn FnMut(Value) + 'a;

/// Reads all values of a stream.
///
/// # Errors
/// The first place where it is no JSON, or what the reader says.
pub(super) fn read(text: &mut dyn BufRead, take: &mut Take<'_>) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(text);
    loop {
        match deserializer.end() {
            Ok(()) => return Ok(()),
            // Anything but the end and broken reading is left to the value that begins here.
            Err(error) if error.is_io() => return Err(error),
            Err(_) => Document { take }.deserialize(&mut deserializer)?,
        }
    }
}

/// Gives items of a typed List, which carry no kind of their own, that of the List.
pub(super) fn name_kind(item: &mut Value, list: &Map<String, Value>) {
    let Some(fields) = item.as_object_mut() else {
        return;
    };
    let kind = list.get("kind").and_then(Value::as_str).unwrap_or_default();
    let of_list = kind.strip_suffix("List").filter(|kind| !kind.is_empty());
    if let (Some(kind), false) = (of_list, fields.contains_key("kind")) {
        fields.insert("kind".to_owned(), kind.into());
        if let Some(version) = list.get("apiVersion") {
            fields.insert("apiVersion".to_owned(), version.clone());
        }
    }
}

/// One document: an object, a List, or an array of objects.
struct Document<'a, 'take> {
    take: &'a mut Take<'take>,
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a Kubernetes object or a List of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            (self.take)(item);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        let mut nameless = Vec::new();
        let mut is_list = false;
        while let Some(key) = fields.next_key::<String>()? {
            if key != "items" {
                object.insert(key, fields.next_value()?);
                continue;
            }
            is_list = true;
            let mut items = Items {
                list: &object,
                nameless: &mut nameless,
                take: &mut *self.take,
            };
            fields.next_value_seed(&mut items)?;
        }
        for mut item in nameless {
            name_kind(&mut item, &object);
            (self.take)(item);
        }
        if !is_list {
            (self.take)(Value::Object(object));
        }
        Ok(())
    }
}

/// The items of a List; those that need the List's kind wait if it has not been read yet.
struct Items<'a, 'take> {
    list: &'a Map<String, Value>,
    nameless: &'a mut Vec<Value>,
    take: &'a mut Take<'take>,
}

impl<'de> DeserializeSeed<'de> for &mut Items<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Items<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of Kubernetes objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(mut item) = items.next_element::<Value>()? {
            name_kind(&mut item, self.list);
            match item.get("kind").is_none() && !self.list.contains_key("kind") {
                true => self.nameless.push(item),
                false => (self.take)(item),
            }
        }
        Ok(())
    }
}

/// Reads a file of one value a line, with the number of the line.
///
/// # Errors
/// What the reader says; a line that is no JSON goes to the taker as an error.
pub(super) fn lines(text: &mut dyn BufRead, take: &mut dyn FnMut(usize, &[u8])) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 2.. {
        line.clear();
        if text.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if !line.trim_ascii().is_empty() {
            take(number, &line);
        }
    }
    Ok(())
}
