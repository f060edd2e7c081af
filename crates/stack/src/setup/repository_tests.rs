use super::*;

const URL: &str = "https://git.example.com/gitops.git";

fn wanted() -> Wanted<'static> {
    Wanted {
        cluster: "prod",
        repository: URL,
        repository_said: false,
        branch: "main",
        namespace: None,
        uid: Some("6e0f"),
        decryptor: true,
        recipients: &[],
    }
}

fn tip(prepared: &Prepared) -> Files {
    let changes = prepared.changes.iter();
    changes
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

fn refused(tip: &Files, wanted: &Wanted) -> Vec<&'static str> {
    let complaints = prepare(tip, wanted).unwrap_err();
    complaints.iter().map(|complaint| complaint.rule).collect()
}

#[test]
fn an_empty_repository_gets_both_files() {
    let prepared = prepare(&Files::default(), &wanted()).unwrap();
    let text: String = prepared
        .changes
        .iter()
        .map(|(path, text)| format!("== {path}\n{text}"))
        .collect();
    insta::assert_snapshot!(text);
    assert_eq!(prepared.root["metadata"]["name"], "argocd-stacks");
}

#[test]
fn a_second_time_there_is_nothing_to_write() {
    let first = prepare(&Files::default(), &wanted()).unwrap();
    let second = prepare(&tip(&first), &wanted()).unwrap();
    assert_eq!(second.changes, BTreeMap::new());
    assert_eq!(second.root, first.root);
}

#[test]
fn a_persons_file_keeps_everything_but_our_lines() {
    let plain = Wanted {
        uid: None,
        decryptor: false,
        recipients: &[],
        ..wanted()
    };
    let mut tip = tip(&prepare(&Files::default(), &plain).unwrap());
    let path = "clusters/prod/cluster.yaml";
    let text = tip.text(path).unwrap();
    let text = text.replace(
        "decryptor: none",
        "# who opens\ndecryptor: none   # nobody yet",
    );
    tip.insert(path, text.trim_end());
    let prepared = prepare(&tip, &wanted()).unwrap();
    let expected = text.replace("decryptor: none   #", "decryptor: helm-stack #");
    assert_eq!(
        prepared.changes[path],
        format!("{}\nclusterUid: 6e0f\n", expected.trim_end())
    );
}

#[test]
fn another_cluster_is_refused() {
    let tip = tip(&prepare(&Files::default(), &wanted()).unwrap());
    let other = Wanted {
        uid: Some("0000"),
        ..wanted()
    };
    assert_eq!(refused(&tip, &other), ["another-cluster"]);
}

#[test]
fn the_uid_of_argo_cd_says_nothing_of_a_cluster_elsewhere() {
    let mut tip = tip(&prepare(&Files::default(), &wanted()).unwrap());
    let path = "clusters/prod/cluster.yaml";
    let text = tip.text(path).unwrap();
    let text = text.replace(
        "https://kubernetes.default.svc",
        "https://prod.example.com:6443",
    );
    tip.insert(path, text);
    let other = Wanted {
        uid: Some("0000"),
        ..wanted()
    };
    let prepared = prepare(&tip, &other).unwrap();
    assert_eq!(prepared.cluster.uid.as_deref(), Some("6e0f"));
}

#[test]
fn flags_that_say_otherwise_than_the_file_are_refused_together() {
    let tip = tip(&prepare(&Files::default(), &wanted()).unwrap());
    let other = Wanted {
        namespace: Some("gitops"),
        repository: "https://other.example.com/gitops",
        repository_said: true,
        branch: "next",
        ..wanted()
    };
    assert_eq!(
        refused(&tip, &other),
        ["another-namespace", "another-repository", "another-branch"]
    );
    let read_elsewhere = Wanted {
        repository: "ssh://git@git.example.com/gitops",
        ..wanted()
    };
    assert_eq!(
        prepare(&tip, &read_elsewhere).unwrap().cluster.repository,
        URL
    );
}

#[test]
fn a_root_somebody_edited_is_left_as_it_is_and_applied() {
    let mut tip = tip(&prepare(&Files::default(), &wanted()).unwrap());
    let path = "argocd/argocd/root.yaml";
    let text = format!("{}  revisionHistoryLimit: 3\n", tip.text(path).unwrap());
    tip.insert(path, text);
    let prepared = prepare(&tip, &wanted()).unwrap();
    assert_eq!(prepared.changes, BTreeMap::new());
    assert_eq!(prepared.root["spec"]["revisionHistoryLimit"], 3);
    tip.insert(path, "kind: ConfigMap\n");
    assert_eq!(refused(&tip, &wanted()), ["not-the-root"]);
}

#[test]
fn a_second_cluster_joins_the_root() {
    let first = tip(&prepare(&Files::default(), &wanted()).unwrap());
    let staging = Wanted {
        cluster: "staging",
        ..wanted()
    };
    let prepared = prepare(&first, &staging).unwrap();
    let include = prepared.root["spec"]["source"]["directory"]["include"]
        .as_str()
        .unwrap();
    assert!(
        include.contains("clusters/prod/") && include.contains("clusters/staging/"),
        "{include}"
    );
    assert!(prepared.changes.contains_key("argocd/argocd/root.yaml"));
}

#[test]
fn what_cannot_be_read_or_named_is_refused() {
    let broken: Files = [("clusters/other/cluster.yaml", "kind: Nothing\n")]
        .into_iter()
        .collect();
    assert!(!refused(&broken, &wanted()).is_empty());
    let odd = Wanted {
        cluster: "Prod_1",
        ..wanted()
    };
    assert_eq!(refused(&Files::default(), &odd), ["not-a-dns-label"]);
}
