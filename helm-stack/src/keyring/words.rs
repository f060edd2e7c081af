//! A command in a variable, split into words as a shell would, without a shell.

/// Returns the words; nothing where a quote is not closed. Quotes keep blanks, `\` the next character.
pub(crate) fn split(command: &str) -> Option<Vec<String>> {
    let mut words = Words::default();
    let mut characters = command.chars();
    while let Some(character) = characters.next() {
        match (words.quote, character) {
            (Some(quote), character) if character == quote => words.quote = None,
            (None, '\'' | '"') => words.open(character),
            (None | Some('"'), '\\') => words.push(characters.next()?),
            (None, blank) if blank.is_whitespace() => words.end(),
            (_, character) => words.push(character),
        }
    }
    words.end();
    words.quote.is_none().then_some(words.done)
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: Option<String>,
    quote: Option<char>,
}

impl Words {
    fn open(&mut self, quote: char) {
        self.quote = Some(quote);
        self.word.get_or_insert_default();
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn end(&mut self) {
        self.done.extend(self.word.take());
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_are_a_shells() {
        let words = |command| split(command).unwrap();
        assert_eq!(words("op read  key"), ["op", "read", "key"]);
        assert_eq!(
            words("a 'b c' \"d \\\" e\" f\\ g ''"),
            ["a", "b c", "d \" e", "f g", ""]
        );
        assert_eq!(words("x'y'z"), ["xyz"]);
        assert!(words(" ").is_empty());
        assert_eq!(split("a 'b"), None);
        assert_eq!(split("a\\"), None);
    }
}
