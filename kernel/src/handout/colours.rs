//! ANSI's colours as classes: the stylesheet gives each a shade that is legible on its page, light, dark and on paper.

use super::html;

/// How a character looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    colour: Option<Colour>,
    bold: bool,
    underline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour {
    /// 0 to 7: ANSI's black, red, green, yellow, blue, magenta, cyan, white.
    hue: u8,
    intense: bool,
}

const NAMES: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

impl Style {
    /// Applies the numbers of a sequence `ESC [ 1;31 m`. Backgrounds are left out: a page has its own.
    pub fn apply(&mut self, arguments: &str) {
        let mut numbers = arguments
            .split([';', ':'])
            .map(|number| number.parse::<u8>().unwrap_or(0));
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Style::default(),
                1 => self.bold = true,
                22 => self.bold = false,
                4 => self.underline = true,
                24 => self.underline = false,
                30..=37 => self.colour = Some(Colour::plain(number - 30)),
                90..=97 => {
                    self.colour = Some(Colour {
                        hue: number - 90,
                        intense: true,
                    });
                }
                39 => self.colour = None,
                38 => self.colour = extended(&mut numbers),
                48 => drop(extended(&mut numbers)),
                _ => {}
            }
        }
    }

    /// The classes of a `<span>`; none for text that looks like the text around it.
    fn classes(self) -> String {
        let mut classes = Vec::new();
        if let Some(Colour { hue, intense }) = self.colour {
            // Terminals draw bold text in the brighter of two shades.
            let shade = if intense || self.bold { "-intense" } else { "" };
            classes.push(format!("ansi-{}{shade}-fg", NAMES[usize::from(hue)]));
        }
        if self.bold {
            classes.push("ansi-bold".to_owned());
        }
        if self.underline {
            classes.push("ansi-underline".to_owned());
        }
        classes.join(" ")
    }
}

impl Colour {
    fn plain(hue: u8) -> Colour {
        Colour {
            hue,
            intense: false,
        }
    }
}

/// A colour of 256, or of 16 million, as the nearest that has a name; greys are the colour of the text.
fn extended(numbers: &mut impl Iterator<Item = u8>) -> Option<Colour> {
    match numbers.next()? {
        5 => match numbers.next()? {
            index @ 0..=7 => Some(Colour::plain(index)),
            index @ 8..=15 => Some(Colour {
                hue: index - 8,
                intense: true,
            }),
            index @ 16..=231 => {
                let cube = index - 16;
                nearest([cube / 36, cube / 6 % 6, cube % 6].map(|side| side * 51))
            }
            _ => None,
        },
        2 => {
            let [red, green, blue] = [numbers.next()?, numbers.next()?, numbers.next()?];
            nearest([red, green, blue])
        }
        _ => None,
    }
}

/// Of each channel, whether it is nearer to the brightest than to the darkest: ANSI's numbers are these three bits.
fn nearest(channels: [u8; 3]) -> Option<Colour> {
    let (low, high) = (channels.iter().min()?, channels.iter().max()?);
    if high - low < 40 {
        return None;
    }
    let middle = low + (high - low) / 2;
    let bits = channels.iter().zip([1, 2, 4]);
    let hue = bits
        .map(|(channel, bit)| if *channel > middle { bit } else { 0 })
        .sum();
    Some(Colour::plain(hue))
}

/// A line of characters as HTML, without the blanks at its end.
pub fn html(line: &[(char, Style)]) -> String {
    let is_blank = |(char, style): &(char, Style)| *char == ' ' && *style == Style::default();
    let end = line
        .iter()
        .rposition(|one| !is_blank(one))
        .map_or(0, |last| last + 1);
    let mut markup = String::with_capacity(end + 16);
    for run in line[..end].chunk_by(|a, b| a.1 == b.1) {
        let text: String = run.iter().map(|(char, _)| char).collect();
        let text = html::text(&text);
        match run[0].1.classes() {
            classes if classes.is_empty() => markup.push_str(&text),
            classes => markup.push_str(&format!("<span class=\"{classes}\">{text}</span>")),
        }
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(arguments: &str) -> String {
        let mut style = Style::default();
        style.apply(arguments);
        style.classes()
    }

    #[test]
    fn colours_become_classes() {
        assert_eq!(classes("31"), "ansi-red-fg");
        assert_eq!(classes("1;94"), "ansi-blue-intense-fg ansi-bold");
        assert_eq!(classes("1;32"), "ansi-green-intense-fg ansi-bold");
        assert_eq!(classes("4;31;39;24"), "");
        assert_eq!(classes(""), "");
    }

    #[test]
    fn other_colours_become_the_nearest_that_is_legible() {
        assert_eq!(classes("38;5;208"), "ansi-red-fg");
        assert_eq!(classes("38;5;12"), "ansi-blue-intense-fg");
        assert_eq!(classes("38;2;250;230;20"), "ansi-yellow-fg");
        assert_eq!(classes("38;5;244;48;5;1;4"), "ansi-underline");
        assert_eq!(classes("38;2;1"), "");
    }

    #[test]
    fn blanks_at_the_end_go_and_text_is_escaped() {
        let plain = Style::default();
        let bold = Style {
            bold: true,
            ..plain
        };
        let line = [('<', bold), ('a', plain), (' ', plain)];
        assert_eq!(html(&line), "<span class=\"ansi-bold\">&lt;</span>a");
    }
}
