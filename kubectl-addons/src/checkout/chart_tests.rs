use super::*;

fn chart(repository: &str) -> Origin {
    Origin::Chart {
        repository: repository.to_owned(),
        name: "web".to_owned(),
        version: "1.2.3".to_owned(),
    }
}

#[test]
fn only_what_names_one_chart_is_kept() {
    for version in ["1.2.3", "v1.2.3", "1.2.3-rc.1+x", "sha256:abc"] {
        assert!(is_exact(version), "{version}");
    }
    for version in [
        "1.2",
        "1.x.3",
        "^1.2.3",
        "*",
        "",
        "latest",
        ">=1.2.3 <2",
        "1.2.3 - 1.4.0",
    ] {
        assert!(!is_exact(version), "{version}");
    }
}

#[test]
fn a_registry_is_known_by_its_address() {
    let found = |repository| Wanted::of(&chart(repository)).in_registry();
    let wanted = Some("oci://registry.example.com/team/web".to_owned());
    assert_eq!(found("registry.example.com/team"), wanted);
    assert_eq!(found("oci://registry.example.com/team/"), wanted);
    assert_eq!(found("https://charts.example.com"), None);
    let artifact = Origin::Artifact {
        url: "oci://registry.example.com/team/web".to_owned(),
        revision: "1.2.3".to_owned(),
    };
    assert_eq!(Wanted::of(&artifact).in_registry(), wanted);
}

#[test]
fn what_is_to_be_copied_runs_nothing_else() {
    let mut origin = chart("https://charts.example.com/$(touch pwned)");
    if let Origin::Chart { name, version, .. } = &mut origin {
        *name = "--debug".to_owned();
        *version = "1'$(touch pwned)".to_owned();
    }
    assert_eq!(
        Wanted::of(&origin).to_try(),
        r"helm show chart ./--debug --repo 'https://charts.example.com/$(touch pwned)' --version '1'\''$(touch pwned)'"
    );
    let origin = chart("registry.example.com/$(touch pwned)");
    assert_eq!(
        Wanted::of(&origin).to_try(),
        "helm show chart 'oci://registry.example.com/$(touch pwned)/web' --version 1.2.3"
    );
}

#[test]
fn a_name_that_helm_would_take_for_a_flag_is_not_asked_for() {
    let mut origin = chart("https://charts.example.com");
    if let Origin::Chart { name, .. } = &mut origin {
        *name = "--destination".to_owned();
    }
    let helm = Helm::at("/no/helm");
    let refused = pull(&helm, &Wanted::of(&origin), Path::new("."));
    assert!(refused.unwrap_err().to_string().contains("a dash"));
}

#[test]
fn what_is_kept_is_used_without_helm_and_offline() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::at(folder.path());
    let origin = chart("https://charts.example.com");
    let told = bring(&cache, &origin, true).unwrap_err().gap();
    assert_eq!(told.reason, GapReason::NotRecorded);
    let kept = cache.folder("charts").unwrap();
    let key = Wanted::of(&origin).key("1.2.3");
    fs::write(kept.join(format!("{}.tgz", name_of(&key))), packed()).unwrap();
    let contents = bring(&cache, &origin, true).unwrap();
    assert_eq!(contents.revision, "1.2.3");
    assert_eq!(contents.paths(), ["Chart.yaml"]);
}

fn packed() -> Vec<u8> {
    let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut builder = tar::Builder::new(encoder);
    let text = b"name: web\nversion: 1.2.3\n";
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    builder
        .append_data(&mut header, "web/Chart.yaml", &text[..])
        .unwrap();
    builder.into_inner().unwrap().finish().unwrap()
}
