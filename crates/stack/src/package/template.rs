//! Objects as Helm templates: what a person wrote stays text, and only the places we mark become expressions.

use serde_json::Value;

use crate::yaml::quote::double_quoted;
use crate::yaml::write;

/// Begins a string that stands for an expression; no YAML text can hold it.
const MARK: char = '\0';

/// Returns a string that becomes an expression's result, written as JSON: `{{ <expression> | toJson }}`.
pub(super) fn mark(expression: &str) -> Value {
    Value::from(format!("{MARK}{expression}"))
}

/// Returns a key that, with null below it, becomes the lines an expression yields.
pub(super) fn mark_lines(expression: &str) -> String {
    format!("{MARK}{expression}")
}

/// Returns the template of an object: text of it that Helm would take for an expression is escaped.
pub(super) fn template(object: &Value) -> String {
    let mut marks = Vec::new();
    collect(object, &mut marks);
    let mut text = write::value(object, 0).replace("{{", "{{ \"{{\" }}");
    for expression in marks {
        let marked = double_quoted(&format!("{MARK}{expression}"));
        let marked = marked.replace("{{", "{{ \"{{\" }}");
        text = text.replace(
            &format!("{marked}: null"),
            &format!("{{{{ {expression} }}}}"),
        );
        text = text.replace(&marked, &format!("{{{{ {expression} | toJson }}}}"));
    }
    text
}

fn collect(value: &Value, marks: &mut Vec<String>) {
    let mut add = |text: &str| marks.extend(text.strip_prefix(MARK).map(str::to_owned));
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, marks)),
        Value::Object(fields) => {
            fields.keys().for_each(|key| add(key));
            fields.values().for_each(|value| collect(value, marks));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_marked_becomes_an_expression() {
        let object = json!({
            "a": mark("include \"x\" ."),
            "b": "see {{ .Values.secret }}",
            "c": {mark_lines("include \"y\" ."): null, "d": 1},
        });
        insta::assert_snapshot!(template(&object), @r#"
        a: {{ include "x" . | toJson }}
        b: "see {{ "{{" }} .Values.secret }}"
        c:
          {{ include "y" . }}
          d: 1
        "#);
    }
}
