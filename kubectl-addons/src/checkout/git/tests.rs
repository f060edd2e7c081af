use std::fs;
use std::path::{Path, PathBuf};

use super::super::unused;
use super::*;

/// Runs Git in a folder as nobody in particular.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let program = Git::find().unwrap().in_folder(folder).command("-c");
    let program = program.arguments([
        "user.name=Nobody",
        "-c",
        "user.email=nobody@example.com",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "init.defaultBranch=main",
    ]);
    program.arguments(arguments).run().unwrap().text()
}

struct World {
    _folder: tempfile::TempDir,
    cache: Cache,
    url: String,
    commits: Vec<String>,
}

/// A repository with two commits on `main`, the first tagged `v1`, and links of every kind.
fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    fs::create_dir_all(work.join("charts/web")).unwrap();
    git(&work, &["init", "--quiet"]);
    let commit = |text: &str| {
        fs::write(work.join("charts/web/values.yaml"), text).unwrap();
        git(&work, &["add", "--all"]);
        git(&work, &["commit", "--quiet", "--message", text]);
        git(&work, &["rev-parse", "HEAD"])
    };
    link(&work, "../../shared", "charts/web/inside");
    link(&work, "/etc/passwd", "charts/web/absolute");
    link(&work, "../../../etc/passwd", "outside");
    link(&work, "circle", "circle");
    fs::create_dir_all(work.join("shared")).unwrap();
    fs::write(work.join("shared/team.yaml"), "team: a\n").unwrap();
    let first = commit("replicas: 1\n");
    git(&work, &["tag", "--annotate", "v1", "--message", "one"]);
    let second = commit("replicas: 2\n");
    World {
        cache: Cache::at(&folder.path().join("cache")),
        url: format!("file://{}", work.display()),
        commits: vec![first, second],
        _folder: folder,
    }
}

#[cfg(unix)]
fn link(work: &Path, target: &str, name: &str) {
    std::os::unix::fs::symlink(target, work.join(name)).unwrap();
}

#[cfg(not(unix))]
fn link(_work: &Path, _target: &str, _name: &str) {}

impl World {
    fn bring(&self, revision: &str, offline: bool) -> Result<Contents, Unfetched> {
        let origin = Origin::Git {
            url: self.url.clone(),
            revision: revision.to_owned(),
        };
        let git = Git::find().unwrap();
        bring(&git, &self.cache, &origin, &self.url, revision, offline)
    }
}

fn values(contents: &Contents) -> String {
    let bytes = contents.file("charts/web/values.yaml").unwrap().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_commit_a_tag_a_branch_and_the_head_are_brought() {
    let world = world();
    let read = |revision: &str| {
        let contents = world.bring(revision, false).unwrap();
        (contents.revision.clone(), values(&contents))
    };
    let first = (world.commits[0].clone(), "replicas: 1\n".to_owned());
    let second = (world.commits[1].clone(), "replicas: 2\n".to_owned());
    assert_eq!(read(&world.commits[0]), first);
    assert_eq!(read("v1"), first);
    assert_eq!(read("main"), second);
    assert_eq!(read(""), second);
}

#[test]
fn a_commit_that_is_here_needs_no_remote() {
    let world = world();
    let reason = |revision: &str| world.bring(revision, true).unwrap_err().gap().reason;
    assert_eq!(reason(&world.commits[0]), GapReason::NotRecorded);
    world.bring("v1", false).unwrap();
    let contents = world.bring(&world.commits[0], true).unwrap();
    assert_eq!(values(&contents), "replicas: 1\n");
    assert_eq!(reason("main"), GapReason::NotRecorded);
}

#[test]
fn what_is_not_there_is_told() {
    let world = world();
    let told = |revision: &str| world.bring(revision, false).unwrap_err().gap().message;
    assert_eq!(told("v9"), "the repository has no such branch or tag");
    let nobody = "0123456789012345678901234567890123456789";
    assert!(told(nobody).contains("no such commit"), "{}", told(nobody));
}

#[test]
fn an_address_that_would_run_a_program_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made");
    let url = format!("ext::touch {}", made.display());
    let origin = Origin::Git {
        url: url.clone(),
        revision: "main".to_owned(),
    };
    let cache = Cache::at(folder.path());
    let git = Git::find().unwrap();
    let told = bring(&git, &cache, &origin, &url, "main", false).unwrap_err();
    assert_eq!(told.gap().reason, GapReason::Unreadable);
    assert!(!made.exists());
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_repository_alone() {
    let world = world();
    let contents = world.bring("main", false).unwrap();
    let team = contents.file("charts/web/inside/team.yaml").unwrap();
    assert_eq!(team.unwrap(), b"team: a\n");
    for (path, words) in [
        ("charts/web/absolute", "leads out of the repository"),
        ("outside", "leads out of the repository"),
        ("../x", "leads out of the repository"),
        ("circle", "lead in a circle"),
    ] {
        let told = contents.file(path).unwrap_err().gap().message;
        assert!(told.contains(words), "{path}: {told}");
    }
    assert_eq!(contents.file("charts/none.yaml").unwrap(), None);
}

#[cfg(unix)]
#[test]
fn a_folder_is_read_with_what_its_links_lead_to() {
    let world = world();
    let contents = world.bring("main", false).unwrap();
    let told = contents.folder("charts").unwrap_err().gap().message;
    assert!(told.contains("leads out of the repository"), "{told}");
    let shared = contents.folder("charts/web/inside").unwrap();
    assert_eq!(shared.keys().collect::<Vec<_>>(), ["team.yaml"]);
}

/// Returns the only repository of the cache.
fn repository(world: &World) -> PathBuf {
    let folder = world.cache.folder("git").unwrap();
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut paths = entries.map(|entry| entry.path());
    paths.find(|path| path.is_dir()).unwrap()
}

#[test]
fn a_commit_that_nobody_used_for_long_is_forgotten_when_another_is_fetched() {
    let world = world();
    let [first, second] = &world.commits[..] else {
        panic!("two commits")
    };
    world.bring(first, false).unwrap();
    let repository = repository(&world);
    unused::age(&repository.join("refs/addons").join(first));
    world.bring(second, false).unwrap();
    assert!(world.bring(first, true).is_err());
    assert_eq!(values(&world.bring(second, true).unwrap()), "replicas: 2\n");
    let listed = git(
        &repository,
        &["cat-file", "--batch-all-objects", "--batch-check"],
    );
    assert!(!listed.contains(first), "{listed}");
}

#[test]
fn a_commit_that_is_used_again_is_kept() {
    let world = world();
    let [first, second] = &world.commits[..] else {
        panic!("two commits")
    };
    world.bring(first, false).unwrap();
    unused::age(&repository(&world).join("refs/addons").join(first));
    world.bring(first, true).unwrap();
    world.bring(second, false).unwrap();
    assert!(world.bring(first, true).is_ok());
}

#[test]
fn a_repository_that_nobody_used_for_long_is_forgotten_when_another_is_made() {
    let world = world();
    world.bring("main", false).unwrap();
    let folder = world.cache.folder("git").unwrap();
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        if entry.path().is_file() {
            unused::age(&entry.path());
        }
    }
    let other = self::world();
    let world = World {
        cache: world.cache,
        ..other
    };
    world.bring("main", false).unwrap();
    let repositories = fs::read_dir(&folder).unwrap().flatten();
    let repositories = repositories.filter(|entry| entry.path().is_dir());
    assert_eq!(repositories.count(), 1);
}

#[test]
fn an_address_that_a_shell_would_run_is_quoted_where_it_is_to_be_copied() {
    let mut world = world();
    world.url = "file:///nowhere/x;$(touch pwned)".to_owned();
    let refused = world.bring("main", false).unwrap_err();
    let copied = "git ls-remote 'file:///nowhere/x;$(touch pwned)'";
    assert!(refused.advice()[0].ends_with(copied), "{refused:?}");
}
