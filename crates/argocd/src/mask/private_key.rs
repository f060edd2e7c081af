//! Private keys in PEM form, wherever they stand in a text. Certificates and public
//! keys are no secrets.

use super::MARK;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Returns the text with each private key masked from its first to its last line; `None`
/// when there is none. A key without an end is masked to the end of the text.
pub(super) fn mask(text: &str) -> Option<String> {
    if !text.contains("PRIVATE KEY") {
        return None;
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let (before, block) = rest.split_at(start);
        let end = block_end(block);
        masked.push_str(before);
        masked.push_str(match is_private(block) {
            true => MARK,
            false => &block[..end],
        });
        rest = &block[end..];
    }
    masked.push_str(rest);
    (masked != text).then_some(masked)
}

fn is_private(block: &str) -> bool {
    let label = &block[BEGIN.len()..];
    label
        .find(DASHES)
        .is_some_and(|end| label[..end].ends_with("PRIVATE KEY"))
}

fn block_end(block: &str) -> usize {
    let Some(end) = block.find(END) else {
        return block.len();
    };
    let label = end + END.len();
    match block[label..].find(DASHES) {
        Some(dashes) => label + dashes + DASHES.len(),
        None => block.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_keys_go_and_certificates_stay() {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN RSA PRIVATE KEY-----\nsecretbytes\n-----END RSA PRIVATE KEY-----";
        let masked = mask(&format!("a\n{certificate}{key}\nz")).unwrap();
        assert_eq!(masked, format!("a\n{certificate}{MARK}\nz"));
        assert_eq!(mask(certificate), None);
    }

    #[test]
    fn a_key_that_is_cut_off_goes_to_the_end() {
        let masked = mask("x -----BEGIN PRIVATE KEY-----\\nsecretbytes").unwrap();
        assert_eq!(masked, format!("x {MARK}"));
    }
}
