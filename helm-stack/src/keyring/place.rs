//! A place where identities may be: what is there, and what it takes to get at it. Which places there are is `search`'s.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use super::environment::{Environment, Typed};
use super::identities::{Content, Identities, Locked};
use super::words;

/// How far to go for an identity: nothing is run and nobody asked while something less opens the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    /// What lies there is used.
    Look,
    /// Commands that answer with an identity are run.
    Run,
    /// Plugins are started.
    Start,
    /// Passphrases are asked for.
    Ask,
}

impl Effort {
    /// All, the least first.
    pub(super) const ALL: [Self; 4] = [Self::Look, Self::Run, Self::Start, Self::Ask];
}

/// How often somebody may mistype a passphrase.
const TRIES: usize = 3;

/// A place.
pub(super) struct Place {
    /// What it is called in sentences.
    shown: String,
    holds: Holds,
}

/// What is in a place.
enum Holds {
    /// No identity; why.
    Nothing(String),
    Identities(Rc<Identities>),
    Locked {
        locked: Locked,
        opened: OnceCell<Result<Rc<Identities>, String>>,
    },
    Command(Command),
}

/// A command that answers with an identity.
struct Command {
    text: String,
    answers: Answers,
    /// What it answered, by the recipient it was asked for.
    answered: RefCell<BTreeMap<String, Result<Rc<Identities>, String>>>,
}

/// What a command answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// Identities of age.
    Identities,
    /// An SSH key.
    SshKey,
}

impl Place {
    /// Returns a place without identities.
    pub(super) fn empty(shown: impl Into<String>, why: impl Into<String>) -> Self {
        let holds = Holds::Nothing(why.into());
        Self {
            shown: shown.into(),
            holds,
        }
    }

    /// Returns a place with this in it, or the reason why nothing is.
    pub(super) fn new(shown: impl Into<String>, content: Result<Content, String>) -> Self {
        let holds = match content {
            Err(why) => Holds::Nothing(why),
            Ok(Content::Open(identities)) => Holds::Identities(Rc::new(identities)),
            Ok(Content::Locked(locked)) => Holds::Locked {
                locked,
                opened: OnceCell::new(),
            },
        };
        Self {
            shown: shown.into(),
            holds,
        }
    }

    /// Returns a command.
    pub(super) fn command(variable: &str, text: String, answers: Answers) -> Self {
        let answered = RefCell::default();
        Self {
            shown: variable.to_owned(),
            holds: Holds::Command(Command {
                text,
                answers,
                answered,
            }),
        }
    }

    /// Returns its identities for a recipient, those that are to be had with this effort.
    pub(super) fn identities(
        &self,
        effort: Effort,
        recipient: &str,
        environment: &dyn Environment,
    ) -> Option<Rc<Identities>> {
        match &self.holds {
            Holds::Nothing(_) => None,
            Holds::Identities(identities) => Some(Rc::clone(identities)),
            Holds::Command(command) => command.identities(effort, recipient, environment),
            Holds::Locked { locked, opened } => {
                let may = effort >= Effort::Ask && locked.may_open_for(recipient);
                let opened = match may {
                    true => Some(opened.get_or_init(|| self.ask(locked, environment))),
                    false => opened.get(),
                };
                opened?.as_ref().ok().cloned()
            }
        }
    }

    fn ask(
        &self,
        locked: &Locked,
        environment: &dyn Environment,
    ) -> Result<Rc<Identities>, String> {
        let mut before = "";
        for _ in 0..TRIES {
            let prompt = format!("{before}Passphrase of {}: ", self.shown);
            let passphrase = environment.ask(&prompt, Typed::Hidden)?;
            if let Some(identities) = locked.open(&passphrase)? {
                return Ok(Rc::new(identities));
            }
            before = "That is not it. ";
        }
        Err("not the one that was given".to_owned())
    }
}

impl Command {
    fn identities(
        &self,
        effort: Effort,
        recipient: &str,
        environment: &dyn Environment,
    ) -> Option<Rc<Identities>> {
        let is_for_ssh = recipient.starts_with("ssh-");
        if is_for_ssh != (self.answers == Answers::SshKey) {
            return None;
        }
        let mut answered = self.answered.borrow_mut();
        if effort >= Effort::Run && !answered.contains_key(recipient) {
            let answer = self.run(recipient, environment).map(Rc::new);
            answered.insert(recipient.to_owned(), answer);
        }
        answered.get(recipient)?.as_ref().ok().cloned()
    }

    fn run(&self, recipient: &str, environment: &dyn Environment) -> Result<Identities, String> {
        let words = words::split(&self.text).ok_or("a quote in it is not closed")?;
        let answer = environment.answer(&words, recipient)?;
        match self.answers {
            Answers::Identities => Ok(Identities::parse(&answer)),
            Answers::SshKey => match Content::of_ssh_key(&answer)? {
                Content::Open(identities) => Ok(identities),
                Content::Locked(_) => Err(
                    "its answer is protected by a passphrase, which is asked for files only"
                        .to_owned(),
                ),
            },
        }
    }
}

impl fmt::Display for Place {
    /// Writes its name and what was there.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.shown;
        match &self.holds {
            Holds::Nothing(why) => write!(formatter, "{shown} ({why})"),
            Holds::Identities(identities) => write!(formatter, "{shown} ({identities})"),
            Holds::Command(command) => write!(formatter, "{shown} ({command})"),
            Holds::Locked { locked, opened } => match (locked, opened.get()) {
                (_, Some(Ok(identities))) => write!(formatter, "{shown} ({identities})"),
                (_, Some(Err(why))) => {
                    write!(formatter, "{shown} (protected by a passphrase: {why})")
                }
                (Locked::Ssh(_), None) => {
                    write!(
                        formatter,
                        "{shown} (its public half is none of these recipients)"
                    )
                }
                (Locked::File(_), None) => write!(formatter, "{shown} (protected by a passphrase)"),
            },
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answered = self.answered.borrow();
        let mut answers: Vec<String> = answered
            .values()
            .map(|answer| match answer {
                Ok(identities) => identities.to_string(),
                Err(why) => why.clone(),
            })
            .collect();
        answers.dedup();
        match answers.is_empty() {
            true => formatter.write_str("not run: no recipient is of its kind"),
            false => formatter.write_str(&answers.join("; ")),
        }
    }
}
