//! `values`: the Helm values of an add-on, merged, and where each comes from.

mod side;

use argocd::application::Application;
use argocd::values::{Delivered, Rendered, delivered, desired, differences};
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;
use plugin_kit::view::{Format, Output};

use super::{show, tell_gaps};
use crate::checkout::Checkout;
use crate::cli::ValuesArguments;
use crate::layering::{Depth, Layered, layered};
use crate::reader::Reader;
use crate::selection;
use crate::view::values::{ValuesView, Written};
use crate::view::values_diff::ValuesDiffView;
use side::Side;

/// Shows the values that were asked for.
pub(crate) async fn run(arguments: ValuesArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = selection::find(&mut reader, &arguments.name).await?;
    let checkout = Checkout::open(arguments.offline);
    match &arguments.diff {
        Some(sides) => {
            let asked = Asked::new(&checkout, &arguments);
            diff(&mut reader, &application, sides, &asked, streams).await
        }
        None => one(
            &mut reader,
            &application,
            &Asked::new(&checkout, &arguments),
            streams,
        ),
    }
}

/// What was asked for, and where files come from.
struct Asked<'a> {
    checkout: &'a Checkout,
    arguments: &'a ValuesArguments,
}

impl<'a> Asked<'a> {
    fn new(checkout: &'a Checkout, arguments: &'a ValuesArguments) -> Self {
        Self {
            checkout,
            arguments,
        }
    }

    fn depth(&self) -> Depth {
        match self.arguments.all {
            true => Depth::WithDefaults,
            false => Depth::Laid,
        }
    }

    fn side(&self) -> Side {
        match self.arguments.history {
            Some(id) => Side::History(id),
            None if self.arguments.desired => Side::Desired,
            None => Side::Deployed,
        }
    }

    /// Fetches and merges the values of one side of an add-on.
    fn values(
        &self,
        application: &Application,
        side: &Side,
        depth: Depth,
    ) -> anyhow::Result<(Delivered, Layered)> {
        let delivered = side.delivered(application)?;
        let index = self.source(application, &delivered)?;
        refuse_what_is_no_chart(application, &delivered, index)?;
        let depth = match side {
            Side::Defaults => Depth::DefaultsAlone,
            _ => depth,
        };
        let layered = layered(self.checkout, application, &delivered, index, depth);
        Ok((delivered, layered))
    }

    fn source(&self, application: &Application, delivered: &Delivered) -> anyhow::Result<usize> {
        let count = delivered.sources.len();
        let Some(word) = &self.arguments.source else {
            return Ok(delivered.main());
        };
        let numbered = word
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        let named = delivered
            .sources
            .iter()
            .position(|source| source.source.name.as_deref() == Some(word));
        let found = named.or(numbered).filter(|index| *index < count);
        found.ok_or_else(|| {
            let name = &application.metadata.name;
            Failure::new(format!("{name} has no source {word}"))
                .next(format!(
                    "see its {count} sources: kubectl addons get {}",
                    quoted(name)
                ))
                .exit(Exit::NotFound)
                .into()
        })
    }

    fn output(&self) -> Output {
        Output {
            format: self.arguments.output.unwrap_or_default(),
            headers: !self.arguments.no_headers,
        }
    }
}

fn one(
    reader: &mut Reader,
    application: &Application,
    asked: &Asked<'_>,
    streams: Streams,
) -> anyhow::Result<Exit> {
    reader.say("fetching the values");
    let side = asked.side();
    let (delivered, layered) = asked.values(application, &side, asked.depth())?;
    let differing = differing(application, &delivered, &layered, &side, asked);
    reader.finish();
    let mut view = ValuesView::new(application, &side.to_string(), &layered, differing)
        .written(written(asked.arguments));
    if let Some(key) = &asked.arguments.key {
        view = view.narrowed(key, &layered.merged)?;
    }
    show(&view, asked.output(), &streams)?;
    tell_gaps(&streams, view.gaps());
    tell_advice(&streams, &layered.advice);
    let sources = other_sources(application, &delivered, asked.arguments);
    let remarks = view.remarks().into_iter();
    let told: Vec<String> = remarks
        .map(|remark| asked.arguments.connection.advice(remark))
        .collect();
    streams.tell(told.iter().chain(&sources));
    Ok(Exit::Done)
}

/// Merges the other of what is deployed and what Git wants; none: it is the same, or was not asked for.
fn differing(
    application: &Application,
    shown: &Delivered,
    values: &Layered,
    side: &Side,
    asked: &Asked<'_>,
) -> Option<Vec<String>> {
    let other = match side {
        Side::Deployed => desired(application),
        Side::Desired => delivered(application),
        _ => None,
    }?;
    if other.is_same_as(shown) {
        return Some(Vec::new());
    }
    let index = asked.source(application, &other).ok()?;
    let other = layered(asked.checkout, application, &other, index, asked.depth());
    let both_whole = other.gaps.is_empty() && values.gaps.is_empty();
    let changed = differences(&values.merged, &other.merged).into_iter();
    both_whole.then(|| changed.map(|changed| changed.path.to_string()).collect())
}

async fn diff(
    reader: &mut Reader,
    application: &Application,
    sides: &[String],
    asked: &Asked<'_>,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let sides: Vec<Side> = sides.iter().map(|word| Side::of(word)).collect();
    let depth = match sides.contains(&Side::Defaults) {
        true => Depth::WithDefaults,
        false => asked.depth(),
    };
    let mut merged = Vec::new();
    for side in &sides {
        let other = match side {
            Side::Addon(name) => Some(selection::find(reader, name).await?),
            _ => None,
        };
        reader.say("fetching the values");
        let of = other.as_ref().unwrap_or(application);
        merged.push(asked.values(of, side, depth)?.1);
    }
    reader.finish();
    let [before, after] = &merged[..] else {
        return Err(Failure::new("--diff takes two").exit(Exit::Usage).into());
    };
    let names = [&sides[0], &sides[1]].map(ToString::to_string);
    let view = ValuesDiffView::new(
        application,
        names,
        (before, after),
        asked.arguments.key.as_ref(),
    );
    show(&view, asked.output(), &streams)?;
    tell_gaps(&streams, view.gaps());
    tell_advice(&streams, before.advice.iter().chain(&after.advice));
    streams.tell(&view.remarks());
    Ok(match asked.arguments.exit_code && !view.is_empty() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

fn written(arguments: &ValuesArguments) -> Written {
    match (arguments.output, arguments.origin) {
        (Some(Format::Table | Format::Wide), _) => Written::Rows,
        (_, true) => Written::WithOrigins,
        (_, false) => Written::Plain,
    }
}

/// Tells each advice once, in its order.
fn tell_advice<'a>(streams: &Streams, advice: impl IntoIterator<Item = &'a String>) {
    let mut lines: Vec<String> = Vec::new();
    for advice in advice {
        let line = format!("next: {advice}");
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    streams.tell(&lines);
}

/// Says which other sources render a chart, where nobody has chosen one.
fn other_sources(
    application: &Application,
    delivered: &Delivered,
    arguments: &ValuesArguments,
) -> Vec<String> {
    let main = delivered.main();
    let charts = |index: &usize| {
        *index != main
            && delivered.sources[*index].source.renders()
            && delivered.rendered(application, *index) == Rendered::Helm
    };
    let others: Vec<String> = (0..delivered.sources.len())
        .filter(charts)
        .map(|index| format!("--source {}", index + 1))
        .collect();
    match others.is_empty() || arguments.source.is_some() {
        true => Vec::new(),
        false => vec![format!(
            "{} renders more charts: see their values with {}",
            application.metadata.name,
            others.join(", ")
        )],
    }
}

fn refuse_what_is_no_chart(
    application: &Application,
    delivered: &Delivered,
    index: usize,
) -> anyhow::Result<()> {
    let what = match delivered.rendered(application, index) {
        Rendered::Helm | Rendered::Unknown => return Ok(()),
        Rendered::Kustomize => "is built by Kustomize",
        Rendered::Directory => "is a folder of plain manifests",
        Rendered::Plugin => "is rendered by a plugin",
    };
    let name = &application.metadata.name;
    Err(
        Failure::new(format!("{name} {what}, and has no Helm values"))
            .next(format!(
                "see what it is made of: kubectl addons get {}",
                quoted(name)
            ))
            .next(format!(
                "see what it deploys: kubectl addons tree {}",
                quoted(name)
            ))
            .exit(Exit::NotFound)
            .into(),
    )
}
