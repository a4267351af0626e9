//! KaTeX: is this TeX right, and what does it look like? The only file that knows the `katex` crate.
//!
//! Notebooks carry TeX; KaTeX checks it when a cell runs, and draws it when a handout is made. One engine serves the
//! process: it is JavaScript, takes about 90 ms to start, and the crate keeps one per thread.

use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use super::katex_message::{self, Message};
use super::subset;

/// The version of KaTeX inside the crate; `assets/katex` holds the stylesheet and the fonts of the same version.
pub fn version() -> &'static str {
    katex::KATEX_VERSION.trim()
}

/// Characters of one equation. The longest equation of the shelf has under 400.
const MAX_CHARS: usize = 10_000;
/// Groups inside one another. The engine itself gives up at 15 fractions or 92 plain braces.
const MAX_DEPTH: usize = 40;
/// Macro expansions of one equation; KaTeX's own default.
const MAX_EXPAND: i32 = 1000;
/// Largest size that TeX may ask for, in em: more would push everything else off the page.
const MAX_SIZE_EM: f64 = 50.0;
/// An equation takes about 1 ms; one that takes this long will not end.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the reader is told where KaTeX's recursion has used up its stack.
pub(super) const TOO_DEEP: &str = "fractions, roots, scripts or environments stand too deep inside one another (KaTeX draws 13 levels of any of them)";

/// Why an equation cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TexError {
    /// What is wrong, in one line.
    pub message: String,
    /// Where: the offset of the offending token in characters of `tex`; at the end of `tex` where something is missing.
    pub position: Option<usize>,
    /// Characters of the offending token; 0 at the end of the equation.
    pub length: usize,
    /// What to write instead, where that is known.
    pub help: Option<String>,
    /// The equation.
    pub tex: String,
}

impl fmt::Display for TexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(position) = self.position {
            write!(f, " at character {} of the equation", position + 1)?;
        }
        Ok(())
    }
}

impl std::error::Error for TexError {}

/// Can KaTeX and JupyterLab's MathJax both draw this equation?
///
/// `tex` has no dollars around it; `display` says whether it stands on lines of its own (`$$`).
pub fn check(tex: &str, display: bool) -> Result<(), TexError> {
    render(tex, display).map(drop)
}

/// Draws an equation as HTML with MathML inside, to be shown with the stylesheet of `assets/katex`.
///
/// The HTML is KaTeX's own: everything of `tex` in it is escaped, and commands that could write HTML are not in the
/// [subset].
pub fn render(tex: &str, display: bool) -> Result<String, TexError> {
    let error = |message: String, place: Option<(usize, usize)>, help: Option<String>| TexError {
        message,
        position: place.map(|place| place.0),
        length: place.map_or(0, |place| place.1),
        help,
        tex: tex.to_owned(),
    };
    if tex.trim().is_empty() {
        return Err(error(
            "the equation is empty".to_owned(),
            Some((0, 0)),
            None,
        ));
    }
    if tex.chars().nth(MAX_CHARS).is_some() {
        let message = format!("the equation has more than {MAX_CHARS} characters");
        return Err(error(
            message,
            Some((MAX_CHARS, 1)),
            Some("split it".to_owned()),
        ));
    }
    let is_control = |char: char| char.is_control() && !char.is_whitespace();
    if let Some(offset) = tex.chars().position(is_control) {
        let message = "the equation holds a control character".to_owned();
        return Err(error(message, Some((offset, 1)), None));
    }
    if let Some(found) = subset::check(tex) {
        return Err(error(
            found.message,
            Some((found.offset, found.length)),
            found.help,
        ));
    }
    if let Some(offset) = too_deep(tex) {
        let message = format!("more than {MAX_DEPTH} groups stand inside one another");
        return Err(error(message, Some((offset, 1)), None));
    }
    ask(tex, display).map_err(|failure| match failure {
        Failure::Katex(detail) => {
            let message = explain(tex, display, &detail);
            error(message.text, message.place, None)
        }
        Failure::Slow => {
            let message = format!(
                "KaTeX did not finish this equation in {} s",
                PATIENCE.as_secs()
            );
            error(message, None, Some("simplify the equation".to_owned()))
        }
        Failure::Gone(detail) => error(format!("KaTeX could not be run: {detail}"), None, None),
    })
}

/// What KaTeX's error says. Its message quotes the equation by UTF-16 units and may cut an emoji in half, which the
/// engine cannot pass on; the message about the same equation with a shorter character in its place is as good.
fn explain(tex: &str, display: bool, detail: &str) -> Message {
    const SHORT: &str = "☺";
    let is_long = |char: char| char.len_utf16() > 1;
    if let Some(long) = tex.chars().find(|char| is_long(*char))
        && detail.contains("Unknown exception")
        && let shortened = tex.replace(is_long, SHORT)
        && let Err(Failure::Katex(detail)) = ask(&shortened, display)
    {
        let mut message = katex_message::parse(&detail, &shortened);
        message.text = message.text.replace(SHORT, &long.to_string());
        return message;
    }
    katex_message::parse(detail, tex)
}

/// The character at which the nesting of braces goes past [`MAX_DEPTH`].
fn too_deep(tex: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (offset, char) in tex.chars().enumerate() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(offset);
        }
    }
    None
}

/// One equation for the engine.
struct Job {
    tex: String,
    display: bool,
    reply: SyncSender<Result<String, String>>,
}

enum Failure {
    /// KaTeX says no.
    Katex(String),
    /// No answer in time; the engine has been given up.
    Slow,
    /// There is no engine.
    Gone(String),
}

/// The way to the engine's thread; `None` before the first equation and after an engine was lost.
static ENGINE: Mutex<Option<Sender<Job>>> = Mutex::new(None);

/// Lets the engine draw one equation, and starts it first if there is none.
fn ask(tex: &str, display: bool) -> Result<String, Failure> {
    let (reply, answer) = sync_channel(1);
    let tex = tex.to_owned();
    let job = Job {
        tex,
        display,
        reply,
    };
    {
        // A poisoned lock means that a thread died between two statements here; the sender is still whole.
        let mut engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match engine.take() {
            Some(sender) => sender,
            None => start().map_err(|error| Failure::Gone(error.to_string()))?,
        };
        sender
            .send(job)
            .map_err(|_| Failure::Gone("its thread ended; try again".to_owned()))?;
        *engine = Some(sender);
    }
    match answer.recv_timeout(PATIENCE) {
        Ok(result) => result.map_err(Failure::Katex),
        Err(RecvTimeoutError::Timeout) => {
            // The thread cannot be stopped from outside; the next equation gets a new one.
            ENGINE.lock().unwrap_or_else(PoisonError::into_inner).take();
            Err(Failure::Slow)
        }
        Err(RecvTimeoutError::Disconnected) => {
            ENGINE.lock().unwrap_or_else(PoisonError::into_inner).take();
            Err(Failure::Gone("it stopped at this equation".to_owned()))
        }
    }
}

/// Starts the engine's thread, which lives until its sender is dropped.
fn start() -> std::io::Result<Sender<Job>> {
    let (sender, jobs) = channel::<Job>();
    thread::Builder::new()
        .name("katex".to_owned())
        .spawn(move || {
            for job in jobs {
                let drawn = draw(&job.tex, job.display);
                // Nobody waits any more after a timeout; the answer is then not wanted.
                let _ = job.reply.send(drawn);
            }
        })?;
    Ok(sender)
}

/// One call of KaTeX on this thread. Errors are the crate's text.
fn draw(tex: &str, display: bool) -> Result<String, String> {
    static OPTIONS: OnceLock<[Result<katex::Opts, String>; 2]> = OnceLock::new();
    let options = OPTIONS.get_or_init(|| [options(false), options(true)]);
    let options = options[usize::from(display)]
        .as_ref()
        .map_err(Clone::clone)?;
    katex::render_with_opts(tex, options).map_err(|error| error.to_string())
}

fn options(display: bool) -> Result<katex::Opts, String> {
    katex::Opts::builder()
        .display_mode(display)
        .output_type(katex::OutputType::HtmlAndMathml)
        .trust(false)
        .max_expand(Some(MAX_EXPAND))
        .max_size(Some(MAX_SIZE_EM))
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(tex: &str) -> TexError {
        check(tex, true).expect_err(tex)
    }

    #[test]
    fn draws_html_with_mathml() {
        let html = render(r"\frac{a}{b}", true).expect("a fraction is TeX");
        assert!(
            html.starts_with(r#"<span class="katex-display">"#),
            "{html}"
        );
        assert!(html.contains("<mfrac>"), "{html}");
        assert!(
            !render("x", false)
                .expect("a letter is TeX")
                .contains("katex-display")
        );
    }

    #[test]
    fn says_where_in_characters() {
        let found = error("😀é + \\foo y");
        assert_eq!((found.position, found.length), (Some(5), 4));
        assert_eq!(found.message, "Undefined control sequence: \\foo");
        assert_eq!(error(r"\frac{a").position, Some(7));
        // KaTeX's message about this one cuts the emoji in half.
        let found = error(r"😀aaaaaaaaaaaaaa\foob b b b b b b 😀");
        assert_eq!(
            (found.position, found.message.as_str()),
            (Some(15), r"Undefined control sequence: \foob")
        );
        assert_eq!(error(r"\color{😀}x").message, "Invalid color: '😀'");
        assert_eq!(error("ab\0").position, Some(2));
        assert_eq!(error("a & b").position, Some(2));
        assert_eq!(error("a_b_c").position, Some(3));
        assert_eq!(
            error(r"\left( x").message,
            r"Expected '\right', got the end of the equation"
        );
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        let nested =
            |levels: usize| format!("{}x{}", r"\frac{1}{".repeat(levels), "}".repeat(levels));
        assert_eq!(check(&nested(13), true), Ok(()));
        assert_eq!(error(&nested(20)).message, TOO_DEEP);
        assert_eq!(error(&nested(100)).position, Some(40 * 9 + 5));
        assert_eq!(
            check("x^2", true),
            Ok(()),
            "the engine draws on after an overflow"
        );
        assert_eq!(
            check(&r"\{".repeat(100), true),
            Ok(()),
            "escaped braces are no groups"
        );
    }

    #[test]
    fn hostile_input_stays_text() {
        let html = render(r"\text{<script>alert(1)</script>}", false).expect("text is TeX");
        assert!(!html.contains("<script"), "{html}");
        assert!(check(&"x".repeat(MAX_CHARS + 1), true).is_err());
        assert!(check(" ", true).is_err());
        let html = render(r"\rule{1000em}{1em}", false).expect("a rule is TeX");
        assert!(
            html.contains("border-right-width:50em"),
            "sizes are bounded: {html}"
        );
    }

    #[test]
    fn one_engine_serves_all_threads() {
        let threads: Vec<_> = (0..4)
            .map(|i| thread::spawn(move || check(&format!("x_{{{i}}}"), false)))
            .collect();
        for thread in threads {
            assert_eq!(thread.join().expect("the thread ends"), Ok(()));
        }
    }

    #[test]
    fn stylesheet_and_fonts_are_of_the_same_version() {
        let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/katex");
        let read = |name: &str| {
            std::fs::read_to_string(format!("{assets}/{name}")).expect("assets/katex is complete")
        };
        assert_eq!(read("VERSION").trim(), version());
        let css = read("katex.min.css");
        assert!(
            css.contains(&format!("content:\"{}\"", version())),
            "the stylesheet names its version"
        );
        let mut fonts = 0;
        for url in css.split("url(").skip(1) {
            let file = url
                .split(')')
                .next()
                .expect("split gives at least one part");
            assert!(file.ends_with(".woff2"), "{file}");
            assert!(std::path::Path::new(assets).join(file).exists(), "{file}");
            fonts += 1;
        }
        assert_eq!(fonts, 20);
    }
}
