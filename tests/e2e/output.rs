//! What a program said and how it ended.

use std::process;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::answer;

/// What a program said and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// What it answered.
    pub stdout: String,
    /// What it said beside the answer.
    pub stderr: String,
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
}

impl From<process::Output> for Output {
    fn from(output: process::Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
        }
    }
}

impl Output {
    /// Returns the output of a program that has to succeed.
    ///
    /// # Errors
    /// It did not; the error has its words.
    pub fn done(self) -> Result<Self> {
        self.ended(0)
    }

    /// Returns the output of a program that has to end with this exit code.
    ///
    /// # Errors
    /// It ended otherwise; the error has its words.
    pub fn ended(self, code: i32) -> Result<Self> {
        let Self { stderr, stdout, .. } = &self;
        ensure!(
            self.code == Some(code),
            "ended with {:?}, not with {code}; it said:\n{stderr}{stdout}",
            self.code
        );
        Ok(self)
    }

    /// Returns the answer of a program that has to succeed and to speak JSON.
    ///
    /// # Errors
    /// It failed, or its answer is no JSON, or not as its schema says.
    pub fn json(self) -> Result<Value> {
        let Self { stdout, .. } = self.done()?;
        let complaints = answer::complaints(&stdout);
        ensure!(complaints.is_empty(), "not as published: {complaints:#?}");
        serde_json::from_str(&stdout).with_context(|| format!("reading as JSON:\n{stdout}"))
    }

    /// Returns what was said beside the answer, if the program has to say all of these.
    ///
    /// # Errors
    /// One of them is missing.
    pub fn says(&self, words: &[&str]) -> Result<()> {
        for words in words {
            ensure!(
                self.stderr.contains(words),
                "expected `{words}` in:\n{}",
                self.stderr
            );
        }
        Ok(())
    }
}

/// Returns the texts at `path` of every element of the list `list`; elements without it have none.
pub fn texts<'a>(answer: &'a Value, list: &str, path: &str) -> Vec<&'a str> {
    let elements = answer[list].as_array().into_iter().flatten();
    elements
        .filter_map(|element| element.pointer(path)?.as_str())
        .collect()
}
