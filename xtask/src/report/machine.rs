//! What the figures were measured on: processors, memory, system and versions. No name of the machine, no path.

use std::fs;
use std::thread;

use anyhow::Result;

use crate::cli::workspace_root;

/// Returns lines of Markdown, one per thing that a figure depends on.
pub(crate) fn described(version: &str) -> Result<Vec<String>> {
    let mut lines = vec![format!("- Machine: {}", machine())];
    lines.push(format!(
        "- kubectl-addons {version}, release profile; Kubernetes {}, Argo CD {}",
        pinned("kubernetes", "k8s.io/kubernetes")?,
        pinned("argocd", "github.com/argoproj/argo-cd/v3")?
    ));
    Ok(lines)
}

fn machine() -> String {
    let processors = thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let model = value_of("model name", &read("/proc/cpuinfo"));
    let memory = value_of("MemTotal", &read("/proc/meminfo"));
    let kernel = read("/proc/sys/kernel/osrelease");
    let mut words = vec![format!("{processors} processors")];
    words.extend(model);
    words.extend(memory.and_then(|memory| gigabytes(&memory)));
    words.push(format!("{} {}", std::env::consts::OS, kernel.trim()));
    words.join(", ")
}

/// Returns the first value of `field` in a file of lines `field : value`.
fn value_of(field: &str, text: &str) -> Option<String> {
    let values = text.lines().filter_map(|line| line.split_once(':'));
    let mut of_field = values.filter(|(name, _)| name.trim() == field);
    of_field.next().map(|(_, value)| value.trim().to_owned())
}

fn gigabytes(memory: &str) -> Option<String> {
    let kilobytes: f64 = memory.split_whitespace().next()?.parse().ok()?;
    Some(format!("{:.1} GiB memory", kilobytes / f64::from(1 << 20)))
}

/// Returns the version of `module` that the tool's go.mod requires.
fn pinned(tool: &str, module: &str) -> Result<String> {
    let path = workspace_root()
        .join("tests/bench/tools")
        .join(tool)
        .join("go.mod");
    let text = fs::read_to_string(path)?;
    Ok(required(module, &text)
        .unwrap_or("of unknown version")
        .to_owned())
}

fn required<'a>(module: &str, go_mod: &'a str) -> Option<&'a str> {
    go_mod.lines().find_map(|line| {
        let mut words = line.split_whitespace().filter(|word| *word != "require");
        (words.next() == Some(module)).then(|| words.next())?
    })
}

/// Returns clock ticks that the process has computed so far, from /proc, proc_pid_stat(5).
pub(crate) fn computed(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_described_without_its_name() {
        let text =
            "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(
            value_of("model name", text).as_deref(),
            Some("Some CPU @ 2 GHz")
        );
        assert_eq!(gigabytes("8388608 kB").as_deref(), Some("8.0 GiB memory"));
    }

    #[test]
    fn versions_are_the_pinned_ones() {
        let text = "module x\nrequire (\n\tk8s.io/kubernetes v1.37.2\n)\n";
        assert_eq!(required("k8s.io/kubernetes", text), Some("v1.37.2"));
        assert_eq!(required("k8s.io/api", text), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_computes() {
        assert!(computed(std::process::id()).is_some());
    }
}
