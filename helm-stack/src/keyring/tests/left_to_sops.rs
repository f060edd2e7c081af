//! Files that only `sops` opens.

use super::*;

/// Returns a file sealed for one age key and what is added to its section.
fn sealed_with(section: &str) -> (Person, String) {
    let one = person();
    let sealed = sealed_for(&[&one]).sealed().to_owned();
    (
        one,
        sealed.replacen("sops:\n", &format!("sops:\n{section}"), 1),
    )
}

#[test]
fn what_age_cannot_open_is_left_to_sops() {
    const KMS: &str = "  kms:\n    - arn: arn:x\n      enc: AQ==\n";
    const GROUPS: &str = "  key_groups:\n    - age: []\n    - pgp: []\n  shamir_threshold: 2\n";
    let plain = || Some("password: by sops\n".to_owned());
    for (section, named) in [(KMS, "`kms`"), (GROUPS, "`key_groups`")] {
        let (_, sealed) = sealed_with(section);
        let machine = Machine {
            sops: plain(),
            ..Machine::default()
        };
        let opened = Keyring::read(&machine).open(&sealed).unwrap();
        assert_eq!(opened.text(), "password: by sops\n");
        assert!(matches!(opened, Unsealed::BySops(_)));
        let machine = Machine::default();
        let error = sentence(&Keyring::read(&machine).open(&sealed).err().unwrap());
        assert_eq!(
            error,
            format!(
                "it is sealed with {named}, which is left to `sops`: the program sops is not on PATH"
            )
        );
    }
    let (one, sealed) = sealed_with(KMS);
    let machine = Machine {
        variables: [("SOPS_AGE_KEY", one.identity)].into(),
        sops: plain(),
        ..Machine::default()
    };
    let keyring = Keyring::read(&machine);
    assert_eq!(keyring.open(&sealed).unwrap().text(), "password: hunter2\n");
    let damaged = sealed.replace("lastmodified: \"19", "lastmodified: \"20");
    assert!(
        keyring.open(&damaged).is_err(),
        "sops is not asked for what was changed"
    );
}

#[test]
fn what_age_could_open_is_not_left_to_sops() {
    let (_, sealed) = sealed_with("");
    let machine = Machine {
        sops: Some("a: 1\n".to_owned()),
        ..Machine::default()
    };
    let error = sentence(&Keyring::read(&machine).open(&sealed).err().unwrap());
    assert!(error.starts_with("no age identity opens it"), "{error}");
}
