//! The site as files. How it looks and behaves in a browser is tested in `tests/handout`.

use super::*;

#[test]
fn every_paper_has_a_page_and_every_link_leads_somewhere() {
    let shelf = Shelf::in_binary();
    let files = files(&shelf).unwrap();
    assert_eq!(files.len(), 2 + 2 * shelf.papers.len());
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert!(text.contains(GENERATOR), "{name}");
        for attribute in [" href=\"", " src=\""] {
            for target in text.split(attribute).skip(1) {
                let target = target.split('"').next().unwrap_or_default();
                let file = target.split('#').next().unwrap_or_default();
                let outside = target.contains(':') || target.starts_with('#');
                assert!(
                    outside || files.contains_key(file),
                    "{name} links to {target}"
                );
            }
        }
    }
}

#[test]
fn connections_go_from_the_older_to_the_newer_and_count_once() {
    let mut papers = Shelf::in_binary().papers;
    papers.sort_by_key(|paper| std::cmp::Reverse(paper.front.year));
    let slugs: Vec<String> = papers
        .iter()
        .map(|paper| paper.front.slug.clone())
        .collect();
    papers[0].further = vec![slugs[2].clone(), "not-on-the-shelf".to_owned()];
    papers[1].further = Vec::new();
    papers[2].further = vec![slugs[0].clone()];
    papers.truncate(3);
    let site = Site::new(&papers);
    assert_eq!(site.edges, [(2, 0)]);
    let names = |papers: Vec<&Paper>| -> Vec<String> {
        papers
            .iter()
            .map(|paper| paper.front.slug.clone())
            .collect()
    };
    let (older, newer) = site.neighbours(0);
    assert_eq!(
        (names(older), names(newer)),
        (vec![slugs[2].clone()], vec![])
    );
}

#[test]
fn what_a_page_searches_cannot_end_its_script() {
    let mut papers = Shelf::in_binary().papers;
    papers[0].front.title = "</script><b>".to_owned();
    let json = lines::json(&Site::new(&papers));
    assert!(!json.contains('<'), "{json}");
    let back: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(back[0]["title"], "</script><b>");
}

#[test]
fn no_paper_takes_the_place_of_the_front_page() {
    let mut shelf = Shelf::in_binary();
    shelf.papers[1].front.slug = "index".to_owned();
    let refused = files(&shelf).unwrap_err().to_string();
    assert!(
        refused.contains("has the slug of the front page"),
        "{refused}"
    );
}
