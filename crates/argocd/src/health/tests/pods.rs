//! Pod.

use super::check;

const POD: &str = "{apiVersion: v1, kind: Pod, ";

#[test]
fn a_pod_whose_container_cannot_start_is_degraded() {
    let waiting = |reasons: &[&str]| {
        let statuses: Vec<String> = reasons
            .iter()
            .map(|reason| {
                format!("{{state: {{waiting: {{reason: {reason}, message: {reason}!}}}}}}")
            })
            .collect();
        let statuses = statuses.join(", ");
        format!(
            "spec: {{restartPolicy: Always}}, status: {{phase: Pending, containerStatuses: [{statuses}]}}}}"
        )
    };
    check(
        POD,
        &[
            (&waiting(&["ErrImagePull"]), "Degraded: ErrImagePull!"),
            (
                &waiting(&["RunContainerError"]),
                "Degraded: RunContainerError!",
            ),
            (
                &waiting(&["CrashLoopBackOff", "ContainerCreating", "ImagePullBackOff"]),
                "Degraded: CrashLoopBackOff!, ImagePullBackOff!",
            ),
            (&waiting(&["ContainerCreating"]), "Progressing"),
        ],
    );
}

#[test]
fn a_pod_that_ends_is_not_judged_by_waiting_containers_unless_asked() {
    let statuses = "phase: Running, containerStatuses: [{state: {waiting: {reason: ImagePullBackOff, message: refused}}}]";
    let annotated = |annotations: &str| {
        format!(
            "metadata: {{annotations: {{{annotations}}}}}, spec: {{restartPolicy: Never}}, status: {{{statuses}}}}}"
        )
    };
    let ignore = "argocd.argoproj.io/ignore-restart-policy: 'true'";
    check(
        POD,
        &[
            (&annotated(""), "Progressing"),
            (&annotated(ignore), "Degraded: refused"),
            (
                &annotated("argocd.argoproj.io/ignore-restart-policy: 'yes'"),
                "Progressing",
            ),
            (
                &annotated(&format!("{ignore}, argocd.argoproj.io/hook: PreSync")),
                "Progressing",
            ),
            (
                &annotated(&format!("{ignore}, helm.sh/hook: pre-install")),
                "Progressing",
            ),
            (
                &annotated(&format!("{ignore}, argocd.argoproj.io/hook: Skip")),
                "Degraded: refused",
            ),
        ],
    );
}

#[test]
fn a_running_pod_is_healthy_when_ready_and_degraded_when_it_died_before() {
    check(
        POD,
        &[
            (
                "spec: {restartPolicy: Always}, status: {phase: Running, message: m, conditions: [{type: Ready, status: 'True'}]}}",
                "Healthy: m",
            ),
            (
                "spec: {restartPolicy: Always}, status: {phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{}, {lastState: {terminated: {exitCode: 1}}}]}}",
                "Degraded",
            ),
            (
                "spec: {restartPolicy: Always}, status: {phase: Running, containerStatuses: [{lastState: {}}]}}",
                "Progressing",
            ),
            (
                "spec: {restartPolicy: OnFailure}, status: {phase: Running}}",
                "Progressing",
            ),
            (
                "spec: {restartPolicy: Never}, status: {phase: Running}}",
                "Progressing",
            ),
            ("status: {phase: Running, message: odd}}", "Unknown: odd"),
        ],
    );
}

#[test]
fn a_failed_pod_says_its_own_message_or_what_the_first_container_died_of() {
    check(
        POD,
        &[
            (
                "status: {phase: Failed, message: Evicted}}",
                "Degraded: Evicted",
            ),
            (
                "status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {message: boom, exitCode: 1}}}]}}",
                "Degraded: boom",
            ),
            (
                "status: {phase: Failed, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}], containerStatuses: [{name: a, state: {terminated: {reason: OOMKilled, exitCode: 137}}}]}}",
                "Degraded: OOMKilled",
            ),
            (
                "status: {phase: Failed, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 2}}}], containerStatuses: [{name: a, state: {terminated: {exitCode: 1}}}]}}",
                "Degraded: container \"i\" failed with exit code 2",
            ),
            (
                "status: {phase: Failed, containerStatuses: [{state: {running: {}}}]}}",
                "Degraded",
            ),
        ],
    );
}

#[test]
fn the_other_phases_of_a_pod() {
    check(
        POD,
        &[
            (
                "status: {phase: Pending, message: waiting}}",
                "Progressing: waiting",
            ),
            (
                "status: {phase: Succeeded, message: done}}",
                "Healthy: done",
            ),
            ("status: {phase: Unknown}}", "Unknown"),
            ("status: {}}", "Unknown"),
            (
                "status: {phase: 7}}",
                "Unknown: failed to convert unstructured Pod to typed: status.phase is not text",
            ),
        ],
    );
    check(
        "{apiVersion: v2, kind: Pod, ",
        &[(
            "status: {phase: Running}}",
            "Unknown: unsupported Pod GVK: /v2, Kind=Pod",
        )],
    );
}
