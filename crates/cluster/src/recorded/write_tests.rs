use serde_json::json;

use super::*;

#[test]
fn every_object_is_masked_and_loses_its_copies() {
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "data": {"password": "aHVudGVyMg=="},
        "metadata": {"name": "s", "managedFields": [{"manager": "kubectl"}], "annotations": {
            "kubectl.kubernetes.io/last-applied-configuration": "aHVudGVyMg==", "kept": "yes"}},
    });
    let header = Header::new(jiff::Timestamp::UNIX_EPOCH, "https://api");
    let mask = |object: &mut Value| {
        if let Some(data) = object.get_mut("data") {
            *data = "masked".into();
        }
    };
    let mut writer = Writer::start(Vec::new(), &header, &mask).unwrap();
    writer.entry(Entry::Seen(secret.clone())).unwrap();
    writer.entry(Entry::Metadata(secret)).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert_eq!(text.matches("masked").count(), 2);
    assert_eq!(text.matches("kept").count(), 2);
    for gone in ["aHVudGVyMg", "managedFields"] {
        assert!(!text.contains(gone), "{text}");
    }
}
