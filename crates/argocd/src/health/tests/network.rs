//! Service, Ingress, PersistentVolumeClaim and HorizontalPodAutoscaler.

use super::check;

#[test]
fn a_service_waits_only_for_a_load_balancer() {
    check(
        "{apiVersion: v1, kind: Service, ",
        &[
            ("spec: {type: ClusterIP}}", "Healthy"),
            (
                "spec: {type: LoadBalancer}, status: {loadBalancer: {}}}",
                "Progressing",
            ),
            (
                "spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}",
                "Healthy",
            ),
        ],
    );
    check(
        "{apiVersion: v2, kind: Service",
        &[("}", "Unknown: unsupported Service GVK: /v2, Kind=Service")],
    );
}

#[test]
fn an_ingress_waits_for_an_address() {
    for group in ["networking.k8s.io/v1", "extensions/v1beta1"] {
        check(
            &format!("{{apiVersion: {group}, kind: Ingress, "),
            &[
                ("status: {loadBalancer: {}}}", "Progressing"),
                ("status: {loadBalancer: {ingress: [{}]}}}", "Healthy"),
                ("status: {loadBalancer: {ingress: odd}}}", "Progressing"),
            ],
        );
    }
}

#[test]
fn a_claim_is_judged_by_its_phase() {
    check(
        "{apiVersion: v1, kind: PersistentVolumeClaim, ",
        &[
            ("status: {phase: Lost}}", "Degraded"),
            ("status: {phase: Pending}}", "Progressing"),
            ("status: {phase: Bound}}", "Healthy"),
            ("status: {}}", "Unknown"),
        ],
    );
    check(
        "{apiVersion: v2, kind: PersistentVolumeClaim",
        &[(
            "}",
            "Unknown: unsupported PersistentVolumeClaim GVK: /v2, Kind=PersistentVolumeClaim",
        )],
    );
}

#[test]
fn an_autoscaler_is_degraded_for_each_reason_whatever_the_status() {
    for (kind, reason) in [
        ("AbleToScale", "FailedGetScale"),
        ("AbleToScale", "FailedUpdateScale"),
        ("ScalingActive", "FailedGetResourceMetric"),
        ("ScalingActive", "FailedGetObjectMetric"),
        ("ScalingActive", "FailedGetPodsMetric"),
        ("ScalingActive", "FailedGetExternalMetric"),
        ("ScalingActive", "FailedComputeMetricsReplicas"),
        ("ScalingActive", "InvalidSelector"),
    ] {
        let conditions = format!(
            "status: {{conditions: [{{type: AbleToScale, status: 'True', message: fine}}, {{type: {kind}, reason: {reason}, message: refused}}]}}}}"
        );
        check(
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, ",
            &[(&conditions, "Degraded: refused")],
        );
    }
}

#[test]
fn an_autoscaler_is_healthy_when_it_can_scale() {
    let waits = "Progressing: Waiting to Autoscale";
    check(
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, ",
        &[
            (
                "status: {conditions: [{type: AbleToScale, status: 'True', message: ready}]}}",
                "Healthy: ready",
            ),
            (
                "status: {conditions: [{type: ScalingLimited, status: 'True', message: few}]}}",
                "Healthy: few",
            ),
            (
                "status: {conditions: [{type: AbleToScale, status: 'False', reason: BackoffBoth}]}}",
                waits,
            ),
            (
                "status: {conditions: [{type: ScalingActive, status: 'True', reason: FailedGetScale}]}}",
                waits,
            ),
            ("status: {}}", waits),
        ],
    );
}

#[test]
fn a_version_1_autoscaler_keeps_its_conditions_in_an_annotation() {
    let annotated = |text: &str| {
        format!(
            "metadata: {{annotations: {{autoscaling.alpha.kubernetes.io/conditions: '{text}'}}}}}}"
        )
    };
    check(
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, ",
        &[
            ("metadata: {}}", "Progressing: Waiting to Autoscale"),
            (&annotated("[]"), "Progressing: Waiting to Autoscale"),
            (&annotated("null"), "Progressing: Waiting to Autoscale"),
            (
                &annotated(r#"[{"type":"AbleToScale","status":"True","message":"ok"}]"#),
                "Healthy: ok",
            ),
            (
                &annotated("{"),
                "Unknown: failed to convert conditions annotation to typed: invalid type: map, expected a sequence at line 1 column 0",
            ),
        ],
    );
    check(
        "{apiVersion: autoscaling/v2beta2, kind: HorizontalPodAutoscaler",
        &[(
            "}",
            "Unknown: unsupported HPA GVK: autoscaling/v2beta2, Kind=HorizontalPodAutoscaler",
        )],
    );
}
