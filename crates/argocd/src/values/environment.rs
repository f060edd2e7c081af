//! Argo CD's build environment: variables in value files' paths and in parameters (`newEnv`, `Env.Envsubst`).

/// The variables of one source (Argo CD's user guide, "Build Environment").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildEnvironment {
    /// Name by which Argo CD tracks the Application's resources.
    pub application: String,
    /// Namespace it deploys to.
    pub namespace: String,
    /// AppProject.
    pub project: String,
    /// Commit or chart version.
    pub revision: String,
    /// Repository URL.
    pub repository: String,
    /// Path in it.
    pub path: String,
    /// Revision wanted.
    pub target_revision: String,
}

impl BuildEnvironment {
    /// Returns a text with its variables filled in: `$NAME` or `${NAME}`; one nobody knows is empty, `$$` is `$`
    /// (Go's `os.Expand`).
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            filled.push_str(before);
            let (name, behind) = name(after);
            match name {
                Some("$") => filled.push('$'),
                Some(name) => filled.push_str(self.value(name)),
                None => filled.push('$'),
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, name: &str) -> &str {
        let short = |length: usize| self.revision.get(..length).unwrap_or(&self.revision);
        match name {
            "ARGOCD_APP_NAME" => &self.application,
            "ARGOCD_APP_NAMESPACE" => &self.namespace,
            "ARGOCD_APP_PROJECT_NAME" => &self.project,
            "ARGOCD_APP_REVISION" => &self.revision,
            "ARGOCD_APP_REVISION_SHORT" => short(7),
            "ARGOCD_APP_REVISION_SHORT_8" => short(8),
            "ARGOCD_APP_SOURCE_REPO_URL" => &self.repository,
            "ARGOCD_APP_SOURCE_PATH" => &self.path,
            "ARGOCD_APP_SOURCE_TARGET_REVISION" => &self.target_revision,
            _ => "",
        }
    }
}

/// Parts the name behind a dollar sign from what follows; no name: the dollar sign is one. Broken braces are eaten.
fn name(text: &str) -> (Option<&str>, &str) {
    let first = text.chars().next();
    match first {
        Some('{') => match text.find('}') {
            Some(end) => (Some(&text[1..end]), &text[end + 1..]),
            None => (Some(""), &text[1..]),
        },
        Some(letter) if "*#$@!?-0123456789".contains(letter) => (Some(&text[..1]), &text[1..]),
        _ => {
            let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let end = text.find(|letter| !in_name(letter)).unwrap_or(text.len());
            (
                Some(&text[..end]).filter(|name| !name.is_empty()),
                &text[end..],
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_the_unknown_are_empty() {
        let environment = BuildEnvironment {
            application: "web".to_owned(),
            revision: "0123456789abcdef".to_owned(),
            ..BuildEnvironment::default()
        };
        for (text, wanted) in [
            ("values-$ARGOCD_APP_NAME.yaml", "values-web.yaml"),
            ("${ARGOCD_APP_REVISION_SHORT}!", "0123456!"),
            ("$ARGOCD_APP_REVISION_SHORT_8", "01234567"),
            ("$HOME/x", "/x"),
            ("a$$b", "a$b"),
            ("a$ b$", "a$ b$"),
            ("${unclosed", "unclosed"),
            ("$1x", "x"),
        ] {
            assert_eq!(environment.fill(text), wanted, "{text}");
        }
    }
}
