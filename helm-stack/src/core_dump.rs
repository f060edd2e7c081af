//! Core dumps: none of this process and of what it starts, since its memory holds private keys and plain values.

/// Asks the system to write none. What a debugger reads, and what root has set up, it does not stop.
pub(crate) fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Core);
        limit.current = Some(0);
        // A system that refuses keeps its own way.
        let _kept = setrlimit(Resource::Core, limit);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit, setrlimit};

    #[test]
    fn no_core_is_written_though_the_shell_allowed_it() {
        let mut limit = getrlimit(Resource::Core);
        limit.current = limit.maximum;
        setrlimit(Resource::Core, limit).unwrap();
        super::forbid();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
    }
}
