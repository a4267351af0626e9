//! What a value looks like: evcxr_display, blocks of content, several MIME types.
// %% a type that shows itself as HTML
#[derive(Debug)] struct Html(String);
impl Html { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/html\n<b>{}</b>\nEVCXR_END_CONTENT", self.0); } }
// %% shown
Html("bold".into())
// %% a variable of it
let html = Html("kept".into());
// %% shown by its name
html
// %% still there
html.0.len()
// %% several types at once
struct Both;
impl Both { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/plain\nplain\nEVCXR_END_CONTENT"); println!("EVCXR_BEGIN_CONTENT text/html\n<i>html</i>\nEVCXR_END_CONTENT"); } }
Both
// %% a generic type
struct Matrix<T> { values: Vec<T>, w: usize }
impl<T: std::fmt::Debug> Matrix<T> { pub fn evcxr_display(&self) { let rows: String = self.values.chunks(self.w).map(|r| format!("<tr>{}</tr>", r.iter().map(|v| format!("<td>{v:?}</td>")).collect::<String>())).collect(); println!("EVCXR_BEGIN_CONTENT text/html\n<table>{rows}</table>\nEVCXR_END_CONTENT"); } }
Matrix { values: vec![1, 2, 3, 4], w: 2 }
// %% a block that is printed by hand
println!("EVCXR_BEGIN_CONTENT text/html\n<p>by hand</p>\nEVCXR_END_CONTENT");
// %% text around a block
println!("before"); println!("EVCXR_BEGIN_CONTENT image/svg+xml\n<svg xmlns='http://www.w3.org/2000/svg'/>\nEVCXR_END_CONTENT"); println!("after");
// %% a block and a tail
println!("EVCXR_BEGIN_CONTENT text/html\n<p>first</p>\nEVCXR_END_CONTENT"); 42
// %% two blocks with text between
println!("EVCXR_BEGIN_CONTENT text/html\n<p>1</p>\nEVCXR_END_CONTENT"); println!("between"); println!("EVCXR_BEGIN_CONTENT text/html\n<p>2</p>\nEVCXR_END_CONTENT");
// %% many lines in a block
println!("EVCXR_BEGIN_CONTENT text/html\n<ul>\n{}\n</ul>\nEVCXR_END_CONTENT", (0..3).map(|i| format!("<li>{i}</li>")).collect::<Vec<_>>().join("\n"));
// %% a picture in base 64
println!("EVCXR_BEGIN_CONTENT image/png\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\nEVCXR_END_CONTENT");
// %% a type without Debug that shows itself
struct NoDebug; impl NoDebug { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/plain\nno debug needed\nEVCXR_END_CONTENT"); } }
NoDebug
// %% evcxr_display that prints text
struct Talks; impl Talks { fn evcxr_display(&self) { println!("just talk"); } }
Talks
// %% in a Vec it is Debug
vec![Html("x".into())]
// %% by reference
&Html("reference".into())
// %% boxed
Box::new(Html("boxed".into()))
// %% Debug of nested values
Some(vec![("a", 1.5), ("b", -0.0)])
// %% a result
"5".parse::<u8>()
// %% an error as a value
"x".parse::<u8>()
// %% a unit struct
#[derive(Debug)] struct Unit; Unit
// %% a string is quoted
String::from("quoted \"inside\"\n")
// %% a reference to a str
"borrowed"
// %% a unit inside
(1, ())
// %% an option of nothing
None::<i32>
// %% toy's markdown
toy::prelude::markdown("**bold**")
// %% toy's equation
toy::prelude::tex(r"x^2")
// %% a display, then a value
toy::prelude::display(&toy::prelude::markdown("*shown*")); 7
// %% a block without its end
println!("EVCXR_BEGIN_CONTENT text/html\n<p>open</p>");
// %% the next cell is not harmed
1 + 1
// %% by a trait
trait Showing { fn evcxr_display(&self); }
struct Traited; impl Showing for Traited { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/markdown\n*by a trait*\nEVCXR_END_CONTENT"); } }
Traited
// %% other values beside such a trait
(1, "a")
