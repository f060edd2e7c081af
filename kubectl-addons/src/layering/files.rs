//! Files of values: found as Argo CD finds them, patterns and files that may be missing included.

use argocd::snapshot::GapReason;
use argocd::values::{Layer, LayerKind, Layering, PathPattern, ValueFile, read};

use super::{Work, place};

/// One file of values.
#[derive(Clone, PartialEq)]
struct Found {
    /// Position of its source.
    source: usize,
    /// Path from the root of the source.
    path: String,
    /// What the Application calls it; of a pattern the path that fits.
    name: String,
}

impl Work<'_> {
    /// Lays the files of values, in their order, each once.
    pub(super) fn lay_files(&mut self, layering: &mut Layering) {
        let entries = self.settings.value_files.clone();
        let explicit: Vec<Found> = entries
            .iter()
            .filter_map(|entry| self.plain(entry))
            .collect();
        let mut laid: Vec<Found> = Vec::new();
        for entry in &entries {
            for found in self.found(entry, &explicit) {
                if !laid.iter().any(|known| known.is_same_file(&found)) {
                    self.lay_file(layering, &found);
                    laid.push(found);
                }
            }
        }
    }

    /// Reads the file that an entry names: its text, and where it was read.
    pub(super) fn named_file(&mut self, entry: &str) -> Option<(String, String)> {
        let found = self.located(entry)?;
        let text = self.file(&found)?;
        Some((text, self.place(&found)))
    }

    fn lay_file(&mut self, layering: &mut Layering, found: &Found) {
        let Some(text) = self.file(found) else { return };
        let layer = self.inline(LayerKind::ValueFile, "valueFiles");
        let layer = Layer {
            name: found.name.clone(),
            ..layer
        };
        match read(&text) {
            Ok(values) => layering.lay(layer.read_from(self.place(found)), values),
            Err(fault) => self.unreadable(&found.path, fault),
        }
    }

    /// Returns the files that an entry means; those that are listed by their own names are left out of patterns.
    fn found(&mut self, entry: &str, explicit: &[Found]) -> Vec<Found> {
        let Some(found) = self.located(entry) else {
            return Vec::new();
        };
        let Some(pattern) = PathPattern::of(&found.path) else {
            return vec![found];
        };
        let Some(contents) = self.sources.contents(found.source) else {
            return Vec::new();
        };
        let fitting = contents
            .paths()
            .into_iter()
            .filter(|path| pattern.fits(path));
        let fitting: Vec<Found> = fitting.map(|path| found.at(path)).collect();
        if fitting.is_empty() && !self.settings.ignore_missing_value_files {
            self.missing(entry, "no file fits it");
        }
        let is_explicit = |file: &Found| explicit.iter().any(|other| other.is_same_file(file));
        fitting
            .into_iter()
            .filter(|file| !is_explicit(file))
            .collect()
    }

    /// Returns the file that an entry means, unless it is a pattern; what is wrong with it is told later.
    fn plain(&self, entry: &str) -> Option<Found> {
        let found = self.meant(entry).ok()?;
        PathPattern::of(&found.path).is_none().then_some(found)
    }

    fn located(&mut self, entry: &str) -> Option<Found> {
        let meant = self.meant(entry);
        if let Err((reason, message)) = &meant {
            self.gap(entry, *reason, message);
        }
        meant.ok()
    }

    fn meant(&self, entry: &str) -> Result<Found, (GapReason, &'static str)> {
        let references = self.sources.references();
        let file = ValueFile::of(entry, &self.folder(), &references, &self.environment);
        let (source, path) = match file {
            ValueFile::Own(path) => (self.index, path),
            ValueFile::Of { reference, path } => {
                let lender = self.sources.lender(&reference);
                (lender.unwrap_or(self.index), path)
            }
            ValueFile::Remote(_) => {
                return Err((
                    GapReason::Unavailable,
                    "Argo CD reads it from the web; this program does not",
                ));
            }
            ValueFile::Outside => {
                return Err((
                    GapReason::Unreadable,
                    "it leads out of the repository, and Argo CD refuses it",
                ));
            }
        };
        Ok(Found {
            source,
            path,
            name: entry.to_owned(),
        })
    }

    fn file(&mut self, found: &Found) -> Option<String> {
        let known = self.gaps.len();
        let text = self.text(found.source, &found.path);
        let is_here = self.sources.contents(found.source).is_some();
        let told = self.gaps.len() > known;
        if text.is_none() && is_here && !told && !self.settings.ignore_missing_value_files {
            self.missing(&found.name, "there is no such file at this revision");
        }
        text
    }

    fn missing(&mut self, entry: &str, why: &str) {
        let message = format!("{why}, and Argo CD renders nothing without it");
        self.gap(entry, GapReason::Unreadable, &message);
    }

    fn place(&self, found: &Found) -> String {
        let repository = self.sources.repository(found.source);
        let contents = self.sources.contents(found.source);
        contents.map_or_else(
            || found.path.clone(),
            |contents| place(&found.path, &contents, repository),
        )
    }
}

impl Found {
    fn is_same_file(&self, other: &Self) -> bool {
        self.source == other.source && self.path == other.path
    }

    fn at(&self, path: &str) -> Self {
        let lent = self
            .name
            .starts_with('$')
            .then(|| self.name.split('/').next());
        let name = match lent.flatten() {
            Some(reference) => format!("{reference}/{path}"),
            None => path.to_owned(),
        };
        Self {
            path: path.to_owned(),
            name,
            ..self.clone()
        }
    }
}
