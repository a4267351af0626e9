//! Markdown to HTML, sanitised, with tokens for the equations. All texts of one page share equations and outline.

use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream};
use pulldown_cmark::{HeadingLevel, html::push_html};
use serde_json::Value;

use super::equations::Equations;
use super::error::{Error, Place, pointed};
use super::outline::{Heading, Outline};
use super::scan::{Found, scan};
use super::{code, html, images, sanitize};

/// Headings whose text is exercises for the reader.
const EXERCISES: [&str; 3] = ["play", "break it", "exercises"];

/// Stands before a line so that no block can begin with it; for private use, as the tokens of equations are.
const MARK: char = '\u{e002}';

/// The Markdown of one page.
#[derive(Debug)]
pub struct Markdown {
    /// The equations so far.
    pub equations: Equations,
    /// The headings so far.
    pub outline: Outline,
    folder: Option<PathBuf>,
}

impl Markdown {
    /// `folder`: where the notebook lies, for image files.
    pub fn new(equations: Equations, outline: Outline, folder: Option<PathBuf>) -> Markdown {
        Markdown {
            equations,
            outline,
            folder,
        }
    }

    /// HTML of a Markdown text. `attachments`: images inside its cell, or `null`.
    pub fn render(
        &mut self,
        source: &str,
        place: &Place,
        attachments: &Value,
    ) -> Result<String, Error> {
        let text = self.take_equations(source, place)?;
        let events = self.events(&text, place, attachments)?;
        let mut html = String::with_capacity(source.len() * 2);
        push_html(&mut html, events.into_iter());
        Ok(self.clean(&html))
    }

    /// HTML of a short text that stands inside an element, such as a claim: inline Markdown only, so a text may begin
    /// with `>` or `1.` and mean it.
    pub fn render_line(&mut self, source: &str, place: &Place) -> Result<String, Error> {
        let text = self.take_equations(source.trim(), place)?;
        let line = format!(
            "{MARK} {}",
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        let events = self.events(&line, place, &Value::Null)?;
        let inline = events.into_iter().filter(|event| {
            !matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        });
        let mut html = String::with_capacity(source.len() * 2);
        push_html(&mut html, inline);
        let html = html.trim_start_matches(MARK).trim();
        Ok(self.clean(html))
    }

    /// HTML of a `text/latex` output: text with delimited equations, or bare TeX.
    pub fn render_latex(&mut self, source: &str, place: &Place) -> Result<String, Error> {
        let unescaped = |mark: &str| {
            source
                .match_indices(mark)
                .any(|(at, _)| !source[..at].ends_with('\\'))
        };
        if unescaped("$") || unescaped("\\(") || unescaped("\\[") {
            let mut doubled = String::with_capacity(source.len() + 8);
            let mut before = ' ';
            let mut chars = source.chars().peekable();
            while let Some(char) = chars.next() {
                let is_bracket = chars.peek().is_some_and(|next| "()[]".contains(*next));
                if char == '\\' && before != '\\' && is_bracket {
                    doubled.push('\\');
                }
                doubled.push(char);
                before = char;
            }
            return self.render(&doubled, place, &Value::Null);
        }
        let found = Found {
            tex: source.trim().to_owned(),
            display: true,
            range: 0..source.len(),
            start: source.len() - source.trim_start().len(),
        };
        let token = self.equations.add(&found, source, place);
        Ok(format!("<p>{token}</p>"))
    }

    /// HTML that a cell put out, sanitised.
    pub fn clean(&self, markup: &str) -> String {
        self.equations.restore_in_tags(&sanitize::clean(markup))
    }

    /// The text with a token for each equation.
    fn take_equations(&mut self, source: &str, place: &Place) -> Result<String, Error> {
        let found = scan(source).map_err(|at| {
            Error(format!(
                "{}: a dollar sign opens no equation, or closes none\n\n{}\n\n\
                 Write `$x$` without spaces inside the dollars, `$$` for a display equation without blank lines in it, \
                 and `\\$` for the sign itself.",
                place.at(source, at),
                pointed(source, at)
            ))
        })?;
        let mut text = String::with_capacity(source.len());
        let mut done = 0;
        for one in &found {
            text.push_str(&source[done..one.range.start]);
            text.push_str(&self.equations.add(one, source, place));
            done = one.range.end;
        }
        text.push_str(&source[done..]);
        Ok(text)
    }

    /// The events of a text, with headings, code, tables and images as a page has them.
    fn events<'t>(
        &mut self,
        text: &'t str,
        place: &Place,
        attachments: &Value,
    ) -> Result<Vec<Event<'t>>, Error> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let mut source = TextMergeStream::new(Parser::new_ext(text, options));
        let mut events = Vec::new();
        // How deep inside of lists and quotes, inside of links; the level of the open exercises' heading.
        let (mut depth, mut links, mut exercises) = (0_usize, 0_usize, None);
        while let Some(event) = source.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let inside: Vec<Event<'t>> = source
                        .by_ref()
                        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
                        .collect();
                    if depth == 0 && exercises.is_some_and(|open| level <= open) {
                        events.push(raw("</div>\n".to_owned()));
                        exercises = None;
                    }
                    let (heading, plain) = self.heading(level, inside, place, attachments)?;
                    events.push(heading);
                    if depth == 0 && EXERCISES.contains(&plain.trim().to_lowercase().as_str()) {
                        events.push(raw("<div class=\"exercises\">\n".to_owned()));
                        exercises = Some(level);
                    }
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    events.push(raw(self.code_block(&mut source, &kind)));
                }
                Event::Code(text) => {
                    events.push(Event::Code(self.equations.restore(&text).into()));
                }
                Event::Start(Tag::Table(alignment)) => {
                    events.push(raw(
                        "<div class=\"table\" role=\"group\" tabindex=\"0\">".to_owned()
                    ));
                    events.push(Event::Start(Tag::Table(alignment)));
                }
                Event::End(TagEnd::Table) => {
                    events.push(event);
                    events.push(raw("</div>\n".to_owned()));
                }
                Event::Start(Tag::Image { .. }) => {
                    events.push(self.image(event, place, attachments)?);
                }
                Event::Text(text) if links == 0 => push_linked(&mut events, text),
                event => {
                    count(&event, &mut depth, &mut links);
                    events.push(event);
                }
            }
        }
        if exercises.is_some() {
            events.push(raw("</div>\n".to_owned()));
        }
        Ok(events)
    }

    /// A heading as one piece of HTML, and its plain text.
    fn heading<'t>(
        &mut self,
        level: HeadingLevel,
        inside: Vec<Event<'t>>,
        place: &Place,
        attachments: &Value,
    ) -> Result<(Event<'t>, String), Error> {
        let mut plain = String::new();
        let mut events = Vec::new();
        for event in inside {
            if let Event::Text(text) | Event::Code(text) = &event {
                plain.push_str(&self.equations.without(text));
            }
            events.push(match event {
                Event::Code(text) => Event::Code(self.equations.restore(&text).into()),
                Event::Start(Tag::Image { .. }) => self.image(event, place, attachments)?,
                event => event,
            });
        }
        let mut inner = String::new();
        push_html(&mut inner, events.into_iter());
        let heading = Heading {
            level: self.outline.level(level as usize),
            id: self.outline.unique_id(&plain),
            html: self.clean(&inner),
        };
        let Heading { level, id, html } = &heading;
        let markup = format!("<h{level} id=\"{id}\">{html}</h{level}>\n");
        self.outline.headings.push(heading);
        Ok((raw(markup), plain))
    }

    /// The block of code whose start has been read.
    fn code_block<'t>(
        &self,
        source: &mut impl Iterator<Item = Event<'t>>,
        kind: &CodeBlockKind<'_>,
    ) -> String {
        let mut text = String::new();
        for event in source {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                Event::Text(piece) => text.push_str(&piece),
                _ => {}
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        code::block(
            self.equations.restore(&text).trim_end_matches('\n'),
            language,
        )
    }

    /// The start of an image, with the image itself for its address.
    fn image<'t>(
        &self,
        event: Event<'t>,
        place: &Place,
        attachments: &Value,
    ) -> Result<Event<'t>, Error> {
        match event {
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let folder = self.folder.as_deref();
                let uri = images::embed(&dest_url, folder, attachments, place)?;
                Ok(Event::Start(Tag::Image {
                    link_type,
                    dest_url: uri.into(),
                    title,
                    id,
                }))
            }
            event => Ok(event),
        }
    }
}

fn raw<'t>(markup: String) -> Event<'t> {
    Event::Html(CowStr::from(markup))
}

/// Keeps count of what the events are inside of.
fn count(event: &Event<'_>, depth: &mut usize, links: &mut usize) {
    match event {
        Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => *depth += 1,
        Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => *depth = depth.saturating_sub(1),
        Event::Start(Tag::Link { .. }) => *links += 1,
        Event::End(TagEnd::Link) => *links = links.saturating_sub(1),
        _ => {}
    }
}

/// Text in which web addresses are links, as JupyterLab shows it.
fn push_linked<'t>(events: &mut Vec<Event<'t>>, text: CowStr<'t>) {
    let mut rest: &str = &text;
    let start = |text: &str| {
        let starts = ["https://", "http://"].iter();
        starts.filter_map(|start| text.find(start)).min()
    };
    if start(rest).is_none() {
        events.push(Event::Text(text));
        return;
    }
    let mut markup = String::new();
    while let Some(at) = start(rest) {
        markup.push_str(&html::text(&rest[..at]));
        rest = &rest[at..];
        let end = rest.find(|char: char| char.is_whitespace() || "<>\"".contains(char));
        let address = rest[..end.unwrap_or(rest.len())]
            .trim_end_matches(['.', ',', ':', ';', '!', '?', ')', '\'']);
        let shown = html::attribute(address);
        markup.push_str(&format!("<a href=\"{shown}\">{shown}</a>"));
        rest = &rest[address.len()..];
    }
    markup.push_str(&html::text(rest));
    events.push(Event::InlineHtml(markup.into()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str) -> String {
        let mut markdown = Markdown::new(Equations::new("a"), Outline::new(""), None);
        let place = Place::cell(1, "markdown", None);
        markdown.render(text, &place, &Value::Null).expect(text)
    }

    fn line(text: &str) -> String {
        let mut markdown = Markdown::new(Equations::new("a"), Outline::new(""), None);
        markdown
            .render_line(text, &Place::cell(1, "code", None))
            .expect(text)
    }

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(line("1. _one_ *two*"), "1. <em>one</em> <em>two</em>");
        assert_eq!(line("> a\n# b\n- c"), "&gt; a # b - c");
        assert_eq!(line("_a_"), "<em>a</em>");
    }

    #[test]
    fn addresses_are_links_once() {
        assert_eq!(
            render(
                "See https://a.example/b_c_d?e=1&f, and [https://x.example](https://y.example)."
            ),
            "<p>See <a href=\"https://a.example/b_c_d?e=1&amp;f\" rel=\"noopener\">https://a.example/b_c_d?e=1&amp;f</a>, and \
             <a href=\"https://y.example\" rel=\"noopener\">https://x.example</a>.</p>\n"
        );
        assert!(!render("`https://a.example`").contains("<a "));
    }

    #[test]
    fn play_is_exercises_until_the_next_heading() {
        let html = render("## Play\n\n1. a\n\n### More\n\nb\n\n## After\n\nc");
        let open = html.find("<div class=\"exercises\">").expect(&html);
        let close = html.find("</div>").expect(&html);
        assert!(open < html.find("<h3").expect(&html) && html.find("<h3").expect(&html) < close);
        assert!(close < html.find(">After<").expect(&html), "{html}");
        assert!(!render("## Plays\n\na").contains("exercises"));
    }
}
