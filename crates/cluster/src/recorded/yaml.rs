//! Reads YAML of one or many documents, piece by piece.
//!
//! A document is cut at `---`, a List at its items, before anything is parsed: at
//! the start of a line both can mean nothing else, since scalars are indented. So a
//! long List is never held whole, and one bad item spoils no other. Scalars are read
//! as Helm and kubectl read them (YAML 1.1).

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::json;

/// One piece: an object, with the line it begins at; or what is wrong with it, with the line.
pub(super) type Piece = Result<Value, String>;

/// Reads all documents.
///
/// # Errors
/// What the reader says; a piece that is no YAML goes to the taker as an error.
pub(super) fn read(text: &mut dyn BufRead, take: &mut dyn FnMut(usize, Piece)) -> io::Result<()> {
    let mut document = Document::default();
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if text.read_line(&mut line)? == 0 {
            break;
        }
        let text = line.strip_prefix('\u{feff}').unwrap_or(&line);
        match is_separator(text) {
            true => std::mem::take(&mut document).finish(take),
            false => document.line(number, text, take),
        }
    }
    document.finish(take);
    Ok(())
}

fn is_separator(line: &str) -> bool {
    let end = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let bare = |marker| line.strip_prefix(marker).is_some_and(end);
    bare("...") || (bare("---") && line[3..].trim_start().is_empty()) || is_comment_after(line)
}

fn is_comment_after(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| {
        rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with('#')
    })
}

/// One document being read: its own fields, and the item that is open.
#[derive(Default)]
struct Document {
    frame: Text,
    item: Text,
    /// Indentation of the List's dashes, once the first has come.
    dashes: Option<usize>,
    in_items: bool,
    is_list: bool,
    /// Items that need the List's kind, which may come last.
    nameless: Vec<(usize, Value)>,
}

#[derive(Default)]
struct Text {
    start: usize,
    text: String,
}

impl Text {
    fn push(&mut self, number: usize, line: &str) {
        if self.text.is_empty() {
            self.start = number;
        }
        self.text.push_str(line);
    }

    fn is_blank(&self) -> bool {
        let mut lines = self.text.lines().map(str::trim_start);
        lines.all(|line| line.is_empty() || line.starts_with('#'))
    }
}

impl Document {
    fn line(&mut self, number: usize, line: &str, take: &mut dyn FnMut(usize, Piece)) {
        if !self.in_items {
            self.in_items = line.trim_end() == "items:";
            self.is_list |= self.in_items;
            if !self.in_items {
                self.frame.push(number, line);
            }
            return;
        }
        match self.dash(line) {
            Some(indent) => {
                self.close_item(take);
                let inside = format!("{} {}", &line[..indent], &line[indent + 1..]);
                self.item.push(number, &inside);
            }
            None if self.ends_items(line) => {
                self.close_item(take);
                self.in_items = false;
                self.frame.push(number, line);
            }
            None => self.item.push(number, line),
        }
    }

    /// Returns the indentation of a dash that begins an item of the List.
    fn dash(&mut self, line: &str) -> Option<usize> {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = line[indent..].strip_prefix('-')?;
        let begins = rest.starts_with(char::is_whitespace) || rest.is_empty();
        (begins && *self.dashes.get_or_insert(indent) == indent).then_some(indent)
    }

    /// A field of the List itself begins at the very start of a line.
    fn ends_items(&self, line: &str) -> bool {
        !line.starts_with([' ', '\t', '#', '\n', '\r'])
    }

    fn close_item(&mut self, take: &mut dyn FnMut(usize, Piece)) {
        let item = std::mem::take(&mut self.item);
        if item.is_blank() {
            return;
        }
        match parse(&item) {
            Ok(value) if value.get("kind").is_none() => self.nameless.push((item.start, value)),
            piece => take(item.start, piece),
        }
    }

    fn finish(mut self, take: &mut dyn FnMut(usize, Piece)) {
        self.close_item(take);
        if self.frame.is_blank() && self.nameless.is_empty() {
            return;
        }
        let frame = parse(&self.frame);
        if !self.is_list {
            return take_document(self.frame.start, frame, take);
        }
        let frame = match frame {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => Map::new(),
            Err(error) => return take(self.frame.start, Err(error)),
        };
        for (start, mut item) in self.nameless {
            json::name_kind(&mut item, &frame);
            take(start, Ok(item));
        }
    }
}

/// A List in flow style, or one written in a way that was not cut, is taken apart here.
fn take_document(start: usize, document: Piece, take: &mut dyn FnMut(usize, Piece)) {
    match document {
        Ok(Value::Object(mut fields)) => match fields.remove("items") {
            Some(Value::Array(items)) => {
                for mut item in items {
                    json::name_kind(&mut item, &fields);
                    take(start, Ok(item));
                }
            }
            Some(other) => {
                fields.insert("items".to_owned(), other);
                take(start, Ok(Value::Object(fields)));
            }
            None => take(start, Ok(Value::Object(fields))),
        },
        other => take(start, other),
    }
}

fn parse(piece: &Text) -> Piece {
    let options = serde_saphyr::options! {
        legacy_octal_numbers: true,
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options::<Value>(&piece.text, options).map_err(|error| {
        let line = error.location().map(|location| location.line() as usize);
        let line = line.map_or(piece.start, |line| piece.start + line.saturating_sub(1));
        format!("line {line}: {}", first_line(&error.to_string()))
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
