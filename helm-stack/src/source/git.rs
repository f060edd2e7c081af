//! Charts in Git repositories: a folder at a tag or commit. Git itself is asked, so that its credentials, proxies and
//! keys hold.
//!
//! A branch is no version: it would be another chart tomorrow.

use std::time::Duration;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::git::Git;
use programs::run::{Ended, Program};
use stack::member::Repository;

use super::FoundChart;
use super::choice::{Choice, choose};
use super::version::Wanted;
use crate::chart::{Metadata, folder};
use crate::gitops::explain::{Run, explained};

/// How long Git may take for one step.
const DEADLINE: Duration = Duration::from_secs(300);

/// Size of a Chart.yaml at most.
const LIMIT: usize = 1024 * 1024;

/// Finds a chart in a folder of a repository.
///
/// # Errors
/// No such tag, commit or chart, or a repository that cannot be asked.
pub(super) fn find(url: &str, path: &str, version: Option<&str>) -> anyhow::Result<FoundChart> {
    let git = Git::find().map_err(|error| explained(&error))?;
    let choice = match version.filter(|version| is_commit(version)) {
        Some(commit) => Choice {
            version: commit.to_owned(),
            newest: None,
        },
        None => choose_tag(&git, url, version)?,
    };
    let metadata = metadata(&git, url, path, &choice.version).doing(format!(
        "reading the chart {path} of git+{url} at {}",
        choice.version
    ))?;
    Ok(FoundChart {
        metadata: Metadata {
            version: choice.version,
            ..metadata
        },
        repository: Repository::Git {
            url: url.to_owned(),
            path: path.to_owned(),
        },
        newest: choice.newest,
        files: None,
    })
}

/// Says whether a text is the whole id of a commit, SHA-1 or SHA-256.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn choose_tag(git: &Git, url: &str, version: Option<&str>) -> anyhow::Result<Choice> {
    let asked = git
        .command("ls-remote")
        .arguments(["--refs", "--tags", "--", url]);
    let listed = run(asked)
        .doing(format!("listing the tags of git+{url}"))?
        .text();
    let tags: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split_once("refs/tags/"))
        .map(|(_, tag)| tag)
        .collect();
    if let Some(tag) = version.filter(|version| tags.contains(version)) {
        return Ok(Choice {
            version: tag.to_owned(),
            newest: None,
        });
    }
    choose(tags, &Wanted::of(version), "its charts", &format!("git+{url}"))
        .next("any tag or the whole id of a commit may be named with --version; a branch may not, as it moves")
}

fn metadata(git: &Git, url: &str, path: &str, version: &str) -> anyhow::Result<Metadata> {
    let scratch = tempfile::tempdir().doing("making a folder for Git")?;
    run(git
        .command("init")
        .arguments(["--quiet", "--bare", "--"])
        .argument(scratch.path()))?;
    let git = git.in_directory(scratch.path());
    let wanted = match is_commit(version) {
        true => version.to_owned(),
        false => format!("refs/tags/{version}"),
    };
    let shallow =
        git.command("fetch")
            .arguments(["--quiet", "--depth=1", "--no-tags", "--", url, &wanted]);
    let revision = match run(shallow) {
        Ok(_) => "FETCH_HEAD".to_owned(),
        // Some servers give out no commit by its id alone.
        Err(_) if is_commit(version) => {
            let everything = [
                "--quiet",
                "--",
                url,
                "refs/heads/*:refs/heads/*",
                "refs/tags/*:refs/tags/*",
            ];
            run(git.command("fetch").arguments(everything))?;
            version.to_owned()
        }
        Err(error) => return Err(error),
    };
    let file = format!("{revision}:{path}/Chart.yaml");
    let asked = git
        .command("cat-file")
        .argument("blob")
        .argument(file)
        .limit(LIMIT)
        .deadline(DEADLINE);
    let ended = asked.end()?;
    match ended.is_success() {
        true => folder::metadata(&ended.answer),
        false => Err(no_chart(&git, &revision, path)),
    }
}

/// Says that there is no chart in a folder, or no such commit at all.
fn no_chart(git: &Git, revision: &str, path: &str) -> anyhow::Error {
    let commit = git
        .command("cat-file")
        .argument("-e")
        .argument(format!("{revision}^{{commit}}"));
    let failure = match run(commit) {
        Ok(_) => Failure::new(format!("there is no {path}/Chart.yaml"))
            .next("check --chart, which is the chart's folder in the repository"),
        Err(_) => Failure::new("there is no such commit").next("check --version"),
    };
    failure.exit(Exit::NotFound).into()
}

fn run(program: Program) -> anyhow::Result<Ended> {
    program.deadline(DEADLINE).answer()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::told::told;

    /// Runs Git in a folder as nobody in particular.
    fn git(folder: &Path, arguments: &[&str]) -> String {
        let program = Git::find().unwrap().in_folder(folder).command("-c");
        let program = program.arguments([
            "user.name=Nobody",
            "-c",
            "user.email=nobody@example.com",
            "-c",
            "commit.gpgsign=false",
        ]);
        program.arguments(arguments).run().unwrap().text()
    }

    /// A repository with a chart in charts/web, tagged v1.0.0 and v1.1.0, and its address.
    fn repository() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        git(root, &["init", "--quiet", "--initial-branch=main"]);
        std::fs::create_dir_all(root.join("charts/web")).unwrap();
        for tag in ["v1.0.0", "v1.1.0"] {
            let chart = format!(
                "apiVersion: v2\nname: web\nversion: {}\ndescription: A shop\n",
                &tag[1..]
            );
            std::fs::write(root.join("charts/web/Chart.yaml"), chart).unwrap();
            git(root, &["add", "."]);
            git(root, &["commit", "--quiet", "--message", tag]);
            git(root, &["tag", tag]);
        }
        let url = format!("file://{}", root.display());
        (folder, url)
    }

    #[test]
    fn a_chart_is_found_at_the_newest_tag_and_at_one_that_is_named() {
        let (_folder, url) = repository();
        let newest = find(&url, "charts/web", None).unwrap();
        assert_eq!(
            (
                newest.metadata.version.as_str(),
                newest.metadata.name.as_str()
            ),
            ("v1.1.0", "web")
        );
        let named = find(&url, "charts/web", Some("v1.0.0")).unwrap();
        assert_eq!(named.metadata.version, "v1.0.0");
        assert_eq!(named.repository.to_string(), format!("git+{url}"));
    }

    #[test]
    fn a_chart_is_found_at_a_commit() {
        let (folder, url) = repository();
        let commit = git(folder.path(), &["rev-parse", "v1.0.0"]);
        assert_eq!(
            find(&url, "charts/web", Some(&commit))
                .unwrap()
                .metadata
                .version,
            commit
        );
    }

    #[test]
    fn what_is_not_there_is_told() {
        let (folder, url) = repository();
        let said = |path, version| {
            let said = told(&find(&url, path, Some(version)).unwrap_err());
            said.replace(&folder.path().display().to_string(), "/REPOSITORY")
        };
        insta::assert_snapshot!(said("charts/shop", "v1.0.0"), @r"
        error: reading the chart charts/shop of git+file:///REPOSITORY at v1.0.0: there is no charts/shop/Chart.yaml
        next: check --chart, which is the chart's folder in the repository
        NotFound
        ");
        insta::assert_snapshot!(said("charts/web", "v9.0.0"), @r"
        error: git+file:///REPOSITORY has no version v9.0.0 of its charts
        next: the newest are v1.1.0, v1.0.0
        next: any tag or the whole id of a commit may be named with --version; a branch may not, as it moves
        NotFound
        ");
        insta::assert_snapshot!(said("charts/web", "main"), @r"
        error: `main` is no version, and no range of versions either
        next: write --version as in 1.2.3, or leave it out for the newest
        next: any tag or the whole id of a commit may be named with --version; a branch may not, as it moves
        Usage
        ");
        let nobody = "0123456789012345678901234567890123456789";
        assert!(said("charts/web", nobody).contains("there is no such commit"));
    }
}
