use super::*;

#[test]
fn every_task_needs_applications_and_says_what_else_it_takes() {
    for task in Task::ALL {
        let essential = task.needs().filter(|(_, loss)| *loss == Loss::All);
        let groups: Vec<_> = essential
            .flat_map(|(need, _)| need.grant.resources)
            .collect();
        assert!(groups.contains(&&"applications"), "{task:?}");
    }
    let logs = Task::Logs.needs();
    let logs = logs.filter(|(need, _)| need.layer == Layer::Logs);
    assert_eq!(logs.count(), 1);
}

#[test]
fn a_task_is_named_once_by_a_need() {
    for need in NEEDS {
        let mut tasks: Vec<Task> = need.uses().map(|(task, _)| task).collect();
        let count = tasks.len();
        tasks.sort();
        tasks.dedup();
        assert_eq!(tasks.len(), count, "{:?}", need.grant);
    }
}

#[test]
fn the_core_group_is_never_granted_whole_and_secrets_are_a_layer_of_their_own() {
    for need in NEEDS.iter().filter(|need| need.grant.groups.contains(&"")) {
        assert!(!need.grant.resources.contains(&"*"), "{:?}", need.grant);
        let with_secrets = matches!(
            need.layer,
            Layer::Secrets | Layer::Sources | Layer::Rendered
        );
        assert!(with_secrets || !need.grant.resources.contains(&"secrets"));
    }
}

#[test]
fn a_need_becomes_rights_where_it_is_to_hold() {
    let (log, _) = Task::Logs
        .needs()
        .find(|(need, _)| need.layer == Layer::Logs)
        .unwrap();
    let right = Right::new("get", "", "pods/log").within("web");
    assert_eq!(log.rights(Some("web")), std::slice::from_ref(&right));
    assert!(log.grant.covers(&right));
    assert!(
        !log.grant
            .covers(&Right::new("get", "", "pods").within("web"))
    );
}
