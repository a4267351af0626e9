//! Large pages for large variables: a fork copies one entry for each page, 33 ms for a gigabyte of small ones.
//!
//! glibc asks for them where its setting [`SETTING`] says so, and only when a process starts. Up to 2.36 (at least) it
//! forgets to end the text that it reads from `/sys` by a zero, so with some luck of the stack it takes no notice: one
//! process in four had small pages. Whoever needs them looks, and starts anew.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// Where glibc reads its settings.
pub const TUNABLES: &str = "GLIBC_TUNABLES";
/// The setting.
pub const SETTING: &str = "glibc.malloc.hugetlb=1";

/// Counts the attempts, in a process's environment.
const ATTEMPT: &str = "PAPERCELL_LARGE_PAGES_ATTEMPT";
const MOST_ATTEMPTS: u32 = 8;
const MODE: &str = "/sys/kernel/mm/transparent_hugepage/enabled";

/// The settings that a process with large pages is started with: the user's own, and this one.
pub fn tunables() -> String {
    match std::env::var(TUNABLES) {
        Ok(others) if !others.is_empty() => format!("{others}:{SETTING}"),
        _ => SETTING.to_owned(),
    }
}

/// Starts this process anew, with the same environment and descriptors, if glibc has overlooked the setting. To be called
/// before anything else is done. Where it cannot be helped, pages stay small.
pub fn insist() {
    let attempt = std::env::var(ATTEMPT).ok();
    let attempt = attempt.and_then(|text| text.parse().ok()).unwrap_or(0);
    // Where the system gives large pages to everybody or to nobody, glibc need not ask.
    let on_request = std::fs::read_to_string(MODE).is_ok_and(|mode| mode.contains("[madvise]"));
    if !on_request || attempt >= MOST_ATTEMPTS || are_asked_for() != Some(false) {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    // It comes back only when it fails; then this process goes on as it is.
    let _ = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(ATTEMPT, (attempt + 1).to_string())
        .exec();
}

/// Hides from the programs that cells start how this process was started.
///
/// # Safety
/// This is the only thread.
pub unsafe fn forget() {
    let tunables = std::env::var(TUNABLES).unwrap_or_default();
    let tunables = tunables.strip_suffix(SETTING).unwrap_or(&tunables);
    // SAFETY: said above.
    unsafe {
        std::env::remove_var(ATTEMPT);
        match tunables.trim_end_matches(':') {
            "" => std::env::remove_var(TUNABLES),
            others => std::env::set_var(TUNABLES, others),
        }
    }
}

/// Does an allocation that is large ask for large pages? `None` when the system does not tell.
fn are_asked_for() -> Option<bool> {
    let block: Vec<u8> = Vec::with_capacity(8 << 20);
    let at = block.as_ptr() as usize;
    let maps = std::fs::read_to_string("/proc/self/smaps").ok()?;
    drop(block);
    let mut inside = false;
    for line in maps.lines() {
        if let Some(range) = range(line) {
            inside = range.contains(&at);
        } else if let Some(flags) = line.strip_prefix("VmFlags:").filter(|_| inside) {
            return Some(flags.split(' ').any(|flag| flag == "hg"));
        }
    }
    None
}

/// The addresses at the beginning of a mapping's first line.
fn range(line: &str) -> Option<std::ops::Range<usize>> {
    let (start, end) = line.split(' ').next()?.split_once('-')?;
    let parse = |text| usize::from_str_radix(text, 16).ok();
    Some(parse(start)?..parse(end)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_a_mapping_is_read() {
        assert_eq!(range("7f00-7fff rw-p 0 0:0 0"), Some(0x7f00..0x7fff));
        assert_eq!(range("Size:  4 kB"), None);
        assert_eq!(range("VmFlags: rd wr hg"), None);
    }
}
