//! One run of a plugin: what is sent to it, and its commands, those that ask a person among them.

use age_core::format::Stanza;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use zeroize::{Zeroize, Zeroizing};

use super::Talk;
use super::stanza;
use crate::keyring::environment::{Environment, Typed};

/// How many commands a plugin may give.
const MOST: usize = 1000;

/// A plugin that runs.
pub(super) struct Session<'a> {
    program: String,
    talk: Box<dyn Talk + 'a>,
    environment: &'a dyn Environment,
    /// What it could not do, in its own words.
    errors: Vec<String>,
}

impl<'a> Session<'a> {
    /// Starts a plugin for one of the protocol's two parts.
    pub(super) fn start(
        name: &str,
        part: &str,
        environment: &'a dyn Environment,
    ) -> Result<Self, String> {
        let program = program(name);
        Ok(Self {
            talk: environment.plugin(&program, part)?,
            program,
            environment,
            errors: Vec::new(),
        })
    }

    /// Sends a stanza.
    pub(super) fn send(
        &mut self,
        tag: &str,
        arguments: &[&str],
        body: &[u8],
    ) -> Result<(), String> {
        self.talk.say(&stanza::write(tag, arguments, body))
    }

    /// Answers its commands until it is done; `own` takes those that are not about a person, and says whether it knows them.
    pub(super) fn listen(
        &mut self,
        mut own: impl FnMut(&mut Stanza) -> bool,
    ) -> Result<(), String> {
        for _ in 0..MOST {
            let mut command = stanza::read(|| self.talk.hear())?;
            if command.tag == "done" {
                return Ok(());
            }
            let answer = match self.answer(&command) {
                Some(answer) => answer,
                None if own(&mut command) => Answer::Ok(&[], Zeroizing::default()),
                None => Answer::Unsupported,
            };
            command.body.zeroize();
            match answer {
                Answer::Ok(arguments, body) => self.send("ok", arguments, body.as_bytes())?,
                Answer::Fail => self.send("fail", &[], &[])?,
                Answer::Unsupported => self.send("unsupported", &[], &[])?,
            }
        }
        Err(format!("{} does not come to an end", self.program))
    }

    /// Says why nothing came of it.
    pub(super) fn refusal(&self, otherwise: &str) -> String {
        let program = &self.program;
        match self.errors.is_empty() {
            true => format!("{program}: {otherwise}"),
            false => format!("{program}: {}", self.errors.join("; ")),
        }
    }

    /// Answers what is meant for a person, and takes errors.
    fn answer(&mut self, command: &Stanza) -> Option<Answer> {
        let text = String::from_utf8_lossy(&command.body);
        let text = text.trim();
        let nothing = || Answer::Ok(&[], Zeroizing::default());
        match command.tag.as_str() {
            "msg" => {
                self.environment.tell(&format!("{}: {text}", self.program));
                Some(nothing())
            }
            "error" => {
                self.errors.push(text.to_owned());
                Some(nothing())
            }
            "request-secret" => Some(self.asked(text, Typed::Hidden)),
            "request-public" => Some(self.asked(text, Typed::Shown)),
            "confirm" => Some(self.confirmed(text, command)),
            _ => None,
        }
    }

    fn asked(&mut self, text: &str, typed: Typed) -> Answer {
        let prompt = format!("{}: {text} ", self.program);
        match self.environment.ask(&prompt, typed) {
            Ok(answer) => Answer::Ok(&[], answer),
            Err(why) => {
                self.errors.push(why);
                Answer::Fail
            }
        }
    }

    fn confirmed(&mut self, text: &str, command: &Stanza) -> Answer {
        let label = |index: usize| {
            let encoded = command.args.get(index)?;
            let bytes = BASE64_STANDARD_NO_PAD.decode(encoded).ok()?;
            String::from_utf8(bytes).ok()
        };
        let yes = label(0).unwrap_or_else(|| "yes".to_owned());
        let choice = match label(1) {
            Some(no) => format!("y: {yes}, n: {no}"),
            None => format!("y: {yes}"),
        };
        let prompt = format!("{text} ({choice})");
        match self.asked(&prompt, Typed::Shown) {
            Answer::Ok(_, typed) if typed.trim().eq_ignore_ascii_case("y") => {
                Answer::Ok(&["yes"], Zeroizing::default())
            }
            Answer::Ok(..) => Answer::Ok(&["no"], Zeroizing::default()),
            other => other,
        }
    }
}

/// Returns the program of a plugin.
pub(super) fn program(name: &str) -> String {
    format!("age-plugin-{name}")
}

/// What a command is answered with.
enum Answer {
    Ok(&'static [&'static str], Zeroizing<String>),
    Fail,
    Unsupported,
}
