//! The index page: the papers by topic, by year and by connection, and the search.

use std::collections::BTreeMap;

use super::pages::name;
use super::shell::SCRIPT;
use super::{Site, graph, lines, markup};
use crate::handout::html::{attribute, text};
use crate::shelf::{Paper, heading, index, listing, prose};

/// What stands in the page's `<body>`.
///
/// # Errors
/// An equation cannot be drawn.
pub fn body(site: &Site<'_>) -> anyhow::Result<String> {
    let mut topics = String::new();
    let mut topic = "";
    for paper in site.papers {
        if paper.front.topic != topic {
            if !topic.is_empty() {
                topics.push_str("</div>\n");
            }
            topic = &paper.front.topic;
            topics.push_str(&format!(
                "<h3 id=\"{topic}\">{}</h3>\n<div class=\"cards\">\n",
                text(&heading(topic))
            ));
        }
        topics.push_str(&card(paper)?);
    }
    if !topic.is_empty() {
        topics.push_str("</div>\n");
    }
    Ok(format!(
        "<header>\n<h1>The shelf</h1>\n<p class=\"facts\">{}</p>\n\
         <form class=\"search\" role=\"search\" id=\"search\" hidden><label for=\"words\">Search</label>\
         <input id=\"words\" type=\"search\" placeholder=\"titles, equations, code\" autocomplete=\"off\" spellcheck=\"false\"></form>\n\
         <nav class=\"ways\" aria-label=\"Ways through the shelf\"><a href=\"#topics\">By topic</a> <a href=\"#years\">By year</a> \
         <a href=\"#connections\">By connection</a></nav>\n</header>\n<main>\n\
         <section id=\"found\" aria-label=\"What the search found\" hidden><p class=\"hits\" role=\"status\"></p><ol></ol></section>\n\
         <div id=\"shelf\">\n\
         <section aria-labelledby=\"topics\">\n<h2 id=\"topics\">By topic</h2>\n{topics}</section>\n\
         <section aria-labelledby=\"years\">\n<h2 id=\"years\">By year</h2>\n{}</section>\n\
         <section aria-labelledby=\"connections\">\n<h2 id=\"connections\">By connection</h2>\n{}</section>\n\
         </div>\n</main>\n<footer><p>papercell {}</p></footer>\n\
         <script type=\"application/json\" id=\"lines\">{}</script>\n<script>{SCRIPT}</script>\n",
        index::counts(site.papers),
        years(site),
        connections(site),
        env!("CARGO_PKG_VERSION"),
        lines::json(site),
    ))
}

fn card(paper: &Paper) -> anyhow::Result<String> {
    let front = &paper.front;
    let picture = paper.figure.as_ref().map_or_else(String::new, |figure| {
        // The title beside it says where the link goes; the picture says what is there to see.
        format!(
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\" width=\"640\" height=\"320\">",
            index::thumbnail(paper),
            attribute(&figure.caption)
        )
    });
    let claims = match paper.verdict() {
        (_, 0) => "claims not measured yet".to_owned(),
        _ => format!("{} claims hold", listing::verdict(paper)),
    };
    let minutes = front
        .minutes
        .map_or_else(String::new, |minutes| format!("<span>{minutes} min</span>"));
    Ok(format!(
        "<article><div class=\"picture\">{picture}</div>\n<h4><a href=\"{}\">{}</a></h4>\n<p class=\"who\">{}, {}</p>\n\
         <p>{}</p>\n<p class=\"facts\"><span>{claims}</span> {minutes}</p></article>\n",
        name(paper),
        text(&front.title),
        text(&paper.authors()),
        front.year,
        markup::line(&prose::idea(&paper.summary))?,
    ))
}

fn years(site: &Site<'_>) -> String {
    let mut years: BTreeMap<u32, Vec<&Paper>> = BTreeMap::new();
    for paper in site.papers {
        years.entry(paper.front.year).or_default().push(paper);
    }
    let link = |paper: &&Paper| {
        let topic = heading(&paper.front.topic);
        format!(
            "<li><a href=\"{}\">{}</a> <span>{}</span></li>",
            name(paper),
            text(&paper.front.title),
            text(&topic)
        )
    };
    let year = |(year, papers): (&u32, &Vec<&Paper>)| {
        let links: String = papers.iter().map(link).collect();
        format!("<div><dt>{year}</dt><dd><ul>{links}</ul></dd></div>\n")
    };
    let rows: String = years.iter().map(year).collect();
    format!("<dl class=\"years\">\n{rows}</dl>\n")
}

/// The graph, and the same in words.
fn connections(site: &Site<'_>) -> String {
    let rows = (0..site.papers.len()).filter_map(|number| {
        let (_, newer) = site.neighbours(number);
        let link = |paper: &&Paper| {
            format!(
                "<a href=\"{}\">{}</a>",
                name(paper),
                text(&paper.front.title)
            )
        };
        let newer: Vec<String> = newer.iter().map(link).collect();
        let own = text(&site.papers[number].front.title);
        (!newer.is_empty()).then(|| format!("<li>{own} leads to {}</li>\n", newer.join(", ")))
    });
    let rows: String = rows.collect();
    let words = match rows.is_empty() {
        true => String::new(),
        false => {
            format!("<details><summary>The same in words</summary><ul>\n{rows}</ul></details>\n")
        }
    };
    format!(
        "<p>A line joins two papers of which one names the other as further reading; time goes from left to right.</p>\n\
         <div class=\"graph\" role=\"region\" aria-label=\"Graph of the papers\" tabindex=\"0\">\n{}</div>\n{words}",
        graph::draw(site)
    )
}
