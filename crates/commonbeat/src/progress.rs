//! A bar on the terminal for what takes long; silent where nobody watches.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many units, or a spinner where nobody knows how many.
pub fn bar(total: Option<u64>, what: &str) -> ProgressBar {
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = match total {
        Some(_) => "{msg} {wide_bar} {percent:>3} % {eta:>4}",
        None => "{msg} {spinner} {human_pos} {elapsed:>4}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
