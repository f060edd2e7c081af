use argocd::why::{Answer, Cause, Next, Other, Step};
use serde_json::json;

use super::super::super::addon::Addon;
use super::super::super::fixture;
use super::super::super::surroundings::Surroundings;
use super::super::WhyView;

/// Returns a view of an answer with so many steps, lines of a log and things to do, all of them long.
fn view(steps: usize, log: usize, next: usize, others: usize) -> WhyView {
    let snapshot = fixture::recorded("trouble");
    let surroundings = Surroundings::of(&snapshot, fixture::now());
    let addon = Addon::of(fixture::application(&snapshot, "payments"), &surroundings);
    let words = "something long that goes on and on ".repeat(9);
    let step = |place: usize| Step {
        subject: format!("Pod/payments-{place}"),
        namespace: Some("payments".to_owned()),
        says: format!("{words}{place}"),
        log: match place + 1 == steps {
            true => (0..log).map(|line| format!("line {line}")).collect(),
            false => Vec::new(),
        },
    };
    let answer = Answer {
        cause: Cause::CrashLoop,
        root: "payments".to_owned(),
        summary: words.clone(),
        steps: (0..steps).map(step).collect(),
        next: (0..next)
            .map(|place| Next {
                why: format!("do {place}"),
                command: format!("kubectl get pods -n payments payments-{place}").into(),
            })
            .collect(),
        others: (0..others)
            .map(|_| Other {
                cause: Cause::ServiceWithoutEndpoints,
                summary: words.clone(),
            })
            .collect(),
        log: None,
    };
    WhyView::new(addon, answer, Vec::new())
}

#[test]
fn no_answer_takes_more_than_a_dozen_lines_at_eighty_columns() {
    for (steps, log, next, others) in [(1, 0, 1, 0), (4, 5, 2, 1), (9, 5, 3, 3), (2, 5, 0, 1)] {
        let drawn = fixture::drawn(&view(steps, log, next, others), 80);
        assert!(drawn.lines().count() <= 12, "{drawn}");
        assert!(
            drawn.lines().all(|line| line.chars().count() <= 80),
            "{drawn}"
        );
    }
}

#[test]
fn of_a_long_way_the_beginning_the_end_and_the_last_words_stay() {
    let drawn = fixture::drawn(&view(9, 0, 1, 0), 80);
    assert!(
        drawn.contains("Pod/payments-0 ") && drawn.contains("Pod/payments-8 "),
        "{drawn}"
    );
    let quoted = fixture::drawn(&view(2, 5, 1, 0), 80);
    assert!(
        quoted.contains("│ line 4") && !quoted.contains("│ line 0"),
        "{quoted}"
    );
}

#[test]
fn json_and_wide_have_all_of_it() {
    let whole = serde_json::to_value(view(9, 5, 3, 1)).unwrap();
    assert_eq!(whole["steps"].as_array().map(Vec::len), Some(9));
    assert_eq!(whole["steps"][8]["log"].as_array().map(Vec::len), Some(5));
    assert_eq!(whole["next"][2]["why"], json!("do 2"));
}
