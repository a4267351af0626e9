//! Values that read better as a table: lists of structs, matrices, maps, arrays of ndarray.
//!
//! All that is known of a value is its `{:?}` text, so this works for every type that has `#[derive(Debug)]`.
//!
//! # Layout
//! - this file: which values become which table
//! - `parse`: the text as a value
//! - `grid`: rows and columns as HTML

mod grid;
mod parse;

use std::borrow::Cow;

use grid::{Entry, Grid};
use parse::{Kind, Node, parse};

/// Longer texts are not looked at.
const LONGEST: usize = 200_000;
/// So many numbers in a row are read as easily without a table.
const FEW: usize = 12;
/// A struct with fewer fields is one line.
const FIELDS: usize = 4;
/// Matrices that are shown of an array of three axes.
const BLOCKS: usize = 4;

/// `text/plain` and `text/html` of a value with this `{:?}` text, when a table says it better.
///
/// The plain text is `debug` itself, but for arrays of ndarray, whose memory layout is left out: see [`plain`].
pub fn table(debug: &str) -> Option<(String, String)> {
    if debug.len() > LONGEST {
        return None;
    }
    let node = parse(debug)?;
    let html = match &node.shape {
        Some(shape) => array(&node, shape)?,
        None => grid(&node)?.html(),
    };
    Some((plain(debug), html))
}

/// The `{:?}` text without what ndarray says of strides and layout.
pub fn plain(debug: &str) -> String {
    let mut plain = String::with_capacity(debug.len());
    let mut rest = debug;
    while let Some(at) = rest.find(parse::SHAPE) {
        let (before, array) = rest.split_at(at);
        plain.push_str(before);
        let end = match (parse::suffix(array), array.find("], strides=")) {
            (Some((_, length)), Some(shape)) if shape < length => {
                plain.push_str(&array[..=shape]);
                length
            }
            _ => {
                plain.push_str(parse::SHAPE);
                parse::SHAPE.len()
            }
        };
        rest = &array[end..];
    }
    plain + rest
}

fn grid(node: &Node) -> Option<Grid> {
    match &node.kind {
        Kind::List(items) => list(items),
        Kind::Set(items) => records(items),
        Kind::Map(entries) => map(entries),
        Kind::Struct(name, fields) if fields.len() >= FIELDS => Some(Grid {
            head: vec!["field".to_owned(), "value".to_owned()],
            rows: (fields.iter())
                .map(|(name, value)| vec![word(name), Entry::from(value)])
                .collect(),
            caption: (*name).to_owned(),
            ..Grid::default()
        }),
        _ => None,
    }
}

fn list(items: &[Node]) -> Option<Grid> {
    if let Some(grid) = records(items).or_else(|| matrix(items)) {
        return Some(grid);
    }
    let numbers = items.len() > FEW && items.iter().all(Node::is_number);
    numbers.then(|| row(items, items.len(), format!("{} numbers", items.len())))
}

/// Structs or tuples of one kind: a row each.
fn records(items: &[Node]) -> Option<Grid> {
    let head = columns(items.first()?)?;
    let rows: Vec<Vec<Entry>> = items
        .iter()
        .map(|item| record(item, &head))
        .collect::<Option<_>>()?;
    let name = match &items.first()?.kind {
        Kind::Struct(name, _) | Kind::Tuple(name, _) if same_name(items, name) => *name,
        _ => return None,
    };
    let count = counted(items.len(), "row");
    Some(Grid {
        side: (0..rows.len()).map(|row| row.to_string()).collect(),
        head: head.into_iter().map(Cow::into_owned).collect(),
        rows,
        caption: match name {
            "" => count,
            name => format!("{name}, {count}"),
        },
    })
}

/// The columns of one struct, or of one tuple of at least two.
fn columns<'a>(item: &Node<'a>) -> Option<Vec<Cow<'a, str>>> {
    match &item.kind {
        Kind::Struct(_, fields) => Some(
            fields
                .iter()
                .map(|(name, _)| Cow::Borrowed(*name))
                .collect(),
        ),
        Kind::Tuple(_, items) if items.len() > 1 => Some(
            (0..items.len())
                .map(|at| Cow::Owned(at.to_string()))
                .collect(),
        ),
        _ => None,
    }
}

/// The entries of a struct or tuple, if these are its columns.
fn record(item: &Node, head: &[Cow<str>]) -> Option<Vec<Entry>> {
    if columns(item)? != head {
        return None;
    }
    match &item.kind {
        Kind::Struct(_, fields) => {
            Some(fields.iter().map(|(_, value)| Entry::from(value)).collect())
        }
        Kind::Tuple(_, items) => Some(items.iter().map(Entry::from).collect()),
        _ => None,
    }
}

fn same_name(items: &[Node], name: &str) -> bool {
    items.iter().all(|item| match &item.kind {
        Kind::Struct(other, _) | Kind::Tuple(other, _) => *other == name,
        _ => false,
    })
}

/// A list of lists of equally many values without structure.
fn matrix(rows: &[Node]) -> Option<Grid> {
    let lists = lists(rows)?;
    let width = (lists.iter().flatten().next())?.len();
    let simple = lists
        .iter()
        .flatten()
        .flat_map(|list| list.iter())
        .all(|item| item.kind == Kind::Word);
    (simple && width > 0 && rows.len() * width > 1).then(|| {
        numbered(
            &lists,
            rows.len(),
            width,
            format!("{} × {width}", rows.len()),
        )
    })
}

/// The items of each list, if all have equally many; `None` for rows that ndarray left out.
fn lists<'a, 'b>(rows: &'b [Node<'a>]) -> Option<Vec<Option<&'b Vec<Node<'a>>>>> {
    let list = |row: &'b Node<'a>| match &row.kind {
        Kind::List(items) => Some(Some(items)),
        _ => row.is_gap().then_some(None),
    };
    let lists: Vec<_> = rows.iter().map(list).collect::<Option<_>>()?;
    let mut widths = lists.iter().flatten().map(|list| list.len());
    let width = widths.next();
    // What says that it is an array need not be one.
    widths.all(|other| Some(other) == width).then_some(lists)
}

/// Rows and columns with their places beside them. `height` and `width` are those of the whole: ndarray leaves out the
/// middle of large arrays.
fn numbered(lists: &[Option<&Vec<Node>>], height: usize, width: usize, caption: String) -> Grid {
    let present = lists.iter().flatten().next();
    let gap = present.and_then(|list| list.iter().position(Node::is_gap));
    let length = present.map_or(0, |list| list.len());
    let head = places(length, gap, width);
    let side = places(lists.len(), lists.iter().position(Option::is_none), height);
    let rows = (lists.iter())
        .map(|list| match list {
            Some(list) => list.iter().map(Entry::from).collect(),
            None => vec![Entry::gap(); length],
        })
        .collect();
    Grid {
        head,
        side,
        rows,
        caption,
    }
}

/// The numbers of `length` places, of which the one at `gap` stands for those that make it `whole`.
fn places(length: usize, gap: Option<usize>, whole: usize) -> Vec<String> {
    (0..length)
        .map(|at| match gap {
            Some(gap) if at == gap => "…".to_owned(),
            Some(gap) if at > gap => whole.saturating_sub(length - at).to_string(),
            _ => at.to_string(),
        })
        .collect()
}

fn row(items: &[Node], length: usize, caption: String) -> Grid {
    let gap = items.iter().position(Node::is_gap);
    Grid {
        head: places(items.len(), gap, length),
        rows: vec![items.iter().map(Entry::from).collect()],
        caption,
        ..Grid::default()
    }
}

fn map(entries: &[(Node, Node)]) -> Option<Grid> {
    let (_, first) = entries.first()?;
    let count = counted(entries.len(), "entry");
    // Structs of one kind have a column for each field.
    let fields = match &first.kind {
        Kind::Struct(..) => columns(first),
        _ => None,
    };
    let wide = fields.and_then(|fields| {
        let rows = (entries.iter())
            .map(|(key, value)| {
                let mut row = vec![Entry::from(key)];
                row.extend(record(value, &fields)?);
                Some(row)
            })
            .collect::<Option<Vec<_>>>()?;
        let head = ["key"].into_iter().chain(fields.iter().map(AsRef::as_ref));
        Some((head.map(str::to_owned).collect(), rows))
    });
    let (head, rows) = wide.unwrap_or_else(|| {
        let rows = entries
            .iter()
            .map(|(key, value)| vec![Entry::from(key), Entry::from(value)]);
        (vec!["key".to_owned(), "value".to_owned()], rows.collect())
    });
    Some(Grid {
        head,
        rows,
        caption: count,
        ..Grid::default()
    })
}

/// An array of ndarray.
fn array(node: &Node, shape: &[usize]) -> Option<String> {
    let Kind::List(items) = &node.kind else {
        return None;
    };
    let said = shape
        .iter()
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let caption = format!("shape [{said}]");
    match shape {
        [] => None,
        [length] if items.iter().all(|item| item.kind == Kind::Word) => {
            (*length > 0).then(|| row(items, *length, caption).html())
        }
        [height @ (1..), width @ (1..)] => {
            Some(numbered(&lists(items)?, *height, *width, caption).html())
        }
        [_, _, _, ..] => Some(format!("{}<p>{caption}</p>", blocks(items, shape, "")?)),
        _ => None,
    }
}

/// The matrices of an array of three axes and more, the first ones of each axis; `path` says where they stand.
fn blocks(items: &[Node], shape: &[usize], path: &str) -> Option<String> {
    let (length, inner) = shape.split_first()?;
    let mut html = String::new();
    let mut shown = 0;
    for block in items
        .iter()
        .take(BLOCKS)
        .take_while(|block| !block.is_gap())
    {
        let Kind::List(rows) = &block.kind else {
            return None;
        };
        let path = format!("{path}{shown}, ");
        html += &match inner {
            [height @ (1..), width @ (1..)] => {
                let table = numbered(&lists(rows)?, *height, *width, String::new()).html();
                format!("<p>[{path}.., ..]</p>\n{table}\n")
            }
            [_, _, _, ..] => blocks(rows, inner, &path)?,
            _ => return None,
        };
        shown += 1;
    }
    let left = length.saturating_sub(shown);
    if left > 0 {
        html += &format!("<p>… and {left} more</p>\n");
    }
    Some(html)
}

fn word(text: &str) -> Entry {
    let (kind, shape) = (Kind::Word, None);
    Entry::from(&Node { kind, text, shape })
}

fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(start)) => format!("{count} {start}ies"),
        (_, None) => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests;
