//! The template of an add-on: its Application, with its values inside it instead of in Git.

use serde_json::{Map, Value, json};

use crate::application::{MemberInput, Site, member as application};
use crate::cluster_file::ClusterFile;
use crate::complaint::Complaint;
use crate::layout::Layout;
use crate::member::{Chart, Member, Stack};
use crate::yaml;

use super::Packed;
use super::content::Contents;
use super::secret::{Secret, literal};
use super::template::{mark, mark_lines, template as written};

/// Annotations that speak of files in Git.
const OF_GIT: [&str; 2] = [
    "argocd.argoproj.io/manifest-generate-paths",
    argocd::marks::SEALED_ANNOTATION,
];

/// Returns what an add-on becomes.
///
/// # Errors
/// Values that cannot be read, names that do not fit.
pub(super) fn template(
    stack: &Stack,
    member: &Member,
    chart: &Chart,
    wave: u32,
    contents: &Contents,
) -> Result<Packed, Vec<Complaint>> {
    let secrets = secrets(member, chart, contents);
    let values = values(member, chart, contents)?;
    let mut object = object(stack, member, wave)?;
    let inside = match secrets.is_empty() {
        true => mark(&values.expression),
        false => mark("toYaml $values"),
    };
    object["spec"]["source"]["helm"]["values"] = inside;
    let head = match secrets.is_empty() {
        true => String::new(),
        false => assignments(&values.expression, &secrets),
    };
    Ok(Packed {
        template: head + &written(&object),
        files: values.files,
        secrets,
    })
}

fn secrets(member: &Member, chart: &Chart, contents: &Contents) -> Vec<Secret> {
    let files = chart.value_files.iter().chain([&chart.values]);
    let mut paths: Vec<Vec<String>> = Vec::new();
    for path in files
        .filter_map(|file| contents.get(file))
        .flat_map(|file| &file.paths)
    {
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    let secret = |path| Secret {
        member: member.reference.clone(),
        path,
    };
    paths.into_iter().map(secret).collect()
}

/// Where a template finds the member's values.
struct Values {
    /// Files to add for that.
    files: Vec<(String, String)>,
    /// The expression that yields their text.
    expression: String,
}

/// Returns where a template finds the member's values.
fn values(member: &Member, chart: &Chart, contents: &Contents) -> Result<Values, Vec<Complaint>> {
    let of = |path: &str| format!(".Files.Get {}", literal(path));
    if chart.value_files.is_empty() {
        return Ok(Values {
            files: Vec::new(),
            expression: of(&format!("stack/{}", chart.values)),
        });
    }
    let mut merged = Value::Object(Map::new());
    for path in chart.value_files.iter().chain([&chart.values]) {
        let text = contents.get(path).map_or("", |file| file.text.as_str());
        let value = yaml::read::read(text).map_err(|fault| vec![fault_complaint(path, &fault)])?;
        coalesce(&mut merged, value);
    }
    let path = format!("values/{}.yaml", member.reference.name);
    let comment = "# The member's values files, merged in their order.\n";
    let text = format!("{comment}{}", yaml::write::value(&merged, 0));
    Ok(Values {
        expression: of(&path),
        files: vec![(path, text)],
    })
}

fn fault_complaint(path: &str, fault: &yaml::fault::Fault) -> Complaint {
    let place = crate::complaint::Place::at(path, fault.line, fault.column);
    Complaint::error("not-yaml", place, fault.message.clone(), "mend the YAML")
}

/// Lays one values file on those before, as Helm does with several `--values`: maps are merged, the rest replaces.
fn coalesce(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (key, value) in above {
                coalesce(below.entry(key).or_insert(Value::Null), value);
            }
        }
        // An empty file says nothing.
        (below, Value::Null) if below.is_object() => {}
        (below, above) => *below = above,
    }
}

/// Returns the lines that put the secrets into the values.
fn assignments(source: &str, secrets: &[Secret]) -> String {
    let mut text = format!("{{{{- $values := {source} | fromYaml }}}}\n");
    for secret in secrets {
        let Some((last, above)) = secret.path.split_last() else {
            continue;
        };
        let above: Vec<String> = above.iter().map(|key| literal(key)).collect();
        let map = match above.is_empty() {
            true => "$values".to_owned(),
            false => format!("(index $values {})", above.join(" ")),
        };
        let (key, value) = (literal(last), secret.expression());
        text.push_str(&format!("{{{{- $_ := set {map} {key} ({value}) }}}}\n"));
    }
    text
}

/// Returns the member's Application with marks where the cluster is not known, without its values.
fn object(stack: &Stack, member: &Member, wave: u32) -> Result<Value, Vec<Complaint>> {
    let layout = Layout::new("x", stack.name.as_str());
    let cluster = ClusterFile::new("x", "", "");
    let site = Site {
        layout: &layout,
        cluster: &cluster,
    };
    let input = MemberInput {
        member,
        wave,
        revision: "",
        has_overrides: false,
        holds_data: false,
    };
    let mut object = application(site, &input)?;
    let chart = &stack.name;
    let metadata = &mut object["metadata"];
    if member.settings.application_name.is_none() {
        let name = format!("{chart}-{}", member.reference.name);
        metadata["name"] = mark(&format!(
            "printf \"%s%s\" (include \"{chart}.prefix\" .) {}",
            literal(&name)
        ));
    }
    metadata["namespace"] = mark(".Values.argocd.namespace");
    metadata["labels"]["app.kubernetes.io/part-of"] = mark(".Release.Name");
    if let Value::Object(annotations) = &mut metadata["annotations"] {
        OF_GIT
            .iter()
            .for_each(|key| drop(annotations.shift_remove(*key)));
    }
    let spec = &mut object["spec"];
    if member.settings.project.is_none() {
        spec["project"] = mark(".Values.project");
    }
    if member.settings.destination.is_none() {
        let mut destination = Map::new();
        destination.insert(
            mark_lines(&format!("include \"{chart}.destination\" .")),
            Value::Null,
        );
        let namespace = member
            .namespace
            .iter()
            .map(|name| ("namespace".to_owned(), Value::from(name.as_str())));
        destination.extend(namespace);
        spec["destination"] = Value::Object(destination);
    }
    one_source(spec);
    Ok(object)
}

/// Leaves the chart alone of the two sources, in the place of both.
fn one_source(spec: &mut Value) {
    let Value::Object(fields) = spec else {
        return;
    };
    let taken = std::mem::take(fields);
    for (key, mut value) in taken {
        if key != "sources" {
            fields.insert(key, value);
            continue;
        }
        let mut source = value[0].take();
        if let Value::Object(source) = &mut source {
            source.shift_remove("name");
        }
        if let Value::Object(helm) = &mut source["helm"] {
            helm.shift_remove("valueFiles");
        } else {
            source["helm"] = json!({});
        }
        fields.insert("source".to_owned(), source);
    }
}
