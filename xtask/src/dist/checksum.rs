//! Checksums of archives, in the words of `sha256sum`.

use sha2::{Digest, Sha256};

/// Returns the SHA-256 of `bytes` as 64 small hexadecimal digits, as krew wants them.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns the line `sha256sum --check` reads for `file`.
pub(crate) fn line(sha256: &str, file: &str) -> String {
    format!("{sha256}  {file}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standards_example() {
        // FIPS 180-4, "abc".
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(line("00ff", "a.tar.gz"), "00ff  a.tar.gz\n");
    }
}
