//! Sealing: a plain text, a rule and a data key become a text that may leave the house.
//!
//! Only the scalars the rule selects change, and the `sops:` section comes at the end. A sealed value keeps its quotes
//! and its indentation, so that opening gives the same text again, with these exceptions, which Helm reads the same:
//! numbers and truths in their plainest form (`0755` becomes `493`, `yes` becomes `true`), `>` as `|`, a value of several
//! lines without a bar on one, quotes around what is bare in brackets, and escapes nobody needs.

use std::ops::Range;

use jiff::Timestamp;

use crate::complaint::Complaint;
use crate::yaml::document::Document;
use crate::yaml::node::Style;

use super::cipher::Cipher;
use super::data_key::DataKey;
use super::fault::{Fault, Reason};
use super::mac::Mac;
use super::metadata::{Metadata, WrappedKey};
use super::open::block;
use super::opened::{Opened, Stash};
use super::plain::Plain;
use super::rule::Rule;
use super::scalar_text::is_plain;
use super::sealed::Sealed;
use super::section::Section;
use super::splice::{line_break, splice};
use super::token::Kind;
use super::value::Value;
use super::verify::verify;
use super::walk::Leaf;

/// A text and the file it is of, which complaints name.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Path as the user would type it.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// The data key of a file, and itself wrapped for everyone who may open it.
#[derive(Clone)]
pub struct Keys {
    /// The key.
    pub data_key: DataKey,
    /// The key, once for each recipient.
    pub age: Vec<WrappedKey>,
}

impl Keys {
    /// Returns the keys of a file that was opened, so that it is sealed for the same readers.
    pub fn of(opened: &Opened) -> Self {
        Self {
            data_key: opened.data_key().clone(),
            age: opened.keys().age.clone(),
        }
    }
}

/// Fills bytes with randomness; a cryptographic source, as every initialisation vector comes from it.
pub type Random<'a> = &'a mut dyn FnMut(&mut [u8]);

/// Seals the values that a rule selects.
///
/// Values that `previous` held under the same data key keep their tokens; where no sealed value, reader or rule changed,
/// the section stays as it is, and where nothing changed at all the result is what `previous` was opened from. A text in
/// which the rule selects nothing is returned as it is.
///
/// # Errors
/// Everything that SOPS would change or refuse, with its place: text that is not YAML or several documents, or is sealed
/// already; a root in brackets, a repeated key, a key that is not text; a selected value with a tag, shared through an
/// alias, above 64 bits, or a negative zero.
pub fn seal(
    source: Source<'_>,
    rule: &Rule,
    keys: &Keys,
    previous: Option<&Opened>,
    now: Timestamp,
    random: Random<'_>,
) -> Result<Sealed, Vec<Complaint>> {
    let complaints = |faults: Vec<Fault>| -> Vec<Complaint> {
        faults
            .iter()
            .map(|fault| fault.complaint(source.file))
            .collect()
    };
    let text = source.text;
    let document = Document::parse(text).map_err(|fault| complaints(vec![fault.into()]))?;
    let plain = Plain::read(text, &document, rule).map_err(complaints)?;
    if plain.secrets.is_empty() {
        return Sealed::verified(text, rule, source.file);
    }
    let sealing = Sealing {
        plain: &plain,
        rule,
        keys,
        previous,
        now,
    };
    let result = sealing
        .run(random)
        .and_then(|result| verify(&plain, result, keys))
        .map_err(|fault| complaints(vec![fault]))?;
    Sealed::verified(result, rule, source.file)
}

/// All that decides how a text is sealed.
struct Sealing<'a> {
    plain: &'a Plain<'a>,
    rule: &'a Rule,
    keys: &'a Keys,
    previous: Option<&'a Opened>,
    now: Timestamp,
}

impl Sealing<'_> {
    fn run(&self, random: Random<'_>) -> Result<String, Fault> {
        let cipher = Cipher::new(&self.keys.data_key);
        let code = self.code()?;
        let kept = self.kept_section(&code)?;
        if let (Some(Kept::Whole), Some(previous)) = (&kept, self.previous)
            && previous.text() == self.plain.text
        {
            return Ok(previous.sealed.clone());
        }
        let mut pieces = self.tokens(&cipher, random)?;
        let section = self.section(kept, &cipher, &code, random)?;
        pieces.push(self.placed(section));
        Ok(splice(self.plain.text, pieces))
    }

    /// Returns the code over the values, before it is sealed.
    fn code(&self) -> Result<String, Fault> {
        let only_encrypted = self.rule.mac_only_encrypted();
        let mut mac = Mac::new(only_encrypted);
        let mut secrets = self.plain.secrets.iter().peekable();
        for (index, leaf) in self.plain.walk.leaves.iter().enumerate() {
            if let Some((_, _, value)) = secrets.next_if(|(at, ..)| *at == index) {
                mac.add(&value.plain);
            } else if !only_encrypted && let Some(value) = Value::as_sops_reads(leaf)? {
                mac.add(&value.plain);
            }
        }
        Ok(mac.finish())
    }

    /// Returns the pieces that put tokens in the places of values and comments.
    fn tokens(
        &self,
        cipher: &Cipher,
        random: Random<'_>,
    ) -> Result<Vec<(Range<usize>, String)>, Fault> {
        let mut stash = Stash::of(self.previous, &self.keys.data_key);
        let mut token = |authenticated, value: &'_ Value, kept: Option<&str>| match kept {
            Some(kept) => Ok(kept.to_owned()),
            None => fresh(cipher, value, authenticated, random),
        };
        let mut pieces = Vec::new();
        for (index, authenticated, value) in &self.plain.secrets {
            let leaf = &self.plain.walk.leaves[*index];
            let kept = stash.take(authenticated, value);
            let token = token(authenticated, value, kept)?;
            let written = written(self.plain.text, leaf, &token);
            pieces.push((leaf.node.span.clone(), written));
        }
        for comment in &self.plain.comments {
            let kept = stash.take(&comment.authenticated, &comment.value);
            let token = token(&comment.authenticated, &comment.value, kept)?;
            pieces.push((comment.span.clone(), format!("#{token}")));
        }
        Ok(pieces)
    }

    /// Says what of the section before can stay.
    fn kept_section(&self, code: &str) -> Result<Option<Kept>, Fault> {
        let Some(previous) = self.previous else {
            return Ok(None);
        };
        let metadata = &previous.metadata;
        if previous.key != self.keys.data_key {
            return match metadata.keys.others.first() {
                None => Ok(None),
                Some(other) => Err(new_key_for_others(other)),
            };
        }
        let same = metadata.rule == *self.rule
            && metadata.keys.age == self.keys.age
            && line_break(&previous.sealed) == line_break(self.plain.text);
        Ok(Some(match same {
            false => Kept::Keys,
            true if previous.code == code => Kept::Whole,
            true => Kept::Form,
        }))
    }

    /// Returns the lines of the section, each with its break.
    fn section(
        &self,
        kept: Option<Kept>,
        cipher: &Cipher,
        code: &str,
        random: Random<'_>,
    ) -> Result<String, Fault> {
        let last_modified = self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let code = Value::new(Kind::Str, code);
        let mut mac = || fresh(cipher, &code, &last_modified, random);
        match (kept, self.previous) {
            (Some(Kept::Whole), Some(previous)) => Ok(previous.section().to_owned()),
            (Some(Kept::Form), Some(previous)) => {
                Ok(previous.section_with(&last_modified, &mac()?))
            }
            (kept, previous) => {
                let metadata = kept.and(previous).map(|previous| &previous.metadata);
                Ok(self.new_section(metadata, &last_modified, &mac()?))
            }
        }
    }

    fn new_section(&self, before: Option<&Metadata>, last_modified: &str, mac: &str) -> String {
        let root = self.plain.document.root();
        let section = Section {
            age: &self.keys.age,
            kept: before.map_or(&[], |before| &before.kept),
            rule: self.rule,
            last_modified,
            mac,
            indent: before.map_or(2, |before| before.indent),
            margin: root.map_or(0, |root| root.column.saturating_sub(1)),
        };
        section.write(line_break(self.plain.text))
    }

    /// Puts the section at the end, or before the line that ends the document. A text whose last line lacks its break
    /// keeps lacking one, so that opening can tell.
    fn placed(&self, section: String) -> (Range<usize>, String) {
        let text = self.plain.text;
        let end = self.plain.document.root().map_or(0, |root| root.span.end);
        let line_break = line_break(text);
        let section = section.trim_end_matches(['\r', '\n']);
        let at = end_marker(text, end).unwrap_or(text.len());
        if at < text.len() || text.ends_with('\n') {
            (at..at, format!("{section}{line_break}"))
        } else {
            (at..at, format!("{line_break}{section}"))
        }
    }
}

/// What of an older section can stay.
enum Kept {
    /// All of it: no value, reader or rule changed.
    Whole,
    /// All but the time and the code.
    Form,
    /// The sections of keys this program does not know.
    Keys,
}

fn fresh(
    cipher: &Cipher,
    value: &Value,
    authenticated: &str,
    random: Random<'_>,
) -> Result<String, Fault> {
    let token = cipher.seal(&value.plain, value.kind, authenticated, random);
    let token = token.ok_or_else(|| {
        Fault::of_text(
            Reason::Unsupported,
            "a value is too long for the cipher",
            "keep it in a file of its own",
        )
    })?;
    Ok(token.to_string())
}

fn new_key_for_others(other: &str) -> Fault {
    Fault::of_text(
        Reason::Unsupported,
        format!(
            "the file is sealed for `{other}` too, and its data key is to change, which this program cannot wrap for it"
        ),
        "take the reader away with `sops rotate`, then push again",
    )
}

/// Writes a token as its value was written. In brackets a token cannot stand bare: there, single quotes are around what
/// was bare, or what cannot be.
fn written(text: &str, leaf: &Leaf<'_>, token: &str) -> String {
    let Some(scalar) = leaf.scalar() else {
        return token.to_owned();
    };
    match scalar.style {
        Style::Literal | Style::Folded => {
            let (header, indent) = block(&text[leaf.node.span.clone()], &scalar.text);
            let (digit, rest) = (header.digit, header.rest);
            let (line_break, blanks) = (line_break(text), " ".repeat(indent));
            format!("|{digit}-{rest}{line_break}{blanks}{token}")
        }
        Style::SingleQuoted if !(leaf.flow && is_plain(&scalar.text, true)) => {
            format!("'{token}'")
        }
        Style::SingleQuoted | Style::DoubleQuoted => format!("\"{token}\""),
        Style::Plain if leaf.flow => format!("'{token}'"),
        Style::Plain => token.to_owned(),
    }
}

/// Returns where the line that ends the document (`...`) begins, if there is one below `from`.
fn end_marker(text: &str, from: usize) -> Option<usize> {
    let below = &text[from..];
    let mut starts = below.match_indices('\n').map(|(at, _)| at + 1);
    let at = starts.find(|at| {
        let after = below[*at..].strip_prefix("...");
        after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '\r', '\n']))
    })?;
    Some(from + at)
}
