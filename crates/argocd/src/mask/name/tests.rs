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
        "tlsSecret",
        "clientCASecret",
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
