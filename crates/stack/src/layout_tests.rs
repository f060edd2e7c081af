use super::*;

fn layout() -> Layout {
    Layout::new("prod", "monitoring")
}

#[test]
fn paths_and_names_are_those_of_the_product_page() {
    let layout = layout();
    let found = [
        layout.cluster_file(),
        layout.project_file(),
        layout.stack_application(),
        layout.file("stack.yaml"),
        layout.application("grafana"),
        layout.overrides("grafana"),
        layout.pushed(),
        root_file("argocd"),
        root_name("argocd"),
        layout.stack_name(),
        layout.member_name("grafana"),
        layout.tag("1.4.0", 2),
    ];
    assert_eq!(
        found,
        [
            "clusters/prod/cluster.yaml",
            "clusters/prod/argocd/stacks/project.yaml",
            "clusters/prod/argocd/stacks/monitoring.yaml",
            "clusters/prod/stacks/monitoring/stack.yaml",
            "clusters/prod/stacks/monitoring/apps/grafana.yaml",
            "clusters/prod/stacks/monitoring/overrides/grafana.yaml",
            "clusters/prod/stacks/monitoring/pushed.yaml",
            "argocd/argocd/root.yaml",
            "argocd-stacks",
            "prod-monitoring",
            "prod-monitoring-grafana",
            "helm-stack/prod/monitoring/1.4.0-2",
        ]
    );
}

#[test]
fn only_dns_labels_are_names() {
    let wrong = |name: &str| !label("stack", name, Place::default()).is_empty();
    for name in ["monitoring", "a", "7", "a-b-1", &"a".repeat(63)] {
        assert!(!wrong(name), "{name}");
    }
    for name in [
        "",
        "Monitoring",
        "a_b",
        "-a",
        "a-",
        "a.b",
        "a/b",
        "ä",
        &"a".repeat(64),
    ] {
        assert!(wrong(name), "{name}");
    }
}

#[test]
fn names_that_are_too_long_together_are_refused() {
    let layout = Layout::new("c".repeat(40), "s".repeat(23));
    let complaints = layout.complaints();
    assert_eq!(complaints.len(), 1);
    assert!(complaints[0].what.contains("has 64 characters, 63 fit"));
    let shorter = Layout::new("c".repeat(40), "s".repeat(22));
    assert!(shorter.complaints().is_empty());
}

#[test]
fn no_stack_takes_the_place_of_the_project() {
    let complaints = Layout::new("prod", "project").complaints();
    assert_eq!(complaints[0].rule, "reserved-name");
}

#[test]
fn a_path_stays_in_the_stack_folder() {
    let rule = |path: &str| stays(path, Place::default()).map(|complaint| complaint.rule);
    assert_eq!(rule("add-ons/grafana/values.yaml"), None);
    for path in [
        "../values.yaml",
        "/etc/passwd",
        "a//b",
        "a/./b",
        "a/../../b",
        "a\\b",
        "",
    ] {
        assert_eq!(rule(path), Some("path-outside"), "{path}");
    }
    for path in [
        "apps/grafana.yaml",
        "overrides/grafana.yaml",
        "pushed.yaml",
        "sealed/x",
    ] {
        assert_eq!(rule(path), Some("reserved-path"), "{path}");
    }
}

#[test]
fn tags_of_other_stacks_are_not_ours() {
    assert!(layout().is_tag("helm-stack/prod/monitoring/1.4.0-2"));
    assert!(!layout().is_tag("helm-stack/prod/monitoring-2/1.4.0-2"));
    assert!(!layout().is_tag("main"));
}

#[test]
fn of_other_clusters_only_what_they_are_is_needed() {
    let needed = |path: &str| is_needed("prod", path);
    for path in [
        "argocd/argocd/root.yaml",
        "clusters/prod/stacks/a/add-ons/x/values.yaml",
        "clusters/dev/cluster.yaml",
        "clusters/dev/stacks/a/pushed.yaml",
        "clusters/dev/stacks/a/apps/x.yaml",
        "clusters/dev/argocd/stacks/a.yaml",
        ".sops.yaml",
    ] {
        assert!(needed(path), "{path}");
    }
    for path in [
        "README.md",
        "clusters/README.md",
        "clusters/dev/stacks/a/add-ons/x/values.yaml",
        "clusters/production/stacks/a/stack.yaml",
    ] {
        assert!(!needed(path), "{path}");
    }
}

#[test]
fn a_cluster_is_found_by_its_file() {
    assert_eq!(cluster_of("clusters/prod/cluster.yaml"), Some("prod"));
    assert_eq!(cluster_of("clusters/prod/stacks/a/cluster.yaml"), None);
}
