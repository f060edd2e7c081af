//! Paths into values, and assignments to them, as people type them on the command line: the language of `helm --set`.
//!
//! The grammar is that of Helm's `pkg/strvals`: dots between keys, `[0]` for items, a comma between assignments, a
//! backslash before any of these to take it literally, `{a,b}` for a list. Messages never show a value.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// The highest index Helm takes.
const MAX_INDEX: usize = 65_536;

/// The most steps a path may have; Helm takes 30 keys.
const MAX_STEPS: usize = 64;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item, from 0.
    Index(usize),
}

/// A way from the root of a document to a value. The empty path is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

/// A value for a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Where.
    pub path: Path,
    /// What.
    pub value: Value,
}

/// How the text of an assigned value is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// As `helm --set` does: `true`, `false`, `null` and integers without a leading zero are what they look like.
    Typed,
    /// As `helm --set-string` does: it is text.
    Text,
}

impl Path {
    /// Returns the path of keys.
    pub fn keys<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self(keys.into_iter().map(|key| Step::Key(key.into())).collect())
    }

    /// Returns its steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl FromStr for Path {
    type Err = String;

    /// Reads `a.b\.c[0].d`. An error is a sentence without a full stop.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut reader = Reader::new(text);
        let path = reader.path()?;
        match reader.next() {
            None => Ok(path),
            Some('=') => Err(format!(
                "`{path}` is followed by `=`; a path alone is wanted here"
            )),
            Some(_) => Err(format!(
                "`{path}` is followed by a comma; write `\\,` for one that belongs to a key"
            )),
        }
    }
}

impl fmt::Display for Path {
    /// Writes it as it is typed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(formatter, "[{index}]")?,
                Step::Key(key) => {
                    if at > 0 {
                        formatter.write_str(".")?;
                    }
                    for character in key.chars() {
                        if "\\.,=[".contains(character) {
                            formatter.write_str("\\")?;
                        }
                        write!(formatter, "{character}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Reads assignments: `a.b=1,c[0]=x`.
///
/// # Errors
/// A sentence without a full stop, which shows the key and never the value.
pub fn assignments(text: &str, typing: Typing) -> Result<Vec<Assignment>, String> {
    let mut reader = Reader::new(text);
    let mut found: Vec<Assignment> = Vec::new();
    while !reader.rest.is_empty() {
        let path = reader.path();
        let assigned = path.is_ok() && reader.next() == Some('=');
        let path = match (path, found.last()) {
            (Ok(path), _) if assigned => path,
            (_, Some(before)) => return Err(torn(&before.path)),
            (Ok(path), None) => return Err(format!("`{path}` has no value; write `{path}=VALUE`")),
            (Err(error), None) => return Err(error),
        };
        let value = reader.value(&path, typing)?;
        found.push(Assignment { path, value });
    }
    if found.is_empty() {
        return Err("there is no KEY=VALUE".to_owned());
    }
    Ok(found)
}

/// What follows a comma may be a piece of a value, and is not shown.
fn torn(path: &Path) -> String {
    format!(
        "what follows the comma after the value of `{path}` is no KEY=VALUE; write `\\,` for a comma that belongs to a value"
    )
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn new(rest: &'a str) -> Self {
        Self { rest }
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Reads a path up to the `=` or comma after it.
    fn path(&mut self) -> Result<Path, String> {
        let mut path = Path::default();
        self.key(&mut path)?;
        loop {
            if path.0.len() > MAX_STEPS {
                return Err(format!("a path has more than {MAX_STEPS} steps"));
            }
            match self.peek() {
                Some('.') => {
                    self.next();
                    self.key(&mut path)?;
                }
                Some('[') => {
                    self.next();
                    self.index(&mut path)?;
                }
                None | Some('=' | ',') => return Ok(path),
                Some(_) => return Err(format!("after `{path}`, `.`, `[`, or `=` is wanted")),
            }
        }
    }

    fn key(&mut self, path: &mut Path) -> Result<(), String> {
        let key = self.until(".[=,");
        if key.is_empty() {
            return Err(match path.0.last() {
                None => "a key is missing at the beginning; write KEY=VALUE".to_owned(),
                Some(_) => format!("after `{path}.`, a key is missing"),
            });
        }
        path.0.push(Step::Key(key));
        Ok(())
    }

    fn index(&mut self, path: &mut Path) -> Result<(), String> {
        let digits = self.until("]");
        if self.next() != Some(']') {
            return Err(format!("after `{path}[`, a `]` is missing"));
        }
        let index = digits.parse().ok().filter(|index| *index <= MAX_INDEX);
        let index = index.ok_or_else(|| {
            format!("`{path}[{digits}]` is no item: a number from 0 to {MAX_INDEX} is wanted")
        })?;
        path.0.push(Step::Index(index));
        Ok(())
    }

    fn value(&mut self, path: &Path, typing: Typing) -> Result<Value, String> {
        if self.peek() != Some('{') {
            let text = self.until(",");
            self.next();
            return Ok(typed(text, typing));
        }
        self.next();
        let mut items = Vec::new();
        loop {
            items.push(typed(self.until(",}"), typing));
            match self.next() {
                Some('}') => break,
                Some(_) => {}
                None => return Err(format!("the list for `{path}` has no `}}` at its end")),
            }
        }
        if self.peek() == Some(',') {
            self.next();
        } else if !self.rest.is_empty() {
            return Err(format!(
                "after the list for `{path}`, a comma or the end is wanted"
            ));
        }
        Ok(Value::Array(items))
    }

    /// Reads up to one of `stops`, which stays; a backslash takes the next character literally.
    fn until(&mut self, stops: &str) -> String {
        let mut text = String::new();
        while let Some(character) = self.peek() {
            if stops.contains(character) {
                break;
            }
            self.next();
            match character {
                '\\' => text.extend(self.next()),
                _ => text.push(character),
            }
        }
        text
    }
}

/// Types a text as Helm's `typedVal` does.
fn typed(text: String, typing: Typing) -> Value {
    if typing == Typing::Text {
        return Value::String(text);
    }
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("false") {
        return Value::Bool(is("true"));
    }
    if is("null") {
        return Value::Null;
    }
    let number = text == "0" || !text.starts_with('0');
    match text.parse::<i64>() {
        Ok(integer) if number => Value::from(integer),
        _ => Value::String(text),
    }
}
