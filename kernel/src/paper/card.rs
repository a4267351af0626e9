//! The card of a paper: what a reader sees of a `%%paper` cell.
//!
//! It is Markdown with a few fixed `<div>`s as a frame. Markdown, because every front end draws it with its equations,
//! trusted or not; inline styles, because they survive JupyterLab's sanitiser, which removes `<style>` (its list of
//! properties and colours is in `packages/apputils/src/sanitizer.ts`). Text keeps the theme's colour, dimmed by its
//! opacity at most; greys and the accent of the frame are halfway between black and white, for light and dark themes.
//! An empty line between tags makes the text between them Markdown again.

use super::cell::PaperCell;
use super::front_matter::FrontMatter;
use super::statements::{Claim, Correction};
use crate::display::Bundle;
use crate::display::markdown::readable;

const FRAME: &str = "border: 1px solid rgba(128, 128, 128, 0.4); border-top: 3px solid #bf6a3a; border-radius: 4px; \
                     padding: 16px 24px 10px 24px; margin: 4px 0 8px 0; max-width: 46em";
const EYEBROW: &str =
    "font-size: 80%; letter-spacing: 1px; text-transform: uppercase; opacity: 0.75";
const TITLE: &str = "font-family: Georgia, serif; font-size: 190%; font-weight: 600; line-height: 1.2; \
                     margin: 6px 0 6px 0; border: none";
const FACTS: &str = "opacity: 0.75; margin: 0 0 14px 0";
const SECTION: &str = "font-size: 80%; letter-spacing: 1px; text-transform: uppercase; opacity: 0.75; \
                       border-top: 1px solid rgba(128, 128, 128, 0.3); padding-top: 10px; margin-top: 14px";
const QUIET: &str = "opacity: 0.75";

/// The card as a bundle: Markdown, plain text, and the front matter in the metadata under `papercell.paper`.
pub fn card(paper: &PaperCell) -> Bundle {
    card_with(paper, "Claims, to be checked below").with_metadata("paper", paper.metadata())
}

/// The card in a place where nothing is checked below; `claims` is the heading of the claims.
pub fn card_with(paper: &PaperCell, claims: &str) -> Bundle {
    Bundle::markdown(markdown(paper, claims), plain(paper, claims))
}

fn markdown(paper: &PaperCell, claims: &str) -> String {
    let front = &paper.front;
    let mut card = format!("<div style=\"{FRAME}\">\n");
    card.push_str(&format!(
        "<div style=\"{EYEBROW}\">{}</div>\n",
        html(&eyebrow(front))
    ));
    card.push_str(&format!(
        "<h1 style=\"{TITLE}\">{}</h1>\n",
        html(&front.title)
    ));
    card.push_str(&format!("<div>{}</div>\n", html(&front.authors.join(", "))));
    card.push_str(&format!("<div style=\"{FACTS}\">{}</div>\n", facts(front)));
    if !paper.summary.is_empty() {
        card.push_str(&format!("\n{}\n", paper.summary));
    }
    if !front.claims.is_empty() {
        card.push_str(&section(claims));
        for claim in &front.claims {
            let fails = expectation(claim).map_or_else(String::new, |fails| format!(" {fails}"));
            card.push_str(&format!(
                "1. {} <span style=\"{QUIET}\">`{}`{fails}</span>\n",
                claim.text, claim.id
            ));
        }
    }
    if !front.corrections.is_empty() {
        card.push_str(&section("Corrections to the note"));
        front
            .corrections
            .iter()
            .for_each(|correction| card.push_str(&item(correction)));
    }
    card.push_str("\n</div>");
    card
}

/// The heading of a part of the card, and the empty line after which Markdown starts.
fn section(heading: &str) -> String {
    format!("\n<div style=\"{SECTION}\">{heading}</div>\n\n")
}

/// What the card says of a claim that the notebook expects to fail; the verdict says why.
fn expectation(claim: &Claim) -> Option<&'static str> {
    let fails = claim.expected_to_fail.is_some();
    fails.then_some("not expected to hold at toy scale")
}

/// One correction as an item of a list.
fn item(correction: &Correction) -> String {
    let shown = correction.shown.as_ref().map_or_else(String::new, |shown| {
        format!(" <span style=\"{QUIET}\">(shown: {shown})</span>")
    });
    let (note, correct) = (&correction.note, &correction.correct);
    format!(
        "- <span style=\"{QUIET}\">*The note:* {note}</span><br>*What holds:* {correct}{shown}\n\n"
    )
}

/// `Paper · probabilistic inference · 12 min`
fn eyebrow(front: &FrontMatter) -> String {
    let mut parts = vec!["Paper".to_owned(), front.topic.replace('-', " ")];
    parts.extend(front.minutes.map(|minutes| format!("{minutes} min")));
    parts.join(" · ")
}

/// Venue, year and links, as HTML.
fn facts(front: &FrontMatter) -> String {
    let venue = front
        .venue
        .as_deref()
        .map(|venue| html(venue) + " ")
        .unwrap_or_default();
    let mut facts = vec![format!("{venue}{}", front.year)];
    for (address, text) in links(front) {
        facts.push(format!(
            "<a href=\"{}\">{}</a>",
            attribute(&address),
            html(&text)
        ));
    }
    facts.extend(
        front
            .note
            .as_ref()
            .map(|note| format!("note {}", html(note))),
    );
    facts.join(" · ")
}

/// Where the paper can be read: address, and what to call it.
pub fn links(front: &FrontMatter) -> Vec<(String, String)> {
    let mut links = Vec::new();
    if let Some(arxiv) = &front.arxiv {
        links.push((
            format!("https://arxiv.org/abs/{arxiv}"),
            format!("arXiv:{arxiv}"),
        ));
    }
    if let Some(doi) = &front.doi {
        links.push((format!("https://doi.org/{doi}"), format!("doi:{doi}")));
    }
    if let Some(url) = &front.url {
        let host = url
            .split("//")
            .nth(1)
            .unwrap_or(url)
            .split('/')
            .next()
            .unwrap_or(url);
        links.push((url.clone(), host.to_owned()));
    }
    links
}

/// Plain text inside the frame's HTML, where Markdown's escapes do not count but dollars still open equations.
fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            // A bare `$` would reach MathJax, which pairs it with the next one; a tag between them keeps them apart.
            '$' => escaped.push_str("<span>&#36;</span>"),
            '\\' => escaped.push_str("&#92;"),
            // An empty line would end the HTML.
            char if char.is_whitespace() => escaped.push(' '),
            char => escaped.push(char),
        }
    }
    escaped
}

/// An address inside quotes.
fn attribute(address: &str) -> String {
    html(&address.replace('$', "%24"))
}

fn plain(paper: &PaperCell, claims: &str) -> String {
    let front = &paper.front;
    let venue = front
        .venue
        .as_deref()
        .map(|venue| format!("{venue} "))
        .unwrap_or_default();
    let mut lines = vec![front.title.clone(), front.authors.join(", ")];
    let links = links(front)
        .into_iter()
        .map(|(address, _)| format!(" · {address}"));
    lines.push(format!(
        "{venue}{}{}",
        front.year,
        links.collect::<String>()
    ));
    if !paper.summary.is_empty() {
        lines.extend([String::new(), readable(&paper.summary)]);
    }
    if !front.claims.is_empty() {
        lines.extend([String::new(), format!("{claims}:")]);
        for (number, claim) in (1..).zip(&front.claims) {
            let fails = expectation(claim).map_or_else(String::new, |fails| format!(", {fails}"));
            lines.push(format!(
                "{number}. {} ({}{fails})",
                readable(&claim.text),
                claim.id
            ));
        }
    }
    if !front.corrections.is_empty() {
        lines.extend([String::new(), "Corrections to the note:".to_owned()]);
        for correction in &front.corrections {
            lines.push(format!("- The note: {}", readable(&correction.note)));
            lines.push(format!("  What holds: {}", readable(&correction.correct)));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::markdown::check;
    use crate::paper::parse;

    const CELL: &str = "%%paper\n+++\ntitle = 'Costs $5 & <b>$6</b>'\nslug = 'a'\nauthors = ['A. \"B\" C', 'D']\nyear = 2018\n\
        venue = 'ICML'\narxiv = '1810.03714'\ntopic = 'deep-learning'\nnote = '000'\nminutes = 12\n\
        [claims]\nfirst = 'One $a|b$ <i>'\nsecond = 'Two'\n\
        [[corrections]]\nnote = 'wrong'\ncorrect = 'right $x$'\nshown = 'cell 3'\n+++\nThe *idea*:\n\n$$\nx\n- y\n$$\n";

    fn bundle() -> Bundle {
        card(&parse(CELL, 1).expect("a right cell"))
    }

    #[test]
    fn shows_everything_and_escapes_it() {
        let card = bundle();
        let markdown = card.text("text/markdown").expect("there is Markdown");
        for part in [
            "Paper · deep learning · 12 min",
            "Costs <span>&#36;</span>5 &amp; &lt;b&gt;<span>&#36;</span>6&lt;/b&gt;</h1>",
            "A. &quot;B&quot; C, D",
            "ICML 2018 · <a href=\"https://arxiv.org/abs/1810.03714\">arXiv:1810.03714</a> · note 000",
            "\nThe *idea*:\n\n$$\nx\n- y\n$$\n",
            "1. One $a|b$ &lt;i> <span",
            "*What holds:* right $x$",
            "(shown: cell 3)",
        ] {
            assert!(markdown.contains(part), "{part} in\n{markdown}");
        }
        assert!(!markdown.contains("<b>") && !markdown.contains("<i>"));
    }

    #[test]
    fn its_markdown_is_whole() {
        let card = bundle();
        let markdown = card.text("text/markdown").expect("there is Markdown");
        assert_eq!(
            markdown.matches("<div").count(),
            markdown.matches("</div>").count()
        );
        // Its own frame counts as raw HTML here; the equations inside are what is checked.
        assert_eq!(check(markdown).expect("right equations").equations.len(), 3);
    }

    #[test]
    fn says_which_claims_are_not_expected_to_hold() {
        let cell = CELL.replacen("[[corr", "[fails]\nsecond = 'too few layers'\n[[corr", 1);
        let card = card(&parse(&cell, 1).expect("a right cell"));
        let lines = |mime: &str| {
            let text = card.text(mime).unwrap_or_default().to_owned();
            let marked = text.lines().filter(|line| line.contains("not expected"));
            marked.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            lines("text/plain"),
            ["2. Two (second, not expected to hold at toy scale)"]
        );
        assert_eq!(lines("text/markdown").len(), 1);
        let claim = &card.metadata["papercell"]["paper"]["claims"][1];
        assert_eq!(claim["expected_to_fail"], "too few layers");
    }

    #[test]
    fn has_plain_text_and_metadata() {
        let card = bundle();
        let plain = card.text("text/plain").expect("there is text");
        assert!(plain.starts_with("Costs $5 & <b>$6</b>\nA. \"B\" C, D\nICML 2018 · https://arxiv.org/abs/1810.03714\n"), "{plain}");
        assert!(
            plain.contains("1. One $a|b$ <i> (first)\n2. Two (second)"),
            "{plain}"
        );
        assert_eq!(
            card.metadata["papercell"]["paper"]["claims"][1]["text"],
            "Two"
        );
        assert_eq!(card.text("text/html"), None);
    }
}
