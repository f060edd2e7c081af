//! The Application of a member.

use argocd::marks;
use serde_json::{Map, Value};

use crate::complaint::Complaint;
use crate::layout::{fits, label};
use crate::member::{Member, Sync};

use super::{
    FINALIZER, PART_OF, PATHS, SYNC_OPTIONS, Site, WAVE, fields, merge_patch, object, source,
};

/// A member, and what its stack does not say of it.
#[derive(Clone, Copy, Debug)]
pub struct MemberInput<'a> {
    /// The member.
    pub member: &'a Member,
    /// Its wave among the members.
    pub wave: u32,
    /// Revision of the GitOps repository it follows.
    pub revision: &'a str,
    /// Whether the cluster has values of its own for it.
    pub has_overrides: bool,
    /// Whether it holds things that must not be deleted without being asked: Namespaces, CRDs, volumes, StatefulSets.
    pub holds_data: bool,
}

/// Returns the Application of a member.
///
/// # Errors
/// A name that does not fit, or a merge patch that makes it another object.
pub fn member(site: Site, input: &MemberInput) -> Result<Value, Vec<Complaint>> {
    let name = name(site, input.member);
    let mut complaints = name_complaints(input.member, &name);
    let mut application = Value::Object(object("Application", metadata(site, input, &name)));
    application["spec"] = Value::Object(spec(site, input));
    if let Some(patch) = &input.member.settings.application {
        let before = identity(&application);
        merge_patch(&mut application, patch);
        let is_same = identity(&application) == before;
        complaints.extend((!is_same).then(|| changes_identity(input.member)));
    }
    match complaints.is_empty() {
        true => Ok(application),
        false => Err(complaints),
    }
}

/// Returns the name of a member's Application.
fn name(site: Site, member: &Member) -> String {
    let own = member.settings.application_name.clone();
    own.unwrap_or_else(|| site.layout.member_name(&member.reference.name))
}

fn name_complaints(member: &Member, name: &str) -> Vec<Complaint> {
    let place = || member.place.clone();
    let next = "set a shorter applicationName for it";
    let own = member.settings.application_name.as_ref();
    let own = own.filter(|own| own.len() <= 63);
    let own = own.map(|own| label("Application", own, place()));
    let long = fits("Application", name, place(), next);
    own.unwrap_or_default().into_iter().chain(long).collect()
}

fn identity(application: &Value) -> [Value; 4] {
    let at = |pointer| application.pointer(pointer).cloned().unwrap_or_default();
    [
        at("/apiVersion"),
        at("/kind"),
        at("/metadata/name"),
        at("/metadata/namespace"),
    ]
}

fn changes_identity(member: &Member) -> Complaint {
    Complaint::error(
        "application-identity",
        member.place.clone(),
        format!(
            "application: of {} changes the Application's apiVersion, kind, name or namespace",
            member.reference
        ),
        "take that out; applicationName: gives it another name",
    )
    .because("the Application would be another one, and the old one deleted with all it deployed")
}

fn metadata(site: Site, input: &MemberInput, name: &str) -> Map<String, Value> {
    fields([
        ("name", name.into()),
        ("namespace", site.cluster.namespace.as_str().into()),
        ("labels", labels(site, input.member)),
        ("annotations", annotations(site, input)),
        ("finalizers", vec![FINALIZER].into()),
    ])
}

fn labels(site: Site, member: &Member) -> Value {
    let mut labels = fields([
        (PART_OF, site.layout.stack_name().into()),
        (marks::STACK_LABEL, site.layout.stack.as_str().into()),
        (marks::MEMBER_LABEL, member.reference.name.as_str().into()),
        (marks::TYPE_LABEL, member.reference.kind.as_str().into()),
    ]);
    add(&mut labels, &member.settings.labels);
    Value::Object(labels)
}

fn annotations(site: Site, input: &MemberInput) -> Value {
    let member = input.member;
    let parents: Vec<String> = member.parents.iter().map(ToString::to_string).collect();
    let parents = (!parents.is_empty()).then(|| parents.join(","));
    let sealed = (!member.encrypt.is_empty()).then_some("true");
    let confirm = input.holds_data.then_some("Prune=confirm");
    let deadline = member.settings.progress_deadline.to_string();
    let mut annotations = fields([
        (WAVE, input.wave.to_string().into()),
        (SYNC_OPTIONS, confirm.into()),
        (PATHS, source::watched(site, member).join(";").into()),
        (marks::PARENTS_ANNOTATION, parents.into()),
        (marks::PROGRESS_DEADLINE_ANNOTATION, deadline.into()),
        (marks::SEALED_ANNOTATION, sealed.into()),
    ]);
    add(&mut annotations, &member.settings.annotations);
    Value::Object(annotations)
}

/// Adds what a person wants beside what is ours.
fn add(ours: &mut Map<String, Value>, theirs: &std::collections::BTreeMap<String, String>) {
    for (key, value) in theirs {
        ours.entry(key.as_str())
            .or_insert_with(|| value.as_str().into());
    }
}

fn spec(site: Site, input: &MemberInput) -> Map<String, Value> {
    let settings = &input.member.settings;
    let project = settings.project.as_ref().unwrap_or(&site.cluster.project);
    let (key, sources) = source::sources(site, input);
    fields([
        ("project", project.as_str().into()),
        (key, sources),
        ("destination", destination(site, input.member)),
        ("syncPolicy", sync_policy(input.member)),
        (
            "ignoreDifferences",
            settings.ignore_differences.clone().into(),
        ),
        (
            "revisionHistoryLimit",
            settings.revision_history_limit.into(),
        ),
    ])
}

fn destination(site: Site, member: &Member) -> Value {
    let (key, cluster) = site.cluster.destination.field();
    let cluster = fields([(key, cluster.into())]);
    let own = member.settings.destination.as_ref();
    let mut destination = own.and_then(Value::as_object).cloned().unwrap_or(cluster);
    if let Some(namespace) = &member.namespace {
        destination.insert("namespace".into(), namespace.as_str().into());
    }
    Value::Object(destination)
}

fn sync_policy(member: &Member) -> Value {
    let Sync {
        automated,
        prune,
        self_heal,
        options,
        retry,
    } = &member.settings.sync;
    let automated = automated.then(|| {
        Value::Object(fields([
            ("prune", (*prune).into()),
            ("selfHeal", (*self_heal).into()),
        ]))
    });
    let metadata = member.settings.managed_namespace_metadata.clone();
    Value::Object(fields([
        ("automated", automated.into()),
        ("syncOptions", options.clone().into()),
        ("managedNamespaceMetadata", metadata.into()),
        ("retry", retry.clone()),
    ]))
}
