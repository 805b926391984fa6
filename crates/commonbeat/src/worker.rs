//! The worker of this process: its name, and how it works.

use std::time::Duration;

use commonbeat_jobs::Settings;

use crate::config::Config;

/// How this process works in the background.
pub fn settings(config: &Config) -> Settings {
    Settings {
        name: name(),
        slots: config.worker.slots,
        poll: Duration::from_secs(config.worker.poll_seconds.max(1)),
        grace: Duration::from_secs(config.worker.grace_seconds),
        ..Settings::default()
    }
}

/// No two workers that live at once share a name.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "host" } else { host.trim() };
    format!("{host}/{}", std::process::id())
}
