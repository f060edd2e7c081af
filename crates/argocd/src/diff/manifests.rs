//! Manifests as a chart or a folder gives them: one text of several YAML documents, read one by one.

use serde_json::Value;

/// Reads every object of a text; documents that are empty or only comments are passed over.
///
/// # Errors
/// Which document is no YAML, counted from 1. What stands in it is not repeated.
pub fn manifests(text: &str) -> Result<Vec<Value>, String> {
    let mut objects = Vec::new();
    for (index, document) in documents(text).into_iter().enumerate() {
        let object: Result<Option<Value>, _> = serde_saphyr::from_str(&document);
        match object {
            Ok(Some(object)) if object.is_object() => objects.push(object),
            Ok(_) => {}
            Err(_) if is_blank(&document) => {}
            Err(_) => {
                return Err(format!(
                    "document {} of the manifests is no YAML",
                    index + 1
                ));
            }
        }
    }
    Ok(objects)
}

/// Cuts a text at lines that begin with `---`, which cannot stand inside a document.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in text.lines() {
        let begins = line
            .strip_prefix("---")
            .filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        if let Some(rest) = begins {
            documents.push(format!("{rest}\n"));
        } else if let Some(document) = documents.last_mut() {
            document.push_str(line);
            document.push('\n');
        }
    }
    documents
}

fn is_blank(document: &str) -> bool {
    document
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_document_with_an_object_is_read() {
        let text = "# first\n---\n# Source: web\nkind: A\ntext: |\n  ---\n  inside\n---\n\n--- # nothing\n---\nnull\n---\nkind: B\n";
        assert_eq!(
            manifests(text),
            Ok(vec![
                json!({"kind": "A", "text": "---\ninside\n"}),
                json!({"kind": "B"})
            ])
        );
        assert_eq!(manifests(""), Ok(vec![]));
    }

    #[test]
    fn a_document_that_cannot_be_read_is_named_and_not_repeated() {
        let complaint = manifests("kind: A\n---\npassword: \"hunter2\n").unwrap_err();
        assert_eq!(complaint, "document 2 of the manifests is no YAML");
    }
}
