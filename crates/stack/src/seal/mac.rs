//! The message authentication code of a file: one hash over all values, so that none can be moved, taken out or swapped.

use sha2::{Digest, Sha256, Sha512};

/// A hash in the making.
pub(crate) struct Mac(Sha512);

impl Mac {
    /// Begins. A code over sealed values only starts with the SHA-256 of `sops`
    /// (SOPS' `MACOnlyEncryptedInitialization`), so that neither kind passes for the other.
    pub(crate) fn new(only_encrypted: bool) -> Self {
        let mut hash = Sha512::new();
        if only_encrypted {
            hash.update(Sha256::digest("sops"));
        }
        Self(hash)
    }

    /// Adds the plain bytes of the next value of the document.
    pub(crate) fn add(&mut self, plain: &[u8]) {
        self.0.update(plain);
    }

    /// Returns it as SOPS writes it: 128 upper-case hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_one_hash_over_all_bytes() {
        let mut mac = Mac::new(false);
        mac.add(b"ab");
        mac.add(b"c");
        assert!(mac.finish().starts_with("DDAF35A193617ABACC417349AE204131"));
    }

    #[test]
    fn codes_over_sealed_values_start_with_the_constant_of_sops() {
        assert_eq!(Sha256::digest("sops")[..4], [0x8a, 0x3f, 0xd2, 0xad]);
        assert_ne!(Mac::new(true).finish(), Mac::new(false).finish());
    }
}
