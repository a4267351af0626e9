//! Where one slide ends and the next begins.
//!
//! A heading starts a slide, and so does a cell. A figure, an exercise, a correction has a slide to itself. Paragraphs,
//! tables and outputs share one as long as they are short together. A slide that goes on under a heading repeats it, small.

use scraper::{ElementRef, Html};

use super::super::{Block, Kind, Page};

/// How many lines of text share a slide. One piece alone may be longer: the slide is then drawn smaller.
const LINES: f64 = 7.0;
/// How many lines of code and output do; they are set smaller.
const CODE_LINES: f64 = 13.0;
/// How many lines of claims do.
const CLAIM_LINES: f64 = 12.0;
/// How many letters a line holds.
const LETTERS: f64 = 72.0;
/// The running head of the summary, which has no heading.
const SUMMARY: &str = "In short";

/// The insides of the slides, in order.
pub fn slides(page: &Page) -> Vec<String> {
    let mut deck = Deck::default();
    deck.alone(&page.header);
    for block in &page.blocks {
        if block.kind == Kind::Card {
            deck.running = SUMMARY.to_owned();
        }
        deck.block(block);
        if block.kind == Kind::Card {
            deck.running.clear();
        }
    }
    // A last heading with nothing below it.
    deck.slides.extend(deck.heading.take());
    deck.running.clear();
    deck.alone(&page.footer);
    deck.slides
}

/// The slides so far, and the one that is being filled.
#[derive(Debug, Default)]
struct Deck {
    slides: Vec<String>,
    /// The heading that the next slides stand under, as HTML.
    running: String,
    /// A heading that waits for the first piece below it.
    heading: Option<String>,
    pieces: Vec<String>,
    lines: f64,
}

impl Deck {
    /// Ends the slide that is being filled. A heading alone is none: it waits for what comes.
    fn cut(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let body = self.pieces.join("\n");
        let head = self.heading.take().unwrap_or_else(|| match &*self.running {
            "" => String::new(),
            running => format!("<p class=\"running\">{running}</p>"),
        });
        self.slides.push(format!("{head}\n{body}"));
        self.pieces.clear();
        self.lines = 0.0;
    }

    /// A piece on a slide of its own.
    fn alone(&mut self, html: &str) {
        self.cut();
        self.pieces.push(html.to_owned());
        self.cut();
    }

    /// A piece that shares the slide if both together have no more than `most` lines.
    fn add(&mut self, html: String, lines: f64, most: f64) {
        if self.lines + lines > most {
            self.cut();
        }
        self.pieces.push(html);
        self.lines += lines;
    }

    fn start(&mut self, heading: String, running: String) {
        self.cut();
        // Two headings with nothing between them stand on one slide.
        self.heading = Some(self.heading.take().unwrap_or_default() + &heading);
        self.running = running;
    }

    fn block(&mut self, block: &Block) {
        let fragment = Html::parse_fragment(&block.html);
        let Some(whole) = fragment.root_element().child_elements().next() else {
            return;
        };
        let most = match block.kind {
            Kind::Cell => CODE_LINES,
            Kind::Card | Kind::Paper | Kind::Prose => LINES,
        };
        for element in whole.child_elements() {
            self.element(element, most);
        }
        self.cut();
    }

    fn element(&mut self, element: ElementRef<'_>, most: f64) {
        let has = |class: &str| element.value().classes().any(|own| own == class);
        match element.value().name() {
            "h2" | "h3" | "h4" | "h5" | "h6" => self.start(element.html(), element.inner_html()),
            "figure" => self.alone(&element.html()),
            // reveal.js takes a section within a section for slides below a slide.
            "section" if has("claims") => self.each(element, CLAIM_LINES, |before, inside| {
                let number = before + 1;
                format!("<div class=\"claims\"><ol start=\"{number}\"><li>{inside}</li></ol></div>")
            }),
            "section" if has("corrections") => self.each(element, 0.0, |_, inside| {
                format!("<div class=\"corrections\"><dl><div>{inside}</div></dl></div>")
            }),
            "div" if has("exercises") => self.each(element, 0.0, |before, inside| {
                format!(
                    "<div class=\"exercises\" style=\"counter-reset: exercise {before}\"><ul><li>{inside}</li></ul></div>"
                )
            }),
            "div" if has("verdicts") => self.alone(&element.html()),
            _ => {
                let (html, lines) = (element.html(), lines(element));
                self.add(html, lines, most);
            }
        }
    }

    /// The items of the lists in an element; they share a slide up to `most` lines. What else is in it stands as anywhere.
    fn each(
        &mut self,
        element: ElementRef<'_>,
        most: f64,
        wrapped: impl Fn(usize, String) -> String,
    ) {
        let mut before = 0;
        for child in element.child_elements() {
            if !matches!(child.value().name(), "ul" | "ol" | "dl") {
                self.element(child, LINES);
                continue;
            }
            for item in child.child_elements() {
                self.add(wrapped(before, item.inner_html()), lines(item), most);
                before += 1;
            }
        }
    }
}

/// About how many lines of a slide an element takes.
fn lines(element: ElementRef<'_>) -> f64 {
    let mut count = Count::default();
    count.add(element);
    count.lines + (count.letters / LETTERS).ceil()
}

#[derive(Debug, Default)]
struct Count {
    lines: f64,
    letters: f64,
}

impl Count {
    fn add(&mut self, element: ElementRef<'_>) {
        let value = element.value();
        let has = |class: &str| value.classes().any(|own| own == class);
        match value.name() {
            "svg" | "math" => return,
            "pre" => {
                self.lines += element.text().collect::<String>().lines().count() as f64;
                return;
            }
            // Cells of a row stand beside each other.
            "tr" => {
                self.lines += 1.3;
                return;
            }
            "li" | "dd" => self.lines += 0.5,
            "img" => self.lines += LINES,
            _ if has("katex-display") => {
                self.lines += 2.5;
                return;
            }
            _ => {}
        }
        for child in element.children() {
            if let Some(text) = child.value().as_text() {
                self.letters += text.chars().count() as f64;
            } else if let Some(child) = ElementRef::wrap(child) {
                self.add(child);
            }
        }
    }
}
