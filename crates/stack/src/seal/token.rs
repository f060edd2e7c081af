//! The text that stands in the place of a sealed value: `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a sealed value is once it is open: the word after `type:` (SOPS' `aes/cipher.go`). It is not authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Text.
    Str,
    /// An integer, in decimal.
    Int,
    /// A float, in decimal without an exponent, or `NaN`, `+Inf`, `-Inf`.
    Float,
    /// `True` or `False`.
    Bool,
    /// Bytes of a `!!binary`, which are opened as text.
    Bytes,
    /// A time, as RFC 3339 has it.
    Time,
    /// A comment, without its `#`.
    Comment,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Str,
        Self::Int,
        Self::Float,
        Self::Bool,
        Self::Bytes,
        Self::Time,
        Self::Comment,
    ];

    /// Returns the word SOPS has for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Str => "str",
            Self::Int => "int",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Bytes => "bytes",
            Self::Time => "time",
            Self::Comment => "comment",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A sealed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Ciphertext, as long as the plain text.
    pub(crate) data: Vec<u8>,
    /// Initialisation vector.
    pub(crate) iv: [u8; 32],
    /// What proves that nobody changed it.
    pub(crate) tag: [u8; 16],
    /// What it is once it is open.
    pub(crate) kind: Kind,
}

/// How every sealed value begins.
const START: &str = "ENC[AES256_GCM,";

impl Token {
    /// Says whether a text means to be a sealed value, readable or not.
    pub(crate) fn begins(text: &str) -> bool {
        text.starts_with("ENC[")
    }

    /// Reads a token that is the whole text. Base64 is padded and canonical, as SOPS writes it, so that no bit of a
    /// token can change unseen.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let inside = text.strip_prefix(START)?.strip_suffix(']')?;
        let mut fields = inside.split(',');
        let mut field = |name: &str| fields.next()?.strip_prefix(name);
        let token = Self {
            data: decode(field("data:")?)?,
            iv: decode(field("iv:")?)?.try_into().ok()?,
            tag: decode(field("tag:")?)?.try_into().ok()?,
            kind: Kind::parse(field("type:")?)?,
        };
        (fields.next().is_none() && !token.data.is_empty()).then_some(token)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = STANDARD.encode(&self.data);
        let iv = STANDARD.encode(self.iv);
        let tag = STANDARD.encode(self.tag);
        let kind = self.kind.as_str();
        write!(
            formatter,
            "{START}data:{data},iv:{iv},tag:{tag},type:{kind}]"
        )
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token {
            data: b"secret".to_vec(),
            iv: [1; 32],
            tag: [2; 16],
            kind: Kind::Str,
        }
    }

    #[test]
    fn a_token_is_written_as_it_is_read() {
        let text = token().to_string();
        assert_eq!(
            text,
            "ENC[AES256_GCM,data:c2VjcmV0,iv:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,tag:AgICAgICAgICAgICAgICAg==,type:str]"
        );
        assert_eq!(Token::parse(&text), Some(token()));
    }

    #[test]
    fn anything_but_a_whole_token_is_none() {
        let text = token().to_string();
        for wrong in [
            text.replace("AES256_GCM", "AES128_GCM"),
            text.replace("type:str", "type:string"),
            text.replace("ICAg==", "ICAh=="),
            text.replace("ICAg==", "ICAg"),
            text.replace("data:c2VjcmV0", "data:"),
            text.replace(",tag", ",more:1,tag"),
            text.replace("]", ",more:1]"),
            format!("{text} "),
            format!("x{text}"),
        ] {
            assert_eq!(Token::parse(&wrong), None, "{wrong}");
        }
    }
}
