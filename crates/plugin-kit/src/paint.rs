//! What a tone looks like. The only file that names a terminal's colour; `palette` holds those of pictures.
//!
//! Colours are the terminal's own sixteen, so that they follow the reader's theme, dark or light; nothing is said by
//! colour alone. Text is escaped here once more, so that no renderer can forget to.

use std::io::{self, Write};

use owo_colors::{Style, Styled};

use crate::escape::escape;
use crate::shape::{Text, Tone};

/// Writes a line's spans, coloured or not, without a line break.
pub fn paint(text: &Text, colour: bool, writer: &mut dyn Write) -> io::Result<()> {
    for span in text.spans() {
        let escaped = escape(&span.text);
        match style(span.tone).filter(|_| colour && !escaped.is_empty()) {
            Some(style) => write!(writer, "{}", style.style(escaped))?,
            None => writer.write_all(escaped.as_bytes())?,
        }
    }
    Ok(())
}

/// Returns a word of our own in the style of a tone.
pub fn painted(word: &'static str, tone: Tone, colour: bool) -> Styled<&'static str> {
    style(tone)
        .filter(|_| colour)
        .unwrap_or_default()
        .style(word)
}

/// Writes a name in a colour of its own: the same number, the same colour. For things that are only to be told apart.
pub fn paint_apart(
    name: &str,
    number: usize,
    colour: bool,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let style = Style::new();
    let apart = [
        style.cyan(),
        style.magenta(),
        style.blue(),
        style.green(),
        style.yellow(),
        style.bright_cyan(),
        style.bright_magenta(),
        style.bright_blue(),
    ];
    let style = match colour {
        true => apart[number % apart.len()],
        false => style,
    };
    write!(writer, "{}", style.style(escape(name)))
}

/// Dim and bold instead of grey and white: those vanish on one kind of background or the other.
fn style(tone: Tone) -> Option<Style> {
    let style = Style::new();
    match tone {
        Tone::Plain => None,
        Tone::Good => Some(style.green()),
        Tone::Busy => Some(style.cyan()),
        Tone::Paused => Some(style.yellow()),
        Tone::Bad => Some(style.red().bold()),
        Tone::Unknown => Some(style.magenta()),
        Tone::Quiet => Some(style.dimmed()),
        Tone::Strong => Some(style.bold()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &Text, colour: bool) -> String {
        let mut bytes = Vec::new();
        paint(text, colour, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn tones_are_coloured_where_colour_is_wanted() {
        let text = Text::from("a ")
            .then_toned("b", Tone::Bad)
            .then_toned("", Tone::Good);
        assert_eq!(written(&text, true), "a \u{1b}[31;1mb\u{1b}[0m");
        assert_eq!(written(&text, false), "a b");
    }

    #[test]
    fn names_that_are_told_apart_keep_their_colours() {
        let painted = |number, colour| {
            let mut bytes = Vec::new();
            paint_apart("web-0", number, colour, &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(painted(1, true), painted(9, true));
        assert_ne!(painted(1, true), painted(2, true));
        assert_eq!(painted(3, false), "web-0");
    }

    #[test]
    fn text_cannot_bring_its_own_colours() {
        let text = Text::toned("\u{1b}[31mred", Tone::Good);
        assert_eq!(written(&text, true), "\u{1b}[32m\\x1b[31mred\u{1b}[0m");
    }
}
