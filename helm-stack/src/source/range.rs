//! Version ranges as `helm install --version` takes them (Masterminds' semver, version 3): alternatives between `||`,
//! conditions with blanks or commas between, `1.2 - 1.4`, wildcards, `~` and `^`. Prereleases fit only where a condition
//! names one.

use semver::{Prerelease, Version};

/// A range.
#[derive(Debug)]
pub(super) struct Range {
    alternatives: Vec<Vec<Condition>>,
}

/// One condition: how a version compares with a pattern.
#[derive(Debug)]
struct Condition {
    operator: Operator,
    pattern: Pattern,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Tilde,
    Caret,
}

/// A version whose last numbers may be missing or wild.
#[derive(Debug)]
struct Pattern {
    /// One to three numbers; none: anything.
    numbers: Vec<u64>,
    prerelease: Prerelease,
}

/// Operators as written; those that begin with another come first.
const OPERATORS: [(&str, Operator); 11] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("=>", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=<", Operator::LessOrEqual),
    ("~>", Operator::Tilde),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

impl Range {
    /// Reads a range.
    ///
    /// # Errors
    /// The piece that is no version.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let alternatives = text.split("||").map(conditions).collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// Says whether a version fits.
    pub(super) fn matches(&self, version: &Version) -> bool {
        let all = |conditions: &Vec<Condition>| {
            conditions
                .iter()
                .all(|condition| condition.matches(version))
        };
        self.alternatives.iter().any(all)
    }
}

fn conditions(text: &str) -> Result<Vec<Condition>, String> {
    if let Some((from, to)) = text.split_once(" - ") {
        let one = |operator, text: &str| {
            Pattern::parse(text.trim()).map(|pattern| Condition { operator, pattern })
        };
        return Ok(vec![
            one(Operator::GreaterOrEqual, from)?,
            one(Operator::LessOrEqual, to)?,
        ]);
    }
    let mut conditions = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let found = OPERATORS
            .iter()
            .find_map(|(sign, operator)| Some((rest.strip_prefix(sign)?, *operator)));
        let (after, operator) = found.unwrap_or((rest, Operator::Equal));
        let after = after.trim_start();
        let end = after.find([' ', ',']).unwrap_or(after.len());
        let pattern = Pattern::parse(&after[..end])?;
        conditions.push(Condition { operator, pattern });
        rest = after[end..].trim_start_matches([' ', ',']);
    }
    match conditions.is_empty() {
        true => Err(format!("`{text}` is no version")),
        false => Ok(conditions),
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no version");
        let bare = text.strip_prefix('v').unwrap_or(text);
        let bare = bare.split_once('+').map_or(bare, |(bare, _)| bare);
        let (numbers, prerelease) = bare.split_once('-').unwrap_or((bare, ""));
        let parts: Vec<&str> = numbers.split('.').collect();
        let wild = |part: &&str| matches!(*part, "x" | "X" | "*");
        let known = parts.iter().take_while(|part| !wild(part));
        let numbers = known
            .map(|part| part.parse())
            .collect::<Result<Vec<u64>, _>>()
            .map_err(|_| wrong())?;
        let rest_is_wild = parts[numbers.len()..].iter().all(wild);
        if parts.len() > 3 || !rest_is_wild {
            return Err(wrong());
        }
        let prerelease = Prerelease::new(prerelease).map_err(|_| wrong())?;
        Ok(Self {
            numbers,
            prerelease,
        })
    }

    /// The lowest version it stands for.
    fn floor(&self) -> Version {
        let number = |place: usize| self.numbers.get(place).copied().unwrap_or_default();
        Version {
            pre: self.prerelease.clone(),
            ..Version::new(number(0), number(1), number(2))
        }
    }

    /// The first version after all that share its first `kept` numbers.
    fn after(&self, kept: usize) -> Version {
        let number = |place: usize| self.numbers.get(place).copied().unwrap_or_default();
        match kept {
            1 => Version::new(number(0) + 1, 0, 0),
            2 => Version::new(number(0), number(1) + 1, 0),
            _ => Version::new(number(0), number(1), number(2) + 1),
        }
    }

    fn is_whole(&self) -> bool {
        self.numbers.len() == 3
    }
}

impl Condition {
    fn matches(&self, version: &Version) -> bool {
        let pattern = &self.pattern;
        if !version.pre.is_empty() && pattern.prerelease.is_empty() {
            return false;
        }
        let floor = pattern.floor();
        let order = version.cmp_precedence(&floor);
        let given = pattern.numbers.len();
        let within = |kept: usize| order.is_ge() && (kept == 0 || *version < pattern.after(kept));
        match self.operator {
            Operator::Equal if pattern.is_whole() => order.is_eq(),
            Operator::Equal => within(given),
            Operator::NotEqual if pattern.is_whole() => order.is_ne(),
            Operator::NotEqual => !within(given),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::Less => order.is_lt(),
            Operator::Greater if pattern.is_whole() => order.is_gt(),
            Operator::Greater => order.is_ge() && !within(given),
            Operator::LessOrEqual if pattern.is_whole() => order.is_le(),
            Operator::LessOrEqual => order.is_lt() || within(given),
            Operator::Tilde => within(given.min(2)),
            Operator::Caret => within(significant(&pattern.numbers)),
        }
    }
}

/// How many numbers `^` keeps: up to the first that is not zero.
fn significant(numbers: &[u64]) -> usize {
    let first = numbers.iter().position(|number| *number != 0);
    first.map_or(numbers.len(), |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(range: &str, version: &str) -> bool {
        Range::parse(range)
            .unwrap()
            .matches(&version.parse().unwrap())
    }

    #[test]
    fn ranges_are_those_of_helm() {
        // Range, versions that fit, versions that do not.
        let table = [
            ("1.2.3", "1.2.3 1.2.3+build", "1.2.4 1.2.3-rc.1"),
            ("=1.2", "1.2.0 1.2.9", "1.3.0 1.1.9"),
            ("1.2", "1.2.0 1.2.9", "1.3.0"),
            ("v1", "1.0.0 1.9.9", "2.0.0"),
            ("1.2.x", "1.2.0 1.2.9", "1.3.0"),
            ("*", "0.0.1 9.9.9", "1.0.0-rc.1"),
            ("!=1.2.3", "1.2.4", "1.2.3"),
            ("!=1.2", "1.3.0", "1.2.5"),
            (">1.2.3", "1.2.4", "1.2.3"),
            (">1.2", "1.3.0", "1.2.9"),
            (">=1.2", "1.2.0 2.0.0", "1.1.9"),
            ("<1.2", "1.1.9", "1.2.0"),
            ("<=1.2", "1.2.9 1.0.0", "1.3.0"),
            ("<=1.2.3", "1.2.3", "1.2.4"),
            ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
            ("~>1.2", "1.2.0 1.2.9", "1.3.0"),
            ("~1", "1.0.0 1.9.0", "2.0.0"),
            ("^1.2.3", "1.2.3 1.9.0", "2.0.0 1.2.2"),
            ("^0.2.3", "0.2.3 0.2.9", "0.3.0"),
            ("^0.0.3", "0.0.3", "0.0.4"),
            ("^0.0", "0.0.9", "0.1.0"),
            ("^0", "0.9.0", "1.0.0"),
            ("1.2 - 1.4", "1.2.0 1.4.9", "1.5.0"),
            ("1.2.0 - 1.4.5", "1.4.5", "1.4.6"),
            (">=1.2, <2", "1.2.0 1.9.0", "2.0.0"),
            (">= 1.2 < 2 || ^3", "1.5.0 3.1.0", "2.5.0"),
            (">=1.2.3-0", "1.3.0-rc.1 1.2.3", "1.2.2"),
            (">=1.2.3", "1.3.0", "1.3.0-rc.1"),
        ];
        for (range, fitting, others) in table {
            fitting
                .split(' ')
                .for_each(|version| assert!(fits(range, version), "{range} takes {version}"));
            others
                .split(' ')
                .for_each(|version| assert!(!fits(range, version), "{range} leaves {version}"));
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["latest", "1.2.3.4", ">=", "", "1..2", "x.1", "1 ||", "^a"] {
            assert!(Range::parse(text).is_err(), "{text}");
        }
    }
}
