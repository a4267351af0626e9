//! Progress on standard error: a bar or a spinner in a terminal, plain lines elsewhere (a log, a CI job).

use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::execution::Event;

/// Redraws of a spinner.
const TICK: Duration = Duration::from_millis(120);
/// Outside a terminal, a step is worth a line when it takes longer than this.
const WORTH_A_LINE: f64 = 1.0;

/// Work whose length is not known.
pub struct Spinner {
    bar: ProgressBar,
    what: String,
    start: Instant,
}

impl Spinner {
    /// Says what is being done.
    pub fn start(what: &str) -> Spinner {
        let bar = ProgressBar::new_spinner().with_style(style(
            "{spinner:.dim} {prefix}  {clock:.dim}  {wide_msg:.dim}",
        ));
        bar.set_prefix(what.to_owned());
        if bar.is_hidden() {
            eprintln!("{what} …");
        }
        bar.enable_steady_tick(TICK);
        Spinner {
            bar,
            what: what.to_owned(),
            start: Instant::now(),
        }
    }

    /// Says what it is at.
    pub fn note(&self, line: &str) {
        self.bar.set_message(line.to_owned());
    }

    /// It is done: leaves one line.
    pub fn done(self) {
        self.bar.finish_and_clear();
        eprintln!(
            "{} took {:.1} s",
            self.what,
            self.start.elapsed().as_secs_f64()
        );
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The cells of a notebook as they run.
pub struct Cells {
    bar: ProgressBar,
    current: String,
}

impl Cells {
    /// A bar for the notebook of this name.
    pub fn start(name: &str) -> Cells {
        Cells::on(ProgressBar::new(0), name)
    }

    /// Uses a bar that belongs to several.
    pub fn on(bar: ProgressBar, name: &str) -> Cells {
        let bar = bar.with_style(style(
            "{prefix} {bar:16.cyan/dim} {pos}/{len} {clock:.dim}  {wide_msg:.dim}",
        ));
        bar.set_prefix(name.to_owned());
        bar.set_message("the kernel starts");
        bar.enable_steady_tick(TICK);
        Cells {
            bar,
            current: String::new(),
        }
    }

    /// Shows what happens.
    pub fn show(&mut self, event: &Event) {
        match event {
            Event::Started {
                position,
                of,
                title,
            } => {
                self.bar.set_length(*of as u64);
                self.bar.set_position(*position as u64 - 1);
                self.bar.set_message((*title).to_owned());
                self.current = format!("[{position:>2}/{of}] {title}");
            }
            Event::Ended { seconds } => {
                self.bar.inc(1);
                if self.bar.is_hidden() && *seconds > WORTH_A_LINE {
                    eprintln!("{} ({seconds:.1} s)", self.current);
                }
            }
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Cells {
    fn drop(&mut self) {
        self.finish();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("clock", |state: &ProgressState, to: &mut dyn Write| {
            // Nothing can be done about a terminal that takes no text.
            let _ = to.write_str(&clock(state.elapsed()));
        })
        .progress_chars("━╸─")
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(9)), "0:09");
        assert_eq!(clock(Duration::from_millis(131_900)), "2:11");
    }
}
