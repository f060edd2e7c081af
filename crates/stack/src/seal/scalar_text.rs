//! How an opened value is written, so that Helm, go-yaml and SOPS read it as what it is.
//!
//! A sealed value keeps the quotes, the bar and the indentation of the plain one, so that opening can put the same
//! around it again. What a style cannot carry is written in double quotes.

use crate::yaml::node::Style;
use crate::yaml::quote::double_quoted;

use super::scalar_type::{ScalarType, helm_bool};
use super::token::Kind;
use super::value::Value;

/// What is around a scalar.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// How it is written while it is sealed.
    pub(crate) style: Style,
    /// Whether it stands in brackets.
    pub(crate) flow: bool,
    /// Blanks before each line of it, should it need several.
    pub(crate) indent: usize,
    /// Whether lines under a bar may follow: nothing else stands on its line, nor below it as far in as they would.
    pub(crate) room: bool,
    /// Whether an empty line comes next.
    pub(crate) blank_below: bool,
    /// What ends a line in this file.
    pub(crate) line_break: &'a str,
    /// For a block scalar: what follows the indicator and the chomping on its first line, `2` before them included.
    pub(crate) header: Header<'a>,
}

/// The parts of `|2- # comment` that stay.
#[derive(Clone, Copy, Default)]
pub(crate) struct Header<'a> {
    /// The indentation that was written, as a digit, or nothing.
    pub(crate) digit: &'a str,
    /// What follows the indicators: blanks and a comment.
    pub(crate) rest: &'a str,
}

/// Returns the text of an opened value; nothing if its bytes are none of its kind.
pub(crate) fn opened(value: &Value, around: &Surroundings<'_>) -> Option<String> {
    let plain = std::str::from_utf8(&value.plain).ok()?;
    match value.kind {
        Kind::Str | Kind::Bytes | Kind::Time => Some(string(plain, around)),
        Kind::Int => plain.parse::<i64>().ok().map(|_| plain.to_owned()),
        Kind::Float => float(plain),
        Kind::Bool => match plain {
            "True" => Some("true".to_owned()),
            "False" => Some("false".to_owned()),
            _ => None,
        },
        Kind::Comment => None,
    }
}

/// Writes a float so that it stays one: `1000` becomes `1000.0`.
fn float(plain: &str) -> Option<String> {
    plain.parse::<f64>().ok()?;
    Some(match plain {
        "+Inf" => ".inf".to_owned(),
        "-Inf" => "-.inf".to_owned(),
        "NaN" => ".nan".to_owned(),
        _ if !plain
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte)) =>
        {
            return None;
        }
        _ if plain.contains('.') => plain.to_owned(),
        _ => format!("{plain}.0"),
    })
}

fn string(text: &str, around: &Surroundings<'_>) -> String {
    let digit = around.header.digit;
    let ends = !(around.blank_below && text.ends_with("\n\n"));
    let lines = !around.flow && around.room && ends && fits_literal(text, digit);
    match around.style {
        Style::Plain if is_plain(text, around.flow) => text.to_owned(),
        Style::Plain if lines && text.contains('\n') => literal(text, around),
        Style::Literal | Style::Folded if lines => literal(text, around),
        Style::SingleQuoted if around.flow && is_plain(text, true) => text.to_owned(),
        Style::SingleQuoted if text.chars().all(is_printable) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => double_quoted(text),
    }
}

/// Says whether text may stand bare as a value, and is read as text by Helm and by SOPS. Dates may: Helm reads text.
pub(crate) fn is_plain(text: &str, flow: bool) -> bool {
    let syntax = if flow {
        starts_plain_in_brackets(text)
    } else {
        starts_plain(text)
    };
    let ends = text.ends_with([' ', ':']);
    let inside = text.contains(": ") || text.contains(" #");
    let separators = ["---", "..."].iter().any(|mark| text.starts_with(mark));
    syntax
        && !(ends || inside || separators)
        && text.chars().all(is_printable)
        && reads_as_text(text)
}

fn starts_plain(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        None => false,
        Some('-' | '?' | ':') => characters.next().is_some_and(|next| next != ' '),
        Some(first) => !",[]{}#&*!|>'\"%@` ".contains(first),
    }
}

fn starts_plain_in_brackets(text: &str) -> bool {
    starts_plain(text)
        && !text.starts_with(['-', '?', ':'])
        && !text.contains([',', '[', ']', '{', '}', ':'])
}

fn reads_as_text(text: &str) -> bool {
    let kind = |text: &str| matches!(ScalarType::of(text), ScalarType::Str | ScalarType::Time(_));
    kind(text)
        && kind(&text.replace('_', ""))
        && helm_bool(text).is_none()
        && !matches!(text, "<<" | "=")
}

/// Says whether a character may stand in a line as it is: none that breaks lines for YAML 1.1, or that nobody sees.
fn is_printable(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Says whether text can be written in lines under a bar. Text that begins with a blank needs a written indentation.
fn fits_literal(text: &str, digit: &str) -> bool {
    let printable = |character: char| is_printable(character) || matches!(character, '\n' | '\t');
    let indented = text.trim_start_matches('\n').starts_with([' ', '\t']);
    let blank = text.chars().all(|character| character == '\n');
    text.chars().all(printable) && !blank && (!indented || !digit.is_empty())
}

fn literal(text: &str, around: &Surroundings<'_>) -> String {
    let body = text.trim_end_matches('\n');
    let chomping = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let Header { digit, rest } = around.header;
    let mut written = format!("|{digit}{chomping}{rest}");
    let kept = text.strip_suffix('\n').unwrap_or(text);
    for line in kept.split('\n') {
        written.push_str(around.line_break);
        if !line.is_empty() {
            written.push_str(&" ".repeat(around.indent));
            written.push_str(line);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: Surroundings<'_> = Surroundings {
        style: Style::Plain,
        flow: false,
        indent: 2,
        room: true,
        blank_below: false,
        line_break: "\n",
        header: Header {
            digit: "",
            rest: "",
        },
    };

    fn write(text: &str, around: &Surroundings<'_>) -> String {
        opened(&Value::new(Kind::Str, text), around).unwrap()
    }

    #[test]
    fn text_is_bare_where_everybody_reads_it_as_text() {
        for bare in [
            "hunter2",
            "p@ss!w#rd",
            "a:b",
            "-x",
            "x -y",
            "postgres://u:p@h/db?x=1",
            "2024-01-02",
            "=x",
            "a'b",
            "clé",
        ] {
            assert_eq!(write(bare, &BLOCK), bare);
        }
        for quoted in [
            "yes",
            "n",
            "OFF",
            "true",
            "null",
            "~",
            "123",
            "0755",
            "1_000",
            ".5",
            ".1_0",
            "1e3",
            "#x",
            "a: b",
            "a #b",
            "a:",
            " a",
            "a ",
            "- x",
            "-",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x",
            "[x",
            "{x",
            "|",
            ">",
            "<<",
            "=",
            "---x",
            "a\tb",
            "\u{feff}a",
        ] {
            assert!(write(quoted, &BLOCK).starts_with('"'), "{quoted}");
        }
    }

    #[test]
    fn in_brackets_less_is_bare() {
        let flow = Surroundings {
            flow: true,
            style: Style::SingleQuoted,
            ..BLOCK
        };
        assert_eq!(write("hunter2", &flow), "hunter2");
        assert_eq!(write("a,b", &flow), "'a,b'");
        assert_eq!(write("a\nb", &flow), "\"a\\nb\"");
    }

    #[test]
    fn quotes_are_kept_while_they_can_hold_the_text() {
        let single = Surroundings {
            style: Style::SingleQuoted,
            ..BLOCK
        };
        assert_eq!(write("it's", &single), "'it''s'");
        assert_eq!(write("a\nb", &single), "\"a\\nb\"");
        let double = Surroundings {
            style: Style::DoubleQuoted,
            ..BLOCK
        };
        assert_eq!(
            write("q\" b\\ \u{85}\u{2028}\u{7}é", &double),
            "\"q\\\" b\\\\ \\x85\\u2028\\x07é\""
        );
    }

    #[test]
    fn several_lines_stand_under_a_bar() {
        assert_eq!(write("a\n\n b", &BLOCK), "|-\n  a\n\n   b");
        assert_eq!(write("a\n", &BLOCK), "|\n  a");
        assert_eq!(write("a\n\n", &BLOCK), "|+\n  a\n");
        let cramped = Surroundings {
            room: false,
            ..BLOCK
        };
        assert_eq!(write("a\nb", &cramped), "\"a\\nb\"");
        let blank_below = Surroundings {
            blank_below: true,
            ..BLOCK
        };
        assert_eq!(write("a\n\n", &blank_below), "\"a\\n\\n\"");
        assert_eq!(write("a\n", &blank_below), "|\n  a");
        assert_eq!(write(" a\nb", &BLOCK), "\" a\\nb\"");
    }

    #[test]
    fn a_bar_keeps_its_indentation_and_its_comment() {
        let around = Surroundings {
            style: Style::Literal,
            indent: 4,
            line_break: "\r\n",
            header: Header {
                digit: "2",
                rest: " # key",
            },
            ..BLOCK
        };
        assert_eq!(write("  a\nb\n", &around), "|2 # key\r\n      a\r\n    b");
    }

    #[test]
    fn numbers_and_truths_keep_their_kind() {
        let write = |kind, plain: &str| opened(&Value::new(kind, plain), &BLOCK);
        assert_eq!(write(Kind::Int, "-3").as_deref(), Some("-3"));
        assert_eq!(write(Kind::Int, "x"), None);
        assert_eq!(write(Kind::Float, "1000").as_deref(), Some("1000.0"));
        assert_eq!(write(Kind::Float, "0.5").as_deref(), Some("0.5"));
        assert_eq!(write(Kind::Float, "-Inf").as_deref(), Some("-.inf"));
        assert_eq!(write(Kind::Float, "1e5"), None);
        assert_eq!(write(Kind::Bool, "True").as_deref(), Some("true"));
        assert_eq!(write(Kind::Bool, "yes"), None);
    }
}
