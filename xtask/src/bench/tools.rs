//! Which tools the bench is made of: their modules, packages, link-time versions and weight.
//! The pinned versions themselves stand in `tests/bench/tools/<tool>/go.mod`. Nothing is built here.

use anyhow::{Result, bail};

/// One folder of `tests/bench/tools` and what is built from it.
#[derive(Debug)]
pub(crate) struct Tool {
    /// Name of the folder.
    pub(crate) name: &'static str,
    /// Module whose version in go.mod is the tool's version; none for mains of our own.
    pub(crate) module: Option<&'static str>,
    /// Binaries built, all by one `go build`.
    pub(crate) binaries: &'static [Binary],
    /// Go variables set by the linker; `{version}`, `{number}`, `{major}` and `{minor}` of the module
    /// and `{kubernetes-minor}` of the client libraries are filled in.
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// Seconds to build from nothing on two busy cores, for the estimate shown.
    pub(crate) seconds: u32,
}

/// One Go package and the name its binary gets.
#[derive(Debug)]
pub(crate) struct Binary {
    /// Name of the file in the tool's folder.
    pub(crate) name: &'static str,
    /// Package as `go build` takes it.
    pub(crate) package: &'static str,
    /// Name `go build` gives the file.
    pub(crate) built_as: &'static str,
}

const fn binary(name: &'static str, package: &'static str) -> Binary {
    Binary {
        name,
        package,
        built_as: name,
    }
}

/// Returns a version of Argo CD; `name` is its folder.
const fn argocd(name: &'static str) -> Tool {
    Tool {
        name,
        module: Some("github.com/argoproj/argo-cd/v3"),
        binaries: &[Binary {
            name: "argocd",
            package: "github.com/argoproj/argo-cd/v3/cmd",
            built_as: "cmd",
        }],
        variables: &[
            ("github.com/argoproj/argo-cd/v3/common.version", "{number}"),
            ("github.com/argoproj/argo-cd/v3/common.gitTag", "{version}"),
        ],
        seconds: 380,
    }
}

/// Returns a version of SOPS; `name` is its folder.
const fn sops(name: &'static str) -> Tool {
    Tool {
        name,
        module: Some("github.com/getsops/sops/v3"),
        binaries: &[Binary {
            name: "sops",
            package: "github.com/getsops/sops/v3/cmd/sops",
            built_as: "sops",
        }],
        variables: &[],
        seconds: 70,
    }
}

/// The folder of the Argo CD that a bench runs unless told otherwise.
pub(crate) const ARGOCD: &str = "argocd";

/// Older versions of Argo CD that a bench can run instead, to record what they write.
pub(crate) const OLDER_ARGOCDS: &[Tool] = &[argocd("argocd-3.1")];

/// Every tool, heaviest first, so that the two longest builds run side by side.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "kubernetes",
        module: Some("k8s.io/kubernetes"),
        binaries: &[
            binary("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"),
            binary(
                "kube-controller-manager",
                "k8s.io/kubernetes/cmd/kube-controller-manager",
            ),
            binary("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler"),
            binary("kubectl", "k8s.io/kubernetes/cmd/kubectl"),
        ],
        variables: &[
            ("k8s.io/component-base/version.gitVersion", "{version}"),
            ("k8s.io/component-base/version.gitMajor", "{major}"),
            ("k8s.io/component-base/version.gitMinor", "{minor}"),
            ("k8s.io/component-base/version.gitTreeState", "clean"),
        ],
        seconds: 650,
    },
    argocd("argocd"),
    Tool {
        name: "helm4",
        module: Some("helm.sh/helm/v4"),
        binaries: &[binary("helm", "helm.sh/helm/v4/cmd/helm")],
        variables: &[("helm.sh/helm/v4/internal/version.version", "{version}")],
        seconds: 150,
    },
    Tool {
        name: "kwok",
        module: Some("sigs.k8s.io/kwok"),
        binaries: &[binary("kwok", "sigs.k8s.io/kwok/cmd/kwok")],
        variables: &[],
        seconds: 110,
    },
    sops("sops"),
    sops("sops-3.9"),
    Tool {
        name: "registry",
        module: Some("github.com/distribution/distribution/v3"),
        binaries: &[binary(
            "registry",
            "github.com/distribution/distribution/v3/cmd/registry",
        )],
        variables: &[(
            "github.com/distribution/distribution/v3/version.version",
            "{version}",
        )],
        seconds: 70,
    },
    Tool {
        name: "helm3",
        module: Some("helm.sh/helm/v3"),
        binaries: &[binary("helm", "helm.sh/helm/v3/cmd/helm")],
        variables: &[
            ("helm.sh/helm/v3/internal/version.version", "{version}"),
            // Without these Helm 3 renders for Kubernetes 1.20; its own Makefile sets them so.
            ("helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor", "1"),
            (
                "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor",
                "{kubernetes-minor}",
            ),
        ],
        seconds: 70,
    },
    Tool {
        name: "etcd",
        module: Some("go.etcd.io/etcd/server/v3"),
        binaries: &[Binary {
            name: "etcd",
            package: "go.etcd.io/etcd/server/v3",
            built_as: "server",
        }],
        variables: &[],
        seconds: 40,
    },
    Tool {
        name: "redis",
        module: None,
        binaries: &[Binary {
            name: "redis",
            package: ".",
            built_as: "redis",
        }],
        variables: &[],
        seconds: 10,
    },
    Tool {
        name: "age",
        module: Some("filippo.io/age"),
        binaries: &[
            binary("age", "filippo.io/age/cmd/age"),
            binary("age-keygen", "filippo.io/age/cmd/age-keygen"),
            binary("age-plugin-pq", "filippo.io/age/extra/age-plugin-pq"),
        ],
        variables: &[("main.Version", "{version}")],
        seconds: 5,
    },
    Tool {
        name: "plugin",
        module: None,
        binaries: &[Binary {
            name: "age-plugin-bench",
            package: ".",
            built_as: "plugin",
        }],
        variables: &[],
        seconds: 5,
    },
    Tool {
        name: "krew",
        module: Some("sigs.k8s.io/krew"),
        binaries: &[
            binary("krew", "sigs.k8s.io/krew/cmd/krew"),
            binary(
                "validate-krew-manifest",
                "sigs.k8s.io/krew/cmd/validate-krew-manifest",
            ),
        ],
        variables: &[("sigs.k8s.io/krew/internal/version.gitTag", "{version}")],
        seconds: 5,
    },
    Tool {
        name: "charts",
        module: None,
        binaries: &[Binary {
            name: "charts",
            package: ".",
            built_as: "charts",
        }],
        variables: &[],
        seconds: 3,
    },
    Tool {
        name: "keys",
        module: None,
        binaries: &[Binary {
            name: "keys",
            package: ".",
            built_as: "keys",
        }],
        variables: &[],
        seconds: 3,
    },
    Tool {
        name: "load",
        module: None,
        binaries: &[Binary {
            name: "load",
            package: ".",
            built_as: "load",
        }],
        variables: &[],
        seconds: 3,
    },
];

impl Tool {
    /// Returns the `-ldflags` argument, versions read from the text of the tool's go.mod.
    pub(crate) fn linker_flags(&self, go_mod: &str) -> Result<String> {
        let mut flags = String::from("-s -w");
        for (variable, value) in self.variables {
            let mut value = match self.module {
                Some(module) => fill_in(value, &version_of(go_mod, module)?),
                None => (*value).to_owned(),
            };
            if value.contains("{kubernetes-minor}") {
                let client = version_of(go_mod, "k8s.io/client-go")?;
                value = value.replace("{kubernetes-minor}", &fill_in("{minor}", &client));
            }
            flags.push_str(&format!(" -X {variable}={value}"));
        }
        Ok(flags)
    }
}

/// Returns the version go.mod requires of `module`, with its leading `v`.
pub(crate) fn version_of(go_mod: &str, module: &str) -> Result<String> {
    let required = go_mod.lines().find_map(|line| {
        let line = line.trim().trim_start_matches("require ").trim();
        let mut words = line.split_whitespace();
        (words.next() == Some(module))
            .then(|| words.next())
            .flatten()
    });
    match required {
        Some(version) if version.starts_with('v') => Ok(version.to_owned()),
        _ => bail!(
            "go.mod names no version of {module}; run `go get {module}@VERSION` in its folder"
        ),
    }
}

fn fill_in(template: &str, version: &str) -> String {
    let number = version.trim_start_matches('v');
    let mut parts = number.split('.');
    let major = parts.next().unwrap_or_default();
    let minor = parts.next().unwrap_or_default();
    template
        .replace("{version}", version)
        .replace("{number}", number)
        .replace("{major}", major)
        .replace("{minor}", minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO_MOD: &str = "module bench/x\n\ngo 1.26.8\n\nrequire (\n\tk8s.io/kubernetes v1.37.2 // indirect\n\tk8s.io/api v0.37.2\n)\n\nrequire example.org/one v3.0.1\n";

    #[test]
    fn versions_are_read_from_blocks_and_single_lines() -> Result<()> {
        assert_eq!(version_of(GO_MOD, "k8s.io/kubernetes")?, "v1.37.2");
        assert_eq!(version_of(GO_MOD, "example.org/one")?, "v3.0.1");
        Ok(())
    }

    #[test]
    fn a_tool_directive_is_no_version() {
        let error = version_of(
            "tool helm.sh/helm/v4\nhelm.sh/helm/v4 => ../x\n",
            "helm.sh/helm/v4",
        );
        assert!(error.is_err_and(|e| e.to_string().contains("go get helm.sh/helm/v4@VERSION")));
    }

    #[test]
    fn the_linker_is_told_every_part_of_the_version() -> Result<()> {
        let kubernetes = &TOOLS[0];
        assert_eq!(
            kubernetes.linker_flags(GO_MOD)?,
            "-s -w -X k8s.io/component-base/version.gitVersion=v1.37.2 \
             -X k8s.io/component-base/version.gitMajor=1 \
             -X k8s.io/component-base/version.gitMinor=37 \
             -X k8s.io/component-base/version.gitTreeState=clean"
        );
        Ok(())
    }

    #[test]
    fn helm_3_renders_for_the_kubernetes_of_its_client_libraries() -> Result<()> {
        let go_mod = "require (\n\thelm.sh/helm/v3 v3.22.0\n\tk8s.io/client-go v0.37.0\n)\n";
        let helm = TOOLS.iter().find(|tool| tool.name == "helm3");
        let flags = helm.map(|tool| tool.linker_flags(go_mod)).transpose()?;
        assert!(flags.is_some_and(|flags| flags.ends_with("chartutil.k8sVersionMinor=37")));
        Ok(())
    }
}
