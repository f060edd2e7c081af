//! Reads files of Kubernetes objects into updates, whatever form they have.
//!
//! The form is seen from the first bytes, never from the name. Objects are handed
//! on as they are read; what is wrong is collected and told at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Cursor, Read};
use std::path::Path;

use argocd::catalog::ServedKind;
use argocd::snapshot::{Gap, GapReason, Scope, Update};
use serde_json::Value;

use super::place::{self, Place};
use super::words::{NEXT, broken, empty, json_words, reason};
use super::{Complaints, Entry, Header, Part, RecordedCluster, decompress, json, yaml};
use crate::error::{Cause, Error};

/// What a file says beside its objects.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorded {
    /// The header; `None` where no file is one of our snapshots. Of several, the newest.
    pub header: Option<Header>,
    /// Every cluster by its [`Part::id`], the one that Argo CD runs in under the empty one.
    pub clusters: BTreeMap<String, RecordedCluster>,
    /// How many objects were read.
    pub objects: usize,
}

/// Takes updates in, in the order they were written, each with the [`Part::id`] of its cluster.
pub type PartSink<'a> = dyn FnMut(&str, Update) + 'a;

/// Reads a file, a folder or, for the path `-`, standard input.
///
/// Scopes are settled only where one of our snapshots says so; of any other file
/// nothing is known about what it leaves out. An object that cannot be read among
/// others that can is a gap.
///
/// # Errors
/// All that is wrong with the files, at once, each with file and line. The sink has
/// then seen what could be read; it is no answer.
pub fn read(
    path: &Path,
    stdin: &mut dyn Read,
    sink: &mut PartSink<'_>,
) -> Result<Recorded, Complaints> {
    let mut reader = Reader::new(sink);
    for place in place::of_path(path)? {
        reader.file(&place, stdin);
    }
    reader.finish()
}

struct Reader<'a, 'sink> {
    sink: &'a mut PartSink<'sink>,
    header: Option<Header>,
    clusters: BTreeMap<String, RecordedCluster>,
    kinds: BTreeMap<String, Vec<ServedKind>>,
    objects: usize,
    /// The cluster of what is being read.
    part: String,
    /// Scopes of which the end has not come yet, each with its cluster.
    open: BTreeSet<(String, Scope)>,
    /// Whether any scope was begun or ended.
    begun: bool,
    /// Objects that cannot be read: gaps beside others, complaints alone.
    unreadable: Vec<Unreadable>,
    complaints: Vec<Error>,
}

struct Unreadable {
    place: String,
    why: String,
}

impl Recorded {
    /// Returns what is said of the cluster that Argo CD runs in.
    pub fn control_plane(&self) -> RecordedCluster {
        self.clusters.get("").cloned().unwrap_or_default()
    }
}

impl<'a, 'sink> Reader<'a, 'sink> {
    fn new(sink: &'a mut PartSink<'sink>) -> Self {
        Self {
            sink,
            header: None,
            clusters: BTreeMap::new(),
            kinds: BTreeMap::new(),
            objects: 0,
            part: String::new(),
            open: BTreeSet::new(),
            begun: false,
            unreadable: Vec::new(),
            complaints: Vec::new(),
        }
    }

    fn file(&mut self, place: &Place, stdin: &mut dyn Read) {
        let name = place.name();
        self.part.clear();
        let opened = place.open(stdin).and_then(decompress::open);
        let read = opened.and_then(|mut text| self.text(&name, &mut *text));
        if let Err(error) = read {
            self.complaints.push(broken(&name, &error));
        }
    }

    fn text(&mut self, name: &str, text: &mut dyn BufRead) -> io::Result<()> {
        let start = beginning(text)?;
        if let Some(header) = Header::read(&start) {
            self.take_header(header);
            return self.entries(name, text);
        }
        let bare = start.strip_prefix(MARK).unwrap_or(&start).to_vec();
        let first = bare
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .copied();
        let mut whole = Cursor::new(bare).chain(text);
        match first {
            None => self.complaints.push(empty(name)),
            Some(b'{' | b'[') => self.json(name, &mut whole)?,
            Some(_) => self.yaml(name, &mut whole)?,
        }
        Ok(())
    }

    fn yaml(&mut self, name: &str, text: &mut dyn BufRead) -> io::Result<()> {
        yaml::read(text, &mut |line, piece| match piece {
            Ok(value) => self.object(&format!("{name}:{line}"), value),
            Err(why) => self.complain(name, &why),
        })
    }

    fn json(&mut self, name: &str, text: &mut dyn BufRead) -> io::Result<()> {
        let mut count = 0;
        let read = json::read(text, &mut |value| {
            count += 1;
            self.object(&format!("{name}, object {count}"), value);
        });
        match read {
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) => self.complain(name, &json_words(&error)),
            Ok(()) => {}
        }
        Ok(())
    }

    fn entries(&mut self, name: &str, text: &mut dyn BufRead) -> io::Result<()> {
        json::lines(
            text,
            &mut |number, line| match serde_json::from_slice::<Entry>(line) {
                Ok(entry) => self.entry(&format!("{name}:{number}"), entry),
                Err(error) if error.is_eof() => {
                    self.complain(name, &format!("line {number}: it ends in the middle"));
                }
                Err(error) => self.complain(name, &format!("line {number}: {}", reason(&error))),
            },
        )
    }

    fn entry(&mut self, place: &str, entry: Entry) {
        match entry {
            Entry::Kind(kind) => self.kinds.entry(self.part.clone()).or_default().push(kind),
            Entry::Cluster(part) => self.turn_to(part),
            entry => self.see(place, entry),
        }
    }

    fn turn_to(&mut self, part: Part) {
        self.part.clone_from(&part.id);
        let cluster = self.clusters.entry(part.id).or_default();
        cluster.destinations.extend(part.destinations);
        if !part.name.is_empty() {
            cluster.name = part.name;
        }
    }

    fn object(&mut self, place: &str, value: Value) {
        self.see(place, Entry::Seen(value));
    }

    fn see(&mut self, place: &str, entry: Entry) {
        match entry.into_update() {
            Ok(Some(update)) => {
                self.count(&update);
                (self.sink)(&self.part, update);
            }
            Ok(None) => {}
            Err(why) => self.unreadable.push(Unreadable {
                place: place.to_owned(),
                why,
            }),
        }
    }

    fn count(&mut self, update: &Update) {
        match update {
            Update::Seen(_) => self.objects += 1,
            Update::Relist(scope) => {
                self.begun = true;
                self.open.insert((self.part.clone(), scope.clone()));
            }
            Update::Settled(scope)
            | Update::Gap(Gap {
                scope: Some(scope), ..
            }) => {
                self.begun = true;
                self.open.remove(&(self.part.clone(), scope.clone()));
            }
            _ => {}
        }
    }

    /// Says what a snapshot lacks that was cut off between two lines.
    fn tell_open(&mut self) {
        let open = std::mem::take(&mut self.open);
        let cut_at_once = (self.header.is_some() && !self.begun).then_some((String::new(), None));
        let open = open.into_iter().map(|(part, scope)| (part, Some(scope)));
        for (part, scope) in open.chain(cut_at_once) {
            let what = scope
                .as_ref()
                .map(|scope| format!("{} objects", scope.kind));
            let gap = Gap {
                reason: GapReason::NotRecorded,
                what: what.unwrap_or("the snapshot".to_owned()),
                message: "the file ends before all was written".to_owned(),
                scope,
                right: None,
            };
            (self.sink)(&part, Update::Gap(gap));
        }
    }

    fn take_header(&mut self, header: Header) {
        let newest = self.header.as_ref().map(|earlier| earlier.taken_at);
        if newest.is_none_or(|newest| newest < header.taken_at) {
            self.header = Some(header);
        }
    }

    /// `why` begins with the line, where it is known: `line 3: …`.
    fn complain(&mut self, name: &str, why: &str) {
        let known = why
            .strip_prefix("line ")
            .and_then(|rest| rest.split_once(": "));
        let sentence = match known {
            Some((line, why)) => format!("{name}:{line}: {why}"),
            None => format!("{name}: {why}"),
        };
        let error = Error::new(Cause::Unreadable, sentence);
        self.complaints.push(error.next(NEXT));
    }

    fn finish(mut self) -> Result<Recorded, Complaints> {
        self.tell_open();
        let is_empty = self.objects == 0 && self.header.is_none();
        for Unreadable { place, why } in std::mem::take(&mut self.unreadable) {
            match is_empty {
                true => {
                    let error = Error::new(Cause::Unreadable, format!("{place}: {why}"));
                    self.complaints.push(error.next(NEXT));
                }
                false => {
                    let gap = Gap {
                        reason: GapReason::Unreadable,
                        what: place,
                        message: why,
                        scope: None,
                        right: None,
                    };
                    (self.sink)("", Update::Gap(gap));
                }
            }
        }
        for (part, kinds) in std::mem::take(&mut self.kinds) {
            self.clusters.entry(part).or_default().catalog = kinds.into_iter().collect();
        }
        match self.complaints.is_empty() {
            true => Ok(Recorded {
                header: self.header,
                clusters: self.clusters,
                objects: self.objects,
            }),
            false => Err(self.complaints.into()),
        }
    }
}

/// The byte order mark, which means nothing.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// The form of a text is seen in so many bytes.
const BEGINNING: u64 = 64 << 10;

/// Reads the first line that is not blank, and the blank ones before it.
fn beginning(text: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let mut text = Read::take(text, BEGINNING);
    while text.read_until(b'\n', &mut start)? > 0 && start.trim_ascii().is_empty() {}
    Ok(start)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
