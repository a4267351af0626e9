//! The cells of a notebook, one after the other, as the blocks of a page.

use serde_json::Value;

use super::equations::{Drawn, Equations};
use super::error::{Error, Place};
use super::figures::Figures;
use super::markdown::Markdown;
use super::outline::Outline;
use super::outputs::Outputs;
use super::{Block, Claim, Code, Kind, Options, Page, code, html, paper};
use crate::notebook::{Cell, Notebook, title};

/// Tags by which an author leaves something out of the handout, and their names in other tools.
const NO_CELL: [&str; 3] = ["remove-cell", "hide-cell", "remove_cell"];
const NO_INPUT: [&str; 4] = ["hide-input", "remove-input", "hide_input", "remove_input"];
const NO_OUTPUT: [&str; 4] = [
    "hide-output",
    "remove-output",
    "hide_output",
    "remove_output",
];

/// Inputs that say nothing beside their output.
const MAGICS: [&str; 2] = ["%%paper", "%%tex"];

/// Builds the page of a notebook.
///
/// # Errors
/// As [`super::page`].
pub fn build(notebook: &Notebook, options: &Options) -> Result<Page, Error> {
    let mut markdown = Markdown::new(
        Equations::new(&options.sha256),
        Outline::new(&options.id_prefix),
        options.folder.clone(),
    );
    let claims = paper::measured(notebook, &mut markdown)?;
    let outputs = Outputs {
        figures: Figures::new(&options.id_prefix),
        verdicts: paper::table(&claims),
    };
    let mut builder = Builder {
        options,
        markdown,
        outputs,
        claims,
        has_paper: notebook
            .cells()
            .any(|cell| paper::is_paper(cell) && !has_tag(cell, &NO_CELL)),
        card: None,
        title: String::new(),
        heading: String::new(),
        blocks: Vec::new(),
    };
    for (number, cell) in notebook.cells().enumerate() {
        if !has_tag(cell, &NO_CELL) {
            builder.add(number + 1, cell)?;
        }
    }
    builder.finish(notebook)
}

/// A page that is being built; its equations are tokens.
struct Builder<'n> {
    options: &'n Options,
    markdown: Markdown,
    outputs: Outputs,
    claims: Vec<Claim>,
    has_paper: bool,
    /// The front matter of the first paper cell.
    card: Option<&'n Value>,
    title: String,
    heading: String,
    blocks: Vec<Block>,
}

impl<'n> Builder<'n> {
    fn add(&mut self, number: usize, cell: Cell<'n>) -> Result<(), Error> {
        let place = Place::cell(number, cell.kind(), cell.execution_count());
        if paper::is_paper(cell) {
            self.add_paper(cell, &place)
        } else if cell.is_markdown() {
            self.add_prose(cell, place)
        } else if cell.is_code() {
            self.add_code(cell, &place)
        } else {
            Ok(())
        }
    }

    fn add_paper(&mut self, cell: Cell<'n>, place: &Place) -> Result<(), Error> {
        let front = paper::front_matter(cell, place)?;
        let is_first = self.card.is_none();
        if !is_first {
            // Its title is a heading, and those of its parts are below it.
            self.markdown.outline.level(1);
        }
        let (source, lines) = paper::summary(cell);
        let summary_place = place.part("summary").after_lines(lines);
        let summary = self
            .markdown
            .render(&source, &summary_place, &Value::Null)?;
        let (claims, level) = (&self.claims, if is_first { 2 } else { 3 });
        let texts = place.part("front matter");
        let card = paper::card(front, &summary, claims, level, &mut self.markdown, &texts)?;
        if is_first {
            self.card = Some(front);
            self.push(
                Kind::Card,
                format!("<div class=\"card\">\n{card}\n</div>\n"),
            );
            return Ok(());
        }
        let title = html::text(&paper::plain(&front["title"]));
        let byline = paper::byline(front);
        let section = format!(
            "<section class=\"another\">\n<h2>{title}</h2>\n{byline}\n{card}\n</section>\n"
        );
        self.push(Kind::Paper, section);
        Ok(())
    }

    fn add_prose(&mut self, cell: Cell<'n>, place: Place) -> Result<(), Error> {
        let whole = cell.source();
        let mut source = whole.trim();
        let mut lines = whole[..whole.len() - whole.trim_start().len()]
            .matches('\n')
            .count();
        let is_opening = self.blocks.is_empty() && !self.has_paper && self.title.is_empty();
        if is_opening && let Some(rest) = source.strip_prefix("# ") {
            // A notebook without a paper cell: its first heading is the title.
            let (first, rest) = rest.split_once('\n').unwrap_or((rest, ""));
            self.heading = self.markdown.render_line(first, &place)?;
            self.title = first.replace(['$', '*', '`'], "").trim().to_owned();
            (source, lines) = (rest, lines + 1);
        }
        if !source.trim().is_empty() {
            let place = place.after_lines(lines);
            let html = self.markdown.render(source, &place, cell.attachments())?;
            self.push(
                Kind::Prose,
                format!("<div class=\"prose\">\n{html}</div>\n"),
            );
        }
        Ok(())
    }

    fn add_code(&mut self, cell: Cell<'n>, place: &Place) -> Result<(), Error> {
        let jupyter = &cell.metadata()["jupyter"];
        let source = cell.source().trim_matches('\n');
        let is_hidden = self.options.code == Code::None
            || has_tag(cell, &NO_INPUT)
            || jupyter["source_hidden"] == true
            || MAGICS
                .iter()
                .any(|magic| source.trim_start().starts_with(magic))
            || source.trim().is_empty();
        let input = match is_hidden {
            true => String::new(),
            false => self.input(source, cell.execution_count()),
        };
        let no_output = has_tag(cell, &NO_OUTPUT) || jupyter["outputs_hidden"] == true;
        let outputs = match no_output {
            true => String::new(),
            false => self
                .outputs
                .render(cell.outputs(), &mut self.markdown, place)?,
        };
        if !input.is_empty() || !outputs.is_empty() {
            let block = format!("<div class=\"cell\">\n{input}{outputs}\n</div>\n");
            self.push(Kind::Cell, block);
        }
        Ok(())
    }

    fn input(&self, source: &str, count: Option<u64>) -> String {
        let count = count.map_or(String::new(), |count| {
            format!("<span class=\"count\" aria-hidden=\"true\">[{count}]</span>")
        });
        let highlighted = code::cell(source);
        match self.options.code {
            Code::Folded => {
                let line = html::text(title(source));
                format!(
                    "<details class=\"input\"><summary>{count}Code: <code>{line}</code></summary>\n{highlighted}</details>\n"
                )
            }
            _ => format!("<div class=\"input\">{count}{highlighted}</div>\n"),
        }
    }

    fn push(&mut self, kind: Kind, html: String) {
        self.blocks.push(Block { kind, html });
    }

    fn finish(self, notebook: &Notebook) -> Result<Page, Error> {
        let metadata = notebook.metadata();
        let front = self.card.unwrap_or(&Value::Null);
        let of_paper = paper::plain(&front["title"]);
        let named = [of_paper, self.title, paper::plain(&metadata["title"])];
        let mut named = named.into_iter().filter(|title| !title.is_empty());
        let title = named.next().unwrap_or_else(|| self.options.name.clone());
        let heading = match &*self.heading {
            "" => html::text(&title),
            heading => heading.to_owned(),
        };
        let byline = match self.card {
            Some(front) => format!("\n{}", paper::byline(front)),
            None => String::new(),
        };
        let drawn = self.markdown.equations.draw()?;
        let made_by = made_by(metadata);
        Ok(Page {
            header: drawn.fill(&format!("<header>\n<h1>{heading}</h1>{byline}\n</header>")),
            blocks: self
                .blocks
                .into_iter()
                .map(|block| filled(block, &drawn))
                .collect(),
            footer: footer(self.options, &made_by),
            headings: self
                .markdown
                .outline
                .headings
                .into_iter()
                .map(|mut heading| {
                    heading.html = drawn.fill(&heading.html);
                    heading
                })
                .collect(),
            claims: self
                .claims
                .into_iter()
                .map(|mut claim| {
                    claim.html = drawn.fill(&claim.html);
                    claim.note = drawn.fill(&claim.note);
                    claim
                })
                .collect(),
            authors: paper::authors(front),
            paper: front.clone(),
            title,
            made_by,
        })
    }
}

fn filled(block: Block, drawn: &Drawn) -> Block {
    Block {
        html: drawn.fill(&block.html),
        ..block
    }
}

fn has_tag(cell: Cell<'_>, tags: &[&str]) -> bool {
    tags.iter().any(|tag| cell.has_tag(tag))
}

fn footer(options: &Options, made_by: &[String]) -> String {
    format!(
        "<footer>\n<p>Made from <b>{}.ipynb</b> with {}. Open the notebook in JupyterLab with the kernel Papercell to \
         change and run it.</p>\n<p class=\"hash\">SHA-256 {}</p>\n</footer>",
        html::text(&options.name),
        html::text(&made_by.join(", ")),
        html::text(&options.sha256)
    )
}

/// Names and versions of kernel, toolkit and language: what the notebook says that it ran with, else our own. Kernel and
/// toolkit are of one workspace and have one version.
fn made_by(metadata: &Value) -> Vec<String> {
    let own = &metadata["papercell"];
    let version = |value: &Value| match &*paper::plain(value) {
        "" => env!("CARGO_PKG_VERSION").to_owned(),
        version => version.to_owned(),
    };
    let language = &metadata["language_info"];
    let mut made_by = vec![
        format!("papercell {}", version(&own["kernel"])),
        format!("toolkit {}", version(&own["toolkit"])),
    ];
    if let Some(version) = language["version"].as_str() {
        let name = language["name"].as_str().unwrap_or("rust");
        made_by.push(format!("{name} {version}"));
    }
    made_by
}
