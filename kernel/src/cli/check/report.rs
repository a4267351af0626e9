//! What `check` prints: what went wrong in each notebook, and a table of all.

use std::fmt::Write;

use super::columns;
use super::one::Report;
use crate::cli::style;
use crate::notebook::Notebook;

/// What went wrong, for the terminal; empty if nothing did. `source` is the notebook, to name cells by their first line.
pub fn details(name: &str, report: &Report, source: Option<&Notebook>) -> String {
    let mut text = String::new();
    let title = |cell: usize| {
        let cells = source.into_iter().flat_map(|notebook| notebook.cells());
        cells
            .skip(cell)
            .map(|cell| cell.title())
            .next()
            .unwrap_or_default()
    };
    let cell = |cell: usize| format!("cell {} ({})", cell + 1, cut(title(cell)));
    if let Some(reason) = &report.refused {
        let _ = writeln!(text, "{reason}");
    }
    if let Some(failure) = &report.failure {
        let how = if failure.timeout {
            "took too long"
        } else {
            "failed"
        };
        let _ = writeln!(text, "{} {how}:", cell(failure.cell));
        text.push_str(&indented(&failure.traceback.join("\n")));
    }
    for difference in &report.differences {
        let _ = writeln!(text, "{}, {}:", cell(difference.cell), difference.what);
        text.push_str(&indented(&difference.how));
    }
    for objection in &report.claims.objections {
        let _ = writeln!(text, "{objection}");
    }
    match text.is_empty() {
        true => text,
        false => format!("{name}\n{}\n", indented(&text)),
    }
}

/// As much of a cell's title as is needed to find it.
fn cut(title: &str) -> String {
    match title.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", title[..at].trim_end()),
        None => title.to_owned(),
    }
}

pub fn indented(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| format!("  {}\n", style::for_terminal(line)));
    lines.collect()
}

/// Nothing to object to?
pub fn is_good(report: &Report) -> bool {
    report.refused.is_none()
        && report.failure.is_none()
        && report.differences.is_empty()
        && report.claims.objections.is_empty()
}

/// The table of all notebooks.
pub fn table(rows: &[(String, Report)]) -> String {
    let header = ["notebook", "cells", "seconds", "claims", "verdict"].map(str::to_owned);
    let body = rows.iter().map(|(name, report)| {
        [
            name.clone(),
            report.cells.to_string(),
            format!("{:.1}", report.seconds),
            format!("{}/{}", report.claims.held, report.claims.measured),
            verdict(report),
        ]
    });
    let lines: Vec<[String; 5]> = std::iter::once(header).chain(body).collect();
    columns::aligned(&lines, [false, true, true, true, false])
}

fn verdict(report: &Report) -> String {
    if report.refused.is_some() {
        return "cannot be run".to_owned();
    }
    if let Some(failure) = &report.failure {
        let how = if failure.timeout {
            "took too long"
        } else {
            "failed"
        };
        return format!("cell {} {how}", failure.cell + 1);
    }
    let count = |number: usize, one: &str, many: &str| {
        let noun = if number == 1 { one } else { many };
        (number > 0).then(|| format!("{number} {noun}"))
    };
    let faults: Vec<String> = [
        count(report.differences.len(), "difference", "differences"),
        count(report.claims.objections.len(), "claim fails", "claims fail"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let fail = count(
        report.claims.failing_as_expected,
        "claim fails as expected",
        "claims fail as expected",
    );
    match faults.is_empty() {
        true => fail.map_or_else(|| "ok".to_owned(), |fail| format!("ok, {fail}")),
        false => faults.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::Claims;
    use super::super::compare::Difference;
    use super::super::one::Failure;
    use super::*;

    fn good() -> Report {
        Report {
            cells: 14,
            seconds: 8.26,
            claims: Claims {
                held: 4,
                measured: 4,
                ..Claims::default()
            },
            ..Report::default()
        }
    }

    fn failing() -> Report {
        let mut report = good();
        report.differences = vec![Difference {
            cell: 3,
            what: "output 1, stdout".to_owned(),
            how: "-a\n+b".to_owned(),
        }];
        report.claims.held = 3;
        report.claims.objections = vec!["claim \"a\" does not hold".to_owned()];
        report
    }

    #[test]
    fn a_good_notebook_has_no_details() {
        assert!(is_good(&good()));
        assert_eq!(details("a.ipynb", &good(), None), "");
    }

    #[test]
    fn every_fault_is_told_and_fails_the_check() {
        assert!(!is_good(&failing()));
        let text = details("a.ipynb", &failing(), None);
        assert_eq!(
            text,
            "a.ipynb\n  cell 4 (), output 1, stdout:\n    -a\n    +b\n  claim \"a\" does not hold\n\n"
        );
        let failure = Some(Failure {
            cell: 1,
            traceback: vec!["error: x".to_owned()],
            timeout: false,
        });
        let failed = Report { failure, ..good() };
        assert!(!is_good(&failed));
        assert!(details("a.ipynb", &failed, None).contains("cell 2 () failed:\n    error: x\n"));
        let refused = Report {
            refused: Some("no".to_owned()),
            ..Report::default()
        };
        assert!(!is_good(&refused));
    }

    #[test]
    fn the_table_has_a_line_for_each_notebook() {
        let mut honest = good();
        (honest.claims.held, honest.claims.failing_as_expected) = (3, 1);
        let rows = [
            ("a.ipynb".to_owned(), good()),
            ("b.ipynb".to_owned(), honest),
            ("longer.ipynb".to_owned(), failing()),
        ];
        assert_eq!(
            table(&rows),
            "notebook      cells  seconds  claims  verdict\n\
             a.ipynb          14      8.3     4/4  ok\n\
             b.ipynb          14      8.3     3/4  ok, 1 claim fails as expected\n\
             longer.ipynb     14      8.3     3/4  1 difference, 1 claim fails\n"
        );
    }
}
