//! The forms of `repository:` and what each makes of `chart:`.

use argocd::mask;
use url::Url;

use crate::member::Repository;

/// The folder local charts lie in.
const CHARTS: &str = "charts";

/// What is wrong with a repository or a chart's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What, as a sentence.
    pub what: String,
    /// What to do.
    pub next: String,
}

impl Fault {
    fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
        }
    }
}

/// Reads a repository: `https://…`, `oci://…`, `git+https://…`, `./charts`. `chart` is the chart's name in it; in a Git
/// repository its folder; one in the stack folder lies in `charts/<chart>`, or in the folder of `charts` that is named.
///
/// # Errors
/// Another form, credentials in the address, a folder elsewhere.
pub(super) fn read(typed: &str, chart: &str) -> Result<Repository, Fault> {
    if typed
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control())
    {
        return Err(Fault::new(
            "repository holds a blank or a control character",
            "write its address alone",
        ));
    }
    if let Some(address) = typed.strip_prefix("git+") {
        return git(address, chart);
    }
    if let Some(place) = typed.strip_prefix("oci://") {
        return oci(place);
    }
    match typed.split_once("://") {
        Some(("https" | "http", _)) => http(typed),
        Some(("ssh" | "git", _)) => Err(forms(typed, &format!("git+{}", shown(typed)))),
        Some(_) => Err(forms(
            typed,
            "https://…, oci://…, git+https://… or ./charts",
        )),
        None => local(typed, chart),
    }
}

/// Returns the name of a chart, which in a Git repository is the last part of its folder.
pub(super) fn chart_name(repository: &Repository, typed: &str) -> String {
    match repository {
        Repository::Git { .. } => typed.trim_end_matches('/').rsplit('/').next(),
        _ => Some(typed),
    }
    .unwrap_or(typed)
    .to_owned()
}

/// Checks how `chart:` is written for a repository.
pub(super) fn check_chart(repository: &Repository, typed: &str) -> Result<(), Fault> {
    let folder = matches!(repository, Repository::Git { .. });
    if folder {
        return super::path::within(typed).map(drop).map_err(|why| {
            Fault::new(
                format!("chart {why}"),
                "write the chart's folder in the Git repository, as in `chart: charts/web`",
            )
        });
    }
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if typed.chars().all(fits) && !typed.starts_with(['.', '-']) {
        return Ok(());
    }
    let next = match typed.contains('/') {
        true => "write the chart's own name; what stands before it belongs to repository",
        false => "write the name the chart has in its repository",
    };
    Err(Fault::new("chart is not the name of a chart", next))
}

fn http(typed: &str) -> Result<Repository, Fault> {
    let url = address(typed)?;
    if url.path().ends_with(".git") {
        return Err(forms(typed, &format!("git+{}", shown(typed))));
    }
    if url.path().ends_with("/index.yaml") || url.path().ends_with(".tgz") {
        let what = format!("repository {} is the address of a file", shown(typed));
        return Err(Fault::new(
            what,
            "write the address its index.yaml lies under",
        ));
    }
    Ok(Repository::Http(typed.trim_end_matches('/').to_owned()))
}

fn oci(place: &str) -> Result<Repository, Fault> {
    address(&format!("https://{place}"))?;
    let place = place.trim_end_matches('/');
    let path = place.split_once('/').map_or("", |(_, path)| path);
    if path.contains([':', '@']) {
        return Err(Fault::new(
            format!("repository oci://{} names a tag or a digest", shown(place)),
            "write the tag as `version:`",
        ));
    }
    Ok(Repository::Oci(place.to_owned()))
}

fn git(typed: &str, chart: &str) -> Result<Repository, Fault> {
    let known = ["https://", "http://", "ssh://", "file://"];
    if !known.iter().any(|scheme| typed.starts_with(scheme)) {
        return Err(forms(typed, "git+https://…, git+ssh://… or git+file://…"));
    }
    let url = address(typed)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Fault::new(
            "repository says more than the address of a Git repository",
            "write the chart's folder as `chart:` and the tag or commit as `version:`",
        ));
    }
    Ok(Repository::Git {
        url: typed.trim_end_matches('/').to_owned(),
        path: super::path::within(chart).unwrap_or_default(),
    })
}

fn local(typed: &str, chart: &str) -> Result<Repository, Fault> {
    if !typed.starts_with('.') && typed != CHARTS && !typed.starts_with("charts/") {
        return Err(forms(
            typed,
            "https://…, oci://…, git+https://… or ./charts",
        ));
    }
    let elsewhere = |why: &str| {
        Fault::new(
            format!("repository {} {why}", shown(typed)),
            "local charts travel with the stack: put the chart into charts/ of its folder and write `./charts`",
        )
    };
    let folder = super::path::within(typed).map_err(|why| elsewhere(&why))?;
    match folder.split_once('/') {
        None if folder == CHARTS => Ok(Repository::Local(format!("{CHARTS}/{chart}"))),
        Some((CHARTS, _)) => Ok(Repository::Local(folder)),
        _ => Err(elsewhere("is not in charts/")),
    }
}

/// Reads an address that names a host and no password, which Git would keep for ever.
fn address(typed: &str) -> Result<Url, Fault> {
    let url = Url::parse(typed).map_err(|why| {
        Fault::new(
            format!("repository {} is not an address: {why}", shown(typed)),
            "write it as in `https://charts.example.com`",
        )
    })?;
    let user = !url.username().is_empty() && url.scheme() != "ssh";
    if url.password().is_some() || user {
        return Err(Fault::new(
            "repository holds credentials",
            "take them out: log in with `helm registry login` or `helm repo add`, and give Argo CD a repository Secret",
        ));
    }
    if url.host_str().is_none_or(str::is_empty) && url.scheme() != "file" {
        return Err(forms(typed, "an address with a host"));
    }
    Ok(url)
}

fn forms(typed: &str, form: &str) -> Fault {
    Fault::new(
        format!("repository {} is of no form known here", shown(typed)),
        format!("write {form}"),
    )
}

/// Returns an address as it may be shown.
fn shown(typed: &str) -> String {
    mask::text(typed).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let read = |typed| read(typed, "web").unwrap();
        assert_eq!(
            read("https://charts.example.com/stable/"),
            Repository::Http("https://charts.example.com/stable".into())
        );
        assert_eq!(
            read("oci://registry.example.com:5000/team/charts/"),
            Repository::Oci("registry.example.com:5000/team/charts".into())
        );
        assert_eq!(
            read("git+ssh://git@git.example.com/platform/charts.git"),
            Repository::Git {
                url: "ssh://git@git.example.com/platform/charts.git".into(),
                path: "web".into()
            }
        );
        for local in ["./charts", "charts", "./charts/web/"] {
            assert_eq!(
                read(local),
                Repository::Local("charts/web".into()),
                "{local}"
            );
        }
        assert_eq!(read("./charts/own"), Repository::Local("charts/own".into()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for typed in [
            "https://charts.example.com",
            "oci://registry.example.com/x",
            "git+https://git.example.com/x.git",
            "./charts/web",
        ] {
            assert_eq!(read(typed, "web").unwrap().to_string(), typed);
        }
    }

    #[test]
    fn other_forms_are_refused_with_the_right_one() {
        let next = |typed| read(typed, "web").unwrap_err().next;
        assert!(
            next("ssh://git@git.example.com/x.git")
                .ends_with("git+ssh://git@git.example.com/x.git")
        );
        assert!(
            next("https://git.example.com/x.git").ends_with("git+https://git.example.com/x.git")
        );
        assert!(next("community").contains("https://…"));
        assert!(next("ftp://x").contains("https://…"));
        assert!(next("../charts").contains("./charts"));
        assert!(next("./elsewhere").contains("./charts"));
        assert!(next("https://charts.example.com/index.yaml").contains("index.yaml lies under"));
        assert!(next("oci://registry.example.com/x:1.0.0").contains("version"));
        assert!(next("git+https://git.example.com/x.git?ref=main").contains("version"));
        assert!(next("git+git@git.example.com:x.git").contains("git+ssh"));
        for typed in ["https://", "oci://", "a b", "https://["] {
            assert!(read(typed, "web").is_err(), "{typed}");
        }
    }

    #[test]
    fn credentials_are_refused_and_never_shown() {
        for typed in [
            "https://user:hunter2@charts.example.com",
            "oci://hunter2@registry.example.com/x",
            "git+https://u:hunter2@git.example.com/x.git",
            "https://u:hunter2@git.example.com/x.git",
        ] {
            let fault = read(typed, "web").unwrap_err();
            assert!(!format!("{fault:?}").contains("hunter2"), "{fault:?}");
        }
    }

    #[test]
    fn a_chart_is_named_as_its_repository_needs() {
        let http = Repository::Http(String::new());
        let git = read("git+https://git.example.com/x.git", "charts/web").unwrap();
        assert!(check_chart(&http, "kube-prometheus-stack").is_ok());
        for bad in ["bitnami/redis", "../x", ".", "a b"] {
            assert!(check_chart(&http, bad).is_err(), "{bad}");
        }
        assert!(check_chart(&git, "charts/web").is_ok());
        assert!(check_chart(&git, "../web").is_err());
        assert_eq!(chart_name(&git, "charts/web"), "web");
    }
}
