//! `add NAME CHART`: one exact version of a chart that is really there, and a values file to begin with.

use std::path::Path;

use plugin_kit::failure::{Exit, Failure};
use stack::file;
use stack::files::Files;
use stack::member::{MemberKind, Repository};

use super::{Addition, member, plan_file, read, stack_file};
use crate::changes::Changes;
use crate::cli::AddArguments;
use crate::command::{Session, wait};
use crate::folder::Folder;
use crate::source::environment::Environment;
use crate::source::{ChartReference, FoundChart, resolve};

/// Plans an add-on.
///
/// # Errors
/// A chart that is not there, or a member the stack cannot have.
pub(super) fn plan(
    arguments: &AddArguments,
    session: &Session,
    folder: &Folder,
) -> anyhow::Result<Addition> {
    let reference = reference(arguments)?;
    let before = stack_file(folder)?;
    // Whatever is wrong with the rest is said before anybody is asked for the chart.
    edited(
        arguments,
        before,
        [&arguments.name, "0.0.0", "https://charts.example.com"],
    )?;
    let environment = Environment::of(&|name| std::env::var_os(name)).with(&session.helm);
    let found = wait(resolve(
        &reference,
        arguments.version.as_deref(),
        &environment,
    ))?;
    let found = in_stack(found, &reference, folder)?;
    let repository = found.repository.to_string();
    let after = edited(
        arguments,
        before,
        [found.written(), &found.metadata.version, &repository],
    )?;
    let mut changes = Changes::default();
    for (path, bytes) in found.files.iter().flat_map(Files::iter) {
        plan_file(
            &mut changes,
            folder,
            &format!("charts/{}/{path}", found.metadata.name),
            bytes.to_vec(),
        )?;
    }
    let values = values(arguments, &found, folder, &mut changes)?;
    changes.replace(file::NAME, before, after);
    Ok(Addition {
        changes,
        said: said(
            &arguments.name,
            &found,
            &format!("{}{values}", folder.shown),
        ),
    })
}

fn reference(arguments: &AddArguments) -> anyhow::Result<ChartReference> {
    match (&arguments.chart, &arguments.chart_name, &arguments.repository) {
        (_, Some(chart), Some(repository)) => ChartReference::of_repository(chart, repository),
        (Some(chart), ..) => ChartReference::parse(chart, &Path::is_dir),
        _ => Err(Failure::new(format!("nothing says what {} is", arguments.name))
            .next("name a chart: REPOSITORY/CHART, oci://HOST/PATH/CHART, ./FOLDER, or --chart CHART --repository URL")
            .next("or a file of Kubernetes YAML: --manifest FILE")
            .exit(Exit::Usage)
            .into()),
    }
}

fn edited(
    arguments: &AddArguments,
    before: &str,
    [chart, version, repository]: [&str; 3],
) -> anyhow::Result<String> {
    let values = values_path(&arguments.name);
    let first = [
        ("name", Some(arguments.name.as_str())),
        ("chart", Some(chart)),
        ("version", Some(version)),
        ("repository", Some(repository)),
        ("namespace", arguments.target_namespace.as_deref()),
        ("values", Some(values.as_str())),
    ];
    let given: Vec<(&str, &str)> = first
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
        .collect();
    member::added(
        before,
        MemberKind::Addon,
        member::fields(&given, arguments)?,
    )
}

fn values_path(name: &str) -> String {
    format!("add-ons/{name}/values.yaml")
}

/// A chart that lies in the stack folder's own `charts` stays where it is; there may be no other of its name.
fn in_stack(
    found: FoundChart,
    reference: &ChartReference,
    folder: &Folder,
) -> anyhow::Result<FoundChart> {
    let (ChartReference::Folder(path), Some(files)) = (reference, &found.files) else {
        return Ok(found);
    };
    let charts = folder.path.join("charts");
    let inside = path.canonicalize().ok().zip(charts.canonicalize().ok());
    let inside = inside
        .and_then(|(path, charts)| Some(path.strip_prefix(charts).ok()?.to_str()?.to_owned()));
    if let Some(own) = inside.filter(|own| !own.is_empty() && !own.contains('/')) {
        return Ok(FoundChart {
            repository: Repository::Local(format!("charts/{own}")),
            files: None,
            ..found
        });
    }
    let place = format!("charts/{}", found.metadata.name);
    let there: Files = folder
        .files
        .below(&place)
        .map(|(path, bytes)| (path[place.len() + 1..].to_owned(), bytes))
        .collect();
    match there.is_empty() || there == *files {
        true => Ok(found),
        false => Err(Failure::new(format!(
            "{}{place} is there already, and is another chart",
            folder.shown
        ))
        .next(format!(
            "remove it first, or add it as it is: {}{place}",
            folder.shown
        ))
        .into()),
    }
}

/// Plans the values file and returns its path: the one that is there stays.
fn values(
    arguments: &AddArguments,
    found: &FoundChart,
    folder: &Folder,
    changes: &mut Changes,
) -> anyhow::Result<String> {
    let path = values_path(&arguments.name);
    match &arguments.values {
        Some(file) => {
            let bytes = read(file)?;
            check_values(&bytes, file)?;
            plan_file(changes, folder, &path, bytes)?;
        }
        None if folder.files.contains(&path) => {}
        None => changes.create(&path, starter(found)),
    }
    Ok(path)
}

/// Refuses values that Helm would not take.
fn check_values(bytes: &[u8], file: &Path) -> anyhow::Result<()> {
    let text = std::str::from_utf8(bytes).map_err(|_| "no text in UTF-8".to_owned());
    let read = text.and_then(|text| {
        stack::yaml::read::read(text)
            .map_err(|fault| format!("not YAML on line {}: {}", fault.line, fault.message))
    });
    let wrong = match read {
        Ok(value) if value.is_object() || value.is_null() => return Ok(()),
        Ok(_) => "no map of keys and values".to_owned(),
        Err(why) => why,
    };
    Err(
        Failure::new(format!("{} holds no values: it is {wrong}", file.display()))
            .next("mend it, or leave out --values and fill in the file that is made")
            .exit(Exit::Usage)
            .into(),
    )
}

/// Returns the values file of somebody who has not set any: where to see what can be set.
fn starter(found: &FoundChart) -> String {
    let chart = &found.metadata.name;
    let version = &found.metadata.version;
    let see = match &found.repository {
        Repository::Http(url) => {
            format!("helm show values {chart} --repo {url} --version {version}")
        }
        Repository::Oci(path) => {
            format!("helm show values oci://{path}/{chart} --version {version}")
        }
        Repository::Git { url, path } => format!("{path}/values.yaml of {url} at {version}"),
        Repository::Local(folder) => format!("{folder}/values.yaml"),
    };
    format!("# Values of {chart} {version}, laid over the chart's own.\n# What can be set: {see}\n")
}

fn said(name: &str, found: &FoundChart, values: &str) -> Vec<String> {
    let chart = &found.metadata;
    let app = chart
        .app_version
        .as_ref()
        .map_or_else(String::new, |version| format!(" (app {version})"));
    let mut said = vec![format!(
        "added addon/{name}: {} {}{app} from {}; its values go into {values}",
        chart.name, chart.version, found.repository
    )];
    if let Some(newest) = &found.newest {
        said.push(format!("note: the newest stable version is {newest}"));
    }
    if chart.deprecated == Some(true) {
        said.push(format!(
            "note: the makers of {} advise against it: it is deprecated",
            chart.name
        ));
    }
    said
}
