//! One repository of an OCI registry, asked politely: tags, manifests, blobs, with the token or password it wants.
//!
//! Why no client library: those at hand read answers of any size, panic on a token that no header can carry, hide why a
//! token was refused, and know no refresh tokens. Writing to registries is left to Helm.

use std::cell::RefCell;

use plugin_kit::failure::{Explain, Failure};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, LINK, WWW_AUTHENTICATE};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::Deserialize;
use url::Url;

use super::challenge::Challenge;
use crate::source::client::is_loopback;
use crate::source::credentials::Login;
use crate::source::fetch::{Answer, fetch, refused, shown};
use crate::source::secret::Secret;

/// Size of an answer at most: manifests have 4 MiB by the distribution specification, tags come in pages.
const LIMIT: usize = 4 * 1024 * 1024;

/// Pages of tags at most, of a thousand each.
const PAGES: usize = 100;

/// Media types of manifests.
const MANIFESTS: &str =
    "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";

/// One repository.
pub(super) struct Registry {
    /// Address of the registry, with a slash.
    pub base: Url,
    /// Path of the repository in it.
    pub repository: String,
    /// Who asks.
    pub client: Client,
    /// What it may be shown.
    pub login: Option<Login>,
    /// What it wanted to see.
    pub shown: RefCell<Option<Shown>>,
}

/// What goes with every request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// User and password.
    Password,
    /// A token, as a header.
    Token(HeaderValue),
}

/// A page of tags.
#[derive(Deserialize)]
struct Tags {
    tags: Option<Vec<String>>,
}

/// What gives a token.
#[derive(Deserialize)]
struct Token {
    token: Option<Secret>,
    access_token: Option<Secret>,
}

impl Registry {
    /// Returns all tags; none: there is no such repository.
    ///
    /// # Errors
    /// A registry that refuses, cannot be reached or talks nonsense.
    pub(super) async fn tags(&self) -> anyhow::Result<Option<Vec<String>>> {
        let mut tags = Vec::new();
        let mut next = Some(self.address("tags/list?n=1000")?);
        for _page in 0..PAGES {
            let Some(url) = next else {
                break;
            };
            let answer = self.get(&url, "application/json").await?;
            match answer.status {
                StatusCode::NOT_FOUND => return Ok(None),
                status if status.is_success() => {}
                status => return Err(self.refused(&url, status)),
            }
            let page: Tags =
                serde_json::from_slice(&answer.body).map_err(|_| nonsense(&url, "list of tags"))?;
            tags.extend(page.tags.into_iter().flatten());
            next = self.next_page(&url, &answer);
        }
        Ok(Some(tags))
    }

    /// Returns a manifest; none: there is no such tag or digest.
    ///
    /// # Errors
    /// A registry that refuses, cannot be reached or talks nonsense.
    pub(super) async fn manifest(&self, reference: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let url = self.address(&format!("manifests/{reference}"))?;
        let answer = self.get(&url, MANIFESTS).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => Ok(Some(answer.body)),
            status => Err(self.refused(&url, status)),
        }
    }

    /// Returns the bytes of a small blob. The caller checks their digest.
    ///
    /// # Errors
    /// A registry that refuses, cannot be reached or has no such blob.
    pub(super) async fn blob(&self, digest: &str) -> anyhow::Result<Vec<u8>> {
        let url = self.address(&format!("blobs/{digest}"))?;
        let answer = self.get(&url, "*/*").await?;
        match answer.status {
            status if status.is_success() => Ok(answer.body),
            status => Err(self.refused(&url, status)),
        }
    }

    fn address(&self, rest: &str) -> anyhow::Result<Url> {
        let path = format!("v2/{}/{rest}", self.repository);
        self.base
            .join(&path)
            .doing(format!("making an address of {path}"))
    }

    /// Returns the next page (RFC 8288, `rel="next"`), which must be on the same server.
    fn next_page(&self, url: &Url, answer: &Answer) -> Option<Url> {
        let link = answer.headers.get(LINK)?.to_str().ok()?;
        let (target, relation) = link.split_once('>')?;
        let next = url.join(target.trim_start().strip_prefix('<')?).ok()?;
        (relation.contains("next") && next.origin() == self.base.origin()).then_some(next)
    }

    async fn get(&self, url: &Url, accept: &str) -> anyhow::Result<Answer> {
        let answer = self.send(url, accept).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        match self.authorize(&answer).await? {
            true => self.send(url, accept).await,
            false => Ok(answer),
        }
    }

    async fn send(&self, url: &Url, accept: &str) -> anyhow::Result<Answer> {
        let mut request = self.client.get(url.clone()).header(ACCEPT, accept);
        let shown = self.shown.borrow().clone();
        request = match (shown, &self.login) {
            (Some(Shown::Token(token)), _) => request.header(AUTHORIZATION, token),
            (Some(Shown::Password), Some(Login::Password { user, password })) => {
                request.basic_auth(user, Some(password.reveal()))
            }
            _ => request,
        };
        fetch(request, url, LIMIT).await
    }

    /// Gets what the registry wants to see; false: there is nothing more to show.
    async fn authorize(&self, answer: &Answer) -> anyhow::Result<bool> {
        let headers = answer.headers.get_all(WWW_AUTHENTICATE).iter();
        let challenges: Vec<Challenge> = headers
            .filter_map(|header| header.to_str().ok())
            .flat_map(Challenge::read)
            .collect();
        let bearer = challenges.iter().find_map(|challenge| match challenge {
            Challenge::Bearer { realm, service } => Some((realm.as_str(), service.as_deref())),
            Challenge::Basic => None,
        });
        let password = matches!(self.login, Some(Login::Password { .. }));
        let wanted = match bearer {
            Some((realm, service)) => Shown::Token(self.token(realm, service).await?),
            None if password && challenges.contains(&Challenge::Basic) => Shown::Password,
            None => return Ok(false),
        };
        let before = self.shown.replace(Some(wanted.clone()));
        Ok(before != Some(wanted))
    }

    /// Gets a token for reading this repository.
    async fn token(&self, realm: &str, service: Option<&str>) -> anyhow::Result<HeaderValue> {
        let doing = || format!("getting a token for {}", self.host());
        let url = Url::parse(realm).doing(doing())?;
        if url.scheme() != "https" && !(is_loopback(&self.base) && is_loopback(&url)) {
            return Err(Failure::new(format!(
                "{} sends log-ins over plain HTTP, to {}",
                self.host(),
                shown(&url)
            ))
            .next("ask whoever runs that registry to give out tokens over HTTPS")
            .into());
        }
        let request = self.token_request(&url, service);
        let answer = fetch(request, &url, LIMIT).await.doing(doing())?;
        if !answer.status.is_success() {
            return Err(self.refused(&url, answer.status));
        }
        let token: Token =
            serde_json::from_slice(&answer.body).map_err(|_| nonsense(&url, "token"))?;
        let token = token.token.or(token.access_token);
        let token = token.filter(|token| !token.is_empty());
        let header =
            token.map(|token| HeaderValue::from_str(&format!("Bearer {}", token.reveal())));
        let mut header = header
            .and_then(Result::ok)
            .ok_or_else(|| nonsense(&url, "token"))?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// Asks by GET with user and password or without, or exchanges a refresh token by POST (the distribution project's
    /// "Token Authentication" and "OAuth2 Token Authentication").
    fn token_request(&self, url: &Url, service: Option<&str>) -> RequestBuilder {
        let scope = format!("repository:{}:pull", self.repository);
        let mut pairs = vec![("scope", scope.as_str())];
        pairs.extend(service.map(|service| ("service", service)));
        match &self.login {
            Some(Login::Refresh(token)) => {
                pairs.extend([
                    ("grant_type", "refresh_token"),
                    ("client_id", "helm-stack"),
                    ("refresh_token", token.reveal()),
                ]);
                let body = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(pairs)
                    .finish();
                let kind = "application/x-www-form-urlencoded";
                self.client
                    .post(url.clone())
                    .header("content-type", kind)
                    .body(body)
            }
            login => {
                let mut asked = url.clone();
                asked.query_pairs_mut().extend_pairs(pairs);
                let request = self.client.get(asked);
                match login {
                    Some(Login::Password { user, password }) => {
                        request.basic_auth(user, Some(password.reveal()))
                    }
                    _ => request,
                }
            }
        }
    }

    fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    fn refused(&self, url: &Url, status: StatusCode) -> anyhow::Error {
        let failure = refused(url, status);
        let host = self.host();
        let plain = if self.base.scheme() == "http" {
            " --plain-http"
        } else {
            ""
        };
        let log_in = format!("helm registry login {host}{plain}");
        let failure = match (status, &self.login) {
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, None) => failure.next(format!(
                "where it is private and not just misspelt, log in: {log_in}"
            )),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Some(_)) => failure.next(format!(
                "the log-in Helm or Docker keeps for {host} is not enough; log in again: {log_in}"
            )),
            _ => failure,
        };
        failure.into()
    }
}

fn nonsense(url: &Url, wanted: &str) -> Failure {
    Failure::new(format!("{} answers with no {wanted}", shown(url)))
        .next("check the address: it may not be a registry")
}
