//! Edits of others: which are kept, which are conflicts, how they are decided.

use super::world::{STACK, World, refused, shown, there};

const VALUES: &str = "add-ons/grafana/values.yaml";

fn conflicts(world: &World) -> String {
    let plan = world.plan();
    let lines: Vec<String> = plan
        .conflicts
        .iter()
        .map(|conflict| {
            format!(
                "{}: {}: {}; {}",
                conflict.place, conflict.rule, conflict.what, conflict.next
            )
        })
        .collect();
    lines.join("\n")
}

#[test]
fn an_edit_in_git_is_kept_and_said() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    let plan = world.plan();
    assert!(plan.is_empty() && plan.is_clear());
    insta::assert_snapshot!(shown(&plan));
}

#[test]
fn an_edit_in_git_lives_through_other_changes() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    world.edit("stack.yaml", "9.2.10", "9.3.0");
    world.push();
    assert!(world.text_there(VALUES).contains("replicas: 7"));
    assert!(world.plan().is_empty());
}

#[test]
fn two_edits_of_one_file_are_a_conflict() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    world.edit(VALUES, "replicas: 2", "replicas: 3");
    let clashes = world.plan().clashes;
    let wanted = clashes[0].bytes.as_ref().unwrap().as_bytes();
    assert!(String::from_utf8_lossy(wanted).contains("replicas: 3"));
    insta::assert_snapshot!(conflicts(&world), @"
    clusters/prod/stacks/monitoring/add-ons/grafana/values.yaml: conflict-both-changed: it was changed in the GitOps repository since the last push, and in the stack; bring the two together in add-ons/grafana/values.yaml, or decide: --ours add-ons/grafana/values.yaml or --theirs add-ons/grafana/values.yaml
    ");
}

#[test]
fn a_decision_on_a_file_that_is_not_there_is_said_to_be_none() {
    let mut world = World::pushed();
    world.ours.insert("add-ons/grafna/values.yaml".to_owned());
    world.theirs.insert(VALUES.to_owned());
    world.remove.insert("loki".to_owned());
    let remarks = world.plan().remarks;
    let said: Vec<String> = remarks
        .iter()
        .filter(|remark| remark.rule == "stray-name")
        .map(|remark| format!("{}; {}", remark.what, remark.next))
        .collect();
    assert_eq!(
        said,
        [
            "--ours add-ons/grafna/values.yaml decided nothing: there is no such file; did you mean add-ons/grafana/values.yaml?",
            "--remove loki removed nothing: no member of that name is there; leave it out, or correct it",
        ]
    );
}

#[test]
fn a_conflict_is_decided_by_file() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    world.edit(VALUES, "replicas: 2", "replicas: 3");
    let mut ours = world.clone();
    ours.ours.insert(VALUES.to_owned());
    ours.push();
    assert!(ours.text_there(VALUES).contains("replicas: 3"));
    world.theirs.insert(there(VALUES));
    world.push();
    assert!(world.text_there(VALUES).contains("replicas: 7"));
    world.theirs.clear();
    let plan = world.plan();
    assert!(
        plan.is_clear() && plan.is_empty(),
        "a decision is asked for once: {plan:?}"
    );
}

#[test]
fn an_edit_brought_home_is_no_conflict_later() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    world.edit(VALUES, "replicas: 2", "replicas: 7");
    let plan = world.push();
    assert_eq!(plan.changes.len(), 1, "only the record: {plan:?}");
    assert!(world.plan().is_empty());
    world.edit(VALUES, "replicas: 7", "replicas: 8");
    world.push();
    assert!(world.text_there(VALUES).contains("replicas: 8"));
}

#[test]
fn an_edit_of_a_generated_file_names_its_field() {
    let mut world = World::pushed();
    world.edit_there("apps/grafana.yaml", "9.2.10", "9.9.9");
    world.edit_there("apps/grafana-ns.yaml", "prune: true", "prune: false");
    insta::assert_snapshot!(conflicts(&world), @"
    clusters/prod/stacks/monitoring/apps/grafana-ns.yaml: conflict-generated: a file that a push writes anew was edited in the GitOps repository; say the same in stack.yaml (grafana-ns: sync), or decide: --ours apps/grafana-ns.yaml or --theirs apps/grafana-ns.yaml
    clusters/prod/stacks/monitoring/apps/grafana.yaml: conflict-generated: a file that a push writes anew was edited in the GitOps repository; say the same in stack.yaml (grafana: version), or decide: --ours apps/grafana.yaml or --theirs apps/grafana.yaml
    ");
}

#[test]
fn a_deleted_file_that_is_still_wanted_is_a_conflict() {
    let mut world = World::pushed();
    world.tip.remove(&there(VALUES));
    world.tip.remove(&there("apps/grafana-ns.yaml"));
    insta::assert_snapshot!(conflicts(&world), @"
    clusters/prod/stacks/monitoring/add-ons/grafana/values.yaml: conflict-deleted-there: it was deleted in the GitOps repository since the last push, and the stack still has it; take it out of the stack, or decide: --ours add-ons/grafana/values.yaml or --theirs add-ons/grafana/values.yaml
    clusters/prod/stacks/monitoring/apps/grafana-ns.yaml: conflict-generated: a file that a push writes anew was edited in the GitOps repository; say the same in stack.yaml (grafana-ns), or decide: --ours apps/grafana-ns.yaml or --theirs apps/grafana-ns.yaml
    ");
}

#[test]
fn a_file_that_no_push_wrote_is_a_conflict() {
    let mut world = World::new();
    world.tip.insert(there(VALUES), "replicas: 9\n");
    insta::assert_snapshot!(conflicts(&world), @"
    clusters/prod/stacks/monitoring/add-ons/grafana/values.yaml: conflict-no-base: it lies in the GitOps repository already, differs, and no push of this stack wrote it; make add-ons/grafana/values.yaml the same, or decide: --ours add-ons/grafana/values.yaml or --theirs add-ons/grafana/values.yaml
    ");
}

#[test]
fn an_edit_of_the_project_is_kept_while_the_push_has_nothing_new() {
    let mut world = World::pushed();
    let path = "clusters/prod/argocd/stacks/project.yaml";
    let text = format!("{}  roles: []\n", world.tip.text(path).unwrap());
    world.tip.insert(path, text);
    let plan = world.plan();
    assert!(plan.is_clear() && plan.is_empty());
    world.edit("stack.yaml", "community", "other");
    insta::assert_snapshot!(conflicts(&world), @"
    clusters/prod/argocd/stacks/project.yaml: conflict-both-changed: it was changed in the GitOps repository since the last push, and in the stack; bring the two together in that file (it lacks https://charts.example.com/other), or decide: --ours clusters/prod/argocd/stacks/project.yaml or --theirs clusters/prod/argocd/stacks/project.yaml
    ");
}

#[test]
fn an_edited_file_of_a_removed_member_stays() {
    let mut world = World::pushed();
    world.edit_there(VALUES, "replicas: 2", "replicas: 7");
    let stack = super::world::STACK.split("addons:").next().unwrap();
    world.folder.insert("stack.yaml", stack);
    world.remove.insert("grafana".to_owned());
    let plan = world.push();
    assert!(world.text_there(VALUES).contains("replicas: 7"));
    assert!(!world.tip.contains(&there("apps/grafana.yaml")));
    assert!(
        plan.remarks
            .iter()
            .any(|remark| remark.what.contains("the stack has it no more"))
    );
}

#[test]
fn overrides_are_never_touched() {
    let mut world = World::pushed();
    world
        .tip
        .insert(there("overrides/grafana.yaml"), "replicas: 9\n");
    world
        .tip
        .insert(there("apps/foreign.yaml"), "kind: Application\n");
    let plan = world.push();
    assert!(
        plan.changes
            .iter()
            .all(|change| !change.path.contains("overrides"))
    );
    assert!(
        world
            .text_there("apps/grafana.yaml")
            .contains("/overrides/grafana.yaml\n")
    );
    assert_eq!(world.text_there("overrides/grafana.yaml"), "replicas: 9\n");
    assert!(world.tip.contains(&there("apps/foreign.yaml")));
}

#[test]
fn an_edited_project_that_admits_what_is_needed_is_kept() {
    let mut world = World::pushed();
    let path = "clusters/prod/argocd/stacks/project.yaml";
    let text = world.tip.text(path).unwrap();
    let text = text.replace(
        "  sourceRepos:\n",
        "  roles: []\n  sourceRepos:\n    - https://charts.example.com/other\n",
    );
    world.tip.insert(path, text);
    world.edit("stack.yaml", "community", "other");
    let plan = world.plan();
    assert!(plan.is_clear(), "{:?}", plan.conflicts);
    assert!(plan.changes.iter().all(|change| change.path != path));
    assert!(plan.remarks.iter().any(|remark| remark.place.file == path));
}

/// Two folders of one stack: the other one pushed since this one did.
fn outdated(change_there: impl Fn(&mut World)) -> World {
    let mut world = World::pushed();
    let here = world.folder.clone();
    let record = "clusters/prod/stacks/monitoring/pushed.yaml";
    let known = world.tip.text(record).map(str::to_owned);
    let known = known.into_iter().collect();
    change_there(&mut world);
    world.push();
    World {
        folder: here,
        known,
        ..world
    }
}

#[test]
fn an_old_folder_takes_nothing_back() {
    let mut world = outdated(|world| {
        let manifest =
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: grafana\n  labels: {team: a}\n";
        world.folder.insert("manifests/grafana-ns.yaml", manifest);
    });
    world.folder.insert(
        "add-ons/grafana/values.yaml",
        "replicas: 5\nadminPassword: hunter2\n",
    );
    let plan = world.try_plan().unwrap();
    assert!(plan.is_clear(), "{:?}", plan.conflicts);
    let changed: Vec<&str> = plan
        .changes
        .iter()
        .map(|change| change.path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(changed, ["values.yaml", "pushed.yaml"]);
    assert!(
        plan.remarks
            .iter()
            .any(|remark| remark.place.file.ends_with("manifests/grafana-ns.yaml"))
    );
}

#[test]
fn an_old_stack_file_is_a_conflict() {
    let mut world = outdated(|world| {
        world
            .folder
            .insert("stack.yaml", STACK.replace("9.2.10", "9.3.0"));
    });
    let conflicts = |world: &World| -> Vec<&str> {
        let plan = world.try_plan().unwrap();
        plan.conflicts
            .iter()
            .map(|complaint| complaint.rule)
            .collect()
    };
    assert_eq!(conflicts(&world), ["conflict-outdated"]);
    world.theirs.insert("stack.yaml".to_owned());
    assert_eq!(conflicts(&world), ["conflict-outdated"]);
    world.theirs.clear();
    world.ours.insert("stack.yaml".to_owned());
    assert!(conflicts(&world).is_empty());
}

#[test]
fn a_member_that_others_added_is_not_offered_for_removal() {
    let more = "  - name: loki\n    chart: loki\n    version: 6.30.1\n    repository: https://charts.example.com/community\n    namespace: loki\n";
    let world = outdated(|world| {
        world.folder.insert("stack.yaml", format!("{STACK}{more}"));
        world.folder.insert("add-ons/loki/values.yaml", "a: 1\n");
    });
    assert!(
        refused(&world).contains("added-by-others"),
        "{}",
        refused(&world)
    );
}

#[test]
fn a_push_of_which_nobody_knows_whether_it_arrived_is_ones_own() {
    let mut world = World::pushed();
    let record = "clusters/prod/stacks/monitoring/pushed.yaml";
    let values = |world: &mut World, replicas: u8| {
        let text = format!("replicas: {replicas}\nadminPassword: hunter2\n");
        world.folder.insert("add-ons/grafana/values.yaml", text);
    };
    let first = world.tip.text(record).unwrap().to_owned();
    let before = world.tip.clone();
    values(&mut world, 5);
    world.push();
    let second = world.tip.text(record).unwrap().to_owned();
    world.known = vec![first, second];
    values(&mut world, 6);
    for tip in [world.tip.clone(), before] {
        world.tip = tip;
        assert!(world.try_plan().unwrap().is_clear());
    }
}
