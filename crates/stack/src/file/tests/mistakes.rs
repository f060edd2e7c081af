//! All complaints at once, in the order of the lines.

use super::*;

#[test]
fn three_mistakes_are_three_complaints() {
    let text = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: shop, version: 1.0.0}
addons:
  - name: web
    chart: web-service
    version: 1.20
    repository: https://charts.example.com
    namespace: shop
  - name: database
    chart: postgres
    version: 16.4.1
    repository: oci://registry.example.com/charts
    namepsace: shop
    namespace: shop
    parents: [{kind: addon, name: storage}]
";
    assert_eq!(
        said(text),
        [
            "7:14 wrong-type: version must be text, not a number; quote it: \"1.20\"",
            "14:5 unknown-key: add-on database has no key namepsace; did you mean namespace?",
            "16:15 missing-parent: addon/database waits for addon/storage, which is not in this stack; add addon/storage to the stack, or take it out of parents",
        ]
    );
}
