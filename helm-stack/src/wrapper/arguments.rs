//! Helm's command line: where it names values files, and the same line with other files in their place.
//!
//! Reads it as Helm's flag library does (spf13/pflag: `--values f`, `--values=f`, `-f f`, `-ff`, `-f=f`, letters in one
//! group, lists as one record of CSV). Opens nothing.

use std::ffi::OsString;

use super::refusal::Refusal;

/// Commands of Helm that take values files.
const COMMANDS: &[&str] = &["template", "install", "upgrade", "lint"];

/// Letters of these commands that take a value of their own: namespace, show-only, api-versions, output, labels.
const LETTERS_WITH_VALUE: &[char] = &['n', 's', 'a', 'o', 'l'];

/// Long flags of these commands, and of Helm itself, whose value is the next word, as Helm 3.22 and 4.3 have them. Argo CD
/// hands parameters over so, and whoever writes an Application chooses their words.
const WORDS_WITH_VALUE: &[&str] = &[
    "--api-versions",
    "--burst-limit",
    "--ca-file",
    "--cert-file",
    "--color",
    "--colour",
    "--content-cache",
    "--description",
    "--history-max",
    "--key-file",
    "--keyring",
    "--kube-apiserver",
    "--kube-as-group",
    "--kube-as-user",
    "--kube-ca-file",
    "--kube-context",
    "--kube-tls-server-name",
    "--kube-token",
    "--kube-version",
    "--kubeconfig",
    "--labels",
    "--name-template",
    "--namespace",
    "--output",
    "--output-dir",
    "--password",
    "--post-renderer",
    "--post-renderer-args",
    "--qps",
    "--registry-config",
    "--repo",
    "--repository-cache",
    "--repository-config",
    "--server-side",
    "--set",
    "--set-file",
    "--set-json",
    "--set-literal",
    "--set-string",
    "--show-only",
    "--timeout",
    "--username",
    "--version",
];

/// Says what is to be handed to Helm in the place of a values file; `None`: the file itself.
pub(crate) type Replace<'a> = dyn FnMut(&str) -> Result<Option<String>, Refusal> + 'a;

/// Returns the line with other files in the place of those that `replace` answers for.
///
/// # Errors
/// The first one of `replace`.
pub(crate) fn with_files(
    line: &[OsString],
    replace: &mut Replace<'_>,
) -> Result<Vec<OsString>, Refusal> {
    let takes_values = line
        .iter()
        .any(|word| COMMANDS.iter().any(|command| word == command));
    if !takes_values {
        return Ok(line.to_vec());
    }
    let mut written = Vec::with_capacity(line.len());
    let mut words = line.iter();
    while let Some(word) = words.next() {
        match word.to_str().map_or(Flag::Other, flag) {
            Flag::End => {
                written.push(word.clone());
                written.extend(words.by_ref().cloned());
            }
            Flag::Other => written.push(word.clone()),
            Flag::ValueFollows => {
                written.push(word.clone());
                written.extend(words.next().cloned());
            }
            Flag::FilesFollow => {
                written.push(word.clone());
                if let Some(files) = words.next() {
                    written.push(replaced_word(files, replace)?);
                }
            }
            Flag::Files(before, files) => {
                let files = replaced(files, replace)?;
                written.push(
                    files.map_or_else(|| word.clone(), |files| format!("{before}{files}").into()),
                );
            }
        }
    }
    Ok(written)
}

/// What a word says of values files.
#[derive(Debug, PartialEq, Eq)]
enum Flag<'a> {
    /// Nothing.
    Other,
    /// No flag follows.
    End,
    /// The next word is the value of another flag.
    ValueFollows,
    /// The next word is files.
    FilesFollow,
    /// Files stand in this word, after this text.
    Files(&'a str, &'a str),
}

fn flag(word: &str) -> Flag<'_> {
    const LONG: &str = "--values=";
    match word {
        "--" => Flag::End,
        "--values" => Flag::FilesFollow,
        _ if WORDS_WITH_VALUE.contains(&word) => Flag::ValueFollows,
        _ if word.starts_with(LONG) => {
            let (before, files) = word.split_at(LONG.len());
            Flag::Files(before, files)
        }
        _ if word.starts_with("--") || !word.starts_with('-') => Flag::Other,
        _ => letters(word),
    }
}

/// Reads a word of letters: each a flag, up to the first that takes the rest for its value.
fn letters(word: &str) -> Flag<'_> {
    for (index, letter) in word.char_indices().skip(1) {
        if letter == 'f' {
            let rest = &word[index + 1..];
            let sign = usize::from(rest.starts_with('='));
            let (before, files) = word.split_at(index + 1 + sign);
            return match rest.is_empty() {
                true => Flag::FilesFollow,
                false => Flag::Files(before, files),
            };
        }
        let is_last = index + letter.len_utf8() == word.len();
        if LETTERS_WITH_VALUE.contains(&letter) && is_last {
            return Flag::ValueFollows;
        }
        if LETTERS_WITH_VALUE.contains(&letter) || !letter.is_ascii_alphabetic() {
            return Flag::Other;
        }
    }
    Flag::Other
}

fn replaced_word(files: &OsString, replace: &mut Replace<'_>) -> Result<OsString, Refusal> {
    let Some(text) = files.to_str() else {
        return Ok(files.clone());
    };
    Ok(replaced(text, replace)?.map_or_else(|| files.clone(), OsString::from))
}

/// Returns the list with its replacements; `None`: nothing is replaced, the text stays as it is.
fn replaced(list: &str, replace: &mut Replace<'_>) -> Result<Option<String>, Refusal> {
    let Some(files) = record(list) else {
        return Ok(None);
    };
    let mut any = false;
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let replacement = replace(&file)?;
        any |= replacement.is_some();
        written.push(quoted(&replacement.unwrap_or(file)));
    }
    Ok(any.then(|| written.join(",")))
}

/// Reads one record of CSV; `None` where Helm would refuse it (RFC 4180, as Go's `encoding/csv` reads it).
fn record(text: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(fields),
        }
    }
}

fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Some((field, rest)),
        }
    }
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) || field.starts_with(' ') {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands over `sealed*` as `/open/…`.
    fn handed(words: &[&str]) -> Vec<String> {
        let line: Vec<OsString> = words.iter().map(OsString::from).collect();
        let mut open = |file: &str| Ok(file.starts_with("sealed").then(|| format!("/open/{file}")));
        let written = with_files(&line, &mut open).unwrap();
        let text = |word: OsString| word.into_string().unwrap();
        written.into_iter().map(text).collect()
    }

    #[test]
    fn values_files_are_found_in_every_way_helm_takes_them() {
        for (given, wanted) in [
            (
                &["template", ".", "--values", "sealed.yaml"][..],
                &["template", ".", "--values", "/open/sealed.yaml"][..],
            ),
            (
                &["template", "--values=sealed.yaml", "."],
                &["template", "--values=/open/sealed.yaml", "."],
            ),
            (
                &["install", "-f", "sealed.yaml"],
                &["install", "-f", "/open/sealed.yaml"],
            ),
            (
                &["upgrade", "-fsealed.yaml"],
                &["upgrade", "-f/open/sealed.yaml"],
            ),
            (
                &["lint", "-f=sealed.yaml"],
                &["lint", "-f=/open/sealed.yaml"],
            ),
            (
                &["upgrade", "-if", "sealed.yaml"],
                &["upgrade", "-if", "/open/sealed.yaml"],
            ),
            (
                &["template", "-f", "a.yaml,sealed.yaml"],
                &["template", "-f", "a.yaml,/open/sealed.yaml"],
            ),
            (
                &["template", "-f", "\"a,\"\"b.yaml\",sealed.yaml"],
                &["template", "-f", "\"a,\"\"b.yaml\",/open/sealed.yaml"],
            ),
            (
                &["--debug", "template", "-f", "sealed1", "-f", "sealed2"],
                &[
                    "--debug",
                    "template",
                    "-f",
                    "/open/sealed1",
                    "-f",
                    "/open/sealed2",
                ],
            ),
        ] {
            assert_eq!(handed(given), wanted);
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for line in [
            &["template", ".", "--set", "a=sealed"][..],
            &["template", "sealed.yaml"],
            &["template", "-nf", "sealed.yaml"],
            &["template", "-n", "-fsealed.yaml"],
            &["template", "--set", "-f=sealed.yaml"],
            &["template", "--set-string", "--values=sealed.yaml"],
            &["template", "--set", "--values", "sealed.yaml"],
            &["template", "--name-template", "--values=sealed.yaml"],
            &["template", "-aapps/v1", "sealed.yaml"],
            &["template", "--", "-f", "sealed.yaml"],
            &["template", "--values"],
            &["template", "-f", "\"half,sealed.yaml"],
            &["template", "-f", "plain.yaml"],
            &["version", "-f", "sealed.yaml"],
            &[],
        ] {
            assert_eq!(handed(line), line);
        }
    }

    #[test]
    fn the_first_refusal_ends_it() {
        let line = ["template", "-f", "sealed.yaml"].map(OsString::from);
        let refused = with_files(&line, &mut |file| Err(Refusal::new(file)));
        assert_eq!(refused, Err(Refusal::new("sealed.yaml")));
    }
}
