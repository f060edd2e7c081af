//! The page of a tree: one file with its style, its script and its data, which asks nobody for anything.
//!
//! The page reads the JSON that scripts read. Its assets lie beside this file, written by hand: `model.js` knows the
//! tree, `layout.js` says where it stands, `map.js` draws it, `details.js` tells of one resource, `page.js` hears keys
//! and clicks, and its `show(document)` takes one tree after another, so that the same page can be fed by a stream. No
//! rule about Argo CD enters here.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugin_kit::escape::escape_json;
use plugin_kit::failure::Explain;
use plugin_kit::palette;
use serde::Serialize;
use sha2::{Digest, Sha256};

const SHELL: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPTS: [&str; 5] = [
    include_str!("model.js"),
    include_str!("layout.js"),
    include_str!("map.js"),
    include_str!("details.js"),
    include_str!("page.js"),
];

/// What a page shows.
#[derive(Debug)]
pub(crate) struct Page<A, T> {
    /// The title of the window.
    pub(crate) title: String,
    /// How things are said: words with their tones, headings, the moment.
    pub(crate) about: A,
    /// The answer as scripts read it.
    pub(crate) tree: T,
}

impl<A: Serialize, T: Serialize> Page<A, T> {
    /// Returns the page as HTML.
    ///
    /// # Errors
    /// The answer cannot be turned into JSON.
    pub(crate) fn html(&self) -> anyhow::Result<String> {
        let (style, script) = (format!("{}{STYLE}", palette::variables()), SCRIPTS.concat());
        let parts = Parts {
            policy: policy(&style, &script),
            title: text(&self.title),
            about: json(&self.about)?,
            tree: json(&self.tree)?,
            style,
            script,
        };
        Ok(parts.fill(SHELL))
    }
}

/// What stands in the shell's places.
struct Parts {
    policy: String,
    title: String,
    about: String,
    tree: String,
    style: String,
    script: String,
}

impl Parts {
    /// Fills the places of the shell, each once; what is filled in is not looked at again.
    fn fill(&self, shell: &str) -> String {
        let mut pieces = shell.split("{{");
        let mut page = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
            page.push_str(self.part(name));
            page.push_str(rest);
        }
        page
    }

    fn part(&self, name: &str) -> &str {
        match name {
            "policy" => &self.policy,
            "title" => &self.title,
            "about" => &self.about,
            "tree" => &self.tree,
            "style" => &self.style,
            "script" => &self.script,
            _ => "",
        }
    }
}

/// Returns the page's content security policy (W3C CSP level 3): its own style and its own script run, nothing else
/// does, and nothing is loaded or sent.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}

/// Returns JSON that a data block can hold: with `<`, `>` and `&` spelled out nothing in it ends the block or begins a
/// comment (HTML, "restrictions for contents of script elements"). They stand in strings alone, where `\u` is allowed.
fn json(value: &impl Serialize) -> anyhow::Result<String> {
    let json = serde_json::to_string(value).doing("turning the answer into JSON")?;
    let json = escape_json(json).replace('<', "\\u003c");
    Ok(json.replace('>', "\\u003e").replace('&', "\\u0026"))
}

fn text(text: &str) -> String {
    let text: Cow<'_, str> = plugin_kit::escape::escape(text);
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
