//! The documented list of words: what makes a name secret, and what makes it readable again.
//!
//! Words are in lower case. How they are put together is said beside this file.

/// Last words that make a name secret by themselves.
pub(super) const SECRETS: [&str; 37] = [
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
pub(super) const IN_PROSE: [&str; 16] = [
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
pub(super) const SECRET_ENDS: [&str; 11] = [
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

/// Words before a last `secret` that make it the name of a Secret with a certificate, as in
/// `tlsSecret`.
pub(super) const CERTIFICATES: [&str; 5] = ["ca", "cert", "certificate", "certs", "tls"];

/// Words before a last `key` or `keys` that make it a secret; any other key is a name or a
/// reference, as in `passwordKey`.
pub(super) const SECRET_KEYS: [&str; 30] = [
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
pub(super) const SECRET_PAIRS: [(&str, &str); 6] = [
    ("connection", "string"),
    ("hook", "url"),
    ("key", "base"),
    ("webhook", "uri"),
    ("webhook", "url"),
    ("webhook", "urls"),
];

/// Words that make a name a reference, a switch or a measure wherever they stand, as in
/// `existingSecret`, `imagePullSecrets`, `envFromSecret`, `maxTokens`.
pub(super) const OPEN: [&str; 19] = [
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

/// Last words of a key under which every leaf of Helm values is a secret.
pub(super) const HOLDERS: [&str; 8] = [
    "credential",
    "credentials",
    "creds",
    "passwords",
    "secret",
    "secrets",
    "stringdata",
    "tokens",
];

/// Last words of a key that, among secrets, only says where they are or what they are like.
pub(super) const REFERENCES: [&str; 32] = [
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
