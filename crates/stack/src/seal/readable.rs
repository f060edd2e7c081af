//! A sealed file as people compare it: every token is a short word that changes when the token does, and of the section
//! only who may open the file is left. No key is needed, and nothing is opened.

use sha2::{Digest, Sha256};

use crate::yaml::document::Document;

use super::metadata::Metadata;

/// How every token begins, and ends.
const TOKEN: (&str, char) = ("ENC[", ']');

/// Returns a text with its tokens shortened; a text that is not sealed is returned as it is.
pub fn readable(text: &str) -> String {
    let document = Document::parse(text).ok();
    let metadata = document.and_then(|document| Metadata::of(text, &document).ok());
    let Some(metadata) = metadata else {
        return shortened(text);
    };
    let above = shortened(&text[..metadata.span.start]);
    let below = &text[metadata.span.end..];
    let age = metadata.keys.age.iter();
    let readers = age.map(|wrapped| wrapped.recipient.as_str());
    let readers = readers.chain(metadata.keys.others.iter().map(String::as_str));
    let readers: String = readers.map(|reader| format!("#   {reader}\n")).collect();
    format!("{above}# sealed for\n{readers}{below}")
}

fn shortened(text: &str) -> String {
    let (begin, end) = TOKEN;
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(begin) {
        let token = &rest[at..];
        let Some(length) = token
            .find([end, '\n'])
            .filter(|at| token[*at..].starts_with(end))
        else {
            result.push_str(&rest[..at + begin.len()]);
            rest = &rest[at + begin.len()..];
            continue;
        };
        let (token, after) = token.split_at(length + end.len_utf8());
        result.push_str(&rest[..at]);
        result.push_str(&word(token));
        rest = after;
    }
    result + rest
}

fn word(token: &str) -> String {
    let hash = Sha256::digest(token);
    let hash: String = hash
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("<sealed {hash}>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::fixture::{RECIPIENT, sealed};

    #[test]
    fn keys_and_readers_stay_and_tokens_become_words() {
        let before = sealed("host: a\npassword: b\n", &["password"]);
        let seen = readable(&before);
        let (first, rest) = seen.split_once("password: <sealed ").unwrap();
        assert_eq!(first, "host: a\n");
        assert_eq!(&rest[8..], format!(">\n# sealed for\n#   {RECIPIENT}\n"));
        assert!(!seen.contains("ENC["), "{seen}");
    }

    #[test]
    fn a_word_changes_with_its_token_alone() {
        let one = "a: ENC[x]\nb: ENC[y]\n";
        let two = "a: ENC[x]\nb: ENC[z]\n";
        let (one, two) = (readable(one), readable(two));
        assert_eq!(one.lines().next(), two.lines().next());
        assert_ne!(one.lines().last(), two.lines().last());
    }

    #[test]
    fn what_is_no_token_stays() {
        for text in ["a: 1\n", "a: ENC[ \nb: ]\n", "ENC[", "{a: [", "ENC[x"] {
            assert_eq!(readable(text), text);
        }
    }
}
