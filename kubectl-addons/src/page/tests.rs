//! The shell, and what data can do to it: nothing.

use serde_json::{Value, json};

use super::*;

const HOSTILE: &str = "</script><script>alert(1)</script><!--<script>]]>&quot;\u{2028}\u{2029}\u{1b}\u{202e}\"'`\\\n{{script}}";

fn page(text: &str) -> String {
    let page = Page {
        title: text.to_owned(),
        about: json!({"now": text}),
        tree: json!({"addon": {"name": text}, text: [text]}),
    };
    page.html().unwrap()
}

/// Returns what stands between two texts.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, after) = page.split_once(from).unwrap();
    after.split_once(to).unwrap().0
}

#[test]
fn the_policy_allows_the_style_and_the_script_that_are_there() {
    let page = page("grafana");
    let style = between(&page, "<style>", "</style>");
    let script = between(&page, "<script>", "</script>");
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(style),
            hash(script)
        )
    );
    // The digest of nothing, as `openssl dgst -sha256 -binary </dev/null | base64` says.
    assert_eq!(
        hash(""),
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    );
}

#[test]
fn data_comes_back_as_it_was() {
    let page = page(HOSTILE);
    let tree = between(
        &page,
        "<script type=\"application/json\" id=\"tree\">",
        "</script>",
    );
    let tree: Value = serde_json::from_str(tree).unwrap();
    assert_eq!(tree["addon"]["name"], HOSTILE);
    assert_eq!(tree[HOSTILE][0], HOSTILE);
}

#[test]
fn data_cannot_leave_its_block() {
    let (hostile, harmless) = (page(HOSTILE), page("grafana"));
    for mark in ["<script", "</script", "<!--", "-->", "<style", "</title"] {
        assert_eq!(
            hostile.matches(mark).count(),
            harmless.matches(mark).count(),
            "{mark}"
        );
    }
    assert!(!hostile.contains(['\u{2028}', '\u{2029}', '\u{1b}', '\u{202e}']));
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = page("grafana");
    for mark in [
        "src=",
        "href=\"",
        "url(",
        "@import",
        "fetch(",
        "XMLHttpRequest",
        "innerHTML",
        "style=\"",
        " onclick",
    ] {
        assert!(!page.contains(mark), "{mark}");
    }
}

#[test]
fn scripts_are_strict_and_end_where_they_end() {
    assert!(SCRIPTS[0].starts_with("'use strict';"));
    for script in SCRIPTS {
        assert!(!script.contains("</script") && !script.contains("<!--"));
    }
}

#[test]
fn only_the_palette_names_colours() {
    let colours = regex::Regex::new("#[0-9a-fA-F]{3,8}\\b|rgb|hsl").unwrap();
    for asset in [SHELL, STYLE].iter().chain(&SCRIPTS) {
        assert_eq!(colours.find(asset).map(|found| found.as_str()), None);
    }
}

#[test]
fn every_variable_of_the_style_is_defined() {
    let variables = palette::variables();
    let used = regex::Regex::new(r"var\((--[a-z]+)").unwrap();
    for name in used
        .captures_iter(STYLE)
        .map(|captures| captures[1].to_owned())
    {
        let defined = format!("{name}:");
        assert!(variables.contains(&defined) || name == "--tone", "{name}");
    }
}
