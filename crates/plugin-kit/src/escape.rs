//! Makes text from outside harmless: nothing that drives a terminal or reorders a line gets through.
//!
//! Every renderer escapes what it measures and paints; JSON has its own spelling of the same rule. Text that needs no
//! escaping is handed back as it is. Escaping twice is the same as escaping once.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns one line of harmless text: control characters as `\n`, `\t`, `\x1b`, others that hide or reorder as `\u{202e}`.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_dangerous(character) {
            escape_one(character, &mut escaped);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Returns a JSON text in which strings cannot drive a terminal: the same value, its dangerous characters as `\u` escapes.
///
/// serde_json escapes what lies below U+0020. What else is dangerous can stand only inside strings, where `\u` is allowed.
pub fn escape_json(json: String) -> String {
    let dangerous = |character: char| character != '\n' && is_dangerous(character);
    if !json.chars().any(dangerous) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if dangerous(character) {
            escape_utf16(character, &mut escaped);
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Says whether a character does something other than being read: controls (C0, DEL, C1), marks that reorder text
/// (Unicode's bidirectional controls), line separators, and characters without width that hide in names.
/// The joiner and the variation selectors stay: emoji are made with them.
pub fn is_dangerous(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => true,
        '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

fn escape_one(character: char, escaped: &mut String) {
    // Writing into a String cannot fail.
    let _always_written = match character {
        '\n' | '\t' | '\r' => write!(escaped, "{}", character.escape_default()),
        '\0'..='\u{ff}' => write!(escaped, "\\x{:02x}", u32::from(character)),
        _ => write!(escaped, "\\u{{{:x}}}", u32::from(character)),
    };
}

fn escape_utf16(character: char, escaped: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _always_written = write!(escaped, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_handed_back() {
        for text in [
            "grafana",
            "9.2.10 → 9.3.0",
            "日本語",
            "👩\u{200d}🔧 ❤\u{fe0f}",
            "C:\\x1b",
        ] {
            assert!(
                matches!(escape(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_drives_the_terminal() {
        assert_eq!(escape("\u{1b}[2Jgone"), "\\x1b[2Jgone");
        assert_eq!(escape("\u{9b}31m"), "\\x9b31m");
        assert_eq!(escape("a\r\nb\tc\u{7f}\0"), "a\\r\\nb\\tc\\x7f\\x00");
        assert_eq!(
            escape("\u{1b}]8;;http://evil\u{7}text"),
            "\\x1b]8;;http://evil\\x07text"
        );
    }

    #[test]
    fn nothing_reorders_or_hides() {
        assert_eq!(escape("a\u{202e}b\u{2066}c"), "a\\u{202e}b\\u{2066}c");
        assert_eq!(escape("pro\u{200b}d"), "pro\\u{200b}d");
        assert_eq!(escape("\u{e0041}"), "\\u{e0041}");
    }

    #[test]
    fn escaping_twice_is_escaping_once() {
        let once = escape("\u{1b}\u{202e}\n").into_owned();
        assert_eq!(escape(&once), once);
    }

    #[test]
    fn json_keeps_its_value() {
        let value = "\u{1b}[31m \u{9b} \u{202e} \u{e0041} \u{7f} ok";
        let json = escape_json(serde_json::to_string_pretty(&[value]).unwrap());
        assert_eq!(
            json,
            "[\n  \"\\u001b[31m \\u009b \\u202e \\udb40\\udc41 \\u007f ok\"\n]"
        );
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [value]);
    }
}
