//! What a person types for a chart, as `helm install` takes it, and where that leads.

use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Failure};
use url::Url;

/// Where a chart is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChartReference {
    /// A chart of a repository that Helm knows by name.
    Named {
        /// Name in `repositories.yaml`.
        repository: String,
        /// Name of the chart.
        chart: String,
    },
    /// A chart of a Helm repository at an address.
    Http {
        /// Address of the repository.
        repository: Url,
        /// Name of the chart.
        chart: String,
    },
    /// A chart in an OCI registry.
    Oci {
        /// `host/path`, without the chart's name.
        path: String,
        /// Name of the chart.
        chart: String,
        /// Version behind the name, as in `oci://host/path/chart:1.2.3`.
        version: Option<String>,
    },
    /// A chart archive at an address.
    Archive(Url),
    /// A chart in a Git repository.
    Git {
        /// Address of the repository, without `git+`.
        url: String,
        /// Folder of the chart in it.
        path: String,
    },
    /// A chart in a folder of this machine.
    Folder(PathBuf),
}

impl ChartReference {
    /// Reads `CHART`. A folder of that path comes first, as with Helm; `is_folder` looks.
    ///
    /// # Errors
    /// Words that lead nowhere.
    pub(crate) fn parse(text: &str, is_folder: &dyn Fn(&Path) -> bool) -> anyhow::Result<Self> {
        let path = Path::new(text);
        if let Some(rest) = text.strip_prefix("oci://") {
            return oci(rest);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(Self::Archive(address(text)?));
        }
        if text.starts_with("git+") {
            return Err(wrong(
                "a chart in a Git repository needs its folder beside its address",
                "write --chart FOLDER --repository git+https://HOST/REPOSITORY.git",
            ));
        }
        if is_folder(path) {
            return Ok(Self::Folder(path.to_owned()));
        }
        if text.ends_with(".tgz") || text.ends_with(".tar.gz") {
            return Err(wrong(
                "a chart archive has no place in a stack",
                "unpack it and name its folder",
            ));
        }
        match text.split_once('/') {
            Some((repository, chart))
                if !is_path(text) && !chart.contains('/') && !chart.is_empty() =>
            {
                Ok(Self::Named {
                    repository: repository.to_owned(),
                    chart: chart.to_owned(),
                })
            }
            _ if is_path(text) || text.contains('/') => {
                Err(Failure::new(format!("there is no folder {text}"))
                    .next("check the path")
                    .exit(Exit::NotFound)
                    .into())
            }
            _ => Err(wrong(
                &format!("{text} does not say where the chart comes from"),
                &format!(
                    "write REPOSITORY/{text}, oci://HOST/PATH/{text}, ./FOLDER, or --chart {text} --repository URL"
                ),
            )),
        }
    }

    /// Reads `--chart` and `--repository`.
    ///
    /// # Errors
    /// An address of a kind that holds no charts.
    pub(crate) fn of_repository(chart: &str, repository: &str) -> anyhow::Result<Self> {
        if let Some(path) = repository.strip_prefix("oci://") {
            return oci(&format!("{}/{chart}", path.trim_end_matches('/')));
        }
        if let Some(url) = repository.strip_prefix("git+") {
            return Ok(Self::Git {
                url: git(url)?,
                path: chart.trim_matches('/').to_owned(),
            });
        }
        if !(repository.starts_with("http://") || repository.starts_with("https://")) {
            return Err(wrong(
                "--repository is no address of a repository",
                "write https://…, oci://… or git+https://…; a name that Helm knows is written NAME/CHART, without --chart",
            ));
        }
        Ok(Self::Http {
            repository: address(repository)?,
            chart: chart.to_owned(),
        })
    }
}

fn is_path(text: &str) -> bool {
    ["./", "../", "/", "~"]
        .iter()
        .any(|start| text.starts_with(start))
        || text == "."
        || text == ".."
}

fn oci(rest: &str) -> anyhow::Result<ChartReference> {
    let shown = format!("oci://{rest}");
    if rest.contains('@') {
        return Err(wrong(
            "an address with @ holds a digest or a user",
            "name the version instead; log in with `helm registry login`",
        ));
    }
    let (path, version) = match rest.rsplit_once(':') {
        Some((path, version)) if !version.contains('/') => (path, Some(version.replace('_', "+"))),
        _ => (rest, None),
    };
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let valid = parts.len() >= 2
        && !parts[0].is_empty()
        && parts[1..].iter().all(|part| is_component(part));
    match (valid, parts.split_last()) {
        (true, Some((chart, path))) => Ok(ChartReference::Oci {
            path: path.join("/"),
            chart: (*chart).to_owned(),
            version,
        }),
        _ => Err(wrong(
            &format!("{shown} is no address of a chart"),
            "write oci://HOST/PATH/CHART, the path in small letters",
        )),
    }
}

/// A part of a repository's name (the distribution specification's pattern).
fn is_component(part: &str) -> bool {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = bytes.first().is_some_and(alphanumeric) && bytes.last().is_some_and(alphanumeric);
    ends && !part.contains("..")
        && bytes
            .iter()
            .all(|byte| alphanumeric(byte) || b"._-".contains(byte))
}

/// Reads an address; one that holds a password would carry it into `stack.yaml`.
fn address(text: &str) -> anyhow::Result<Url> {
    let url = Url::parse(text).map_err(|error| {
        wrong(
            &format!("that is no address: {error}"),
            "check --repository",
        )
    })?;
    if url.query().is_some() {
        return Err(wrong(
            "an address with `?` may hold a token, and stack.yaml is shared",
            "name the repository without it, and give user and password to Helm: helm repo add NAME URL --username USER --password-stdin",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "an address with user info would put a password into stack.yaml",
            "give it to Helm: helm repo add NAME URL --username USER --password-stdin, and add NAME/CHART",
        ));
    }
    Ok(url)
}

fn git(url: &str) -> anyhow::Result<String> {
    let read = Url::parse(url).map_err(|error| {
        wrong(
            &format!("git+… is no address: {error}"),
            "write git+https://HOST/REPOSITORY.git",
        )
    })?;
    if read.password().is_some() {
        return Err(wrong(
            "an address with a password would put it into stack.yaml",
            "leave it out: Git asks its own credential helpers",
        ));
    }
    match read.scheme() {
        "https" | "http" | "ssh" | "file" => Ok(url.trim_end_matches('/').to_owned()),
        other => Err(wrong(
            &format!("Git charts do not come by {other}"),
            "write git+https://…, git+ssh://… or git+file://…",
        )),
    }
}

fn wrong(what: &str, next: &str) -> anyhow::Error {
    Failure::new(what).next(next).exit(Exit::Usage).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> anyhow::Result<ChartReference> {
        ChartReference::parse(text, &|path| path == Path::new("charts/web"))
    }

    fn oci(path: &str, chart: &str, version: Option<&str>) -> ChartReference {
        ChartReference::Oci {
            path: path.to_owned(),
            chart: chart.to_owned(),
            version: version.map(str::to_owned),
        }
    }

    #[test]
    fn charts_are_typed_as_for_helm() {
        let named = ChartReference::Named {
            repository: "community".to_owned(),
            chart: "grafana".to_owned(),
        };
        assert_eq!(parse("community/grafana").unwrap(), named);
        assert_eq!(
            parse("charts/web").unwrap(),
            ChartReference::Folder("charts/web".into())
        );
        assert_eq!(
            parse("oci://r.example.com:5000/a/b/web").unwrap(),
            oci("r.example.com:5000/a/b", "web", None)
        );
        assert_eq!(
            parse("oci://r.example.com:5000/web:1.2.3_4").unwrap(),
            oci("r.example.com:5000", "web", Some("1.2.3+4"))
        );
        let archive = "https://charts.example.com/web-1.2.3.tgz";
        assert_eq!(
            parse(archive).unwrap(),
            ChartReference::Archive(archive.parse().unwrap())
        );
    }

    #[test]
    fn a_repository_may_be_named_by_its_address() {
        let of = |repository| ChartReference::of_repository("web", repository).unwrap();
        let http = |url: &str| ChartReference::Http {
            repository: url.parse().unwrap(),
            chart: "web".to_owned(),
        };
        assert_eq!(
            of("https://charts.example.com/a"),
            http("https://charts.example.com/a")
        );
        assert_eq!(
            of("oci://r.example.com/team/"),
            oci("r.example.com/team", "web", None)
        );
        let git = ChartReference::of_repository("charts/web/", "git+https://git.example.com/r.git")
            .unwrap();
        let url = "https://git.example.com/r.git".to_owned();
        assert_eq!(
            git,
            ChartReference::Git {
                url,
                path: "charts/web".to_owned()
            }
        );
    }

    #[test]
    fn words_that_lead_nowhere_are_refused_with_the_next_step() {
        let texts = [
            "grafana",
            "./nowhere",
            "a/b/c",
            "web-1.2.3.tgz",
            "oci://host",
            "oci://host/UPPER",
            "oci://host/a/../b",
            "oci://host/a@sha256:00",
            "git+https://h/r.git",
            "https://robot:hunter2@h/x.tgz",
            "https://",
            "",
        ];
        let said = texts.map(|text| format!("{text}: {}", parse(text).unwrap_err()));
        assert!(!said[9].replace(texts[9], "").contains("hunter2"));
        insta::assert_snapshot!(said.join("\n"), @r"
        grafana: grafana does not say where the chart comes from
        ./nowhere: there is no folder ./nowhere
        a/b/c: there is no folder a/b/c
        web-1.2.3.tgz: a chart archive has no place in a stack
        oci://host: oci://host is no address of a chart
        oci://host/UPPER: oci://host/UPPER is no address of a chart
        oci://host/a/../b: oci://host/a/../b is no address of a chart
        oci://host/a@sha256:00: an address with @ holds a digest or a user
        git+https://h/r.git: a chart in a Git repository needs its folder beside its address
        https://robot:hunter2@h/x.tgz: an address with user info would put a password into stack.yaml
        https://: that is no address: empty host
        :  does not say where the chart comes from
        ");
    }

    #[test]
    fn addresses_of_no_repository_are_refused() {
        let texts = [
            "community",
            "ftp://h",
            "git+ftp://h/r",
            "git+https://u:hunter2@h/r.git",
            "https://u:hunter2@h/",
            "https://h/?token=hunter2",
        ];
        let said = texts.map(|text| {
            ChartReference::of_repository("web", text)
                .unwrap_err()
                .to_string()
        });
        assert!(said.iter().all(|said| !said.contains("hunter2")));
        insta::assert_snapshot!(said.join("\n"), @r"
        --repository is no address of a repository
        --repository is no address of a repository
        Git charts do not come by ftp
        an address with a password would put it into stack.yaml
        an address with user info would put a password into stack.yaml
        an address with `?` may hold a token, and stack.yaml is shared
        ");
    }
}
