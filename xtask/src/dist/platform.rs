//! Platforms in krew's words, which are Go's.

use std::env;

use anyhow::{Result, bail};

/// The pairs that krew's own check of manifests knows (cmd/validate-krew-manifest).
pub(crate) const KNOWN: &[Platform] = &[
    Platform {
        os: "windows",
        arch: "386",
    },
    Platform {
        os: "windows",
        arch: "amd64",
    },
    Platform {
        os: "windows",
        arch: "arm64",
    },
    Platform {
        os: "linux",
        arch: "386",
    },
    Platform {
        os: "linux",
        arch: "amd64",
    },
    Platform {
        os: "linux",
        arch: "arm",
    },
    Platform {
        os: "linux",
        arch: "arm64",
    },
    Platform {
        os: "linux",
        arch: "ppc64le",
    },
    Platform {
        os: "darwin",
        arch: "386",
    },
    Platform {
        os: "darwin",
        arch: "amd64",
    },
    Platform {
        os: "darwin",
        arch: "arm64",
    },
];

/// An operating system and a processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Platform {
    pub(crate) os: &'static str,
    pub(crate) arch: &'static str,
}

impl Platform {
    /// Returns the platform this runs on.
    pub(crate) fn host() -> Result<Platform> {
        Platform::from_rust(env::consts::OS, env::consts::ARCH)
    }

    fn from_rust(os: &str, arch: &str) -> Result<Platform> {
        let go_os = if os == "macos" { "darwin" } else { os };
        let go_arch = match arch {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            "x86" => "386",
            other => other,
        };
        let known = KNOWN
            .iter()
            .find(|platform| platform.os == go_os && platform.arch == go_arch);
        match known {
            Some(platform) => Ok(*platform),
            None => bail!(
                "krew knows no platform {os} on {arch}; build on Linux, macOS or Windows on amd64 or arm64"
            ),
        }
    }

    /// Returns whether programs have an ending and scripts do not start by themselves.
    pub(crate) fn is_windows(self) -> bool {
        self.os == "windows"
    }

    /// Returns the ending of a program's file name.
    pub(crate) fn program_ending(self) -> &'static str {
        if self.is_windows() { ".exe" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_names_become_gos() -> Result<()> {
        assert_eq!(
            Platform::from_rust("macos", "aarch64")?,
            Platform {
                os: "darwin",
                arch: "arm64"
            }
        );
        assert_eq!(
            Platform::from_rust("linux", "x86_64")?,
            Platform {
                os: "linux",
                arch: "amd64"
            }
        );
        assert!(Platform::from_rust("freebsd", "x86_64").is_err());
        Ok(())
    }
}
