//! Images of the containers of a Pod or of a template of Pods.

use serde_json::Value;

use super::Info;
use crate::field;

/// Where the spec of a Pod lies in the kinds that have one.
const POD_SPECS: [&str; 3] = [
    "/spec",
    "/spec/template/spec",
    "/spec/jobTemplate/spec/template/spec",
];

/// Returns the images, each once, those of init containers first.
pub(super) fn images(body: &Value) -> Option<Info> {
    let mut images: Vec<&str> = Vec::new();
    for image in POD_SPECS.iter().flat_map(|spec| images_of(body, spec)) {
        if !image.is_empty() && !images.contains(&image) {
            images.push(image);
        }
    }
    (!images.is_empty()).then(|| Info::new("Images", images.join(", ")))
}

fn images_of<'a>(body: &'a Value, spec: &str) -> impl Iterator<Item = &'a str> {
    let init = field::list(body, &format!("{spec}/initContainers"));
    let containers = field::list(body, &format!("{spec}/containers"));
    init.iter()
        .chain(containers)
        .map(|container| field::text(container, "/image"))
}
