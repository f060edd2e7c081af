//! Which proxy leads to the API server, by Go's rules (`golang.org/x/net/http/httpproxy`).
//!
//! A kubeconfig's `proxy-url` always holds; else `HTTPS_PROXY` (for a plain address
//! `HTTP_PROXY`) unless `NO_PROXY` names the server; loopback is always reached
//! directly. Decided here because the client library compares `NO_PROXY` with the
//! proxy's own address.

use std::env;
use std::net::IpAddr;

use http::Uri;
use kube::config::Kubeconfig;

use crate::error::{Cause, Error};

/// The proxy variables of the environment; upper case wins.
#[derive(Default)]
pub(crate) struct Environment {
    pub(crate) https: Option<String>,
    pub(crate) http: Option<String>,
    pub(crate) no_proxy: Option<String>,
}

impl Environment {
    /// Reads the variables.
    pub(crate) fn read() -> Self {
        Self {
            https: variable("HTTPS_PROXY"),
            http: variable("HTTP_PROXY"),
            no_proxy: variable("NO_PROXY"),
        }
    }
}

fn variable(name: &str) -> Option<String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    set(name).or_else(|| set(&name.to_lowercase()))
}

/// Returns `proxy-url` of a cluster in a kubeconfig.
pub(crate) fn of_kubeconfig(kubeconfig: &Kubeconfig, cluster: Option<&str>) -> Option<String> {
    let mut named = kubeconfig.clusters.iter();
    let named = named.find(|named| Some(named.name.as_str()) == cluster)?;
    let proxy = named.cluster.as_ref()?.proxy_url.clone();
    proxy.filter(|proxy| !proxy.is_empty())
}

/// Returns the proxy to go through; `None` means directly.
pub(crate) fn choose(
    own: Option<String>,
    server: &Uri,
    environment: &Environment,
) -> Result<Option<Uri>, Error> {
    let from_environment = match server.scheme_str() {
        Some("http") => environment.http.clone(),
        _ => environment.https.clone(),
    };
    let direct = goes_direct(server, environment.no_proxy.as_deref().unwrap_or_default());
    let chosen = own.or(from_environment.filter(|_| !direct));
    chosen.map(|proxy| parse(&proxy)).transpose()
}

fn parse(proxy: &str) -> Result<Uri, Error> {
    let with_scheme = match proxy.contains("://") {
        true => proxy.to_owned(),
        false => format!("http://{proxy}"),
    };
    with_scheme.parse().map_err(|error| {
        Error::new(
            Cause::Kubeconfig,
            format!("the proxy's address cannot be read: {error}"),
        )
        .next("check proxy-url in the kubeconfig, or HTTPS_PROXY")
    })
}

/// Returns whether a server is on this very machine.
pub(crate) fn is_loopback(server: &Uri) -> bool {
    let host = host_of(server);
    let address: Option<IpAddr> = host.parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

fn host_of(server: &Uri) -> &str {
    let host = server.host().unwrap_or_default();
    host.trim_matches(['[', ']']).trim_end_matches('.')
}

fn goes_direct(server: &Uri, no_proxy: &str) -> bool {
    let host = host_of(server);
    let port = server
        .port_u16()
        .unwrap_or(if server.scheme_str() == Some("http") {
            80
        } else {
            443
        });
    let address: Option<IpAddr> = host.parse().ok();
    if is_loopback(server) {
        return true;
    }
    let mut entries = no_proxy.split(',').map(str::trim);
    entries.any(|entry| names(entry, &host.to_lowercase(), port, address))
}

fn names(entry: &str, host: &str, port: u16, address: Option<IpAddr>) -> bool {
    let entry = entry.to_lowercase();
    if let (Some((network, bits)), Some(address)) = (entry.split_once('/'), address) {
        return lies_in(address, network, bits);
    }
    let (name, wanted) = split_port(&entry);
    if wanted.is_some_and(|wanted| wanted != port) || name.is_empty() {
        return false;
    }
    if name == "*" {
        return true;
    }
    if let Some(address) = address {
        return name.trim_matches(['[', ']']).parse() == Ok(address);
    }
    let name = name.strip_prefix("*").unwrap_or(name);
    match name.strip_prefix('.') {
        Some(domain) => host.ends_with(&format!(".{domain}")),
        None => host == name || host.ends_with(&format!(".{name}")),
    }
}

fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn lies_in(address: IpAddr, network: &str, bits: &str) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let shift = 32_u32.saturating_sub(bits);
            let prefix = |ip: std::net::Ipv4Addr| u64::from(ip.to_bits()) >> shift;
            prefix(address) == prefix(network)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let shift = 128_u32.saturating_sub(bits);
            let prefix = |ip: std::net::Ipv6Addr| ip.to_bits().checked_shr(shift).unwrap_or(0);
            prefix(address) == prefix(network)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy_to(server: &str, no_proxy: &str) -> Option<Uri> {
        let environment = Environment {
            https: Some("http://proxy:3128".to_owned()),
            http: None,
            no_proxy: Some(no_proxy.to_owned()),
        };
        choose(None, &server.parse().unwrap(), &environment).unwrap()
    }

    #[test]
    fn no_proxy_is_compared_with_the_server() {
        assert!(proxy_to("https://api.example.com:6443", "").is_some());
        assert!(proxy_to("https://api.example.com:6443", "proxy").is_some());
        for named in [
            "example.com",
            ".example.com",
            "*.example.com",
            "*",
            "API.example.com:6443",
        ] {
            assert_eq!(
                proxy_to("https://api.example.com:6443", named),
                None,
                "{named}"
            );
        }
        assert!(proxy_to("https://api.example.com:6443", "api.example.com:443").is_some());
        assert!(proxy_to("https://badexample.com", "example.com").is_some());
    }

    #[test]
    fn networks_and_loopback_go_direct() {
        assert_eq!(
            proxy_to("https://10.1.2.3:6443", "192.168.0.0/16, 10.0.0.0/8"),
            None
        );
        assert!(proxy_to("https://11.1.2.3", "10.0.0.0/8").is_some());
        assert_eq!(proxy_to("https://[fd00::1]:6443", "fd00::/8"), None);
        assert!(proxy_to("https://[fe00::1]:6443", "fd00::/8").is_some());
        assert_eq!(proxy_to("https://127.0.0.1:16443", ""), None);
        assert_eq!(proxy_to("https://localhost:16443", ""), None);
    }

    #[test]
    fn the_kubeconfigs_own_proxy_always_holds() {
        let environment = Environment {
            no_proxy: Some("*".to_owned()),
            ..Environment::default()
        };
        let server = "https://127.0.0.1".parse().unwrap();
        let chosen = choose(Some("socks5://gate:1080".into()), &server, &environment).unwrap();
        assert_eq!(chosen.unwrap().host(), Some("gate"));
    }

    #[test]
    fn a_plain_address_uses_the_plain_proxy() {
        let environment = Environment {
            https: Some("http://secure:1".into()),
            http: Some("plain:2".into()),
            no_proxy: None,
        };
        let server = "http://api.example.com".parse().unwrap();
        let chosen = choose(None, &server, &environment).unwrap();
        assert_eq!(chosen.unwrap().host(), Some("plain"));
    }
}
