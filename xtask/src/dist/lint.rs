//! Rules for our krew manifest: what krew refuses (internal/index/validation), what only fails when somebody
//! installs, and what the reviewers of krew's index ask for. All complaints come at once.

use super::manifest::{FileMove, Manifest, PlatformEntry, Spec};
use super::platform::KNOWN;

/// What the manifest has to agree with.
pub(crate) struct Expected<'a> {
    pub(crate) plugin: &'a str,
    /// With a leading `v`.
    pub(crate) version: &'a str,
    /// Names at the root of the archive.
    pub(crate) installed: &'a [String],
}

/// Names under which krew's check looks for a licence, in small letters.
const LICENSES: &[&str] = &[
    "license",
    "license.txt",
    "license.md",
    "licenses",
    "copying",
    "copying.txt",
];

/// Returns every complaint about the manifest's text.
pub(crate) fn complaints(text: &str, expected: &Expected<'_>) -> Vec<String> {
    let manifest: Manifest = match serde_saphyr::from_str(text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("it cannot be read: {error}")],
    };
    let mut complaints = Vec::new();
    complaints.extend(of_text(text));
    complaints.extend(of_head(&manifest, expected));
    complaints.extend(of_words(&manifest.spec));
    complaints.extend(of_platforms(&manifest.spec.platforms, expected));
    complaints
}

/// Collects the sentences whose condition holds.
fn which(rules: impl IntoIterator<Item = (bool, String)>) -> Vec<String> {
    rules
        .into_iter()
        .filter(|(broken, _)| *broken)
        .map(|(_, sentence)| sentence)
        .collect()
}

fn of_text(text: &str) -> Vec<String> {
    let checksums = text
        .lines()
        .map(str::trim)
        .filter_map(|line| line.trim_start_matches("- ").strip_prefix("sha256:"));
    let unquoted = checksums
        .filter(|value| !value.trim().starts_with('"'))
        .count();
    which([
        (
            text.contains("${"),
            "a placeholder is left: only those named at the top of the template are filled in"
                .to_owned(),
        ),
        (
            unquoted > 0,
            "sha256 is not quoted: one of digits alone would be read as a number".to_owned(),
        ),
    ])
}

fn of_head(manifest: &Manifest, expected: &Expected<'_>) -> Vec<String> {
    let Expected {
        plugin, version, ..
    } = expected;
    let name = &manifest.metadata.name;
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    which([
        (
            manifest.api_version != "krew.googlecontainertools.github.com/v1alpha2",
            format!("apiVersion {} is not krew's", manifest.api_version),
        ),
        (
            manifest.kind != "Plugin",
            format!("kind is {}, not Plugin", manifest.kind),
        ),
        (
            name != plugin,
            format!("metadata.name is {name}, the plugin's name in Cargo.toml {plugin}"),
        ),
        (
            name.is_empty() || !name.chars().all(safe),
            format!("metadata.name {name:?} may hold letters, digits, - and _ only"),
        ),
        (
            manifest.spec.version != *version,
            format!(
                "version is {}, that of Cargo.toml {version}",
                manifest.spec.version
            ),
        ),
        (
            !manifest.spec.homepage.starts_with("https://"),
            "homepage is no https address".to_owned(),
        ),
    ])
}

fn of_words(spec: &Spec) -> Vec<String> {
    let short = &spec.short_description;
    let length = short.chars().count();
    let description = &spec.description;
    let long = description
        .lines()
        .filter(|line| line.chars().count() > 80)
        .count();
    let example = description
        .lines()
        .any(|line| line.contains("kubectl ") || line.trim_start().starts_with("$ "));
    which([
        (
            short.is_empty() || short.contains(['\n', '\r']),
            "shortDescription has to be one line".to_owned(),
        ),
        (
            length > 50,
            format!("shortDescription has {length} characters: at most 50"),
        ),
        (
            description.trim().is_empty(),
            "description is empty".to_owned(),
        ),
        (
            long > 0,
            format!("description has {long} lines of more than 80 characters: wrap them"),
        ),
        (
            example,
            "description shows how to use it: that belongs into --help".to_owned(),
        ),
        (
            spec.caveats.lines().any(|line| line.chars().count() > 80),
            "caveats have lines of more than 80 characters".to_owned(),
        ),
    ])
}

fn of_platforms(platforms: &[PlatformEntry], expected: &Expected<'_>) -> Vec<String> {
    let twice = (1..platforms.len()).any(|index| {
        let labels = &platforms[index].selector.match_labels;
        platforms[..index]
            .iter()
            .any(|earlier| earlier.selector.match_labels == *labels)
    });
    let mut complaints = which([
        (platforms.is_empty(), "platforms is empty".to_owned()),
        (twice, "two platforms have the same selector".to_owned()),
    ]);
    complaints.extend(
        platforms
            .iter()
            .flat_map(|platform| of_platform(platform, expected)),
    );
    complaints
}

fn of_platform(platform: &PlatformEntry, expected: &Expected<'_>) -> Vec<String> {
    let label = |key: &str| {
        platform
            .selector
            .match_labels
            .get(key)
            .map_or("", String::as_str)
    };
    let (os, arch) = (label("os"), label("arch"));
    let known = KNOWN
        .iter()
        .any(|known| known.os == os && known.arch == arch);
    let only_these = platform.selector.match_labels.len() == 2;
    let digits = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let checksum = platform.sha256.len() == 64 && platform.sha256.chars().all(digits);
    let archive = platform.uri.ends_with(".tar.gz") || platform.uri.ends_with(".zip");
    let bin = platform.bin.trim_start_matches("./");
    let mut complaints = which([
        (
            !known || !only_these,
            format!("krew's check knows no platform os={os:?} arch={arch:?}"),
        ),
        (
            !checksum,
            format!(
                "sha256 {:?} is not 64 small hexadecimal digits",
                platform.sha256
            ),
        ),
        (
            !platform.uri.starts_with("https://") || !archive,
            format!(
                "uri {} is no https address of a .tar.gz or .zip",
                platform.uri
            ),
        ),
        (
            os == "windows" && !bin.ends_with(".exe"),
            format!("bin {bin} has to end in .exe for Windows"),
        ),
    ]);
    complaints.extend(of_files(platform.files.as_deref(), bin, expected.installed));
    complaints
}

/// Checks what is installed: the moves, or everything in the archive when there are none.
fn of_files(files: Option<&[FileMove]>, bin: &str, archived: &[String]) -> Vec<String> {
    let moves = files.unwrap_or_default();
    let unclean = moves.iter().filter(|file| !is_clean(&file.to));
    let mut complaints: Vec<String> = unclean
        .map(|file| {
            format!(
                "files.to {:?} is no clean path: installing fails (write `.` or `folder/file`)",
                file.to
            )
        })
        .collect();
    let absent = moves.iter().filter(|file| !archived.contains(&file.from));
    complaints
        .extend(absent.map(|file| format!("files.from {:?} is not in the archive", file.from)));
    let installed = installed(files, archived);
    let license = installed
        .iter()
        .any(|name| LICENSES.contains(&name.to_lowercase().as_str()));
    complaints.extend(which([
        (
            files.is_some_and(<[FileMove]>::is_empty),
            "files is empty: leave it out to install everything".to_owned(),
        ),
        (
            !installed.iter().any(|name| name == bin),
            format!("bin {bin} is not among the files installed"),
        ),
        (!license, "no LICENSE is installed".to_owned()),
    ]));
    complaints
}

/// Returns the paths in the plugin's folder; a move to `.` keeps the name.
fn installed(files: Option<&[FileMove]>, archived: &[String]) -> Vec<String> {
    let Some(moves) = files else {
        return archived.to_vec();
    };
    let target = |file: &FileMove| {
        if file.to == "." {
            file.from.clone()
        } else {
            file.to.clone()
        }
    };
    moves.iter().map(target).collect()
}

/// Returns whether Go's `filepath.Clean` would leave a relative path as it is.
fn is_clean(path: &str) -> bool {
    path == "." || path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
