//! Which names stand for secrets: keys of values, of environment variables, of
//! parameters, of flags.
//!
//! The documented list lives here and nowhere else. It is made of words, so that case
//! and separators do not matter: `adminPassword`, `ADMIN_PASSWORD` and `admin-password`
//! are one name. What is done to the value is said elsewhere.

/// Last words that make a name secret by themselves.
const SECRETS: [&str; 37] = [
    "accesskey",
    "apikey",
    "authkey",
    "authorization",
    "bearer",
    "connectionstring",
    "cookie",
    "cred",
    "credential",
    "credentials",
    "creds",
    "dockercfg",
    "dockerconfigjson",
    "dsn",
    "encryptionkey",
    "htpasswd",
    "jwt",
    "keytab",
    "kubeconfig",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pat",
    "privatekey",
    "pwd",
    "secret",
    "secretkey",
    "secrets",
    "sig",
    "signature",
    "signingkey",
    "token",
    "tokens",
];

/// Words of `SECRETS` that prose uses too, as in "failed to fetch token: not found".
const IN_PROSE: [&str; 16] = [
    "authorization",
    "bearer",
    "cookie",
    "cred",
    "credential",
    "credentials",
    "creds",
    "jwt",
    "kubeconfig",
    "pass",
    "secret",
    "secrets",
    "signature",
    "sig",
    "token",
    "tokens",
];

/// Ends of a last word that make a name secret though its words are not told apart,
/// as in `dbpassword`.
const SECRET_ENDS: [&str; 11] = [
    "accesskey",
    "apikey",
    "connectionstring",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "token",
];

/// Words before a last `key` or `keys` that make it a secret; any other key is a name or a
/// reference, as in `passwordKey`.
const SECRET_KEYS: [&str; 30] = [
    "access",
    "account",
    "aes",
    "api",
    "app",
    "application",
    "auth",
    "cipher",
    "client",
    "cookie",
    "crypto",
    "deploy",
    "encryption",
    "hmac",
    "ingest",
    "integration",
    "jwt",
    "license",
    "master",
    "private",
    "root",
    "routing",
    "secret",
    "server",
    "session",
    "shared",
    "signing",
    "ssh",
    "storage",
    "tls",
];

/// Last words after a word that make both a secret.
const SECRET_PAIRS: [(&str, &str); 6] = [
    ("connection", "string"),
    ("hook", "url"),
    ("key", "base"),
    ("webhook", "uri"),
    ("webhook", "url"),
    ("webhook", "urls"),
];

/// Words that make a name a reference, a switch or a measure wherever they stand, as in
/// `existingSecret`, `imagePullSecrets`, `envFromSecret`, `maxTokens`.
const OPEN: [&str; 19] = [
    "allow",
    "automount",
    "checksum",
    "count",
    "create",
    "disable",
    "enable",
    "existing",
    "from",
    "generate",
    "max",
    "min",
    "num",
    "public",
    "pull",
    "ref",
    "refs",
    "require",
    "use",
];

/// Returns whether a name stands for a secret. Of an annotation's name the part behind
/// the slash counts, of a dotted path (`auth.password`) the last part or, as in
/// `tls.key`, the whole.
pub(super) fn is_secret(name: &str) -> bool {
    if name.starts_with("checksum/") {
        return false;
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    words_are_secret(&words(last)) || words_are_secret(&words(name))
}

/// Returns whether the name of a parameter or a variable stands for a secret: also where it
/// lies under one that holds secrets, as `secrets.database`.
pub(super) fn is_secret_parameter(name: &str) -> bool {
    let mut parts = name.split('.').rev();
    let last = words(parts.next().unwrap_or_default());
    is_secret(name) || (!is_reference_of(&last) && parts.any(|part| holds_secrets_of(&words(part))))
}

/// Returns whether every leaf under a key of Helm values is a secret, as under `secrets`.
pub(super) fn holds_secrets(name: &str) -> bool {
    holds_secrets_of(&words(name))
}

/// Returns whether a key beside secrets only says where they are, as `name` or `mountPath`.
pub(super) fn is_reference(name: &str) -> bool {
    is_reference_of(&words(name))
}

/// Returns whether a secret name is also a common word, so that a colon behind it
/// may belong to a sentence.
pub(super) fn is_common_word(name: &str) -> bool {
    words(name)
        .last()
        .is_some_and(|last| IN_PROSE.contains(&last.as_str()))
}

fn words_are_secret(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let before_last = before.last().map(String::as_str).unwrap_or_default();
    if words.iter().any(|word| OPEN.contains(&word.as_str())) {
        return false;
    }
    let last = last.as_str();
    SECRETS.contains(&last)
        || SECRET_ENDS.iter().any(|end| last.ends_with(end))
        || (["key", "keys"].contains(&last) && SECRET_KEYS.contains(&before_last))
        || SECRET_PAIRS.contains(&(before_last, last))
        || words.ends_with(&["slack", "api", "url"].map(str::to_owned))
}

fn holds_secrets_of(words: &[String]) -> bool {
    const HOLDERS: [&str; 8] = [
        "credential",
        "credentials",
        "creds",
        "passwords",
        "secret",
        "secrets",
        "stringdata",
        "tokens",
    ];
    let open = words.iter().any(|word| OPEN.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let pair = words.ends_with(&["string", "data"].map(str::to_owned))
        || words.ends_with(&["secret", "data"].map(str::to_owned));
    !open && (pair || HOLDERS.contains(&last))
}

fn is_reference_of(words: &[String]) -> bool {
    const REFERENCES: [&str; 32] = [
        "annotations",
        "class",
        "dir",
        "enabled",
        "file",
        "format",
        "group",
        "id",
        "issuer",
        "key",
        "keys",
        "kind",
        "labels",
        "mode",
        "name",
        "names",
        "namespace",
        "path",
        "policy",
        "prefix",
        "property",
        "provider",
        "ref",
        "refs",
        "store",
        "suffix",
        "type",
        "user",
        "username",
        "version",
        "create",
        "engine",
    ];
    let last = words.last().map(String::as_str).unwrap_or_default();
    !words_are_secret(words) && REFERENCES.contains(&last)
}

/// Splits a name into lower-case words: at separators and where the case changes.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() || starts_word(&letters, index) {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Returns whether an upper-case letter begins a word: after a lower-case letter or
/// a digit, or as the last of several before a lower-case one (`APIKey`).
fn starts_word(letters: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|index| letters.get(index));
    let after = letters.get(index + 1);
    letters[index].is_uppercase()
        && before.is_some_and(|before| {
            !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_in_every_spelling() {
        for name in [
            "password",
            "adminPassword",
            "ADMIN_PASSWORD",
            "admin-password",
            "dbpassword",
            "PGPASSWORD",
            "rootPasswd",
            "passphrase",
            "apiKey",
            "api_key",
            "APIKey",
            "apikey",
            "accessKey",
            "secretKey",
            "SECRET_KEY_BASE",
            "AWS_SECRET_ACCESS_KEY",
            "privateKey",
            "private-key",
            "credentials",
            "connectionString",
            "CONNECTION_STRING",
            "dsn",
            "SENTRY_DSN",
            "slack_api_url",
            "slackApiUrl",
            "webhookURL",
            "clientSecret",
            "token",
            "accessToken",
            "authToken",
            "GITHUB_TOKEN",
            "auth.password",
            "ssh_private_key",
            "opsgenie_api_key",
            "jwtSecret",
            ".dockerconfigjson",
            "Authorization",
            "encryptionKeys",
            "users[0].password",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn references_switches_and_measures_stay_readable() {
        for name in [
            "secretName",
            "existingSecret",
            "existingSecretPasswordKey",
            "passwordKey",
            "tokenSecretRef",
            "secretRef",
            "secretKeyRef",
            "imagePullSecrets",
            "envFromSecret",
            "passwordFile",
            "tokenPath",
            "maxTokens",
            "automountServiceAccountToken",
            "publicKey",
            "accessKeyId",
            "tokenTTL",
            "passwordPolicy",
            "secretNamespace",
            "checksum/secret",
            "username",
            "key",
            "keys",
            "name",
            "url",
            "compass",
            "bypass",
            "serviceAccountTokenExpirationSeconds",
            "secret.reloader.stakater.com/reload",
            "argocd.argoproj.io/secret-type",
            "tokenExpiry",
            "monkey",
            "partitionKey",
            "topologyKey",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn parameters_under_a_holder_of_secrets_are_secret() {
        for name in [
            "secrets.db",
            "grafana.credentials.main",
            "auth.password",
            "DB_PASSWORD",
        ] {
            assert!(is_secret_parameter(name), "{name}");
        }
        for name in [
            "secrets.db.secretName",
            "secret.name",
            "imagePullSecrets.first",
            "a.b",
        ] {
            assert!(!is_secret_parameter(name), "{name}");
        }
    }

    #[test]
    fn words_part_at_separators_and_at_changes_of_case() {
        assert_eq!(
            words("OAuth2-clientAPIKey_x"),
            ["o", "auth2", "client", "api", "key", "x"]
        );
        assert_eq!(words("..__"), Vec::<String>::new());
    }
}
