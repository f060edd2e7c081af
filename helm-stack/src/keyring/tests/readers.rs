//! Whom a file is sealed for, and when its data key changes.

use super::*;

#[test]
fn the_data_key_stays_until_somebody_is_shut_out() {
    let (one, two, three) = (person(), person(), person());
    let before = sealed_for(&[&one, &two]);
    let keys = |people: &[&Person]| {
        let recipients: Vec<String> = people.iter().map(|it| it.recipient.clone()).collect();
        Keyring::keys_for(Some(&before), &recipients).unwrap()
    };

    let same = keys(&[&two, &one]);
    assert_eq!(same.data_key, *before.data_key());
    assert_eq!(same.age, before.keys().age);

    let more = keys(&[&one, &two, &three]);
    assert_eq!(more.data_key, *before.data_key());
    assert_eq!(more.age[..2], before.keys().age);
    assert_eq!(readers(&more)[2], three.recipient);

    let fewer = keys(&[&one]);
    assert_ne!(fewer.data_key, *before.data_key());
    assert_eq!(readers(&fewer), [one.recipient]);
}

#[test]
fn every_new_file_has_a_key_of_its_own() {
    let one = person();
    assert_ne!(
        sealed_for(&[&one]).data_key(),
        sealed_for(&[&one]).data_key()
    );
}

#[test]
fn a_recipient_named_twice_is_one_reader() {
    let twice = format!(
        "{} again",
        OPEN_PUBLIC
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    );
    let keys = Keyring::keys_for(None, &[OPEN_PUBLIC.trim().to_owned(), twice]).unwrap();
    assert_eq!(readers(&keys), [OPEN_PUBLIC.trim()]);
}
