//! The few facts of a PDF file that a table of contents needs. They are read as Chromium's writer puts them: objects in
//! plain text, no compressed tables of objects.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::handout::pattern::regex;

/// How many sheets the file has; 0 if it is none of Chromium's.
pub fn sheets(pdf: &[u8]) -> usize {
    pages(pdf).len()
}

/// The sheet, counted from 1, to which each name (`id` in the HTML) leads.
pub fn destinations(pdf: &[u8]) -> HashMap<String, usize> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| regex(r"/([\w-]+) \[(\d+) 0 R /XYZ"));
    let sheets = pages(pdf);
    let found = NAMED.captures_iter(pdf).filter_map(|named| {
        let name = String::from_utf8_lossy(&named[1]).into_owned();
        Some((name, *sheets.get(&named[2])?))
    });
    // Entries of the outline look alike and are all called `Dest`.
    found.filter(|(name, _)| name != "Dest").collect()
}

/// The sheet, counted from 1, of the object that is a page. The objects of pages stand in order.
fn pages(pdf: &[u8]) -> HashMap<&[u8], usize> {
    static PAGE: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(?:^|\n)(\d+) 0 obj\s*<<\s*/Type /Page\b"));
    let objects = PAGE.captures_iter(pdf).filter_map(|page| page.get(1));
    let numbered = objects.enumerate();
    numbered
        .map(|(before, object)| (object.as_bytes(), before + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_sheets() {
        let pdf = b"%PDF-1.4\n\xff\n9 0 obj\n<</Type /Page\n/A 1>>\nendobj\n14 0 obj\n<</Type /Page\n>>\nendobj\n\
                    15 0 obj\n<</Type /Pages\n/Count 2>>\nendobj\n/Dest [9 0 R /XYZ 1 1 0]\n\
                    <</paper-1 [9 0 R /XYZ 6 826.1 0]\n/paper-2 [14 0 R /XYZ 6 826.1 0]>>";
        assert_eq!(sheets(pdf), 2);
        let expected = [("paper-1".to_owned(), 1), ("paper-2".to_owned(), 2)];
        assert_eq!(destinations(pdf), HashMap::from(expected));
    }
}
