use super::*;

fn shell(script: &str) -> Program {
    Program::new("the script", "/bin/sh").arguments(["-c", script])
}

#[test]
fn input_goes_in_and_both_streams_come_out() {
    let ended = shell("cat; echo said >&2").input("asked").run().unwrap();
    assert_eq!(
        (ended.text(), ended.talk()),
        ("asked".to_owned(), "said\n".to_owned())
    );
}

#[test]
fn much_input_and_much_output_do_not_wait_for_each_other() {
    let input = vec![b'x'; 3 << 20];
    let ended = shell("tee /dev/stderr").input(input.clone()).run().unwrap();
    assert!(ended.answer == input);
    assert_eq!(ended.talk().len(), 64 * 1024);
}

#[test]
fn input_nobody_reads_is_no_error() {
    assert!(shell("exit 0").input(vec![b'x'; 1 << 20]).run().is_ok());
}

#[test]
fn a_failure_is_told_with_the_last_words_masked() {
    let script = "for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; echo >&2; echo no https://me:word@host/ >&2; exit 3";
    let error = shell(script).run().unwrap_err();
    assert_eq!(error.cause(), Cause::Failed(Some(3)));
    assert_eq!(
        error.to_string(),
        "the script ended with exit code 3: line 3; line 4; line 5; line 6; line 7; no https://***@host/"
    );
}

#[test]
fn what_takes_too_long_is_ended() {
    let error = shell("exec sleep 1000")
        .deadline(Duration::from_millis(30))
        .run()
        .unwrap_err();
    assert_eq!(error.cause(), Cause::TimedOut);
}

#[test]
fn what_writes_without_end_is_ended() {
    let error = shell("exec cat /dev/zero")
        .limit(1 << 20)
        .run()
        .unwrap_err();
    assert_eq!(error.to_string(), "the script wrote more than 1 MiB");
}

#[test]
fn a_grandchild_that_keeps_the_streams_is_not_waited_for() {
    let ended = shell("sleep 1000 & echo $!")
        .deadline(Duration::from_secs(60))
        .run()
        .unwrap();
    let grandchild: i32 = ended.text().parse().unwrap();
    let grandchild = rustix::process::Pid::from_raw(grandchild).unwrap();
    rustix::process::kill_process(grandchild, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn a_missing_program_and_a_missing_folder_are_told_apart() {
    let missing = Program::new("it", "no-such-program").run().unwrap_err();
    assert_eq!(missing.cause(), Cause::Missing);
    assert_eq!(
        missing.to_string(),
        "there is no program no-such-program on this machine"
    );
    let folder = shell("true").folder("/no/such/folder").run().unwrap_err();
    assert_eq!(
        folder.to_string(),
        "the script cannot be run in /no/such/folder: there is no such folder"
    );
}

#[test]
fn variables_are_set_and_taken_away() {
    let ended = shell("echo $ONE$HOME")
        .variable("ONE", "1")
        .without_variable("HOME")
        .run();
    assert_eq!(ended.unwrap().text(), "1");
}

#[test]
fn neither_input_nor_output_is_written_when_debugging() {
    let program = shell("cat").input("secret").variable("A", "secret");
    assert!(!format!("{program:?}").contains("secret"));
    assert!(!format!("{:?}", program.run().unwrap()).contains("secret"));
}
