//! Helm, through the user's own program (`HELM_BIN`).
