use super::*;
use crate::fake::{Fake, Reply};

fn wanted() -> LogWanted {
    LogWanted {
        namespace: "web".to_owned(),
        pod: "web-0".to_owned(),
        container: "app".to_owned(),
        ..LogWanted::default()
    }
}

async fn read(body: &'static str) -> Vec<(String, String)> {
    let fake = Fake::start(move |_| Reply::Whole(200, Vec::new(), body.to_owned())).await;
    let mut log = fake.cluster().await.log(&wanted()).await.unwrap();
    let mut lines = Vec::new();
    while let Some(line) = log.next().await.unwrap() {
        lines.push((line.time, line.text));
    }
    lines
}

fn line(time: &str, text: &str) -> (String, String) {
    (time.to_owned(), text.to_owned())
}

#[tokio::test]
async fn lines_lose_their_ends_and_their_times() {
    let lines = read(
        "2026-03-01T12:00:00.5Z one\r\n2026-03-01T12:00:01Z\nno time here\n2026-03-01T12:00:02Z last",
    )
    .await;
    assert_eq!(
        lines,
        [
            line("2026-03-01T12:00:00.5Z", "one"),
            line("2026-03-01T12:00:01Z", ""),
            line("", "no time here"),
            line("2026-03-01T12:00:02Z", "last"),
        ]
    );
}

#[tokio::test]
async fn a_line_without_an_end_comes_in_pieces() {
    let mut log = LogLines {
        body: Body::empty(),
        server: String::new(),
        what: String::new(),
        patience: None,
        arrived: Vec::new(),
        lines: VecDeque::new(),
        ended: false,
    };
    for _ in 0..3 {
        log.take(&[b'x'; LONGEST_LINE / 2 + 1]);
    }
    assert_eq!(log.lines.len(), 1);
    assert!(log.arrived.len() <= LONGEST_LINE);
}

#[tokio::test]
async fn a_question_says_which_part_is_wanted() {
    let question = LogWanted {
        container: "a&b".to_owned(),
        previous: true,
        tail: Some(5),
        since: Some(Duration::from_secs(90)),
        follow: true,
        ..wanted()
    }
    .question();
    assert_eq!(
        question.path,
        "/api/v1/namespaces/web/pods/web-0/log?timestamps=true&container=a%26b&tailLines=5&sinceSeconds=90&previous=true&follow=true"
    );
}

#[tokio::test]
async fn who_may_not_read_logs_is_told_which_right_is_missing() {
    let fake = Fake::start(|_| Reply::status(403, serde_json::json!({}))).await;
    let refused = fake.cluster().await.log(&wanted()).await.err().unwrap();
    assert_eq!(refused.cause(), Cause::Forbidden);
    assert!(
        refused
            .to_string()
            .contains("container app of pod web/web-0"),
        "{refused}"
    );
}
