//! Cuts an index in YAML's block style at its charts, without reading what they say: lines and their indentation are
//! enough, as scalars of several lines are indented deeper than the key they belong to.
//!
//! What is not written as Helm's tools write it is not cut; whoever asks reads it whole.

use std::collections::BTreeMap;

/// An index, cut.
#[derive(Debug, Default)]
pub(super) struct Cut<'a> {
    /// Lines of each chart, its name among them.
    pub charts: BTreeMap<String, &'a str>,
    /// Keys of the index itself.
    pub keys: Vec<&'a str>,
}

/// Cuts an index; none: it is written in another style.
pub(super) fn cut(text: &str) -> Option<Cut<'_>> {
    let mut cutter = Cutter {
        text,
        cut: Cut::default(),
        open: None,
        depth: None,
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        cutter.line(start, line)?;
        start += line.len();
    }
    cutter.close(start);
    Some(cutter.cut)
}

struct Cutter<'a> {
    text: &'a str,
    cut: Cut<'a>,
    /// The chart being read: its name, and where it begins.
    open: Option<(String, usize)>,
    /// Indentation of the charts' names, once the first has come.
    depth: Option<usize>,
}

impl<'a> Cutter<'a> {
    fn line(&mut self, start: usize, line: &'a str) -> Option<()> {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let content = line[indent..].trim_end();
        let says_nothing = content.is_empty() || content.starts_with('#');
        if says_nothing || (indent == 0 && content == "---") {
            return Some(());
        }
        match indent {
            0 => self.key(start, content),
            _ if self.cut.keys.last() == Some(&"entries") => self.entry(start, indent, content),
            _ => Some(()),
        }
    }

    /// A key of the index itself.
    fn key(&mut self, start: usize, content: &'a str) -> Option<()> {
        self.close(start);
        let (key, rest) = content.split_once(':')?;
        self.cut.keys.push(key);
        (key != "entries" || rest.is_empty()).then_some(())
    }

    /// A line below `entries`: the name of a chart, or something of the chart that is open.
    fn entry(&mut self, start: usize, indent: usize, content: &str) -> Option<()> {
        let depth = *self.depth.get_or_insert(indent);
        let is_item = content.starts_with("- ") || content == "-";
        if self.open.is_some() && (indent > depth || (indent == depth && is_item)) {
            return Some(());
        }
        self.close(start);
        let name = unquoted(content.strip_suffix(':')?);
        if indent != depth || !is_plain(name) {
            return None;
        }
        self.open = Some((name.to_owned(), start));
        Some(())
    }

    fn close(&mut self, end: usize) {
        if let Some((name, start)) = self.open.take() {
            self.cut.charts.insert(name, &self.text[start..end]);
        }
    }
}

/// Says whether a name is written so that it can be read without a YAML reader.
fn is_plain(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !name.is_empty() && name.chars().all(plain)
}

fn unquoted(key: &str) -> &str {
    let within = |quote| key.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(key)
}
