//! Makes the HTTP client that everything is asked with.
//!
//! A direct connection is our own: kube's speaks HTTP/1.1 only, so that every request in flight costs a TLS
//! handshake, and leaves Nagle's algorithm on, so that each of them waits some 40 ms for an acknowledgement. Ours
//! speaks HTTP/2 where the server offers it, over one connection. Through a proxy kube's client is taken as it is.
//! Credentials, headers and addresses are kube's business in both.

use std::time::Duration;

use hyper_rustls::{FixedServerNameResolver, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ConfigExt};
use kube::{Client, Config};
use tower::ServiceBuilder;
use tower::util::option_layer;
use tower_http::decompression::DecompressionLayer;

/// What may be on its way in one stream, and in all of them: long lists should not wait for permission to go on.
const STREAM_WINDOW: u32 = 4 << 20;
const CONNECTION_WINDOW: u32 = 16 << 20;
/// How often a silent connection is asked whether it still stands.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Returns the client for a configuration.
pub(crate) fn client(config: Config) -> Result<Client, kube::Error> {
    match config.proxy_url {
        Some(_) => Client::try_from(config),
        None => direct(&config),
    }
}

fn direct(config: &Config) -> Result<Client, kube::Error> {
    let service = ServiceBuilder::new()
        .layer(config.base_uri_layer())
        .layer(DecompressionLayer::new().gzip(!config.disable_compression))
        .layer(option_layer(config.auth_layer()?))
        .layer(config.extra_headers_layer()?)
        .map_err(tower::BoxError::from)
        .service(connections(tls(config)?));
    Ok(Client::new(service, config.default_namespace.clone()))
}

fn connections(
    connector: HttpsConnector<HttpConnector>,
) -> legacy::Client<HttpsConnector<HttpConnector>, Body> {
    legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .build(connector)
}

fn tls(config: &Config) -> Result<HttpsConnector<HttpConnector>, kube::Error> {
    let mut builder = HttpsConnectorBuilder::new()
        .with_tls_config(config.rustls_client_config()?)
        .https_or_http();
    if let Some(name) = &config.tls_server_name {
        let name = name
            .clone()
            .try_into()
            .map_err(|error| kube::Error::Service(Box::new(error)))?;
        builder = builder.with_server_name_resolver(FixedServerNameResolver::new(name));
    }
    Ok(builder.enable_all_versions().wrap_connector(tcp(config)))
}

fn tcp(config: &Config) -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(config.connect_timeout);
    connector
}
