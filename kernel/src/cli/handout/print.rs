//! A page on paper: the installed Chromium or Chrome prints it into a PDF file.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::ending;

/// Names the browser to print with.
const NAMED: &str = "PAPERCELL_CHROMIUM";
/// What it is called where programs are looked up by name.
const PROGRAMS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
/// Where macOS keeps it, in `/Applications` or in the user's own.
const APPLICATIONS: [&str; 2] = [
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
];
/// It starts with an empty profile, asks nobody, and leaves head and foot of the sheet to the stylesheet.
const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
];
/// A page takes two seconds; a whole shelf in one booklet, on a machine that is busy, a minute.
const PATIENCE: Duration = Duration::from_secs(300);

/// A browser that prints.
#[derive(Debug, Clone)]
pub struct Browser {
    program: PathBuf,
}

impl Browser {
    /// The one that `PAPERCELL_CHROMIUM` names, else the first that is installed.
    ///
    /// # Errors
    /// There is none; the text says which package to install.
    pub fn find() -> anyhow::Result<Browser> {
        if let Some(named) = std::env::var_os(NAMED).filter(|named| !named.is_empty()) {
            let program = PathBuf::from(named);
            if !program.is_file() {
                bail!("{NAMED} names {}, which is no file", program.display());
            }
            return Ok(Browser { program });
        }
        let search = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&search).collect();
        let by_name = PROGRAMS
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        let roots = [Some(PathBuf::from("/")), dirs::home_dir()];
        let applications = roots
            .iter()
            .flatten()
            .flat_map(|root| APPLICATIONS.iter().map(move |path| root.join(path)));
        let found = by_name.chain(applications).find(|path| path.is_file());
        found.map(|program| Browser { program }).with_context(|| {
            format!(
                "a PDF is printed by Chromium or Chrome, and none was found.\n\
                 Debian, Ubuntu: apt install chromium\nFedora:         dnf install chromium\n\
                 macOS:          brew install --cask google-chrome\n\
                 or name one that is installed elsewhere in {NAMED}; or leave out --pdf and print the HTML page in any browser"
            )
        })
    }

    /// The PDF of an HTML document. `near` is a folder that the browser may read and write: one that was installed as a
    /// snap sees neither `/tmp` nor hidden folders.
    ///
    /// # Errors
    /// The browser does not start, takes too long or fails.
    pub fn print(&self, html: &str, near: &Path) -> anyhow::Result<Vec<u8>> {
        // Dropped after the folder.
        let _hold = ending::hold()?;
        let folder = TempDir::with_prefix_in("papercell-print-", near)
            .with_context(|| format!("cannot make a folder in {}", near.display()))?;
        // The browser knows its own folder by no relative name.
        let place = folder.path().canonicalize()?;
        let (page, pdf, log) = (
            place.join("page.html"),
            place.join("page.pdf"),
            place.join("log"),
        );
        std::fs::write(&page, html)?;
        let mut command = Command::new(&self.program);
        command.args(ARGUMENTS);
        if nix::unistd::geteuid().is_root() {
            // Its sandbox does not work for root; the page is our own and runs nothing.
            command.arg("--no-sandbox");
        }
        command
            .arg(option("--user-data-dir=", &place.join("profile")))
            .arg(option("--print-to-pdf=", &pdf))
            .arg(address(&page))
            // Its processes are killed together.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log)?);
        let program = self.program.display();
        let mut child = command
            .spawn()
            .with_context(|| format!("{program} cannot be started"))?;
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            let is_late = Instant::now() > end;
            if is_late || ending::has_begun() {
                // It may have ended by itself just now.
                let _ = killpg(Pid::from_raw(child.id().cast_signed()), Signal::SIGKILL);
                child.wait()?;
                match is_late {
                    true => bail!("{program} had not printed after {} s", PATIENCE.as_secs()),
                    false => bail!("{program} was stopped"),
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let printed = std::fs::read(&pdf).unwrap_or_default();
        if !status.success() || !printed.starts_with(b"%PDF") {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let lines: Vec<&str> = said.trim().lines().collect();
            let last = lines[lines.len().saturating_sub(5)..].join("\n");
            bail!("{program} printed nothing ({status}):\n{last}");
        }
        Ok(printed)
    }
}

fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push(path);
    option
}

/// The path as an address, in which nothing but letters, digits and slashes stands for itself.
fn address(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let bytes = path.as_os_str().as_bytes().iter();
    let escaped = bytes.map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
            char::from(*byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    format!("file://{}", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_signs_of_its_own() {
        assert_eq!(
            address(Path::new("/a b/#1?/é.html")),
            "file:///a%20b/%231%3F/%C3%A9.html"
        );
    }
}
