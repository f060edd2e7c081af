//! Whatever both sides do: a push that is done leaves nothing to do, and no edit of others is lost.

use proptest::prelude::*;

use super::world::{STACK, World, there};

/// Edits of one side or the other, by number.
#[derive(Clone, Debug)]
enum Edit {
    Ours(usize),
    Theirs(usize),
    Push,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (0..6usize).prop_map(Edit::Ours),
        (0..5usize).prop_map(Edit::Theirs),
        Just(Edit::Push),
    ];
    prop::collection::vec(edit, 0..8)
}

fn ours(world: &mut World, number: usize) {
    match number {
        0 => world.folder.insert(
            "add-ons/grafana/values.yaml",
            "replicas: 3\nadminPassword: hunter2\n",
        ),
        1 => world.folder.insert(
            "add-ons/grafana/values.yaml",
            "replicas: 4\nadminPassword: hunter3\n",
        ),
        2 => world
            .folder
            .insert("stack.yaml", STACK.replace("9.2.10", "9.3.0")),
        3 => world
            .folder
            .insert("stack.yaml", STACK.replace("1.4.0", "1.5.0")),
        4 => world.folder.insert(
            "manifests/grafana-ns.yaml",
            "apiVersion: v1\nkind: Namespace\n",
        ),
        _ => world
            .folder
            .insert("stack.yaml", STACK.split("addons:").next().unwrap()),
    }
}

fn theirs(world: &mut World, number: usize) {
    let (path, text) = match number {
        0 => ("add-ons/grafana/values.yaml", "replicas: 9\n"),
        1 => ("stack.yaml", "# edited\n"),
        2 => ("apps/grafana.yaml", "kind: Application\n"),
        3 => ("overrides/grafana.yaml", "replicas: 5\n"),
        _ => ("add-ons/grafana/values.yaml", ""),
    };
    match text {
        "" => drop(world.tip.remove(&there(path))),
        text => world.tip.insert(there(path), text),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A plan that is done leaves nothing to do, and touches no file that others changed since the last push.
    #[test]
    fn a_plan_done_is_done_and_loses_no_edit(edits in edits()) {
        let mut world = World::new();
        let mut last = world.tip.clone();
        for edit in edits {
            match edit {
                Edit::Ours(number) => ours(&mut world, number),
                Edit::Theirs(number) => theirs(&mut world, number),
                Edit::Push => {
                    name_removals(&mut world);
                    let Ok(plan) = world.try_plan() else { continue };
                    if !plan.is_clear() {
                        continue;
                    }
                    for change in &plan.changes {
                        let path = &change.path;
                        prop_assert_eq!(world.tip.get(path), last.get(path), "{}", path);
                    }
                    last = plan.applied(&world.tip);
                    world.tip = last.clone();
                    let again = world.plan();
                    prop_assert!(again.is_empty(), "{:?}", again.changes);
                }
            }
        }
    }
}

/// Names the removal of what is in the stack no more, and nothing else: that is refused.
fn name_removals(world: &mut World) {
    let is_whole = world.stack().members.len() > 1;
    world.remove = if is_whole {
        Vec::new()
    } else {
        vec!["grafana".to_owned()]
    }
    .into_iter()
    .collect();
}
