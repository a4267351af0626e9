//! The text of `{:?}` as a value: what `#[derive(Debug)]`, the collections of the standard library and ndarray write.
//!
//! Tolerant: what is not understood inside of a value is kept as a word. Only brackets and quotes must fit.

/// A value, and the text that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    pub kind: Kind<'a>,
    pub text: &'a str,
    /// The lengths of the axes, when the value is an array of ndarray.
    pub shape: Option<Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
    /// A number, a name, a date, anything without structure.
    Word,
    /// A string or a character, in quotes.
    Quoted,
    /// `[..]`
    List(Vec<Node<'a>>),
    /// `{..}` without keys.
    Set(Vec<Node<'a>>),
    /// `{key: value}`
    Map(Vec<(Node<'a>, Node<'a>)>),
    /// `(..)`, or `Name(..)`.
    Tuple(&'a str, Vec<Node<'a>>),
    /// `Name { field: value }`
    Struct(&'a str, Vec<(&'a str, Node<'a>)>),
}

impl Node<'_> {
    /// Left out by ndarray: `...`.
    pub fn is_gap(&self) -> bool {
        self.kind == Kind::Word && self.text == "..."
    }

    pub fn is_number(&self) -> bool {
        self.kind == Kind::Word && self.text.parse::<f64>().is_ok()
    }
}

/// Values deeper than this are not read: the reader calls itself.
const DEEPEST: usize = 24;

/// Reads the text of one value, all of it.
pub fn parse(text: &str) -> Option<Node<'_>> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(node)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Option<Node<'a>> {
        if depth > DEEPEST {
            return None;
        }
        self.space();
        let start = self.at;
        let kind = match self.rest().chars().next()? {
            '[' => Kind::List(self.items('[', ']', depth)?),
            '(' => Kind::Tuple("", self.items('(', ')', depth)?),
            '{' => self.set_or_map(depth)?,
            '"' | '\'' => self.quoted()?,
            _ => self.word(depth)?,
        };
        let text = &self.text[start..self.at];
        let shape = self.array();
        Some(Node { kind, text, shape })
    }

    fn items(&mut self, open: char, close: char, depth: usize) -> Option<Vec<Node<'a>>> {
        self.at += open.len_utf8();
        let mut items = Vec::new();
        loop {
            self.space();
            if self.rest().starts_with(close) {
                self.at += close.len_utf8();
                return Some(items);
            }
            items.push(self.value(depth + 1)?);
            self.space();
            if !self.take(",") && !self.rest().starts_with(close) {
                return None;
            }
        }
    }

    fn set_or_map(&mut self, depth: usize) -> Option<Kind<'a>> {
        self.at += 1;
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        loop {
            self.space();
            if self.take("}") {
                break;
            }
            keys.push(self.value(depth + 1)?);
            self.space();
            if self.take(":") {
                values.push(self.value(depth + 1)?);
                self.space();
            }
            if !self.take(",") && !self.rest().starts_with('}') {
                return None;
            }
        }
        if values.is_empty() {
            return Some(Kind::Set(keys));
        }
        (keys.len() == values.len()).then(|| Kind::Map(keys.into_iter().zip(values).collect()))
    }

    fn quoted(&mut self) -> Option<Kind<'a>> {
        let quote = self.rest().chars().next()?;
        let mut escaped = false;
        for (at, char) in self.rest().char_indices().skip(1) {
            match char {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if char == quote => {
                    self.at += at + 1;
                    return Some(Kind::Quoted);
                }
                _ => {}
            }
        }
        None
    }

    /// A word, and the fields that may follow a name.
    fn word(&mut self, depth: usize) -> Option<Kind<'a>> {
        let start = self.at;
        let mut chars = self.rest().char_indices().peekable();
        let mut end = self.rest().len();
        while let Some((at, char)) = chars.next() {
            let ends = match char {
                ',' | ')' | ']' | '}' | '(' | '[' | '{' | '"' | '\n' => true,
                // `12:30:05` is one word, `key: value` is two.
                ':' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
                _ => false,
            };
            if ends {
                end = at;
                break;
            }
        }
        let word = self.rest()[..end].trim_end();
        let name = word.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || "_:<>&' ".contains(c));
        let after = &self.rest()[end..];
        if name && after.starts_with('(') {
            self.at = start + end;
            return Some(Kind::Tuple(word, self.items('(', ')', depth)?));
        }
        if name && after.starts_with('{') && word.len() < end {
            self.at = start + end + 1;
            return Some(Kind::Struct(word, self.fields(depth)?));
        }
        self.at = start + word.len();
        (!word.is_empty()).then_some(Kind::Word)
    }

    fn fields(&mut self, depth: usize) -> Option<Vec<(&'a str, Node<'a>)>> {
        let mut fields = Vec::new();
        loop {
            self.space();
            if self.take("}") {
                return Some(fields);
            }
            if self.take("..") {
                continue; // there are more, which are not shown
            }
            let rest = self.rest();
            let (name, _) = rest.split_once(':')?;
            if !name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '#')
            {
                return None;
            }
            self.at += name.len() + 1;
            fields.push((name, self.value(depth + 1)?));
            self.space();
            if !self.take(",") && !self.rest().starts_with('}') {
                return None;
            }
        }
    }

    /// What ndarray writes behind the numbers; gives the shape.
    fn array(&mut self) -> Option<Vec<usize>> {
        let (shape, length) = suffix(self.rest())?;
        self.at += length;
        Some(shape)
    }
}

/// The shape at the start of `, shape=[2, 3], strides=[3, 1], layout=Cc (0x5), const ndim=2`, and the length of it all.
pub fn suffix(text: &str) -> Option<(Vec<usize>, usize)> {
    let (shape, _) = text.strip_prefix(SHAPE)?.split_once(']')?;
    let shape = match shape {
        "" => Some(Vec::new()),
        shape => shape
            .split(", ")
            .map(|length| length.parse().ok())
            .collect(),
    }?;
    let after = text.find("ndim=")? + "ndim=".len();
    let digits = text[after..]
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len() - after);
    Some((shape, after + digits))
}

/// The start of what ndarray writes behind the numbers.
pub const SHAPE: &str = ", shape=[";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Kind<'_> {
        parse(text).unwrap_or_else(|| panic!("{text}")).kind
    }

    fn words<'a>(nodes: &[Node<'a>]) -> Vec<&'a str> {
        nodes.iter().map(|node| node.text).collect()
    }

    #[test]
    fn structs_and_collections_are_read() {
        let text = "P { x: 1.5, name: \"a, \\\"b\\\" }\", t: (1, 'c'), o: Some([1]), .. }";
        let Kind::Struct("P", fields) = read(text) else {
            panic!()
        };
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["x", "name", "t", "o"]);
        assert_eq!(fields[1].1.text, "\"a, \\\"b\\\" }\"");
        assert!(matches!(&fields[3].1.kind, Kind::Tuple("Some", items) if items.len() == 1));
        let Kind::Map(entries) = read("{\"a\": 2024-01-01T12:30:05Z, \"b\": -1.5s}") else {
            panic!()
        };
        assert_eq!(entries[0].1.text, "2024-01-01T12:30:05Z");
        assert!(matches!(read("{1, 2}"), Kind::Set(items) if words(&items) == ["1", "2"]));
        assert!(
            matches!(read("[\n    1,\n    Unit,\n]"), Kind::List(items) if words(&items) == ["1", "Unit"])
        );
        assert!(matches!(read("[0..3, 1e-5, -inf]"), Kind::List(items) if items.len() == 3));
    }

    #[test]
    fn arrays_have_a_shape_also_inside_of_values() {
        let array = "[[1.0, ..., 2.0],\n [3.0, ..., 4.0]], shape=[2, 600], strides=[600, 1], layout=Cc (0x5), const ndim=2";
        let node = parse(array).unwrap();
        assert_eq!(node.shape, Some(vec![2, 600]));
        let Kind::List(rows) = node.kind else {
            panic!()
        };
        assert!(matches!(&rows[0].kind, Kind::List(row) if row[1].is_gap() && row[2].is_number()));
        let text =
            "P { a: [1.0], shape=[1], strides=[1], layout=CFcf (0xf), dynamic ndim=1, b: 3 }";
        let Kind::Struct(_, fields) = read(text) else {
            panic!()
        };
        assert_eq!(
            (fields[0].1.shape.as_deref(), fields[1].1.text),
            (Some(&[1][..]), "3")
        );
        let scalar = parse("7.5, shape=[], strides=[], layout=CFcf (0xf), const ndim=0").unwrap();
        assert_eq!((scalar.text, scalar.shape), ("7.5", Some(Vec::new())));
    }

    #[test]
    fn what_does_not_fit_is_no_value() {
        for text in [
            "",
            "[1, 2",
            "\"a",
            "1, 2",
            "[1] [2]",
            "P { x }",
            "{1: 2, 3}",
            "┌──┐\n│ a │",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(parse(&deep), None);
    }
}
