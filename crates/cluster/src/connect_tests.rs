use std::path::PathBuf;

use super::*;

const TWO_CONTEXTS: &str = "
kind: Config
apiVersion: v1
current-context: blue
clusters:
- {name: blue, cluster: {server: 'https://user:word@blue.example.com:6443/'}}
- {name: green, cluster: {server: 'https://green.example.com'}}
users:
- {name: me, user: {token: t0p}}
contexts:
- {name: blue, context: {cluster: blue, user: me, namespace: shop}}
- {name: green, context: {cluster: green, user: me}}
- {name: broken, context: {cluster: nowhere}}
";

fn with_kubeconfig(name: &str, text: &str) -> Connection {
    let file = format!("cluster-connect-{name}-{}", std::process::id());
    let path: PathBuf = std::env::temp_dir().join(file);
    std::fs::write(&path, text).unwrap();
    Connection {
        kubeconfig: Some(path),
        ..Connection::default()
    }
}

async fn refused(connection: Connection) -> Error {
    connect(&connection).await.unwrap_err()
}

#[tokio::test]
async fn the_current_context_holds_where_no_flag_says_otherwise() {
    let connection = with_kubeconfig("current", TWO_CONTEXTS);
    let cluster = connect(&connection).await.unwrap();
    assert_eq!(cluster.server(), "https://blue.example.com:6443");
    assert_eq!(cluster.default_namespace(), "shop");
    assert_eq!(cluster.context(), Some("blue"));
    let flags = Connection {
        context: Some("green".to_owned()),
        namespace: Some("web".to_owned()),
        ..connection
    };
    let cluster = connect(&flags).await.unwrap();
    assert_eq!(cluster.server(), "https://green.example.com");
    assert_eq!(cluster.default_namespace(), "web");
}

#[tokio::test]
async fn a_context_that_is_not_there_is_answered_with_those_that_are() {
    let mut connection = with_kubeconfig("unknown", TWO_CONTEXTS);
    connection.context = Some("red".to_owned());
    let error = refused(connection).await;
    assert_eq!(error.cause(), Cause::UnknownContext);
    assert_eq!(error.to_string(), "the kubeconfig has no context red");
    assert_eq!(
        error.advice(),
        ["choose one with --context: blue, green, broken"]
    );
}

#[tokio::test]
async fn a_cluster_or_user_that_is_not_there_is_named() {
    let mut connection = with_kubeconfig("cluster", TWO_CONTEXTS);
    connection.context = Some("broken".to_owned());
    let error = refused(connection).await;
    assert!(error.to_string().contains("no cluster nowhere"), "{error}");
    let mut connection = with_kubeconfig("user", TWO_CONTEXTS);
    connection.user = Some("you".to_owned());
    let error = refused(connection).await;
    assert_eq!(error.to_string(), "the kubeconfig has no user you");
    assert_eq!(error.advice(), ["choose one with --user: me"]);
}

#[tokio::test]
async fn a_kubeconfig_without_a_current_context_is_told() {
    let text = TWO_CONTEXTS.replace("current-context: blue", "");
    let error = refused(with_kubeconfig("none", &text)).await;
    assert_eq!(error.to_string(), "the kubeconfig names no current context");
}

#[tokio::test]
async fn a_file_that_is_not_there_or_no_kubeconfig_is_named() {
    let missing = Connection {
        kubeconfig: Some("/no/such/kubeconfig".into()),
        ..Connection::default()
    };
    let error = refused(missing).await;
    assert_eq!(error.cause(), Cause::Kubeconfig);
    assert!(error.to_string().contains("/no/such/kubeconfig"), "{error}");
    let error = refused(with_kubeconfig("wrong", "clusters: 3")).await;
    assert_eq!(error.cause(), Cause::Kubeconfig);
}

#[tokio::test]
async fn a_log_in_program_that_is_not_installed_is_told() {
    let exec = "user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /no/such/login, interactiveMode: Never}}";
    let text = TWO_CONTEXTS.replace("user: {token: t0p}", exec);
    let error = refused(with_kubeconfig("exec", &text)).await;
    assert_eq!(error.cause(), Cause::Credentials);
    assert!(error.to_string().contains("not installed"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_when_it_is_asked() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut connection = with_kubeconfig("refused", TWO_CONTEXTS);
    connection.server = Some(address.clone());
    let cluster = connect(&connection).await.unwrap();
    let error = cluster.discover().await.unwrap_err();
    assert_eq!(error.cause(), Cause::Unreachable);
    assert_eq!(error.to_string(), format!("nothing listens at {address}"));
}

#[tokio::test]
async fn a_token_and_who_to_be_are_sent() {
    use crate::fake::{Fake, Reply};
    let fake = Fake::start(|_| Reply::Whole(401, Vec::new(), String::new())).await;
    let connection = Connection {
        server: Some(fake.address.clone()),
        token: Some("s3cret".to_owned()),
        impersonate: Some("jane".to_owned()),
        impersonate_groups: vec!["dev".to_owned(), "ops".to_owned()],
        ..with_kubeconfig("token", TWO_CONTEXTS)
    };
    let cluster = connect(&connection).await.unwrap();
    let error = cluster.discover().await.unwrap_err();
    assert_eq!(error.cause(), Cause::Unauthorized);
    let head = fake.asked()[0].head.to_lowercase();
    assert!(head.contains("authorization: bearer s3cret"));
    assert!(head.contains("impersonate-user: jane"));
    assert!(head.contains("impersonate-group: dev") && head.contains("impersonate-group: ops"));
    assert!(!format!("{cluster:?}{error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_refused_and_not_repeated() {
    for token in ["s3cret\n", "s3cret\u{1b}[31m"] {
        let error = refused(Connection {
            token: Some(token.to_owned()),
            ..with_kubeconfig("odd-token", TWO_CONTEXTS)
        })
        .await;
        assert_eq!(error.cause(), Cause::Credentials);
        assert!(!format!("{error:?}{error}").contains("s3cret"), "{error}");
    }
}
