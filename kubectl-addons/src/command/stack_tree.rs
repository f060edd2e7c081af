//! `tree --stack`: the members of a stack under their parents, wherever the stack is deployed.

use argocd::application::{self, Application};
use argocd::marks;
use argocd::nearest::nearest;
use argocd::object::ObjectRef;
use argocd::snapshot::{Need, Scope};
use argocd::stacks::{self, DeployedStack, StackMember};
use argocd::tree::plan::{self, Step, Want};
use argocd::tree::{ResourceTree, TreeOptions};
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tree::{Narrowing, around, build};
use super::{output, show, tell_gaps};
use crate::cli::TreeArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::view::addon::Addon;
use crate::view::stack_tree::{Deployment, Member, StackTreeView};
use crate::view::surroundings::Surroundings;

/// Most names that an error offers.
const NEAR: usize = 3;

/// Draws a stack.
pub(super) async fn run(
    stack: &str,
    arguments: &TreeArguments,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    reader.read_applications().await?;
    let asked = Asked {
        stack: stack.to_owned(),
        recursive: arguments.recursive,
        narrowing: Narrowing::of(arguments),
        unhealthy: arguments.unhealthy,
    };
    asked.must_exist(&reader)?;
    if asked.recursive {
        asked.read_members(&mut reader).await?;
    }
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        return follow(reader, asked, output, streams).await;
    }
    reader.finish();
    let view = asked.tree(&reader, reader.now());
    show(&view, output, &streams)?;
    if view.is_bare() {
        streams.tell(&[format!("none of the members of {stack} fits the filters")]);
    }
    streams.tell(view.remarks());
    tell_gaps(&streams, view.gaps());
    Ok(match arguments.exit_code && !view.is_well() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

/// Which stack, and how much of it.
struct Asked {
    stack: String,
    recursive: bool,
    narrowing: Narrowing,
    unhealthy: bool,
}

impl Asked {
    fn deployed<'a>(
        &self,
        reader: &'a Reader,
        surroundings: &Surroundings<'_>,
    ) -> Vec<DeployedStack<'a>> {
        let settings = |application: &Application| surroundings.settings(application).clone();
        stacks::deployed(reader.snapshot().applications(), &self.stack, settings)
    }

    fn members(&self, reader: &Reader) -> Vec<Application> {
        let surroundings = Surroundings::of(reader.snapshot(), reader.now());
        let deployed = self.deployed(reader, &surroundings);
        let members = deployed.iter().flat_map(|stack| &stack.members);
        members.map(|member| member.application.clone()).collect()
    }

    fn must_exist(&self, reader: &Reader) -> anyhow::Result<()> {
        let labels = |application: &Application| {
            application.metadata.labels.get(marks::STACK_LABEL).cloned()
        };
        let known: Vec<String> = reader
            .snapshot()
            .applications()
            .filter_map(labels)
            .collect();
        if known.contains(&self.stack) {
            return Ok(());
        }
        let near = nearest(&self.stack, known.iter().map(String::as_str), NEAR);
        let failure = Failure::new(format!("there is no stack named {}", self.stack));
        Err(match near.is_empty() {
            true => failure.next("list add-ons with their stacks: kubectl addons list -o wide"),
            false => failure.next(format!("did you mean {}?", near.join(", "))),
        }
        .exit(Exit::NotFound)
        .into())
    }

    /// Reads the members whole, then round by round what the trees of all of them need.
    async fn read_members(&self, reader: &mut Reader) -> anyhow::Result<()> {
        let discovery = reader.discovering().await?;
        reader.learn(discovery);
        let members = self.members(reader);
        let whole = members
            .iter()
            .map(|member| Want::body(Scope::object(&member.reference())));
        reader.read(&whole.collect::<Vec<_>>()).await?;
        let members = self.members(reader);
        reader.reach(&members).await;
        while reader.is_live() {
            let wanted = members.iter().map(|member| wanted(reader, member));
            let wanted = wanted.fold(Wanted::default(), Wanted::joined);
            let around = around(reader.snapshot());
            let wanted = wanted.joined(Wanted::of_control_plane(around));
            if wanted.is_empty() {
                break;
            }
            reader.say(&format!(
                "reading {} members of {}",
                members.len(),
                self.stack
            ));
            reader.read_all(&wanted).await?;
        }
        Ok(())
    }

    fn tree(&self, reader: &Reader, now: Timestamp) -> StackTreeView {
        let surroundings = Surroundings::of(reader.snapshot(), now);
        let deployed = self.deployed(reader, &surroundings);
        let deployments = deployed.iter().map(|stack| {
            let deployment = self.deployment(stack, reader, &surroundings);
            match self.unhealthy {
                true => deployment.in_trouble(),
                false => deployment,
            }
        });
        let of_applications = Scope::everywhere(application::GROUP, application::KIND);
        let gaps = reader.snapshot().gaps().filter(|gap| {
            gap.scope.as_ref().is_none_or(|scope| {
                (&scope.group, &scope.kind) == (&of_applications.group, &of_applications.kind)
            })
        });
        StackTreeView::new(
            &self.stack,
            deployments.collect(),
            gaps.cloned().collect(),
            now,
        )
    }

    fn deployment(
        &self,
        stack: &DeployedStack<'_>,
        reader: &Reader,
        surroundings: &Surroundings<'_>,
    ) -> Deployment {
        let addon = |application: &Application| Addon::of(application, surroundings);
        let member = |member: &StackMember<'_>| {
            let tree = self
                .recursive
                .then(|| self.resources(member.application, reader));
            Member::new(member, addon(member.application), tree)
        };
        let members = stack.members.iter().map(member).collect();
        Deployment::new(stack.application.map(addon), members)
    }

    fn resources(&self, application: &Application, reader: &Reader) -> ResourceTree {
        self.narrowing
            .apply(build(application, reader, &TreeOptions::default()))
    }
}

/// Returns what the tree of one member still lacks.
fn wanted(reader: &Reader, member: &Application) -> Wanted {
    let options = TreeOptions::default();
    match plan::step(member, reader.snapshot_for(member), &options) {
        Step::Read(wants) => reader.wanted_for(member, wants),
        Step::Done(_) => Wanted::default(),
    }
}

impl Watched for Asked {
    type View = StackTreeView;

    /// Follows all Applications; with resources the stack's own and its members alone, but those whole: a stack's
    /// Application names every member it has, so that new ones are found there.
    fn wants(&self, reader: &Reader) -> Wanted {
        let around = Wanted::of_control_plane(surroundings(reader.snapshot()));
        if !self.recursive {
            let everything = reader
                .snapshot()
                .settled_scopes(application::GROUP, application::KIND);
            let lists = everything
                .filter(|scope| scope.name.is_none())
                .map(|scope| Want {
                    scope: scope.clone(),
                    need: Need::Summary,
                });
            return around.joined(Wanted::of_control_plane(lists));
        }
        let surroundings = Surroundings::of(reader.snapshot(), reader.now());
        let deployed = self.deployed(reader, &surroundings);
        let whole = deployed.iter().flat_map(applications_of);
        let whole = whole.map(|reference| Want::body(Scope::object(&reference)));
        let members = deployed.iter().flat_map(|stack| &stack.members);
        let followed = members.map(|member| {
            let tree = build(member.application, reader, &TreeOptions::default());
            reader.wanted_for(member.application, plan::watch(&tree, member.application))
        });
        followed.fold(
            around.joined(Wanted::of_control_plane(whole)),
            Wanted::joined,
        )
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<StackTreeView> {
        Some(self.tree(reader, now))
    }
}

/// Returns the Application of a stack, its members, and those it names as its resources.
fn applications_of(stack: &DeployedStack<'_>) -> Vec<ObjectRef> {
    let own = stack.application;
    let named = own.and_then(|application| application.detail.as_deref());
    let named = named.into_iter().flat_map(|detail| &detail.resources);
    let named = named.map(argocd::application::ManagedResource::reference);
    let named = named.filter(|reference| reference.is(application::GROUP, application::KIND));
    let members = stack
        .members
        .iter()
        .map(|member| member.application.reference());
    let own = own.map(Application::reference);
    own.into_iter().chain(members).chain(named).collect()
}
