//! Helm repositories over HTTP: an `index.yaml` that names charts, versions and archives.

use plugin_kit::failure::Explain;
use reqwest::StatusCode;
use url::Url;

use super::choice::{Choice, choose, no_such_chart};
use super::client::{Deadlines, Tls, client};
use super::fetch::{fetch, refused, shown};
use super::index::{Entry, Index};
use super::repositories;
use super::version::Wanted;

/// Size of an index at most, decompressed. The largest known ones have 140 MB.
const INDEX_LIMIT: usize = 256 * 1024 * 1024;

/// A Helm repository.
pub(super) struct HttpRepository<'a> {
    /// Its address.
    pub url: Url,
    /// What Helm knows about it.
    pub known: Option<&'a repositories::Entry>,
    /// How long it may take.
    pub deadlines: Deadlines,
}

impl HttpRepository<'_> {
    /// Finds a version of a chart.
    ///
    /// # Errors
    /// No such chart or version, or a repository that cannot be asked.
    pub(super) async fn find(
        &self,
        chart: &str,
        wanted: &Wanted<'_>,
    ) -> anyhow::Result<(Entry, Choice)> {
        let bytes = self.index().await?;
        let index = self.read(&bytes)?;
        let place = shown(&self.url);
        let place = place.trim_end_matches('/');
        let entries = index.entries(chart).map_err(|wrong| self.broken(&wrong))?;
        let Some(entries) = entries else {
            self.check_complete(&index)?;
            return Err(no_such_chart(chart, place, index.names()).into());
        };
        let exact = |text: &str| entries.iter().any(|entry| entry.metadata.version == text);
        if !matches!(wanted, Wanted::Fitting(text) if exact(text)) {
            self.check_complete(&index)?;
        }
        let versions = entries.iter().map(|entry| entry.metadata.version.as_str());
        let choice = choose(versions, wanted, chart, place)?;
        let mut entries = entries.into_iter();
        let entry = entries.find(|entry| entry.metadata.version == choice.version);
        Ok((entry.unwrap_or_default(), choice))
    }

    /// Finds the chart whose archive lies at an address.
    ///
    /// # Errors
    /// A repository that cannot be asked, or one that does not name that archive.
    pub(super) async fn find_archive(&self, archive: &Url) -> anyhow::Result<(String, Entry)> {
        let bytes = self.index().await?;
        let index = self.read(&bytes)?;
        let file = archive
            .path_segments()
            .and_then(Iterator::last)
            .unwrap_or_default();
        let stem = file.strip_suffix(".tgz").unwrap_or(file);
        let names = stem.match_indices('-').map(|(dash, _)| &stem[..dash]);
        for name in names {
            let entries = index.entries(name).map_err(|wrong| self.broken(&wrong))?;
            let found = entries
                .into_iter()
                .flatten()
                .find(|entry| self.archive_of(entry).as_ref() == Some(archive));
            if let Some(entry) = found {
                return Ok((name.to_owned(), entry));
            }
        }
        let place = shown(&self.url);
        Err(
            plugin_kit::failure::Failure::new(format!("{place} does not name {}", shown(archive)))
                .into(),
        )
    }

    /// The address of an entry's archive: its first one, taken from the repository's where it is relative.
    fn archive_of(&self, entry: &Entry) -> Option<Url> {
        let first = entry.urls.first()?;
        folder(&self.url).join(first).ok()
    }

    /// Returns its address as `stack.yaml` has it: without a slash at its end.
    pub(super) fn address(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    async fn index(&self) -> anyhow::Result<Vec<u8>> {
        let url = self.index_url();
        let tls = self
            .known
            .map_or_else(Tls::default, repositories::Entry::tls);
        let mut request = client(&url, &tls, self.deadlines)?.get(url.clone());
        let login = self.known.and_then(|known| known.login_for(&url));
        if let Some((user, password)) = login {
            request = request.basic_auth(user, Some(password.reveal()));
        }
        let answer = fetch(request, &url, INDEX_LIMIT).await;
        let answer = answer.doing(format!("reading the charts of {}", shown(&self.url)))?;
        match answer.status {
            status if status.is_success() => Ok(answer.body),
            status => Err(self.refused(&url, status, login.is_some())),
        }
    }

    fn refused(&self, url: &Url, status: StatusCode, logged_in: bool) -> anyhow::Error {
        let failure = refused(url, status);
        let name = self.known.map_or("NAME", |known| known.name.as_str());
        let place = shown(&self.url);
        let add =
            format!("helm repo add {name} {place} --force-update --username USER --password-stdin");
        let failure = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN if logged_in => {
                failure.next(format!("Helm's user and password for it are not taken; give it others: {add}"))
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                failure.next(format!("it wants a user and a password, which Helm keeps: {add}"))
            }
            StatusCode::NOT_FOUND => failure.next(
                "check the address: a Helm repository has an index.yaml; a registry is written oci://HOST/PATH",
            ),
            _ => failure,
        };
        failure.into()
    }

    fn index_url(&self) -> Url {
        let mut url = folder(&self.url);
        let path = format!("{}index.yaml", url.path());
        url.set_path(&path);
        url
    }

    fn read<'b>(&self, bytes: &'b [u8]) -> anyhow::Result<Index<'b>> {
        Index::read(bytes).map_err(|wrong| self.broken(&wrong))
    }

    fn check_complete(&self, index: &Index<'_>) -> anyhow::Result<()> {
        match index.complete {
            true => Ok(()),
            false => Err(self.broken("is cut off: the line `generated:` at its end is missing")),
        }
    }

    fn broken(&self, wrong: &str) -> anyhow::Error {
        let url = shown(&self.index_url());
        plugin_kit::failure::Failure::new(format!("{url} {wrong}"))
            .next("check the address, or ask whoever runs that repository to mend it")
            .into()
    }
}

/// Returns an address whose path ends with a slash, so that names are joined to it and its query stays.
fn folder(url: &Url) -> Url {
    let mut folder = url.clone();
    let path = format!("{}/", url.path().trim_end_matches('/'));
    folder.set_path(&path);
    folder
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
