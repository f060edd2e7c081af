//! Opens gzip and zstd by their first bytes, and stops bombs.
