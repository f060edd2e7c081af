//! Pushes with secrets: what is sealed, for whom, what stays, and everything that stops a secret from leaving plain.

use crate::program::Ended;

use super::place::Place;

/// A key made for these tests alone, and its public half.
const KEYS: &str = include_str!("../../../fixtures/decryptor/keys.txt");
const RECIPIENT: &str = "age1pv7mccy4u0u4g3urrmlevdxakzkmjvwyhw83prcadls7seplvgcs0ngdd0";
const VALUES: &str = "# The shop's database\nreplicas: 2   # two are enough\npassword: hunter2\nsmtp: {password: \"s3cr3t\", host: mail}\n";
const IN_GIT: &str = "clusters/prod/stacks/shop/add-ons/database/values.yaml";
const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: shop, version: 1.0.0}
addons:
  - name: database
    chart: database
    version: 1.2.3
    repository: https://charts.example.com/community
    namespace: shop
    encrypt: [password]
";
const SECRETS: [&str; 2] = ["hunter2", "s3cr3t"];

struct Shop(Place);

impl Shop {
    fn new() -> Self {
        let place = Place::new();
        place.write("shop/stack.yaml", STACK);
        place.write("shop/add-ons/database/values.yaml", VALUES);
        place.write("keys.txt", KEYS);
        Self(place)
    }

    /// Says for whom secrets are sealed, in the GitOps repository.
    fn with_rules(self, rules: &str) -> Self {
        self.0.clone("clone");
        self.0.write("clone/.sops.yaml", rules);
        for line in [
            "add .sops.yaml",
            "commit -q -m rules",
            "push -q origin HEAD:main",
        ] {
            self.0.git("clone", line);
        }
        self
    }

    fn values(&self, text: &str) {
        self.0.write("shop/add-ons/database/values.yaml", text);
    }

    fn push(&self, line: &str, variables: &[(&str, &str)]) -> Ended {
        let line = format!("--yes --repo ../remote.git {line}");
        let mut command = self.0.pushing("shop", &line);
        command.envs(variables.iter().copied());
        let ended: Ended = command.output().unwrap().into();
        for secret in SECRETS {
            assert!(!ended.to_string().contains(secret), "{ended}");
        }
        ended
    }

    fn push_with_key(&self, line: &str) -> Ended {
        let keys = self.0.path("keys.txt");
        self.push(line, &[("SOPS_AGE_KEY_FILE", keys.to_str().unwrap())])
    }

    fn pushed(&self) -> String {
        self.0.asked(&format!("show main:{IN_GIT}"))
    }

    /// No object of the remote, nor of the clone in the cache, holds a secret.
    fn leaks_nothing(&self) {
        let all = "cat-file --batch --batch-all-objects --unordered";
        let cache = self.0.path("home/.cache/helm-stack/repositories");
        let cached = std::fs::read_dir(cache)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let cached = cached.filter(|path| path.extension().is_some_and(|end| end == "git"));
        for repository in cached.chain([self.0.path("remote.git")]) {
            let objects = self.0.git(repository.to_str().unwrap(), all);
            for secret in SECRETS {
                let place = repository.display();
                assert!(!objects.contains(secret), "{secret} is in {place}");
            }
        }
    }
}

fn rules() -> String {
    format!("creation_rules:\n  - path_regex: ^clusters/prod/\n    age: {RECIPIENT}\n")
}

fn lines_but_sealed(text: &str) -> Vec<&str> {
    let own = text.split("sops:\n").next().unwrap_or_default();
    own.lines().filter(|line| !line.contains("ENC[")).collect()
}

#[test]
fn named_keys_are_sealed_and_every_other_line_stays() {
    let shop = Shop::new().with_rules(&rules());
    let ended = shop.push("", &[]);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(ended.answer.contains("values.yaml  sealed"), "{ended}");
    let pushed = shop.pushed();
    assert_eq!(
        lines_but_sealed(&pushed),
        ["# The shop's database", "replicas: 2   # two are enough"]
    );
    assert_eq!(
        pushed.matches("type:str]").count(),
        3,
        "two values and the mac: {pushed}"
    );
    assert!(pushed.contains(RECIPIENT));
    shop.leaks_nothing();
}

#[test]
fn what_did_not_change_keeps_its_ciphertext() {
    let shop = Shop::new().with_rules(&rules());
    shop.push("", &[]);
    let before = shop.pushed();
    assert!(shop.push_with_key("").talk.contains("nothing to push"));
    shop.values(
        &VALUES
            .replace("replicas: 2", "replicas: 3")
            .replace("s3cr3t", "s3cr3t-too"),
    );
    assert_eq!(shop.push_with_key("").code, 0);
    let after = shop.pushed();
    let password = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("password:"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(password(&before), password(&after));
    assert!(after.contains("replicas: 3   # two are enough"));
    shop.leaks_nothing();
}

#[test]
fn nobody_to_seal_for_stops_it() {
    let shop = Shop::new();
    insta::assert_snapshot!(shop.push("", &[]), @r"
    --- standard error
    add-ons/database/values.yaml: error: nobody is named for whom password could be sealed
      next: name age recipients, Argo CD's among them, in .sops.yaml of the GitOps repository or beside stack.yaml, or in SOPS_AGE_RECIPIENTS
    error: the push has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    ");
    assert_eq!(shop.0.asked("for-each-ref"), "");
    assert_eq!(shop.push("", &[("SOPS_AGE_RECIPIENTS", RECIPIENT)]).code, 0);
    shop.leaks_nothing();
}

#[test]
fn rules_that_seal_something_else_stop_it() {
    let shop = Shop::new().with_rules(&format!("{}    encrypted_regex: ^data$\n", rules()));
    insta::assert_snapshot!(shop.push("", &[]), @r"
    --- standard error
    .sops.yaml:4:5: error: `encrypted_regex: ^data$` seals other values than `encrypt` of the stack does, which is `encrypted_regex: ^(password)$`
      next: take the line out of .sops.yaml, or write there what `encrypt` says
    error: the push has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    ");
    shop.leaks_nothing();
}

#[test]
fn without_a_key_nobody_can_tell_whether_secrets_changed() {
    let shop = Shop::new().with_rules(&rules());
    shop.push("", &[]);
    let before = shop.pushed();
    insta::assert_snapshot!(shop.push("", &[]).talk.replace(shop.0.path("").to_str().unwrap(), "FOLDER/"), @r"
    add-ons/database/values.yaml: error: it cannot be told whether its sealed values changed: clusters/prod/stacks/shop/add-ons/database/values.yaml in the GitOps repository cannot be opened
      why: no age identity opens it: it is sealed for age1pv7mccy4u0u4g3urrmlevdxakzkmjvwyhw83prcadls7seplvgcs0ngdd0; searched SOPS_AGE_SSH_PRIVATE_KEY_FILE (not set), SOPS_AGE_SSH_PRIVATE_KEY_CMD (not set), FOLDER/home/.ssh/id_ed25519 (no such file), FOLDER/home/.ssh/id_rsa (no such file), SOPS_AGE_KEY (not set), SOPS_AGE_KEY_FILE (not set), SOPS_AGE_KEY_CMD (not set), FOLDER/home/.config/sops/age/keys.txt (no such file)
      next: bring a key that opens it (SOPS_AGE_KEY_FILE), or seal its values anew with --reseal
    error: the push has 1 error
    next: mend what each line says, and run the same command again
    ");
    assert_eq!(shop.pushed(), before);
    assert_eq!(shop.push("--reseal", &[]).code, 0);
    assert_ne!(shop.pushed(), before);
    shop.leaks_nothing();
}

#[test]
fn a_file_sealed_in_the_folder_needs_no_key() {
    let shop = Shop::new().with_rules(&rules());
    shop.push("", &[]);
    let sealed = shop.pushed() + "\n";
    shop.values(&sealed);
    assert!(shop.push("", &[]).talk.contains("nothing to push"));
    shop.values(&sealed.replace("replicas: 2", "replicas: 4"));
    assert_eq!(shop.push("", &[]).code, 0);
    assert!(shop.pushed().contains("replicas: 4"));
}

#[test]
fn forgetting_encrypt_does_not_write_the_secret_plain() {
    let shop = Shop::new().with_rules(&rules());
    shop.push("", &[]);
    shop.0.write(
        "shop/stack.yaml",
        &STACK.replace("    encrypt: [password]\n", ""),
    );
    insta::assert_snapshot!(shop.push_with_key(""), @r"
    --- standard error
    add-ons/database/values.yaml:3:11: error: `password` is sealed in the GitOps repository, and would be plain
      next: name password in `encrypt` of its member in stack.yaml, or give the value another key if it is no secret any more
    add-ons/database/values.yaml:4:18: error: `smtp.password` is sealed in the GitOps repository, and would be plain
      next: name smtp.password in `encrypt` of its member in stack.yaml, or give the value another key if it is no secret any more
    error: the push has 2 errors
    next: mend what each line says, and run the same command again
    --- exit 1
    ");
    shop.leaks_nothing();
}

#[test]
fn a_conflict_is_shown_and_changes_nothing() {
    let shop = Shop::new().with_rules(&rules());
    shop.push("", &[]);
    shop.0.git("clone", "pull -q origin main");
    let there = shop.pushed().replace("replicas: 2", "replicas: 7") + "\n";
    shop.0.write(&format!("clone/{IN_GIT}"), &there);
    for line in ["commit -q -a -m theirs", "push -q origin HEAD:main"] {
        shop.0.git("clone", line);
    }
    shop.values(&VALUES.replace("replicas: 2", "replicas: 3"));
    let tip = shop.0.asked("rev-parse main");
    let ended = shop.push_with_key("");
    assert_eq!(ended.code, 4, "{ended}");
    assert!(
        ended.answer.contains("--ours add-ons/database/values.yaml"),
        "{ended}"
    );
    assert_eq!(shop.0.asked("rev-parse main"), tip);
    assert_eq!(
        shop.push_with_key("--ours add-ons/database/values.yaml")
            .code,
        0
    );
    assert!(shop.pushed().contains("replicas: 3"));
    shop.leaks_nothing();
}

#[test]
fn the_plan_as_json_says_what_is_sealed() {
    let shop = Shop::new().with_rules(&rules());
    let ended = shop.push("-o json", &[]);
    let plan: serde_json::Value = serde_json::from_str(&ended.answer).unwrap();
    assert_eq!(plan["apiVersion"], "helm-stack/v1");
    assert_eq!(plan["kind"], "PushPlan");
    assert_eq!(plan["commit"], shop.0.asked("rev-parse main"));
    let files = plan["files"].as_array().unwrap();
    let sealed: Vec<_> = files
        .iter()
        .filter(|file| file["sealed"] == true)
        .map(|file| &file["path"])
        .collect();
    assert_eq!(sealed, [IN_GIT]);
}
