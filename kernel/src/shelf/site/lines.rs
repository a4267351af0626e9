//! What the script of the index page searches: every line of every paper, as JSON inside the page.

use serde_json::json;

use super::Site;
use super::pages::name;
use crate::shelf::paper::Part;
use crate::shelf::search::weight;

/// `[{title, year, page, lines: [[weight, text, is a title?], …]}, …]`, with nothing in it that ends a script.
pub fn json(site: &Site<'_>) -> String {
    let papers = site.papers.iter().map(|paper| {
        let lines = paper.lines.iter();
        let lines = lines.map(|line| {
            json!([
                weight(line.part),
                line.text,
                usize::from(line.part == Part::Title)
            ])
        });
        json!({
            "title": paper.front.title,
            "year": paper.front.year,
            "page": name(paper),
            "lines": lines.collect::<Vec<_>>(),
        })
    });
    let all = serde_json::Value::Array(papers.collect());
    all.to_string().replace('<', "\\u003c")
}
