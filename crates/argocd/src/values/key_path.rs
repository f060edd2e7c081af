//! The way to a value: `image.tag`, `hosts[0].name`, `annotations.example\.com/name`.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a map.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// The way to a value, from the root.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath(pub Vec<Step>);

impl KeyPath {
    /// Returns the way to a key of the map that this one leads to.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.to_owned()));
        Self(steps)
    }

    /// Returns what it leads to.
    pub fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |value, step| match step {
            Step::Key(key) => value.as_object()?.get(key),
            Step::Index(index) => value.as_array()?.get(*index),
        })
    }

    /// Returns whether the other is this one, or leads further.
    pub fn leads_to(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for KeyPath {
    /// Writes it as `--set` takes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(item) => write!(formatter, "[{item}]")?,
                Step::Key(key) => {
                    let dot = if index == 0 { "" } else { "." };
                    write!(formatter, "{dot}{}", escaped(key))?;
                }
            }
        }
        Ok(())
    }
}

fn escaped(key: &str) -> String {
    let mut escaped = String::with_capacity(key.len());
    for letter in key.chars() {
        if ['.', '[', ',', '=', '\\'].contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

impl FromStr for KeyPath {
    type Err = String;

    /// Reads it; a dot before it, as in templates, makes no difference.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad =
            || format!("`{text}` names no key; write it as in `image.tag` or `hosts[0].name`");
        let mut steps = Vec::new();
        let mut key = String::new();
        let mut letters = text.strip_prefix('.').unwrap_or(text).chars();
        let mut in_list = false;
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => key.extend(letters.next()),
                '.' | '[' => {
                    if !key.is_empty() {
                        steps.push(Step::Key(std::mem::take(&mut key)));
                    } else if !in_list {
                        return Err(bad());
                    }
                    in_list = letter == '[';
                    if in_list {
                        let index: String = letters.by_ref().take_while(|it| *it != ']').collect();
                        steps.push(Step::Index(index.parse().map_err(|_| bad())?));
                    }
                }
                letter => key.push(letter),
            }
        }
        if !key.is_empty() {
            steps.push(Step::Key(key));
        }
        match steps.is_empty() {
            true => Err(bad()),
            false => Ok(Self(steps)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["a", "a.b", "a[0].b", "a[0][1]", "a\\.b/c.d"] {
            let path: KeyPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
        }
        assert_eq!(".a.b".parse::<KeyPath>().unwrap().to_string(), "a.b");
        for text in ["", ".", "a..b", "a[x]"] {
            assert!(text.parse::<KeyPath>().is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_found() {
        let values = json!({"a": {"b.c": [1, {"d": 2}]}});
        let find = |text: &str| text.parse::<KeyPath>().unwrap().find(&values).cloned();
        assert_eq!(find("a.b\\.c[1].d"), Some(json!(2)));
        assert_eq!(find("a.b"), None);
    }
}
