//! The page of a paper: its handout, and the ways from it to other papers.

use super::{FRONT, Site};
use crate::handout::html::text;
use crate::shelf::{Paper, heading};

/// The file of a paper's page.
pub fn name(paper: &Paper) -> String {
    format!("{}.html", paper.front.slug)
}

/// What stands in the page's `<body>`.
///
/// # Errors
/// The notebook cannot be drawn.
pub fn body(site: &Site<'_>, number: usize) -> anyhow::Result<String> {
    let paper = &site.papers[number];
    let page = paper.handout()?;
    let topic = &paper.front.topic;
    let way = format!(
        "<nav class=\"way\" aria-label=\"The shelf\"><a href=\"{FRONT}\">The shelf</a> <a href=\"{FRONT}#{topic}\">{}</a></nav>\n",
        text(&heading(topic))
    );
    Ok(format!(
        "{way}{}{}",
        page.fragment(),
        connections(site, number)
    ))
}

/// The papers around this one.
fn connections(site: &Site<'_>, number: usize) -> String {
    let (older, newer) = site.neighbours(number);
    let list = |label: &str, papers: &[&Paper]| match papers {
        [] => String::new(),
        papers => {
            let item = |paper: &&Paper| {
                format!(
                    "<li><a href=\"{}\">{}</a> <span>{}</span></li>",
                    name(paper),
                    text(&paper.front.title),
                    paper.front.year
                )
            };
            let items: String = papers.iter().map(item).collect();
            format!("<div><h2>{label}</h2><ul>{items}</ul></div>\n")
        }
    };
    let lists = list("Before it", &older) + &list("After it", &newer);
    match lists.is_empty() {
        true => String::new(),
        false => format!("<nav class=\"around\" aria-label=\"Connected papers\">\n{lists}</nav>\n"),
    }
}
