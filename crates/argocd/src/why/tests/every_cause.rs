//! Every word of the closed set has a world in which it is the answer, and every answer can be acted on.

use std::collections::BTreeSet;

use super::world::{World, condition, failed_sync};
use super::{
    comparison, control, deletion, drift, members, network, pods, secrets, syncs, workloads,
};
use crate::why::{Answer, Cause};

fn answers() -> Vec<(Cause, Answer)> {
    let worlds = [
        (Cause::ImageCannotBePulled, pods::image()),
        (Cause::CrashLoop, pods::crash_loop()),
        (Cause::OutOfMemory, pods::out_of_memory()),
        (Cause::ContainerConfigError, pods::config()),
        (Cause::InitContainerFailing, pods::init_container()),
        (Cause::ProbeFailing, pods::probe()),
        (Cause::Unschedulable, pods::unschedulable()),
        (Cause::VolumeClaimPending, pods::volume_claim()),
        (Cause::QuotaExceeded, workloads::quota()),
        (Cause::WebhookRefused, workloads::webhook()),
        (Cause::JobFailed, workloads::job()),
        (
            Cause::NamespaceTerminating,
            workloads::namespace_terminating(),
        ),
        (Cause::Suspended, workloads::suspended()),
        (Cause::Unhealthy, workloads::unhealthy()),
        (Cause::StillProgressing, workloads::progressing()),
        (Cause::NotInspected, workloads::not_inspected()),
        (Cause::LoadBalancerWithoutAddress, network::load_balancer()),
        (Cause::ServiceWithoutEndpoints, network::selects_nothing()),
        (Cause::HookFailed, syncs::hook()),
        (Cause::SyncWindowClosed, syncs::window()),
        (Cause::SyncWindowClosed, drift::window()),
        (Cause::WaitsForConfirmation, syncs::confirmation()),
        (Cause::OperationStuck, syncs::stuck()),
        (Cause::RetriesExhausted, syncs::retries()),
        (Cause::AutoSyncOff, drift::manual()),
        (Cause::AutoSyncPaused, drift::paused()),
        (Cause::SelfHealOff, drift::self_heal_off()),
        (Cause::PruneOff, drift::prune_off()),
        (Cause::WouldDeleteAll, drift::would_delete_all()),
        (Cause::SelfHealFight, drift::fight()),
        (Cause::NoVisibleDifference, drift::no_visible_difference()),
        (Cause::RolloutStep, drift::rollout_step()),
        (Cause::SharedResource, drift::shared()),
        (Cause::SkipReconcile, control::skipped()),
        (Cause::ControllerSilent, control::silent()),
        (Cause::NamespaceNotEnabled, control::elsewhere()),
        (Cause::DeletionBlocked, deletion::blocked()),
        (Cause::SealedTextDeployed, secrets::sealed()),
        (Cause::Nothing, World::of(serde_json::json!({}))),
        (
            Cause::RepoServerSilent,
            World::of(condition(
                "ComparisonError",
                "rpc error: code = Unavailable desc = connection error",
            )),
        ),
        (
            Cause::ClusterUnreachable,
            World::of(condition(
                "ComparisonError",
                "failed to get cluster info for \"https://10.0.0.9\"",
            )),
        ),
    ];
    let worlds = worlds
        .into_iter()
        .map(|(cause, world)| (cause, world.ask()));
    let texts = comparison::TEXTS
        .iter()
        .map(|(cause, text)| (*cause, comparison::world(text).ask()));
    let specs = comparison::SPECS
        .iter()
        .map(|(cause, text)| (*cause, comparison::refused(text).ask()));
    let syncs = syncs::TEXTS
        .iter()
        .map(|(cause, resource, text)| (*cause, World::of(failed_sync(resource, text)).ask()));
    let parents = [
        (Cause::WaitsForMember, members::waits().ask_about("web")),
        (
            Cause::HealthCheckMissing,
            members::unwaited().ask_about("web"),
        ),
    ];
    worlds
        .chain(texts)
        .chain(specs)
        .chain(syncs)
        .chain(parents)
        .collect()
}

#[test]
fn every_cause_is_found_in_some_world() {
    let mut found = BTreeSet::new();
    for (cause, answer) in answers() {
        assert_eq!(answer.cause, cause, "{answer:#?}");
        found.insert(cause);
    }
    let all: BTreeSet<Cause> = Cause::ALL.iter().copied().collect();
    let missing: Vec<&Cause> = all.difference(&found).collect();
    assert!(missing.is_empty(), "no finder for {missing:?}");
}

#[test]
fn every_answer_begins_at_the_add_on_and_says_what_to_do() {
    for (cause, answer) in answers() {
        assert!(
            answer.steps[0].subject.starts_with("Application/"),
            "{answer:#?}"
        );
        assert!(
            !answer.summary.is_empty() && !answer.summary.ends_with('.'),
            "{answer:#?}"
        );
        assert!(answer.is_well() || !answer.next.is_empty(), "{cause}");
    }
}

#[test]
fn every_command_is_one_line_of_a_known_program_without_holes() {
    for (_, answer) in answers() {
        for next in &answer.next {
            let program = next.command.as_str().split(' ').next().unwrap();
            assert!(
                matches!(program, "kubectl" | "helm" | "git" | "curl"),
                "{}",
                next.command
            );
            // The last would show the reader's credentials to another server.
            let holes = ["<", "NAME", "  ", "\n", "''", " -n -", " --server "];
            assert!(
                !holes
                    .iter()
                    .any(|hole| next.command.as_str().contains(hole)),
                "{}",
                next.command
            );
            let destroys = next.command.as_str().contains(" delete ")
                || next.command.as_str().contains("\"prune\":true")
                || next.command.as_str().contains("deletion-approved");
            assert_eq!(
                destroys,
                next.why.contains("DESTRUCTIVE"),
                "{}: {}",
                next.why,
                next.command
            );
        }
    }
}
