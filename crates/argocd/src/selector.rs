//! Label selectors as kubectl's `-l` takes them.
//!
//! The grammar is Kubernetes' own (`labels.Parse` in apimachinery): `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
//! `a notin (b,c)`, `a`, `!a`, joined by commas. `!=` and `notin` also fit objects without the label.

use std::collections::BTreeMap;

/// A parsed selector; the empty one fits everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    requirements: Vec<Requirement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Absent(String),
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// A sentence quoting the part that is no requirement.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = split(text);
        let parts = parts
            .iter()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty());
        Ok(Self {
            requirements: parts.map(requirement).collect::<Result<_, _>>()?,
        })
    }

    /// Returns whether these labels fit.
    pub fn fits(&self, labels: &BTreeMap<String, String>) -> bool {
        self.requirements
            .iter()
            .all(|requirement| requirement.fits(labels))
    }
}

impl Requirement {
    fn fits(&self, labels: &BTreeMap<String, String>) -> bool {
        match self {
            Self::In(key, values) => labels.get(key).is_some_and(|value| values.contains(value)),
            Self::NotIn(key, values) => labels.get(key).is_none_or(|value| !values.contains(value)),
            Self::Exists(key) => labels.contains_key(key),
            Self::Absent(key) => !labels.contains_key(key),
        }
    }
}

/// Splits at the commas that are not inside parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.split(|letter| {
        inside = (inside || letter == '(') && letter != ')';
        letter == ',' && !inside
    })
    .collect()
}

fn requirement(part: &str) -> Result<Requirement, String> {
    if let Some((key, value)) = part.split_once("!=") {
        return Ok(Requirement::NotIn(
            self::key(key, part)?,
            vec![value.trim().to_owned()],
        ));
    }
    if let Some((key, value)) = part.split_once('=') {
        let value = value.strip_prefix('=').unwrap_or(value);
        return Ok(Requirement::In(
            self::key(key, part)?,
            vec![value.trim().to_owned()],
        ));
    }
    match part.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((head, values)) => set(head, values, part),
        None => match part.strip_prefix('!') {
            Some(absent) => Ok(Requirement::Absent(key(absent, part)?)),
            None => Ok(Requirement::Exists(key(part, part)?)),
        },
    }
}

fn set(head: &str, values: &str, part: &str) -> Result<Requirement, String> {
    let values = values
        .split(',')
        .map(|value| value.trim().to_owned())
        .collect();
    match head.trim().rsplit_once(char::is_whitespace) {
        Some((key, "in")) => Ok(Requirement::In(self::key(key, part)?, values)),
        Some((key, "notin")) => Ok(Requirement::NotIn(self::key(key, part)?, values)),
        _ => Err(complaint(part)),
    }
}

fn key(key: &str, part: &str) -> Result<String, String> {
    let key = key.trim();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    match !key.is_empty() && key.chars().all(fits) {
        true => Ok(key.to_owned()),
        false => Err(complaint(part)),
    }
}

fn complaint(part: &str) -> String {
    format!(
        "`{part}` is no label requirement; write `key=value`, `key!=value`, `key in (a,b)`, `key` or `!key`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels = labels
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        Selector::parse(selector).unwrap().fits(&labels)
    }

    #[test]
    fn each_form_fits_what_kubernetes_says() {
        let labels = [("team", "payments"), ("tier", "dev")];
        for selector in [
            "",
            "team=payments",
            "team==payments",
            "tier!=prod",
            "absent!=x",
            "team",
            "!absent",
        ] {
            assert!(fits(selector, &labels), "{selector}");
        }
        for selector in ["team=web", "team!=payments", "absent", "!team", "absent=x"] {
            assert!(!fits(selector, &labels), "{selector}");
        }
    }

    #[test]
    fn sets_hold_commas_of_their_own() {
        assert!(fits(
            "tier in (dev, test),team",
            &[("tier", "test"), ("team", "a")]
        ));
        assert!(!fits("tier notin (dev,test)", &[("tier", "test")]));
        assert!(fits("tier notin (dev,test)", &[]));
    }

    #[test]
    fn nonsense_is_quoted_back() {
        for nonsense in ["=x", "a b", "tier within (a)", "a in b)"] {
            let complaint = Selector::parse(nonsense).unwrap_err();
            assert!(complaint.contains(nonsense), "{complaint}");
        }
    }
}
