//! All that is wrong with the files that were given, at once.

use std::fmt;

use crate::error::Error;

/// One or more complaints, each with its file and line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaints(Vec<Error>);

impl Complaints {
    /// Returns the complaints in the order of the files.
    pub fn all(&self) -> &[Error] {
        &self.0
    }

    /// Returns what to do next, each advice once.
    pub fn advice(&self) -> Vec<&str> {
        let mut advice: Vec<&str> = Vec::new();
        for next in self.0.iter().flat_map(|error| error.advice()) {
            if !advice.contains(&next.as_str()) {
                advice.push(next);
            }
        }
        advice
    }
}

impl From<Vec<Error>> for Complaints {
    fn from(errors: Vec<Error>) -> Self {
        Self(errors)
    }
}

impl From<Error> for Complaints {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences: Vec<String> = self.0.iter().map(Error::to_string).collect();
        formatter.write_str(&sentences.join("; "))
    }
}

impl std::error::Error for Complaints {}
