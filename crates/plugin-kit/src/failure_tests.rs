use anyhow::{Context, anyhow};
use insta::assert_snapshot;

use super::*;

fn told(error: &anyhow::Error) -> (Exit, String) {
    let mut said = Vec::new();
    let exit = report(error, "kubectl addons", &Screen::pipe(), &mut said);
    (exit, String::from_utf8(said).unwrap())
}

fn refused() -> anyhow::Result<()> {
    Err(anyhow!("the server answered 403 Forbidden"))
}

#[test]
fn an_error_is_a_sentence_and_a_next_step() {
    let error = refused()
        .doing("reading the Applications of namespace argocd")
        .next("ask for the right: kubectl auth can-i --list")
        .next("or read a file: kubectl addons list --from FILE")
        .exit(Exit::Forbidden)
        .unwrap_err();
    let (exit, said) = told(&error);
    assert_eq!(exit, Exit::Forbidden);
    assert_snapshot!(said, @r#"
    error: reading the Applications of namespace argocd: the server answered 403 Forbidden
    next: ask for the right: kubectl auth can-i --list
    next: or read a file: kubectl addons list --from FILE
    "#);
}

#[test]
fn advice_survives_the_contexts_added_later() {
    let error = refused()
        .next("log in")
        .context("listing")
        .doing("answering")
        .exit(Exit::TimedOut)
        .unwrap_err();
    let (exit, said) = told(&error);
    assert_eq!(exit, Exit::TimedOut);
    assert_snapshot!(said, @r#"
    error: answering: listing: the server answered 403 Forbidden
    next: log in
    "#);
}

#[test]
fn a_context_between_two_explanations_is_kept() {
    let error = refused()
        .exit(Exit::Forbidden)
        .context("listing")
        .next("log in")
        .unwrap_err();
    let (exit, said) = told(&error);
    assert_eq!(exit, Exit::Forbidden);
    assert_snapshot!(said, @r#"
    error: listing: the server answered 403 Forbidden
    next: log in
    "#);
}

#[test]
fn the_outermost_exit_counts() {
    let error = refused()
        .exit(Exit::Forbidden)
        .doing("waiting")
        .exit(Exit::TimedOut)
        .unwrap_err();
    assert_eq!(told(&error).0, Exit::TimedOut);
}

#[test]
fn a_failure_of_our_own_needs_no_cause() {
    let failure = Failure::new("no add-on is called grafnaa")
        .next("did you mean grafana?")
        .exit(Exit::NotFound);
    let (exit, said) = told(&failure.into());
    assert_eq!(exit, Exit::NotFound);
    assert_snapshot!(said, @r#"
    error: no add-on is called grafnaa
    next: did you mean grafana?
    "#);
}

#[test]
fn a_wrong_command_line_points_to_the_help() {
    let (exit, said) = told(
        &Failure::new("--depth and --recursive exclude each other")
            .exit(Exit::Usage)
            .into(),
    );
    assert_eq!(exit, Exit::Usage);
    assert_snapshot!(said, @r#"
    error: --depth and --recursive exclude each other
    next: see kubectl addons --help
    "#);
}

#[test]
fn better_advice_takes_the_place_of_the_help() {
    let failure = Failure::new("no").next("say yes").exit(Exit::Usage);
    assert_eq!(told(&failure.into()).1, "error: no\nnext: say yes\n");
}

#[test]
fn a_cause_that_was_quoted_already_is_not_repeated() {
    let error =
        anyhow!("connection refused").context("connecting to https://c: connection refused");
    assert_snapshot!(told(&error).1, @"error: connecting to https://c: connection refused");
}

#[test]
fn a_cause_that_only_looks_alike_is_told() {
    let error = anyhow!("not found").context("reading the values of not found-again");
    assert_eq!(
        told(&error).1,
        "error: reading the values of not found-again: not found\n"
    );
}

#[test]
fn hostile_text_is_escaped() {
    let error = Failure::new("no add-on is called \u{1b}[2J").next("try\nthis\u{202e}");
    assert_snapshot!(told(&error.into()).1, @r#"
    error: no add-on is called \x1b[2J
    next: try\nthis\u{202e}
    "#);
}

#[test]
fn on_a_terminal_the_first_words_are_coloured() {
    let mut said = Vec::new();
    let screen = Screen {
        colour: true,
        ..Screen::pipe()
    };
    report(
        &Failure::new("no").next("yes").into(),
        "kubectl addons",
        &screen,
        &mut said,
    );
    assert_eq!(
        String::from_utf8(said).unwrap(),
        "\u{1b}[31;1merror:\u{1b}[0m no\n\u{1b}[1mnext:\u{1b}[0m yes\n"
    );
}

#[test]
fn the_alternate_form_of_anyhow_says_everything_once() {
    let error = refused().next("log in").doing("listing").unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "listing: the server answered 403 Forbidden"
    );
}
