//! Complaints as a compiler writes them: place, severity, what; why and what to do below.

use plugin_kit::shape::{Block, Text, Tone};
use stack::complaint::{Complaint, Severity};

/// Returns complaints as lines. `folder` stands before every file: what leads from the working directory to the stack folder.
pub(crate) fn block(complaints: &[Complaint], folder: &str) -> Block {
    let lines = complaints
        .iter()
        .flat_map(|complaint| lines(complaint, folder));
    Block::lines(lines)
}

/// Says how many errors and warnings there are: `2 errors, 1 warning`.
pub(crate) fn count(complaints: &[Complaint]) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = complaints
            .iter()
            .filter(|complaint| complaint.severity == severity);
        (severity, count.count())
    });
    let words = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let ending = if *count == 1 { "" } else { "s" };
            format!("{count} {}{ending}", severity.as_str())
        });
    words.collect::<Vec<_>>().join(", ")
}

fn lines(complaint: &Complaint, folder: &str) -> Vec<Text> {
    let place = format!("{folder}{}: ", complaint.place);
    let head = Text::toned(place, Tone::Strong)
        .then_toned(
            format!("{}: ", complaint.severity.as_str()),
            tone(complaint.severity),
        )
        .then(complaint.what.clone());
    let why = complaint.why.iter().map(|why| note("why", why));
    let next = note("next", &complaint.next);
    [head].into_iter().chain(why).chain([next]).collect()
}

fn note(label: &str, text: &str) -> Text {
    Text::toned(format!("  {label}: "), Tone::Quiet).then(text.to_owned())
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Paused,
        Severity::Note => Tone::Quiet,
    }
}
