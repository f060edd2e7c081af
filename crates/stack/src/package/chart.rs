//! The files every packed stack has: `Chart.yaml`, `values.yaml`, named templates, notes.

use serde_json::json;

use crate::member::Stack;
use crate::yaml::write;

use super::secret::{Secret, values};

/// Returns them, by their paths in the chart.
pub(super) fn files(stack: &Stack, secrets: &[Secret]) -> [(String, String); 4] {
    [
        ("Chart.yaml".to_owned(), chart(stack)),
        ("values.yaml".to_owned(), chart_values(stack, secrets)),
        ("templates/_names.tpl".to_owned(), named(stack)),
        ("templates/NOTES.txt".to_owned(), notes(stack)),
    ]
}

fn chart(stack: &Stack) -> String {
    let description = match stack.description.as_str() {
        "" => format!("The stack {}", stack.name),
        description => description.to_owned(),
    };
    let chart = json!({
        "apiVersion": "v2",
        "name": stack.name,
        "version": stack.version.to_string(),
        "description": description,
        "type": "application",
    });
    format!(
        "# Made by `helm stack package`.\n{}",
        write::value(&chart, 0)
    )
}

fn chart_values(stack: &Stack, secrets: &[Secret]) -> String {
    let name = &stack.name;
    let mut text = format!(
        "\
# Where Argo CD runs: the Applications of the add-ons are created there.
argocd:
  namespace: argocd
# Where the add-ons are deployed: by server, or by the name the cluster has in Argo CD.
destination:
  server: https://kubernetes.default.svc
  name: \"\"
# AppProject of the add-ons.
project: default
# Put before the names of the Applications: prod makes prod-{name}-….
cluster: \"\"
"
    );
    if !secrets.is_empty() {
        text.push_str(
            "# Secrets that stayed behind when the stack was packed: all are required.\nsecrets:\n",
        );
        text.push_str(&write::value(&values(secrets), 2));
    }
    text
}

fn named(stack: &Stack) -> String {
    let name = &stack.name;
    format!(
        r#"{{{{- define "{name}.prefix" -}}}}
{{{{ with .Values.cluster }}}}{{{{ . }}}}-{{{{ end }}}}
{{{{- end }}}}
{{{{- define "{name}.destination" -}}}}
{{{{ with .Values.destination.name }}}}name: {{{{ . | quote }}}}{{{{ else }}}}server: {{{{ .Values.destination.server | quote }}}}{{{{ end }}}}
{{{{- end }}}}
{{{{- define "{name}.here" }}}}
{{{{- if or .Values.destination.name (ne .Values.destination.server "https://kubernetes.default.svc") }}}}
{{{{- fail "the manifests of {name} are installed where the chart is, so destination must be this cluster: install the chart there, or push the stack with helm stack" }}}}
{{{{- end }}}}
{{{{- end }}}}
"#
    )
}

fn notes(stack: &Stack) -> String {
    format!(
        "\
{name} {version}: Argo CD deploys its add-ons now.

  kubectl addons list --stack {name}
",
        name = stack.name,
        version = stack.version
    )
}
