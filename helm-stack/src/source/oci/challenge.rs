//! How a registry wants to be asked: its `WWW-Authenticate` headers (RFC 9110 §11.6.1, the distribution specification's
//! token authentication).

/// One challenge.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// User and password with every request.
    Basic,
    /// A token, to be had at `realm`.
    Bearer {
        /// Address of whoever gives tokens.
        realm: String,
        /// Name of the registry there.
        service: Option<String>,
    },
}

impl Challenge {
    /// Reads one header, which may hold several challenges; those of other kinds are left out.
    pub(super) fn read(header: &str) -> Vec<Self> {
        let mut challenges = Vec::new();
        for piece in pieces(header) {
            let (start, parameter) = match piece.split_once(' ') {
                Some((scheme, parameter)) if !scheme.contains('=') => (Some(scheme), parameter),
                None if !piece.contains('=') => (Some(piece), ""),
                _ => (None, piece),
            };
            if let Some(scheme) = start {
                challenges.push((scheme, None, None));
            }
            let (Some((_, realm, service)), Some((key, value))) =
                (challenges.last_mut(), parameter.split_once('='))
            else {
                continue;
            };
            match key.trim().to_ascii_lowercase().as_str() {
                "realm" => *realm = Some(unquoted(value)),
                "service" => *service = Some(unquoted(value)),
                _ => {}
            }
        }
        challenges.into_iter().filter_map(Self::of).collect()
    }

    fn of((scheme, realm, service): (&str, Option<String>, Option<String>)) -> Option<Self> {
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => Some(Self::Basic),
            "bearer" => Some(Self::Bearer {
                realm: realm?,
                service,
            }),
            _ => None,
        }
    }
}

/// Splits at commas that stand in no quotes.
fn pieces(header: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    let split = header.split(move |character| {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => return character == ',' && !quoted,
        }
        false
    });
    split.map(str::trim).filter(|piece| !piece.is_empty())
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let within = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    within.map_or_else(
        || value.to_owned(),
        |value| value.replace("\\\"", "\"").replace("\\\\", "\\"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(realm: &str, service: Option<&str>) -> Challenge {
        Challenge::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
        }
    }

    #[test]
    fn registries_challenges_are_read() {
        let read = Challenge::read(
            r#"Bearer realm="https://auth.example.com/token?a=b",service="registry, the",scope="repository:a/b:pull,push""#,
        );
        assert_eq!(
            read,
            [bearer(
                "https://auth.example.com/token?a=b",
                Some("registry, the")
            )]
        );
        assert_eq!(
            Challenge::read(r#"Basic realm="Registry""#),
            [Challenge::Basic]
        );
        assert_eq!(Challenge::read("basic"), [Challenge::Basic]);
        assert_eq!(
            Challenge::read(r#"Negotiate, BEARER Realm=https://a, Basic realm="x""#),
            [bearer("https://a", None), Challenge::Basic]
        );
    }

    #[test]
    fn nonsense_is_no_challenge() {
        for header in [
            "",
            ",,,",
            "Bearer",
            "Bearer service=x",
            "=",
            "\"",
            "realm=x",
        ] {
            assert_eq!(Challenge::read(header), [], "{header}");
        }
    }
}
