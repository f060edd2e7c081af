//! `secrets set`: one secret of a member, sealed before it is written; it never lies plain in a file or an argument.

use plugin_kit::failure::{Exit, Explain, Failure};
use serde_json::Value;
use stack::complaint::Complaint;
use stack::file;
use stack::member::{Content, Member, MemberKind, Stack};
use stack::plan::SealRequest;
use stack::seal::{Keys, Opened, Rule, Source, is_sealed};
use stack::yaml::document::Document;
use stack::yaml::edit::{self, Edit};
use stack::yaml::path::{Path, Step};
use zeroize::Zeroizing;

use super::super::{Session, encrypt};
use super::opening::opened;
use super::resealing::sealed;
use crate::changes::Changes;
use crate::cli::SecretsSetArguments;
use crate::folder::Folder;
use crate::keyring::{Keyring, Process};
use crate::planning::{Recipients, Sealer};
use crate::secret_input::secret;

/// Runs the command.
pub(super) fn run(arguments: &SecretsSetArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, stack) = session.open()?;
    let member = member(&stack, &arguments.member)?;
    let target = Target::new(&folder, member, &arguments.key)?;
    // Whatever stands in the way is said before a person types a secret.
    let opened = target.opened()?;
    target.check(opened.as_ref())?;
    let value = secret(&format!("{} of {}", target.path, arguments.member))?;
    let plain = target.assigned(opened.as_ref(), &value)?;
    let sealed = target
        .sealed(&plain, opened.as_ref())
        .map_err(|complaints| session.refuse(&complaints, &folder.shown, "what is to be sealed"))?;
    let mut changes = Changes::default();
    match folder.files.get(target.file) {
        Some(before) => changes.replace(target.file, before, sealed),
        None => changes.create(target.file, sealed),
    }
    let mut said = vec![format!(
        "sealed {} in {}{}",
        target.path, folder.shown, target.file
    )];
    if let Some((before, after)) = target.stack_file()? {
        changes.replace(file::NAME, before, after);
        said.push(format!(
            "named {} in `encrypt` of {}",
            target.name, arguments.member
        ));
    }
    changes.make(&folder.path)?;
    session.streams.tell(&said);
    Ok(Exit::Done)
}

fn member<'a>(stack: &'a Stack, name: &str) -> anyhow::Result<&'a Member> {
    let mut members = stack.all();
    let member = members.find(|member| member.reference.name == name);
    member.ok_or_else(|| {
        Failure::new(format!("the stack has no member {name}"))
            .next("`helm stack show` lists them")
            .exit(Exit::NotFound)
            .into()
    })
}

/// Where a secret goes.
struct Target<'a> {
    folder: &'a Folder,
    member: &'a Member,
    /// File of the stack folder.
    file: &'a str,
    /// Where in it.
    path: Path,
    /// How `encrypt` names the key.
    name: String,
    /// What is in the file; empty where there is none.
    text: &'a str,
}

impl<'a> Target<'a> {
    fn new(folder: &'a Folder, member: &'a Member, key: &str) -> anyhow::Result<Self> {
        let path: Path = key.parse().map_err(|why: String| {
            Failure::new(why)
                .next("write it as in adminPassword or smtp.password")
                .exit(Exit::Usage)
        })?;
        let file = match &member.content {
            Content::Chart(chart) => &chart.values,
            Content::Manifest(manifest) => manifest,
        };
        let bytes = folder.files.get(file).unwrap_or_default();
        let text = std::str::from_utf8(bytes).doing(format!("reading {}{file}", folder.shown));
        let keys = path.steps().iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.replace('.', "\\.")),
            Step::Index(_) => None,
        });
        Ok(Self {
            folder,
            member,
            file,
            name: keys.collect::<Vec<_>>().join("."),
            path,
            text: text.next("save it as UTF-8")?,
        })
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.path.steps().iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
    }

    fn opened(&self) -> anyhow::Result<Option<Opened>> {
        let shown = format!("{}{}", self.folder.shown, self.file);
        let opened =
            is_sealed(self.text).then(|| opened(&Keyring::read(&Process), &shown, self.text));
        opened.transpose()
    }

    /// Returns the keys to be sealed, the new one among them.
    fn encrypt(&self) -> Vec<String> {
        let rule = Rule::for_keys(&self.member.encrypt);
        let mut encrypt = self.member.encrypt.clone();
        if !rule.is_some_and(|rule| rule.selects(self.keys())) {
            encrypt.push(self.name.clone());
        }
        encrypt
    }

    /// Refuses a file in which other values are sealed than `encrypt` says: they would become plain.
    fn check(&self, opened: Option<&Opened>) -> anyhow::Result<()> {
        let Some(opened) = opened.filter(|opened| !opened.rule().selects(self.keys())) else {
            return Ok(());
        };
        let rule = Rule::for_keys(&self.encrypt());
        let plain = rule.map_or_else(Vec::new, |rule| opened.left_plain_by(&rule));
        if plain.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{}{} is sealed by a rule of its own, which does not seal {}; by `encrypt` of {} these would lie plain: {}",
            self.folder.shown,
            self.file,
            self.path,
            self.member.reference.name,
            plain.join(", ")
        ))
        .next(format!("name them in `encrypt` of {} in stack.yaml, then run the command again", self.member.reference.name))
        .into())
    }

    fn assigned(&self, opened: Option<&Opened>, value: &str) -> anyhow::Result<Zeroizing<String>> {
        let text = opened.map_or(self.text, Opened::text);
        let edit = Edit::Set {
            path: self.path.clone(),
            value: Value::from(value),
        };
        let made = edit::apply(text, &edit).map_err(|refusal| {
            let line = refusal
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            let (shown, file) = (&self.folder.shown, self.file);
            Failure::new(format!(
                "{} cannot be set in {shown}{file}{line}: {}",
                self.path, refusal.reason
            ))
            .next(format!("edit it: helm stack secrets edit {shown}{file}"))
        })?;
        Ok(Zeroizing::new(made))
    }

    /// Seals the text: one that was sealed for the same readers, another for whom the rules name.
    fn sealed(&self, plain: &str, opened: Option<&Opened>) -> Result<Vec<u8>, Vec<Complaint>> {
        let encrypt = self.encrypt();
        if let Some(before) = opened {
            let own = before.rule().clone();
            let rule = match own.selects(self.keys()) {
                true => Some(own),
                false => Rule::for_keys(&encrypt),
            };
            let source = Source {
                file: self.file,
                text: plain,
            };
            let rule = rule.unwrap_or_else(|| before.rule().clone());
            return sealed(source, &rule, &Keys::of(before), Some(before));
        }
        let (rules, prefix) = encrypt::rules(self.folder).map_err(|error| unread(&error))?;
        let recipients = Recipients::find(&rules, &self.folder.files)?;
        let keyring = Keyring::read(&Process);
        let request = SealRequest {
            file: self.file,
            path: &format!("{prefix}{}", self.file),
            text: plain,
            encrypt: &encrypt,
            previous: None,
        };
        let sealed = Sealer::new(&keyring, recipients, false).seal(request)?;
        Ok(sealed.into_bytes())
    }

    /// Returns `stack.yaml` before and after the key is named in it, where it was not.
    fn stack_file(&self) -> anyhow::Result<Option<(&'a str, String)>> {
        let encrypt = self.encrypt();
        let text = self.folder.files.text(file::NAME).unwrap_or_default();
        if encrypt.len() == self.member.encrypt.len() {
            return Ok(None);
        }
        let refused = |why: String| {
            Failure::new(format!(
                "`encrypt` cannot be written into {}{}: {why}",
                self.folder.shown,
                file::NAME
            ))
            .next(format!(
                "add {} to `encrypt` of {} by hand, then run the command again",
                self.name, self.member.reference.name
            ))
        };
        let document = Document::parse(text).map_err(|fault| refused(fault.message))?;
        let (path, has_list) = self
            .place(&document)
            .ok_or_else(|| refused("its place is not found".to_owned()))?;
        let edit = match has_list {
            true => Edit::Append {
                path,
                value: self.name.clone().into(),
            },
            false => Edit::Set {
                path,
                value: encrypt.into(),
            },
        };
        let after = edit::apply(text, &edit).map_err(|refusal| refused(refusal.to_string()))?;
        Ok(Some((text, after)))
    }

    /// Returns the path of the member's `encrypt`, and whether it is there.
    fn place(&self, document: &Document) -> Option<(Path, bool)> {
        let list = match self.member.reference.kind {
            MemberKind::Addon => "addons",
            MemberKind::Manifest => "manifests",
        };
        let items = &document.root()?.step(list)?.sequence()?.items;
        let name = self.member.reference.name.as_str();
        let named = |item: &&stack::yaml::node::Node| {
            item.step("name").and_then(|name| name.text()) == Some(name)
        };
        let (index, item) = items.iter().enumerate().find(|(_, item)| named(item))?;
        let has_list = item
            .step("encrypt")
            .is_some_and(|encrypt| encrypt.sequence().is_some());
        let steps = [
            Step::Key(list.to_owned()),
            Step::Index(index),
            Step::Key("encrypt".to_owned()),
        ];
        Some((Path(steps.to_vec()), has_list))
    }
}

fn unread(error: &anyhow::Error) -> Vec<Complaint> {
    let next = "mend the file, then run the command again";
    vec![Complaint::error(
        "rules",
        stack::complaint::Place::file(".sops.yaml"),
        format!("{error:#}"),
        next,
    )]
}
