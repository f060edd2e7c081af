//! The colours of pictures and pages, on light ground and on dark. The only file that names them.
//!
//! Style sheets say `var(--name)`; pages define the names, pictures have them filled in, as few programs that draw SVG
//! know variables. What a tone looks like in a terminal is said in `paint`.

use crate::shape::Tone;

/// A colour (`#rrggbb`) on light ground and on dark.
struct Shade {
    name: &'static str,
    light: &'static str,
    dark: &'static str,
}

/// Every colour. Words are readable on `ground`, on `surface` and on `raised` (WCAG 2.2, AA: a contrast of 4.5 and more).
const SHADES: [Shade; 15] = [
    shade("ground", "#f4f6f8", "#0f141b"),
    shade("surface", "#ffffff", "#181f29"),
    shade("raised", "#eef1f5", "#222b37"),
    shade("line", "#d5dbe3", "#323d4c"),
    shade("edge", "#a9b4c2", "#526073"),
    shade("ink", "#18212d", "#e9edf3"),
    shade("quiet", "#586474", "#9aa7b7"),
    shade("accent", "#2457c5", "#86b2ff"),
    shade("good", "#177339", "#4ec471"),
    shade("busy", "#0b698f", "#56bde4"),
    shade("paused", "#875800", "#e2ad45"),
    shade("bad", "#c02626", "#ff827a"),
    shade("unknown", "#7640ad", "#c59cf3"),
    shade("tint", "#fdf1f0", "#2b1d22"),
    shade("shadow", "#dfe4ea", "#0a0e13"),
];

const fn shade(name: &'static str, light: &'static str, dark: &'static str) -> Shade {
    Shade { name, light, dark }
}

/// Which ground a picture stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Shade {
    fn on(&self, ground: Ground) -> &'static str {
        match ground {
            Ground::Light => self.light,
            Ground::Dark => self.dark,
        }
    }
}

/// Returns a style sheet that defines every colour as a variable, for the ground that the reader prefers.
pub fn variables() -> String {
    format!(
        ":root{{color-scheme:light dark;{}}}\n@media (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        definitions(Ground::Light),
        definitions(Ground::Dark)
    )
}

fn definitions(ground: Ground) -> String {
    let shades = SHADES.iter();
    shades
        .map(|shade| format!("--{}:{};", shade.name, shade.on(ground)))
        .collect()
}

/// Returns a style sheet with each `var(--name)` filled in.
pub fn filled(style: &str, ground: Ground) -> String {
    SHADES.iter().fold(style.to_owned(), |style, shade| {
        style.replace(&format!("var(--{})", shade.name), shade.on(ground))
    })
}

/// Returns the name of a tone in a diagram's classes.
pub fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Busy => "busy",
        Tone::Paused => "paused",
        Tone::Bad => "bad",
        Tone::Unknown => "unknown",
        Tone::Quiet => "quiet",
        Tone::Strong => "strong",
    }
}

/// Returns the colour of a tone in diagrams that know one ground only (`#rrggbb`): readable on white and on black.
pub fn hue(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "#2e9e44",
        Tone::Busy => "#1f8fb3",
        Tone::Paused => "#b58407",
        Tone::Bad => "#d93f3f",
        Tone::Unknown => "#a05fc9",
        Tone::Plain | Tone::Quiet | Tone::Strong => "#808080",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 8] = [
        "ink", "quiet", "accent", "good", "busy", "paused", "bad", "unknown",
    ];
    const BELOW: [&str; 4] = ["ground", "surface", "raised", "tint"];

    fn colour(name: &str, ground: Ground) -> &'static str {
        SHADES
            .iter()
            .find(|shade| shade.name == name)
            .unwrap()
            .on(ground)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn words_can_be_read_on_every_ground() {
        for ground in [Ground::Light, Ground::Dark] {
            for (word, below) in WORDS
                .iter()
                .flat_map(|word| BELOW.map(|below| (word, below)))
            {
                let (a, b) = (
                    luminance(colour(word, ground)),
                    luminance(colour(below, ground)),
                );
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(
                    contrast >= 4.5,
                    "{word} on {below}, {ground:?}: {contrast:.2}"
                );
            }
        }
    }

    #[test]
    fn variables_are_filled_in() {
        assert_eq!(
            filled("a{fill:var(--ink);stroke:var(--line)}", Ground::Dark),
            "a{fill:#e9edf3;stroke:#323d4c}"
        );
        assert!(variables().contains("--ink:#18212d;"));
    }
}
