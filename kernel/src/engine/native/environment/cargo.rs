//! Cargo, which compiles crates: started, listened to, and stopped.

use super::Progress;

/// # Errors
/// What waits is asked to stop.
pub fn check_stopped(progress: &dyn Progress) -> anyhow::Result<()> {
    anyhow::ensure!(!progress.stopped(), "interrupted");
    Ok(())
}
