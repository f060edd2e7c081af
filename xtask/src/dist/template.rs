//! Fills the krew manifest's template in, text for text; whether the result is any good is `lint`'s question.

use super::names::Names;
use crate::workspace::Release;

/// What the placeholders stand for.
pub(crate) struct Filling<'a> {
    pub(crate) release: &'a Release,
    /// With a leading `v`.
    pub(crate) version: &'a str,
    pub(crate) names: &'a Names,
    /// The archive's checksum.
    pub(crate) sha256: &'a str,
}

/// Returns the template without its comments, each `${NAME}` replaced; unknown names stay for the lint to find.
pub(crate) fn fill_in(template: &str, filling: &Filling<'_>) -> String {
    let lines = template
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    values(filling).iter().fold(text, |text, (name, value)| {
        text.replace(&format!("${{{name}}}"), value)
    })
}

fn values(filling: &Filling<'_>) -> [(&'static str, String); 9] {
    let Filling {
        release,
        version,
        names,
        sha256,
    } = filling;
    let platform = names.platform();
    [
        ("PLUGIN", release.plugin.clone()),
        ("DOWNLOAD", release.download.clone()),
        ("HOMEPAGE", release.homepage.clone()),
        ("VERSION", (*version).to_owned()),
        ("OS", platform.os.to_owned()),
        ("ARCH", platform.arch.to_owned()),
        ("ARCHIVE", names.archive()),
        ("SHA256", (*sha256).to_owned()),
        ("BIN", names.binary()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::platform::Platform;

    #[test]
    fn comments_go_and_known_names_are_replaced() {
        let release = Release {
            plugin: "addons".to_owned(),
            download: "https://example.com/d".to_owned(),
            homepage: "https://example.com".to_owned(),
        };
        let names = Names::new(
            "addons",
            "1.2.3",
            Platform {
                os: "linux",
                arch: "arm64",
            },
        );
        let filling = Filling {
            release: &release,
            version: "v1.2.3",
            names: &names,
            sha256: "00ff",
        };
        let text = fill_in(
            "# ${PLUGIN} is a name\nname: ${PLUGIN}\nuri: ${DOWNLOAD}/${VERSION}/${ARCHIVE}\nx: ${X}\n",
            &filling,
        );
        assert_eq!(
            text,
            "name: addons\nuri: https://example.com/d/v1.2.3/kubectl-addons-v1.2.3-linux-arm64.tar.gz\nx: ${X}\n"
        );
    }
}
