//! The shelf inside a notebook: `:papers WORDS` and `:paper SLUG`.

use std::ops::Range;
use std::path::Path;

use super::listing::{self, Ink};
use super::paper::Paper;
use super::search::{self, Found, snippet};
use super::{Shelf, heading, times};
use crate::display::Bundle;
use crate::display::markdown::escape;
use crate::paper::card_with;

/// Characters of a line that matches, in a table.
const SNIPPET: usize = 120;
/// Columns of the plain text.
const COLUMNS: usize = 100;

/// `:papers`, with or without words: a table.
///
/// # Errors
/// The shelf cannot be read, or nothing is found.
pub fn papers(words: &str, here: &Path) -> Result<Bundle, String> {
    let shelf = Shelf::of(here).map_err(|error| format!("{error:#}"))?;
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        let papers: Vec<&Paper> = shelf.papers.iter().collect();
        let mut table =
            "| Paper | Year | Claims that hold | Last run |\n|:---|:---|:---|---:|\n".to_owned();
        let mut topic = "";
        for paper in &papers {
            if paper.front.topic != topic {
                topic = &paper.front.topic;
                table.push_str(&format!("| **{}** | | | |\n", heading(topic)));
            }
            table.push_str(&format!("{}\n", row(paper, here)));
        }
        let plain = listing::by_topic(&papers, COLUMNS, Ink::NONE);
        return Ok(Bundle::markdown(table, plain.trim_end()));
    }
    let found = search::find(shelf.papers.iter(), &words);
    if found.is_empty() {
        return Err(nothing(&shelf.papers, &words));
    }
    let mut table =
        "| Paper | Year | Claims that hold | Last run | Where |\n|:---|:---|:---|---:|:---|\n"
            .to_owned();
    for found in &found {
        table.push_str(&format!(
            "{} {} |\n",
            row(found.paper, here),
            place(found, &words)
        ));
    }
    let plain = listing::found(&found, &words, COLUMNS, Ink::NONE);
    Ok(Bundle::markdown(table, plain.trim_end()))
}

/// `:paper SLUG`: the paper's card.
///
/// # Errors
/// The shelf cannot be read, or has no such paper.
pub fn paper(slug: &str, here: &Path) -> Result<Bundle, String> {
    let shelf = Shelf::of(here).map_err(|error| format!("{error:#}"))?;
    if slug.is_empty() {
        return Err("name a paper, as in `:paper ddpm`; `:papers` lists them".to_owned());
    }
    let paper = shelf
        .find(slug)
        .map_err(|error| format!("{error}; `:papers` lists them"))?;
    let claims = match paper.verdict() {
        (_, 0) => "Claims, not measured yet".to_owned(),
        (held, measured) => format!("Claims: {held} of {measured} hold at toy scale"),
    };
    let card = card_with(&paper.cell(), &claims);
    let text = |mime: &str| card.text(mime).unwrap_or_default();
    let open = match link(paper, here) {
        Some(link) => format!("[open the notebook]({link})"),
        None => format!("`papercell shelf open {}`", paper.front.slug),
    };
    let mut facts = vec![open];
    facts.extend(
        times::of(&paper.key).map(|seconds| format!("last run: {}", times::shown(Some(seconds)))),
    );
    let near = paper
        .further
        .iter()
        .filter(|slug| shelf.papers.iter().any(|paper| paper.front.slug == **slug));
    let near: Vec<String> = near.map(|slug| format!("`:paper {slug}`")).collect();
    if !near.is_empty() {
        facts.push(format!("near it: {}", near.join(", ")));
    }
    let markdown = format!("{}\n\n{}", text("text/markdown"), facts.join(" · "));
    let plain = format!("{}\n\n{}", text("text/plain"), paper.place);
    Ok(Bundle::markdown(markdown, plain))
}

/// The slugs of the shelf that start as `typed` does, with the titles.
pub fn slugs(typed: &str, here: &Path) -> Vec<(String, String)> {
    let shelf = Shelf::of(here).unwrap_or_default();
    let papers = shelf.papers.into_iter().map(|paper| paper.front);
    let known = papers.filter(|front| front.slug.starts_with(typed));
    known.map(|front| (front.slug, front.title)).collect()
}

/// Why a search found nothing, and what may have been meant.
pub fn nothing(papers: &[Paper], words: &[String]) -> String {
    let said = words.join(" ");
    let alone = |word: &String| search::find(papers.iter(), std::slice::from_ref(word)).is_empty();
    let unknown = words.iter().find(|word| alone(word));
    let near = unknown.and_then(|word| search::meant(papers.iter(), word));
    match (near, unknown) {
        (Some(near), _) => format!(
            "no paper says `{said}`; did you mean `{}`?",
            near.to_lowercase()
        ),
        (None, None) => format!("no paper says all of `{said}`; try fewer words"),
        (None, Some(_)) => format!("no paper says `{said}`"),
    }
}

/// The first four cells of a row, without what ends it.
fn row(paper: &Paper, here: &Path) -> String {
    let front = &paper.front;
    let title = escape(&front.title);
    let title = match link(paper, here) {
        Some(link) => format!("[{title}]({link})"),
        None => title,
    };
    let (verdict, time) = (listing::verdict(paper), times::shown(times::of(&paper.key)));
    format!(
        "| {title} `{}` | {} | {verdict} | {time} |",
        front.slug, front.year
    )
}

/// The line that matches, with the words in bold.
fn place(found: &Found<'_>, words: &[String]) -> String {
    let Some(line) = found.line else {
        return String::new();
    };
    let (piece, marks) = snippet(&line.text, words, SNIPPET);
    let (mut text, mut done) = (String::new(), 0);
    for Range { start, end } in marks {
        text.push_str(&format!(
            "{}<b>{}</b>",
            escape(&piece[done..start]),
            escape(&piece[start..end])
        ));
        done = end;
    }
    text + &escape(&piece[done..])
}

/// How a notebook in the folder `here` links to the paper's; `None` where the paper is no file.
fn link(paper: &Paper, here: &Path) -> Option<String> {
    let file = paper.file.as_ref()?.canonicalize().ok()?;
    let here = here.canonicalize().ok()?;
    let common = here.ancestors().find(|folder| file.starts_with(folder))?;
    let up = here.strip_prefix(common).ok()?.components().count();
    let down = file
        .strip_prefix(common)
        .ok()?
        .to_string_lossy()
        .replace('\\', "/");
    Some("../".repeat(up) + &down.replace(' ', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn topic() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("notebooks/generative-models")
    }

    #[test]
    fn a_search_shows_a_table_with_links_from_where_the_notebook_is() {
        let found = papers("undo noise", &topic()).unwrap();
        let markdown = found.text("text/markdown").unwrap();
        assert!(
            markdown.contains("](ddpm.ipynb) `ddpm` | 2020 |"),
            "{markdown}"
        );
        assert!(markdown.contains("<b>noise</b>"), "{markdown}");
        let all = papers("", &topic()).unwrap();
        let markdown = all.text("text/markdown").unwrap();
        assert!(
            markdown.contains("](../probabilistic-inference/design-by-adaptive-sampling.ipynb)"),
            "{markdown}"
        );
        let bars = |line: &str| line.replace(r"\|", "").matches('|').count();
        assert!(markdown.lines().all(|line| bars(line) == 5), "{markdown}");
    }

    #[test]
    fn outside_a_checkout_nothing_is_linked() {
        let elsewhere = tempfile::tempdir().unwrap();
        let card = paper("ddpm", elsewhere.path()).unwrap();
        let markdown = card.text("text/markdown").unwrap();
        assert!(
            markdown.contains("`papercell shelf open ddpm`") && !markdown.contains(".ipynb"),
            "{markdown}"
        );
        assert!(markdown.contains("hold at toy scale</div>"), "{markdown}");
        assert_eq!(
            card.metadata.len(),
            0,
            "it is no paper cell of this notebook"
        );
    }

    #[test]
    fn what_is_not_there_says_what_was_meant() {
        let here = topic();
        let error = paper("dpm", &here).unwrap_err();
        assert!(
            error.contains("did you mean `ddpm`?") && error.contains(":papers"),
            "{error}"
        );
        assert!(paper("", &here).unwrap_err().contains(":paper ddpm"));
        let error = papers("difusion", &here).unwrap_err();
        assert!(error.contains("did you mean `diffusion`?"), "{error}");
        let error = papers("gumbel jain", &here).unwrap_err();
        assert!(error.contains("fewer words"), "{error}");
        assert_eq!(slugs("gumb", &here)[0].0, "gumbel-softmax");
    }
}
