use super::*;

const GOOD: &str = r#"apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: addons
spec:
  version: v1.2.3
  homepage: https://example.com
  shortDescription: Show what became of add-ons
  description: |
    Shows the add-ons of a cluster.
  platforms:
    - selector:
        matchLabels: {os: linux, arch: amd64}
      uri: https://example.com/addons.tar.gz
      sha256: "0000000000000000000000000000000000000000000000000000000000000000"
      bin: kubectl-addons
"#;

fn of(text: &str) -> Vec<String> {
    let installed = ["LICENSE", "kubectl-addons"].map(str::to_owned);
    complaints(
        text,
        &Expected {
            plugin: "addons",
            version: "v1.2.3",
            installed: &installed,
        },
    )
}

/// Lints the good manifest with one text replaced by another.
fn with(old: &str, new: &str) -> Vec<String> {
    assert!(GOOD.contains(old), "{old}");
    of(&GOOD.replacen(old, new, 1))
}

#[test]
fn a_good_manifest_has_no_complaints() {
    assert_eq!(of(GOOD), Vec::<String>::new());
}

#[test]
fn each_rule_finds_its_break() {
    let long = format!("Show {}", "x".repeat(46));
    let wide = format!("    {}\n  platforms", "x".repeat(81));
    let breaks: &[(&str, &str, &str)] = &[
        (
            "v1alpha2",
            "v1",
            "apiVersion krew.googlecontainertools.github.com/v1 is not krew's",
        ),
        ("Plugin", "Plug", "kind is Plug, not Plugin"),
        (
            "name: addons",
            "name: other",
            "metadata.name is other, the plugin's name in Cargo.toml addons",
        ),
        (
            "v1.2.3",
            "1.2.3",
            "version is 1.2.3, that of Cargo.toml v1.2.3",
        ),
        (
            "https://example.com\n",
            "http://example.com\n",
            "homepage is no https address",
        ),
        (
            "Show what became of add-ons",
            &long,
            "shortDescription has 51 characters: at most 50",
        ),
        (
            "  platforms",
            &wide,
            "description has 1 lines of more than 80 characters: wrap them",
        ),
        (
            "Shows the",
            "Run kubectl addons: shows the",
            "description shows how to use it: that belongs into --help",
        ),
        (
            "amd64",
            "sparc",
            "krew's check knows no platform os=\"linux\" arch=\"sparc\"",
        ),
        (
            "addons.tar.gz",
            "addons.tar.xz",
            "uri https://example.com/addons.tar.xz is no https address of a .tar.gz or .zip",
        ),
        (
            "kubectl-addons\n",
            "kubectl-other\n",
            "bin kubectl-other is not among the files installed",
        ),
        (
            "name: addons",
            "name: ${PLUGIN}",
            "a placeholder is left: only those named at the top of the template are filled in",
        ),
    ];
    for (old, new, complaint) in breaks {
        let found = with(old, new);
        assert!(
            found.iter().any(|sentence| sentence == complaint),
            "{new}: {found:?}"
        );
    }
}

#[test]
fn a_checksum_is_quoted_and_in_small_letters() {
    let digits = "0".repeat(64);
    let unquoted = with(&format!("\"{digits}\""), &format!("a{}", &digits[1..]));
    assert_eq!(
        unquoted,
        ["sha256 is not quoted: one of digits alone would be read as a number"]
    );
    assert_eq!(with(&digits, &digits.replace('0', "A")).len(), 1);
    assert_eq!(with(&digits, "00").len(), 1);
}

#[test]
fn a_misspelt_field_is_found_although_krew_ignores_it() {
    let found = with("homepage", "homePage");
    assert!(found[0].contains("homePage"), "{found:?}");
}

#[test]
fn two_platforms_alike_are_found() {
    let (head, entry) = GOOD.split_once("    - selector").unwrap_or_default();
    let twice = format!("{head}    - selector{entry}    - selector{entry}");
    assert_eq!(of(&twice), ["two platforms have the same selector"]);
}

#[test]
fn files_moved_have_clean_targets_and_bring_the_licence() {
    let files = |files: &str| {
        with(
            "kubectl-addons\n",
            &format!("kubectl-addons\n      files: {files}\n"),
        )
    };
    assert_eq!(
        files("[{from: LICENSE, to: .}, {from: kubectl-addons, to: .}]"),
        Vec::<String>::new()
    );
    assert_eq!(
        files("[{from: kubectl-addons, to: .}]"),
        ["no LICENSE is installed"]
    );
    assert_eq!(
        files("[{from: LICENSE, to: .}, {from: kubectl-addons, to: ./kubectl-addons}]"),
        [
            "files.to \"./kubectl-addons\" is no clean path: installing fails (write `.` or `folder/file`)",
            "bin kubectl-addons is not among the files installed"
        ]
    );
    assert!(
        files("[{from: COPYING, to: .}, {from: kubectl-addons, to: .}]")
            .contains(&"files.from \"COPYING\" is not in the archive".to_owned())
    );
    assert!(files("[]").contains(&"files is empty: leave it out to install everything".to_owned()));
}

#[test]
fn a_windows_program_has_its_ending() {
    assert!(
        with("os: linux", "os: windows")
            .contains(&"bin kubectl-addons has to end in .exe for Windows".to_owned())
    );
}
