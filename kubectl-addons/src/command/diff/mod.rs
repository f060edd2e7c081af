//! `diff`: how live objects differ from what was applied or is rendered, or two deployments from each other.

mod applied;
mod history;
mod live;
mod rendered;
mod wanted;

use argocd::application::{Application, ManagedResource};
use argocd::diff::{Comparison, IgnoreRules};
use argocd::object::{ObjectRef, Resource};
use argocd::settings::{self, Settings};
use argocd::snapshot::{Gap, GapReason};
use argocd::tree::ResourceWord;
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tree::find;
use super::{output, show, tell_gaps};
use crate::cli::{Against, DiffArguments};
use crate::reader::Reader;
use crate::selection;
use crate::view::diff::{Between, DiffView};

/// Said where another question is answered than the best one.
const NOT_RENDERED: &str = "what Git wants could not be rendered here, so live objects are compared with what was applied to them last";

/// One question answered.
struct Answer {
    application: Application,
    comparison: Comparison,
    between: Between,
    remarks: Vec<String>,
}

/// Shows the difference that was asked for; exits with 4 where there is one.
pub(crate) async fn run(arguments: DiffArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let answer = match arguments.history.as_slice() {
        [] => live(&mut reader, &arguments).await?,
        ids => history::between(&mut reader, &arguments.name, ids).await?,
    };
    reader.finish();
    let Answer {
        application,
        comparison,
        between,
        remarks,
    } = answer;
    let view = DiffView::new(
        &application,
        comparison,
        between,
        arguments.summary,
        reader.now(),
    );
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    streams.tell(&remarks);
    streams.tell(&view.remarks());
    tell_gaps(&streams, view.gaps());
    Ok(exit(&view))
}

/// Where nothing could be compared, the command has failed: no difference was found, and none was ruled out.
fn exit(view: &DiffView) -> Exit {
    let forbidden = |gap: &Gap| gap.reason == GapReason::Forbidden;
    match view.differs() {
        true => Exit::Differs,
        false if !view.compared_nothing() || view.gaps().is_empty() => Exit::Done,
        false if view.gaps().iter().any(forbidden) => Exit::Forbidden,
        false => Exit::Error,
    }
}

async fn live(reader: &mut Reader, arguments: &DiffArguments) -> anyhow::Result<Answer> {
    let application = find(reader, &arguments.name).await?;
    reader.read_surroundings().await?;
    let asked = Asked::new(reader, application, arguments)?;
    match arguments.against {
        None => asked.best(reader).await,
        Some(Against::Applied) => applied::compare(&asked, reader, Vec::new()).await,
        Some(form) => match wanted::compare(&asked, reader, form).await? {
            Ok(answer) => Ok(answer),
            Err(unrendered) => Err(wanted::failure(&asked.application, &unrendered)),
        },
    }
}

/// What was asked for, and the rules that hold.
struct Asked<'a> {
    application: Application,
    words: Vec<ResourceWord>,
    settings: Settings,
    rules: IgnoreRules,
    arguments: &'a DiffArguments,
}

impl<'a> Asked<'a> {
    fn new(
        reader: &Reader,
        application: Application,
        arguments: &'a DiffArguments,
    ) -> anyhow::Result<Self> {
        let words = arguments.resources.iter().map(|word| selection::word(word));
        let config_map = config_map(reader, &application);
        Ok(Self {
            words: words.collect::<anyhow::Result<_>>()?,
            settings: config_map.as_ref().map(Settings::of).unwrap_or_default(),
            rules: IgnoreRules::of(&application, config_map.as_ref()),
            application,
            arguments,
        })
    }

    /// Answers by what the sources render; where they cannot be rendered, by what was applied last.
    async fn best(&self, reader: &mut Reader) -> anyhow::Result<Answer> {
        match wanted::compare(self, reader, Against::Rendered).await? {
            Ok(answer) => Ok(answer),
            Err(unrendered) => {
                let answer = applied::compare(self, reader, unrendered.gaps).await?;
                Ok(Answer {
                    remarks: vec![NOT_RENDERED.to_owned()],
                    ..answer
                })
            }
        }
    }

    fn name(&self) -> &str {
        &self.application.metadata.name
    }

    fn managed(&self) -> &[ManagedResource] {
        let detail = self.application.detail.as_deref();
        detail.map_or(&[], |detail| &detail.resources)
    }

    fn is_asked_for(&self, reference: &ObjectRef) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| word.fits(reference))
    }

    /// Refuses a word that fits nothing.
    fn refuse_unknown<'o>(
        &self,
        known: impl Iterator<Item = &'o ObjectRef> + Clone,
    ) -> anyhow::Result<()> {
        let fits_none = |word: &&ResourceWord| !known.clone().any(|reference| word.fits(reference));
        let Some(word) = self.words.iter().find(fits_none) else {
            return Ok(());
        };
        let name = self.name();
        Err(Failure::new(format!(
            "{word} is not among the resources that {name} manages"
        ))
        .next(format!(
            "see them all: kubectl addons tree {}",
            quoted(name)
        ))
        .exit(Exit::NotFound)
        .into())
    }
}

/// Returns the settings of the Argo CD that manages an Application, where they were read.
fn config_map(reader: &Reader, application: &Application) -> Option<Resource> {
    let namespace = application.controller_namespace();
    let name = ObjectRef::new("", "ConfigMap", namespace, settings::CONFIG_MAP);
    reader.snapshot().resource(&name).cloned()
}
