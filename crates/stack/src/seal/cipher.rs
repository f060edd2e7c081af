//! AES-256-GCM as SOPS uses it: a 32-byte initialisation vector, and the value's path as additional data.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U32;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{AeadInPlace, KeyInit};
use aes_gcm::aes::Aes256;
use zeroize::Zeroizing;

use super::data_key::DataKey;
use super::token::{Kind, Token};

/// A cipher made ready with a data key.
pub(crate) struct Cipher(AesGcm<Aes256, U32>);

impl Cipher {
    pub(crate) fn new(key: &DataKey) -> Self {
        Self(AesGcm::new(GenericArray::from_slice(key.as_bytes())))
    }

    /// Seals bytes. `authenticated` is what the token is bound to: the path of the value, or a time.
    /// Nothing if they are longer than the cipher can take (64 GiB).
    pub(crate) fn seal(
        &self,
        plain: &[u8],
        kind: Kind,
        authenticated: &str,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Option<Token> {
        let mut iv = [0; 32];
        random(&mut iv);
        let mut data = plain.to_vec();
        let nonce = GenericArray::from_slice(&iv);
        let tag = self
            .0
            .encrypt_in_place_detached(nonce, authenticated.as_bytes(), &mut data)
            .ok()?;
        let tag = tag.into();
        Some(Token {
            data,
            iv,
            tag,
            kind,
        })
    }

    /// Opens a token; nothing if the key, the token or what it is bound to is another.
    pub(crate) fn open(&self, token: &Token, authenticated: &str) -> Option<Zeroizing<Vec<u8>>> {
        let mut data = Zeroizing::new(token.data.clone());
        let nonce = GenericArray::from_slice(&token.iv);
        let tag = GenericArray::from_slice(&token.tag);
        self.0
            .decrypt_in_place_detached(nonce, authenticated.as_bytes(), &mut data, tag)
            .ok()?;
        Some(data)
    }
}

/// Returns what a value's token is bound to: the keys on the way to it, each with a colon after it.
/// Positions in lists do not count; the path of the root is `:` (SOPS' `sops.go`, `aes/cipher.go`).
pub(crate) fn authenticated_path(path: &[String]) -> String {
    if path.is_empty() {
        return ":".to_owned();
    }
    path.iter().flat_map(|key| [key.as_str(), ":"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher() -> Cipher {
        Cipher::new(&DataKey::from_bytes(&[9; 32]).unwrap())
    }

    fn sealed(plain: &str) -> Token {
        let mut ones = |bytes: &mut [u8]| bytes.fill(1);
        cipher()
            .seal(plain.as_bytes(), Kind::Str, "a:b:", &mut ones)
            .unwrap()
    }

    #[test]
    fn what_is_sealed_is_opened_at_its_place_only() {
        let token = sealed("hunter2");
        assert_ne!(token.data, b"hunter2");
        assert_eq!(
            cipher().open(&token, "a:b:").unwrap().as_slice(),
            b"hunter2"
        );
        assert!(cipher().open(&token, "a:c:").is_none());
        let stranger = Cipher::new(&DataKey::from_bytes(&[8; 32]).unwrap());
        assert!(stranger.open(&token, "a:b:").is_none());
    }

    #[test]
    fn no_bit_of_a_token_can_be_flipped() {
        let token = sealed("hunter2");
        let mut data = token.clone();
        data.data[3] ^= 1;
        let mut iv = token.clone();
        iv.iv[31] ^= 128;
        let mut tag = token;
        tag.tag[0] ^= 2;
        for flipped in [data, iv, tag] {
            assert!(cipher().open(&flipped, "a:b:").is_none());
        }
    }

    #[test]
    fn paths_are_joined_as_sops_joins_them() {
        assert_eq!(authenticated_path(&[]), ":");
        assert_eq!(
            authenticated_path(&["smtp".to_owned(), "password".to_owned()]),
            "smtp:password:"
        );
    }
}
