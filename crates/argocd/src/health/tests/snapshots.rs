//! VolumeSnapshot and VolumeSnapshotContent.

use super::check;

#[test]
fn a_volume_snapshot_is_ready_failed_or_waiting() {
    for kind in ["VolumeSnapshot", "VolumeSnapshotContent"] {
        check(
            &format!("{{apiVersion: snapshot.storage.k8s.io/v1, kind: {kind}, "),
            &[
                ("spec: {}}", "Progressing: Waiting for status"),
                (
                    "status: {readyToUse: false}}",
                    "Progressing: Waiting for status",
                ),
                (
                    "status: {readyToUse: true, error: {message: old}}}",
                    "Healthy: Ready to use",
                ),
                (
                    "status: {readyToUse: false, error: {message: no driver}}}",
                    "Degraded: no driver",
                ),
            ],
        );
    }
}
