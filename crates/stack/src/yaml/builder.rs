//! Builds a `Document` from the events of the parser: puts keys, values and items together and mends the spans.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StructureStyle, Tag, options};

use super::document::{Comment, Document};
use super::fault::{Fault, Reason};
use super::node::{Entry, Kind, Layout, Mapping, Node, Property, Scalar, Sequence, Style};
use super::{block, gap, place};

/// Nodes a document may stand for once its aliases are written out.
const LARGEST: usize = 1_000_000;

/// Returns the document of a text.
pub(super) fn build(text: &str) -> Result<Document, Fault> {
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str_with_options(text, bounds()) {
        let (event, span) = event?;
        builder.take(event, &span)?;
    }
    Ok(builder.document)
}

/// A block scalar that ends with the text ends as it does for go-yaml, Helm's parser. Long runs of comments are common
/// in values files.
fn bounds() -> Options {
    options! {
        block_scalar_eof_without_line_feed: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
    }
}

struct Builder<'a> {
    text: &'a str,
    document: Document,
    open: Vec<Open>,
    /// Whether a document has begun.
    begun: bool,
    /// End of the last token seen that is no comment.
    passed: usize,
    /// Names of anchors, and of those that are complete how many nodes they stand for.
    anchors: HashMap<usize, (String, Option<usize>)>,
    /// The scalar just seen, whose anchor may follow.
    leaf: Option<Leaf>,
}

/// A collection whose end has not been seen.
struct Open {
    node: Node,
    anchor: usize,
    /// Nodes it stands for so far.
    size: usize,
    key: Option<Node>,
}

/// A scalar that waits for its anchor.
struct Leaf {
    node: Node,
    anchor: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            document: Document {
                root: None,
                comments: Vec::new(),
            },
            open: Vec::new(),
            begun: false,
            passed: 0,
            anchors: HashMap::new(),
            leaf: None,
        }
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Fault> {
        let bytes = bytes(span)?;
        if let Event::Anchor(id, name) = event {
            self.name(id, name.into_owned(), bytes);
            return Ok(());
        }
        if let Event::Comment(..) = event {
            self.comment(bytes, span);
            return Ok(());
        }
        self.settle(span)?;
        match event {
            Event::DocumentStart(explicit, _) => {
                self.begin(span)?;
                if !explicit {
                    return Ok(());
                }
            }
            Event::MappingStart(style, anchor, tag) => {
                let kind = Kind::Mapping(Mapping {
                    layout: layout(style),
                    entries: Vec::new(),
                });
                self.open(kind, anchor, tag.as_deref(), span)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let kind = Kind::Sequence(Sequence {
                    layout: layout(style),
                    items: Vec::new(),
                    dashes: Vec::new(),
                });
                self.open(kind, anchor, tag.as_deref(), span)?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.dash();
                let scalar = Scalar {
                    text: text.into_owned(),
                    style: written(style),
                };
                let node = self.leaf(scalar, tag.as_deref(), span)?;
                self.leaf = Some(Leaf { node, anchor });
            }
            Event::Alias(anchor) => {
                self.dash();
                self.alias(anchor, span)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(&bytes, span)?,
            _ => {}
        }
        if !bytes.is_empty() {
            self.passed = self.passed.max(bytes.end);
        }
        Ok(())
    }

    fn begin(&mut self, span: &Span) -> Result<(), Fault> {
        if self.begun {
            return Err(Fault {
                reason: Reason::SeveralDocuments,
                ..Fault::at(
                    &span.start,
                    "a second document begins here; one file holds one",
                )
            });
        }
        self.begun = true;
        Ok(())
    }

    /// Gives the node just seen its anchor.
    fn name(&mut self, id: usize, name: String, span: Range<usize>) {
        let property = Property {
            text: name.clone(),
            span,
        };
        let node = match (&mut self.leaf, self.open.last_mut()) {
            (Some(leaf), _) => Some(&mut leaf.node),
            (None, open) => open.map(|open| &mut open.node),
        };
        if let Some(node) = node {
            self.passed = self.passed.max(property.span.end);
            node.anchor = Some(property);
        }
        self.anchors.insert(id, (name, None));
    }

    fn comment(&mut self, bytes: Range<usize>, span: &Span) {
        let line = self.text[..bytes.start].rsplit(['\n', '\r']).next();
        let alone = line.is_none_or(|line| line.trim_matches(['\u{feff}', ' ', '\t']).is_empty());
        self.document.comments.push(Comment {
            span: bytes,
            line: span.start.line(),
            column: span.start.col() + 1,
            alone,
        });
    }

    /// Records the dash before an item of a block sequence.
    fn dash(&mut self) {
        let (text, passed) = (self.text, self.passed);
        let Some(Kind::Sequence(sequence)) = self.open.last_mut().map(|open| &mut open.node.kind)
        else {
            return;
        };
        if sequence.layout == Layout::Flow {
            return;
        }
        if let Some(dash) = gap::dash(text, passed) {
            sequence.dashes.push(dash);
            self.passed = dash + 1;
        }
    }

    fn open(
        &mut self,
        kind: Kind,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Result<(), Fault> {
        self.dash();
        let node = self.node(kind, bytes(span)?, tag, span)?;
        let open = Open {
            node,
            anchor,
            size: 1,
            key: None,
        };
        self.open.push(open);
        Ok(())
    }

    fn leaf(&mut self, mut scalar: Scalar, tag: Option<&Tag>, span: &Span) -> Result<Node, Fault> {
        let parsed = bytes(span)?;
        if scalar.style == Style::Plain && parsed.is_empty() {
            scalar.text.clear();
            let node = self.node(Kind::Scalar(scalar), parsed, tag, span)?;
            return Ok(self.nearer(node));
        }
        let block = matches!(scalar.style, Style::Literal | Style::Folded);
        let mut node = self.node(Kind::Scalar(scalar), parsed.clone(), tag, span)?;
        if block && let Some(header) = gap::header(self.text, self.passed) {
            node.span = block::extent(self.text, header, &parsed, span.start.col());
            (node.line, node.column) = place::before(self.text, header, &parsed, node.line);
        }
        Ok(node)
    }

    /// Moves an absent value behind its colon, where the parser places it at the end of its key or on a later line.
    fn nearer(&self, absent: Node) -> Node {
        let awaited = self.open.last().is_some_and(|open| open.key.is_some());
        let gap = self.text.get(self.passed..absent.span.start);
        let announced = gap.is_none_or(|gap| gap.contains(':'));
        if !awaited || announced || absent.tag.is_some() {
            return absent;
        }
        let colon = gap::next_colon(self.text, self.passed);
        let at = colon.map_or(self.passed, |colon| colon + 1);
        let (line, column) = if at <= absent.span.start {
            place::before(self.text, at, &absent.span, absent.line)
        } else {
            place::after(self.text, at, &absent.span, absent.line)
        };
        Node {
            span: at..at,
            line,
            column,
            ..absent
        }
    }

    fn node(
        &self,
        kind: Kind,
        bytes: Range<usize>,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Result<Node, Fault> {
        let tag = tag.and_then(|_| span.tag_span()?.byte_range());
        Ok(Node {
            kind,
            span: bytes,
            tag: tag.map(|bytes| Property {
                text: self.text[bytes.clone()].to_owned(),
                span: bytes,
            }),
            anchor: None,
            line: span.start.line(),
            column: span.start.col() + 1,
        })
    }

    fn alias(&mut self, anchor: usize, span: &Span) -> Result<(), Fault> {
        let (name, size) = self.anchors.get(&anchor).cloned().unwrap_or_default();
        let Some(size) = size else {
            return Err(Fault::at(
                &span.start,
                "an alias stands inside the very node it stands for",
            ));
        };
        let node = self.node(Kind::Alias(name), bytes(span)?, None, span)?;
        self.place(node, size, span)
    }

    /// Places a scalar whose anchor has been seen by now, if it has one.
    fn settle(&mut self, span: &Span) -> Result<(), Fault> {
        let Some(Leaf { node, anchor }) = self.leaf.take() else {
            return Ok(());
        };
        self.passed = self.passed.max(node.span.end);
        self.complete(anchor, 1);
        self.place(node, 1, span)
    }

    fn close(&mut self, bytes: &Range<usize>, span: &Span) -> Result<(), Fault> {
        let Some(Open {
            mut node,
            anchor,
            size,
            ..
        }) = self.open.pop()
        else {
            return Ok(());
        };
        extend(&mut node, bytes);
        self.start_at_dash(&mut node);
        self.complete(anchor, size);
        self.place(node, size, span)
    }

    /// Lets a block sequence start at its first dash, where the parser has it start at its first item.
    fn start_at_dash(&self, node: &mut Node) {
        let Kind::Sequence(Sequence { dashes, .. }) = &node.kind else {
            return;
        };
        if let Some(&dash) = dashes.first()
            && dash < node.span.start
        {
            (node.line, node.column) = place::before(self.text, dash, &node.span, node.line);
            node.span.start = dash;
        }
    }

    fn complete(&mut self, anchor: usize, size: usize) {
        if let Some((_, complete)) = self.anchors.get_mut(&anchor) {
            *complete = Some(size);
        }
    }

    /// Puts a complete node where it belongs.
    fn place(&mut self, node: Node, size: usize, span: &Span) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.document.root = Some(node);
            return Ok(());
        };
        open.size = open.size.saturating_add(size);
        if open.size > LARGEST {
            let message =
                format!("with its aliases written out, it holds more than {LARGEST} nodes");
            return Err(Fault::at(&span.start, message));
        }
        match &mut open.node.kind {
            Kind::Sequence(sequence) => sequence.items.push(node),
            Kind::Mapping(mapping) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => mapping.entries.push(Entry { key, value: node }),
            },
            Kind::Scalar(_) | Kind::Alias(_) => {}
        }
        Ok(())
    }
}

/// Gives a collection its end.
fn extend(node: &mut Node, end: &Range<usize>) {
    let (layout, last) = match &node.kind {
        Kind::Mapping(mapping) => (mapping.layout, mapping.entries.last().map(|it| &it.value)),
        Kind::Sequence(sequence) => (sequence.layout, sequence.items.last()),
        Kind::Scalar(_) | Kind::Alias(_) => return,
    };
    let end = match (layout, last) {
        (Layout::Block, Some(last)) => last.span.end,
        _ => end.end,
    };
    node.span.end = end.max(node.span.start);
}

fn bytes(span: &Span) -> Result<Range<usize>, Fault> {
    let lost = || Fault::at(&span.start, "the parser lost its place here");
    span.byte_range().ok_or_else(lost)
}

fn layout(style: StructureStyle) -> Layout {
    match style {
        StructureStyle::Block => Layout::Block,
        StructureStyle::Flow => Layout::Flow,
    }
}

fn written(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}
