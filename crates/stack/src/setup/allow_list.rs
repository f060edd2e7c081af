//! The decryptor's allow-list: repositories, and folders in them, whose sealed files may be opened.
//!
//! One entry a line, `<repository URL> <folder>`, the folder `.` for a whole repository; empty lines and lines that
//! begin with `#` say nothing. What is not listed stays sealed: else whoever copies ciphertext into a repository of
//! their own gets it opened.

use std::fmt;

use url::Url;

/// What may be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    repository: String,
    folder: String,
}

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnEntry {
    /// Line, from 1.
    pub line: usize,
}

impl fmt::Display for NotAnEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        write!(
            formatter,
            "line {line} is not `<repository URL> <folder>`, the folder relative and without `..`"
        )
    }
}

impl std::error::Error for NotAnEntry {}

impl AllowList {
    /// Reads a list.
    ///
    /// # Errors
    /// A line that is no entry: a list that is half understood allows nothing.
    pub fn parse(text: &str) -> Result<Self, NotAnEntry> {
        let lines = text.lines().enumerate();
        let said = lines
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let entries = said.map(|(line, text)| entry(text).ok_or(NotAnEntry { line }));
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// Says whether a file of a repository may be opened; `path` is relative to its root, with slashes.
    pub fn allows(&self, repository: &str, path: &str) -> bool {
        let Some(repository) = normalised(repository) else {
            return false;
        };
        self.entries.iter().any(|entry| {
            entry.repository == repository
                && (entry.folder == "." || lies_below(path, &entry.folder))
        })
    }
}

/// Returns the text of a list with one more line, if no line says the same.
pub fn with_entry(text: &str, repository: &str, folder: &str) -> String {
    let added = format!("{repository} {folder}");
    let wanted = entry(&added);
    let known = |line: &str| wanted.is_some() && entry(line.trim()) == wanted;
    if text.lines().any(known) {
        return text.to_owned();
    }
    let separator = match text.is_empty() || text.ends_with('\n') {
        true => "",
        false => "\n",
    };
    format!("{text}{separator}{added}\n")
}

fn entry(line: &str) -> Option<Entry> {
    let mut words = line.split_whitespace();
    let (repository, folder, None) = (words.next()?, words.next()?, words.next()) else {
        return None;
    };
    let folder = folder.trim_end_matches('/');
    let parts_are_names = folder
        .split('/')
        .all(|part| !part.is_empty() && part != "." && part != "..");
    (folder == "." || parts_are_names).then_some(())?;
    Some(Entry {
        repository: normalised(repository)?,
        folder: folder.to_owned(),
    })
}

fn lies_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Returns a repository's address in one spelling: scheme and host in lower case, without password, usual port, `.git`
/// and slashes at its end; `git@host:path` is `ssh://git@host/path`, as Git has it (git-clone, "Git URLs"). The scheme
/// stays: what came over plain HTTP may come from anybody. So does the user of SSH, in whose home the path may begin;
/// a query or fragment is part of the path to some servers, so that an address with one is none.
pub fn normalised(repository: &str) -> Option<String> {
    let spelled = match repository.split_once(':') {
        Some((host, path)) if !path.starts_with("//") && !host.contains('/') => {
            format!("ssh://{host}/{}", path.trim_start_matches('/'))
        }
        _ => repository.to_owned(),
    };
    let url = Url::parse(&spelled).ok()?;
    if spelled.contains(['?', '#']) {
        return None;
    }
    let user = match (url.scheme(), url.username()) {
        ("ssh", user) if !user.is_empty() => format!("{user}@"),
        _ => String::new(),
    };
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let port = match (url.scheme(), url.port()) {
        ("ssh", Some(22)) | (_, None) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    let path = url.path().trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let named = !path.is_empty() && (!host.is_empty() || url.scheme() == "file");
    named.then(|| {
        format!(
            "{}://{user}{host}{port}/{}",
            url.scheme(),
            path.trim_end_matches('/')
        )
    })
}

#[cfg(test)]
#[path = "allow_list_tests.rs"]
mod tests;
