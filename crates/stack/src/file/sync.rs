//! `sync:` — how Argo CD syncs a member: what is typed, what the defaults of the file add, what is left to ours.

use argocd::duration;
use argocd::nearest::nearest;
use serde_json::{Value, json};

use super::decode::{Decoder, Field, Fields};
use crate::member::Sync;

/// The sync options of Argo CD (its documentation, "Sync Options"); others pass, since newer ones may know more.
const OPTIONS: [&str; 11] = [
    "ApplyOutOfSyncOnly",
    "ClientSideApplyMigration",
    "CreateNamespace",
    "FailOnSharedResource",
    "PruneLast",
    "PrunePropagationPolicy",
    "Replace",
    "RespectIgnoreDifferences",
    "ServerSideApply",
    "SkipDryRunOnMissingResource",
    "Validate",
];

/// `sync:` as it is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedSync {
    automated: Option<bool>,
    prune: Option<bool>,
    self_heal: Option<bool>,
    options: Option<Vec<String>>,
    retry: Option<Value>,
}

impl TypedSync {
    /// Reads it; none of it where it is not written.
    pub(super) fn read<'a>(field: Option<Field<'a>>, decoder: &mut Decoder<'a>) -> Self {
        let fields = field.and_then(|field| decoder.fields(&field, "sync"));
        let Some(mut fields) = fields else {
            return Self::default();
        };
        let mut flag = |key| {
            let field = fields.take(key)?;
            decoder.flag(&field)
        };
        let (automated, prune, self_heal) = (flag("automated"), flag("prune"), flag("selfHeal"));
        let options = fields.take("options");
        let options = options.and_then(|field| self::options(&field, decoder));
        let retry = fields.take("retry");
        let retry = retry.and_then(|field| self::retry(&field, decoder));
        fields.finish(decoder, elsewhere);
        Self {
            automated,
            prune,
            self_heal,
            options,
            retry,
        }
    }

    /// Fills what is not typed with what others have.
    pub(super) fn or(self, defaults: &Self) -> Self {
        Self {
            automated: self.automated.or(defaults.automated),
            prune: self.prune.or(defaults.prune),
            self_heal: self.self_heal.or(defaults.self_heal),
            options: self.options.or_else(|| defaults.options.clone()),
            retry: self.retry.or_else(|| defaults.retry.clone()),
        }
    }

    /// Fills the rest as PRODUCT says: automated, prune, self-heal, server-side apply, five retries; the namespace is
    /// created where there is one to be created.
    pub(super) fn filled(self, creates_namespace: bool) -> Sync {
        let ours = || {
            let create = creates_namespace.then_some("CreateNamespace=true");
            let options = create.into_iter().chain(["ServerSideApply=true"]);
            options.map(str::to_owned).collect()
        };
        Sync {
            automated: self.automated.unwrap_or(true),
            prune: self.prune.unwrap_or(true),
            self_heal: self.self_heal.unwrap_or(true),
            options: self.options.unwrap_or_else(ours),
            retry: self.retry.unwrap_or_else(five_times),
        }
    }
}

fn five_times() -> Value {
    json!({"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}})
}

/// Says where a key belongs that is another's.
fn elsewhere(key: &str) -> Option<String> {
    match key {
        "syncOptions" => Some("did you mean options?".to_owned()),
        "selfheal" | "self-heal" => Some("did you mean selfHeal?".to_owned()),
        "allowEmpty" | "enabled" => Some(
            "write what Argo CD has beyond this under `application:`, a patch laid on the Application".to_owned(),
        ),
        _ => None,
    }
}

fn options<'a>(field: &Field<'a>, decoder: &mut Decoder<'a>) -> Option<Vec<String>> {
    let options = decoder.texts(field)?;
    for (option, node) in &options {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let meant = nearest(name, OPTIONS, 1)
            .pop()
            .filter(|_| !OPTIONS.contains(&name));
        if name.is_empty() || value.is_empty() {
            let what = format!("sync option {option} has no value");
            decoder.error(
                node,
                "sync-option",
                what,
                format!("write it as `{name}=true`"),
            );
        } else if let Some(meant) = meant {
            let what = format!("Argo CD knows no sync option {name}");
            decoder.warn(node, "sync-option", what, format!("did you mean {meant}?"));
        }
    }
    Some(
        options
            .iter()
            .map(|(option, _)| (*option).to_owned())
            .collect(),
    )
}

/// Reads `retry:`, Argo CD's `spec.syncPolicy.retry`.
fn retry<'a>(field: &Field<'a>, decoder: &mut Decoder<'a>) -> Option<Value> {
    let mut fields = decoder.fields(field, "retry")?;
    if let Some(limit) = fields.take("limit")
        && limit.value.as_i64().is_none_or(|limit| limit < -1)
    {
        decoder.wrong_type::<()>(&limit, "a whole number, or -1 for without end");
    }
    if let Some(refresh) = fields.take("refresh") {
        decoder.flag(&refresh);
    }
    let backoff = fields.take("backoff");
    if let Some(mut backoff) = backoff.and_then(|field| decoder.fields(&field, "backoff")) {
        lengths(&mut backoff, decoder);
        if let Some(factor) = backoff.take("factor") {
            decoder.number(&factor);
        }
        backoff.finish(decoder, |_| None);
    }
    fields.finish(decoder, |_| None);
    Some(field.value.clone())
}

fn lengths<'a>(backoff: &mut Fields<'a>, decoder: &mut Decoder<'a>) {
    for key in ["duration", "maxDuration"] {
        let Some(field) = backoff.take(key) else {
            continue;
        };
        let text = decoder.text(&field);
        if text.is_some_and(|text| duration::parse_or_seconds(text).is_none()) {
            let what = format!("{key} is not a length of time");
            decoder.error(field.node, "duration", what, "write it as in `5s` or `3m`");
        }
    }
}
