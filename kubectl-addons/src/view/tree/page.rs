//! A tree as a page: its JSON, and beside it how this program says things, so that the page has no words of its own.

use std::collections::BTreeMap;

use argocd::lifecycle::State;
use argocd::tree::{Category, Node};
use jiff::Timestamp;
use plugin_kit::palette;
use plugin_kit::shape::Tone;
use plugin_kit::view::View;
use plugin_kit::words::Word;
use serde::Serialize;

use super::{MISSING, NOT_INSPECTED, ORPHANS, TreeView, message};
use crate::page::Page;

/// What a page has to know besides the tree.
#[derive(Debug, Serialize)]
struct About {
    /// The moment ages are seen from.
    now: Timestamp,
    /// The tone and the symbol of every word in the tree.
    words: BTreeMap<String, Said>,
    /// The category of every kind in the tree, as `group/Kind`, sorted by category.
    categories: serde_json::Map<String, serde_json::Value>,
    /// The headings that roots stand under.
    headings: Headings,
    /// What is to be said of a resource, by UID.
    remarks: BTreeMap<String, Remark>,
}

#[derive(Debug, Serialize)]
struct Said {
    tone: &'static str,
    symbol: &'static str,
}

#[derive(Debug, Serialize)]
struct Remark {
    text: String,
    tone: &'static str,
}

/// Headings by presence, and that of orphans.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Headings {
    missing: &'static str,
    not_inspected: &'static str,
    orphan: &'static str,
}

/// Returns the tree as one page.
///
/// # Errors
/// It cannot be turned into JSON.
pub(super) fn page(view: &TreeView) -> anyhow::Result<String> {
    let page = Page {
        title: format!("{} · Resource Map", view.addon.name),
        about: About {
            now: view.now,
            words: words(view),
            categories: categories(&view.nodes),
            headings: Headings {
                missing: MISSING,
                not_inspected: NOT_INSPECTED,
                orphan: ORPHANS,
            },
            remarks: remarks(&view.nodes),
        },
        tree: view.document(),
    };
    page.html()
}

/// State, health and sync share their words: `Degraded` is the same in each.
fn words(view: &TreeView) -> BTreeMap<String, Said> {
    let states = State::ALL.into_iter().map(Word::from);
    let healths = view.nodes.iter().filter_map(|node| node.health.as_ref());
    let syncs = view.nodes.iter().filter_map(|node| node.sync.as_ref());
    let healths = healths
        .map(|health| &health.status)
        .chain(&view.addon.health);
    let words = states
        .chain(healths.map(Word::from))
        .chain(syncs.chain(&view.addon.sync).map(Word::from));
    words
        .map(|word| {
            let said = Said {
                tone: palette::class(word.tone),
                symbol: word.symbol,
            };
            (word.text.into_owned(), said)
        })
        .collect()
}

fn categories(nodes: &[Node]) -> serde_json::Map<String, serde_json::Value> {
    let kinds = nodes.iter().map(|node| {
        let reference = &node.reference;
        (
            node.category(),
            format!("{}/{}", reference.group, reference.kind),
        )
    });
    let mut kinds: Vec<(Category, String)> = kinds.chain([application()]).collect();
    kinds.sort();
    kinds.dedup();
    let named = kinds
        .into_iter()
        .map(|(category, kind)| (kind, category.as_str().into()));
    named.collect()
}

/// The add-on itself.
fn application() -> (Category, String) {
    let kind = format!(
        "{}/{}",
        argocd::application::GROUP,
        argocd::application::KIND
    );
    (Category::Applications, kind)
}

fn remarks(nodes: &[Node]) -> BTreeMap<String, Remark> {
    let messages = nodes.iter().map(|node| (node.uid.clone(), message(node)));
    let said = messages.filter(|(_, message)| !message.is_empty());
    said.map(|(uid, message)| {
        let tone = message.spans().last().map_or(Tone::Plain, |span| span.tone);
        let remark = Remark {
            text: message.plain().into_owned(),
            tone: palette::class(tone),
        };
        (uid, remark)
    })
    .collect()
}
