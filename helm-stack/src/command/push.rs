//! `push`: plans, shows, asks, and gives the GitOps repository one commit.

use anyhow::Error;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::progress::Progress;
use plugin_kit::stdout::stdout;
use plugin_kit::view::{Output, show};
use stack::plan::Plan;

use super::Session;
use crate::ask;
use crate::changes::Changes as FolderChanges;
use crate::cli::PushArguments;
use crate::gitops::{Commit, FollowUp, Published, Tip, with_retries};
use crate::planning::Planning;
use crate::view::plan::PlanView;

/// Runs the command.
pub(crate) fn run(arguments: &PushArguments, session: &Session) -> anyhow::Result<Exit> {
    let planning = Planning::new(&arguments.target, session)?;
    let mut push = Pushing {
        arguments,
        session,
        planning: &planning,
        shown: None,
        agreed: arguments.yes,
        is_empty: false,
        done: None,
    };
    let wanted = planning.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let published = with_retries(&planning.repository, &wanted, |tip| push.commit(tip));
    let published = published.map_err(|error| error.explained(planning.repository.url()))?;
    push.end(published)
}

/// A push under way; the branch may move under it, and then it plans again.
struct Pushing<'a> {
    arguments: &'a PushArguments,
    session: &'a Session,
    planning: &'a Planning,
    /// The last plan, as shown.
    shown: Option<PlanView>,
    /// Whether somebody agreed.
    agreed: bool,
    /// Whether the last plan has nothing to do.
    is_empty: bool,
    /// The last plan that was to be done.
    done: Option<Plan>,
}

impl Pushing<'_> {
    /// Returns the commit to be made on a tip; none where there is nothing to do, or nothing is to be done.
    fn commit(&mut self, tip: &Tip) -> anyhow::Result<Option<Commit>> {
        let progress = Progress::start("planning", &self.session.streams.talk);
        let plan = self.planning.plan(tip, self.session)?;
        progress.done();
        let view = PlanView::new(&self.planning.shown(tip), &plan);
        if !plan.is_clear() {
            self.show(&view)?;
            return Err(conflicts(plan.conflicts.len()));
        }
        if self.shown.is_none() && !self.is_data() {
            self.show(&view)?;
        }
        self.shown = Some(view);
        self.is_empty = plan.is_empty();
        if self.is_empty && !self.arguments.dry_run {
            self.planning.remember_same(&plan, tip)?;
        }
        if self.is_empty || self.arguments.dry_run || !self.is_agreed()? {
            return Ok(None);
        }
        self.seal_working_files(&plan)?;
        self.planning.remember_sent(&plan)?;
        let commit = commit(&plan);
        self.done = Some(plan);
        Ok(Some(commit))
    }

    fn is_agreed(&mut self) -> anyhow::Result<bool> {
        if !self.agreed {
            self.agreed = ask::go_on("Push this commit?", "--dry-run")?;
            if !self.agreed {
                self.tell("nothing was pushed");
            }
        }
        Ok(self.agreed)
    }

    /// A stack inside the GitOps repository: secrets that are plain in its own files are sealed there too, so that the
    /// working files are what was pushed.
    fn seal_working_files(&self, plan: &Plan) -> anyhow::Result<()> {
        let mut changes = FolderChanges::default();
        for (path, sealed) in self.planning.sealed_working_files(plan) {
            let before = self.planning.folder.files.get(path).unwrap_or_default();
            changes.replace(path, before, sealed);
        }
        changes.make(&self.planning.folder.path)
    }

    fn end(self, published: Option<Published>) -> anyhow::Result<Exit> {
        let view = match (self.shown, &published) {
            (Some(view), Some(published)) => Some(view.done(published.commit.clone())),
            (view, _) => view,
        };
        let talk = Talk {
            session: self.session,
            planning: self.planning,
        };
        if let Some(view) = view.filter(|_| self.arguments.output.is_data()) {
            show(
                &view,
                Output::from(self.arguments.output),
                &self.session.streams.answer,
                &mut stdout(),
            )?;
        }
        match published {
            Some(published) => {
                talk.pushed(&published)?;
                self.done
                    .iter()
                    .try_for_each(|plan| self.planning.remember(plan))?;
            }
            None if self.is_empty => talk.nothing_to_do(),
            None => {}
        }
        Ok(Exit::Done)
    }

    fn show(&self, view: &PlanView) -> anyhow::Result<()> {
        let output = Output::from(self.arguments.output);
        show(view, output, &self.session.streams.answer, &mut stdout())
    }

    fn is_data(&self) -> bool {
        self.arguments.output.is_data()
    }

    fn tell(&self, sentence: &str) {
        self.session.streams.tell(&[sentence.to_owned()]);
    }
}

/// What is said when it is over.
struct Talk<'a> {
    session: &'a Session,
    planning: &'a Planning,
}

impl Talk<'_> {
    fn pushed(&self, published: &Published) -> anyhow::Result<()> {
        let url = self.planning.repository.url();
        let short = &published.commit[..published.commit.len().min(8)];
        let stack = &self.planning.stack.name;
        let mut lines = vec![format!("pushed {short} to {} of {url}", published.branch)];
        let folder = &self.planning.folder.path;
        match self.planning.repository.follow_up(published, folder)? {
            FollowUp::Nothing => {}
            FollowUp::Forwarded { branch } => {
                lines.push(format!("your branch {branch} is there too"))
            }
            FollowUp::Command(command) => {
                lines.push(format!("next: {command} brings it to your clone"))
            }
        }
        lines.push(
            "Argo CD looks within three minutes, or at once where a webhook tells it".to_owned(),
        );
        lines.push(format!("next: kubectl addons list --stack {stack} -w"));
        self.session.streams.tell(&lines);
        Ok(())
    }

    fn nothing_to_do(&self) {
        self.session
            .streams
            .tell(&[self.planning.nothing_to_push()]);
    }
}

fn commit(plan: &Plan) -> Commit {
    let changes = plan.changes.iter();
    Commit {
        changes: changes
            .map(|change| (change.path.clone(), change.bytes.clone()))
            .collect(),
        message: plan.message.clone(),
        tag: plan.tag.clone(),
    }
}

fn conflicts(count: usize) -> Error {
    let (files, were) = match count {
        1 => ("one file", "was"),
        _ => ("some files", "were"),
    };
    Failure::new(format!(
        "{files} {were} changed in the GitOps repository and here; nothing was pushed"
    ))
    .next("settle each conflict as its line says")
    .exit(Exit::Differs)
    .into()
}
