//! What the plugin answers, and whether that is what has to be found.

use anyhow::Result;
use tests::person::Person;

/// Returns how the answer about an Application, by its qualified name, differs from the cause and the texts that it has to
/// hold; nothing if it does not.
///
/// # Errors
/// The plugin cannot be run.
pub(super) fn differs(
    person: &Person<'_>,
    name: &str,
    cause: &str,
    says: &[String],
) -> Result<Option<String>> {
    let output = person.addons(["why", name, "-o", "json"])?;
    let text = output.stdout.clone();
    let answer = match output.json() {
        Ok(answer) => answer,
        // One answer that fails hides no other.
        Err(error) => return Ok(Some(format!("{error:#}"))),
    };
    let found = answer["cause"].as_str().unwrap_or_default();
    if found != cause {
        return Ok(Some(format!("found {found}, not {cause}: {text}")));
    }
    let missing = says.iter().find(|words| !text.contains(words.as_str()));
    Ok(missing.map(|words| format!("{found} without `{words}`: {text}")))
}
