use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use flate2::read::GzDecoder;
use tar::EntryType;

use super::*;

/// A plugin's folder as Helm makes it, with nothing built; it goes away with the test.
struct Installed(PathBuf);

impl Installed {
    fn new(name: &str) -> Result<Installed> {
        let folder = env::temp_dir().join(format!("helm-stack-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("plugin"))?;
        let plugin = "name: stack\nversion: 1.2.3\n";
        fs::write(folder.join("plugin/plugin.yaml"), plugin)?;
        Ok(Installed(folder))
    }

    fn binary(&self) -> PathBuf {
        self.0.join("plugin/bin/helm-stack")
    }

    /// Packs a program that says `words` to everything.
    fn packed(&self, words: &str) -> Result<Packed> {
        let program = format!("#!/bin/sh\necho {words}\n");
        pack("1.2.3", program.into_bytes(), &self.0.join("dist"))
    }

    /// Runs the hook; returns whether it succeeded and what it said.
    fn hook(&self, variables: &[(&str, &Path)]) -> Result<(bool, String)> {
        let output = Command::new("sh")
            .arg(workspace_root().join("scripts/install-binary.sh"))
            .env("HELM_PLUGIN_DIR", self.0.join("plugin"))
            .env_remove("HELM_STACK_ARCHIVE")
            .envs(variables.iter().copied())
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((output.status.success(), said))
    }

    fn from(&self, archive: &Path) -> Result<(bool, String)> {
        self.hook(&[("HELM_STACK_ARCHIVE", archive)])
    }

    /// Makes the folder a checkout whose releases lie at `download`.
    fn checkout(&self, download: &str) -> Result<()> {
        let text = format!("[workspace.metadata.release]\ndownload = \"{download}\"\n");
        Ok(fs::write(self.0.join("plugin/Cargo.toml"), text)?)
    }

    /// Puts a program first on PATH and returns that PATH.
    fn path_with(&self, name: &str, script: &str) -> Result<PathBuf> {
        let folder = self.0.join("path");
        fs::create_dir_all(&folder)?;
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\n{script}\n"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        let rest = env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(folder).chain(env::split_paths(&rest));
        Ok(PathBuf::from(env::join_paths(all)?))
    }

    /// Names of all that lies in the plugin's folder.
    fn content(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(self.0.join("plugin"))?;
        let mut names: Vec<String> = entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<_>>()?;
        names.sort();
        Ok(names)
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn everything_lies_under_one_folder_with_its_mode() -> Result<()> {
    let installed = Installed::new("layout")?;
    let packed = installed.packed("x")?;
    let bytes = fs::read(&packed.archive)?;
    let mut archive = tar::Archive::new(GzDecoder::new(bytes.as_slice()));
    let mut found = Vec::new();
    for entry in archive.entries()? {
        let entry = entry?;
        let folder = entry.header().entry_type() == EntryType::Directory;
        assert_eq!(entry.path_bytes().ends_with(b"/"), folder);
        let path = entry.path()?.display().to_string();
        found.push((path, entry.header().mode()?));
    }
    let expected = [
        ("stack/", 0o755),
        ("stack/LICENSE", 0o644),
        ("stack/bin/", 0o755),
        ("stack/bin/helm-stack", 0o755),
        ("stack/plugin.complete", 0o755),
        ("stack/plugin.yaml", 0o644),
        ("stack/scripts/", 0o755),
        ("stack/scripts/install-binary.ps1", 0o644),
        ("stack/scripts/install-binary.sh", 0o755),
    ];
    let expected = expected.map(|(path, mode)| (path.to_owned(), mode));
    assert_eq!(found, expected);
    Ok(())
}

#[test]
fn the_hook_takes_the_program_out_of_the_archive_and_leaves_nothing_else() -> Result<()> {
    let installed = Installed::new("archive")?;
    let packed = installed.packed("helm stack 1.2.3")?;
    let (done, said) = installed.from(&packed.archive)?;
    assert!(done, "{said}");
    assert_eq!(said, "helm-stack: version 1.2.3 is installed\n");
    assert_eq!(installed.content()?, ["bin", "plugin.yaml"]);
    let mode = fs::metadata(installed.binary())?.permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    Ok(())
}

#[test]
fn the_hook_does_nothing_where_the_right_version_is_and_replaces_another() -> Result<()> {
    let installed = Installed::new("again")?;
    installed.from(&installed.packed("helm stack 1.2.3")?.archive)?;
    let (done, said) = installed.from(Path::new("/not/there"))?;
    assert!(done && said.is_empty(), "{said}");

    fs::write(
        installed.binary(),
        "#!/bin/sh\necho helm stack 1.2.2\necho old\n",
    )?;
    let (done, said) = installed.from(&installed.packed("helm stack 1.2.3")?.archive)?;
    assert!(done, "{said}");
    assert!(!fs::read_to_string(installed.binary())?.contains("old"));
    Ok(())
}

#[test]
fn an_archive_that_is_not_what_it_should_be_is_refused_and_the_program_there_stays() -> Result<()> {
    let installed = Installed::new("refused")?;
    fs::create_dir_all(installed.0.join("plugin/bin"))?;
    fs::write(installed.binary(), "old")?;

    let packed = installed.packed("helm stack 1.2.3")?;
    let other = checksum::line(
        &"0".repeat(64),
        &packed.archive.file_name().unwrap().to_string_lossy(),
    );
    fs::write(&packed.checksums, other)?;
    let (done, said) = installed.from(&packed.archive)?;
    assert!(
        !done && said.contains("not what its checksum says"),
        "{said}"
    );

    fs::write(&packed.checksums, "")?;
    let (done, said) = installed.from(&packed.archive)?;
    assert!(!done && said.contains("do not name"), "{said}");

    let packed = installed.packed("helm stack 1.2.4")?;
    let (done, said) = installed.from(&packed.archive)?;
    assert!(!done && said.contains("no helm-stack 1.2.3"), "{said}");

    fs::remove_file(&packed.checksums)?;
    fs::write(&packed.archive, "no archive")?;
    let (done, said) = installed.from(&packed.archive)?;
    assert!(!done && said.contains("cannot be unpacked"), "{said}");

    let (done, said) = installed.from(Path::new("/not/there"))?;
    assert!(!done && said.contains("which is no file"), "{said}");

    assert_eq!(fs::read_to_string(installed.binary())?, "old");
    assert_eq!(installed.content()?, ["bin", "plugin.yaml"]);
    Ok(())
}

/// A curl that finds what lies on this machine under the address's path.
const CURL: &str = r#"while [ $# -gt 1 ]; do [ "$1" = --output ] && to=$2; shift; done
exec cp "${1#https://releases.test}" "$to""#;

#[test]
fn a_release_is_downloaded_and_its_checksum_compared() -> Result<()> {
    let installed = Installed::new("release")?;
    let releases = installed.0.join("releases");
    installed.checkout(&format!("https://releases.test{}", releases.display()))?;
    let packed = installed.packed("helm stack 1.2.3")?;
    fs::create_dir_all(&releases)?;
    fs::rename(installed.0.join("dist"), releases.join("v1.2.3"))?;
    let path = installed.path_with("curl", CURL)?;
    let (done, said) = installed.hook(&[("PATH", &path)])?;
    assert!(done && said.contains("downloading https://"), "{said}");
    assert!(installed.binary().is_file());

    fs::remove_file(installed.binary())?;
    let name = packed.archive.file_name().unwrap_or_default();
    fs::write(releases.join("v1.2.3").join(name), "another")?;
    let (done, said) = installed.hook(&[("PATH", &path)])?;
    assert!(!done && said.contains("not what its checksum"), "{said}");
    assert!(!installed.binary().exists());
    Ok(())
}

#[test]
fn a_checkout_without_release_is_built() -> Result<()> {
    let installed = Installed::new("checkout")?;
    installed.checkout("https://example.com/releases")?;
    let cargo = r#"test "$*" = "build --release --locked --package helm-stack --manifest-path $HELM_PLUGIN_DIR/Cargo.toml --target-dir $HELM_PLUGIN_DIR/target" || exit 9
mkdir -p "$HELM_PLUGIN_DIR/target/release"
printf '#!/bin/sh\necho helm stack 1.2.3\n' > "$HELM_PLUGIN_DIR/target/release/helm-stack""#;
    let path = installed.path_with("cargo", cargo)?;
    let (done, said) = installed.hook(&[("PATH", &path)])?;
    assert!(done && said.contains("building the checkout"), "{said}");
    assert!(installed.binary().is_file());

    fs::remove_file(installed.binary())?;
    let path = installed.path_with("cargo", "exit 101")?;
    let (done, said) = installed.hook(&[("PATH", &path)])?;
    assert!(!done && said.contains("the build failed"), "{said}");
    Ok(())
}

#[test]
fn without_release_and_cargo_the_hook_says_what_to_do() -> Result<()> {
    let installed = Installed::new("nothing")?;
    let (done, said) = installed.hook(&[])?;
    assert!(!done);
    for words in [
        "there are no releases to download yet",
        "install Rust",
        "HELM_STACK_ARCHIVE",
        "scripts/install-binary.sh",
    ] {
        assert!(said.contains(words), "`{words}` is missing: {said}");
    }
    assert_eq!(installed.content()?, ["plugin.yaml"]);
    Ok(())
}
