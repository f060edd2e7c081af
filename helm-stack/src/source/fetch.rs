//! One GET: the answer, whatever its status, or why there is none. Every sentence about a server that does not
//! answer as it should stands here; none shows user info or a query, where tokens travel.

use std::error::Error;

use plugin_kit::failure::{Exit, Failure};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use url::Url;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, decompressed.
    pub body: Vec<u8>,
}

/// Sends a request and reads the answer up to `limit` bytes, counted after decompression.
///
/// # Errors
/// A server that cannot be reached, is not who it should be, takes too long, breaks off or sends too much.
pub(crate) async fn fetch(
    request: RequestBuilder,
    url: &Url,
    limit: usize,
) -> anyhow::Result<Answer> {
    let failed = |error| unanswered(url, error);
    let mut response = request.send().await.map_err(failed)?;
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(url, limit));
    }
    let mut body = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        if body.len() + piece.len() > limit {
            return Err(too_large(url, limit));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Answer {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body,
    })
}

/// Returns an address as it may be shown: without user info, query and fragment.
pub(crate) fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    // An address that cannot have user info has none to hide.
    let _none = shown
        .set_username("")
        .and_then(|()| shown.set_password(None));
    shown.to_string()
}

/// Says that a server answered with a status that is no success.
pub(crate) fn refused(url: &Url, status: StatusCode) -> Failure {
    let failure = Failure::new(format!("{} answers {status}", shown(url)));
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => failure.exit(Exit::Forbidden),
        StatusCode::NOT_FOUND => failure.exit(Exit::NotFound),
        StatusCode::TOO_MANY_REQUESTS => failure.next("wait a while and try again"),
        status if status.is_server_error() => {
            failure.next("try again later, or ask whoever runs that server")
        }
        _ => failure.next("check the address"),
    }
}

fn too_large(url: &Url, limit: usize) -> anyhow::Error {
    let megabytes = limit / 1024 / 1024;
    Failure::new(format!("{} sends more than {megabytes} MiB", shown(url)))
        .next("check that it is what you mean: nothing of its kind is that large")
        .into()
}

/// Says why there was no answer.
fn unanswered(url: &Url, error: reqwest::Error) -> anyhow::Error {
    let error = error.without_url();
    let host = format!("{}{}", url.host_str().unwrap_or_default(), port(url));
    let reason = innermost(&error);
    let failure = if error.is_timeout() {
        Failure::new(format!("{host} takes too long to answer"))
            .next("try again, or check the network between here and there")
            .exit(Exit::TimedOut)
    } else if let Some(rustls::Error::InvalidMessage(_)) = tls(&error) {
        Failure::new(format!("{host} speaks no TLS"))
            .next("where it is meant to be asked in plain HTTP, write http:// instead of https://")
    } else if let Some(reason) = tls(&error) {
        Failure::new(format!("{host} cannot be trusted: {reason}"))
            .next("where its certificate comes from an authority of your own, name that: helm repo add NAME URL --ca-file FILE, or SSL_CERT_FILE")
    } else if error.is_connect() {
        Failure::new(format!("{host} cannot be reached: {reason}")).next(
            "check the address, the network, and HTTPS_PROXY and NO_PROXY where a proxy is between",
        )
    } else if error.is_redirect() {
        Failure::new(format!("{} leads astray: {reason}", shown(url)))
            .next("use the address it leads to, if you trust it")
    } else {
        Failure::new(format!("{host} broke off its answer: {reason}"))
            .next("try again, or ask whoever runs that server")
    };
    failure.into()
}

fn port(url: &Url) -> String {
    url.port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default()
}

fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// Finds what TLS itself says; an error of input and output hides its own cause from [`Error::source`].
fn tls(error: &(dyn Error + 'static)) -> Option<rustls::Error> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        let inner = error
            .downcast_ref::<std::io::Error>()
            .and_then(|error| error.get_ref());
        let found = inner
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .or_else(|| error.downcast_ref());
        if let Some(found) = found {
            return Some(found.clone());
        }
        cause = inner.map_or_else(
            || error.source(),
            |inner| Some(inner as &(dyn Error + 'static)),
        );
    }
    None
}
