//! The words a person wrote, without what a mail program put around them.

/// The line that letters carry above which answers are read; each language's stands in `locales/` between these signs.
const MARK: &str = "##";

/// The writer's own words of a letter's text.
pub fn own_words(text: &str) -> String {
    let all: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = all.get(at) {
        let here = line.trim();
        if is_mark(here) || is_divider(&all, at) || here == "--" || *line == "-- " {
            break;
        }
        if let Some(after) = attribution(&all, at) {
            let mut next = after;
            while all.get(next).is_some_and(|l| l.trim().is_empty()) {
                next += 1;
            }
            if !all.get(next).is_some_and(|l| quoted(l)) {
                // Nothing is marked as quoted below it, so all of it is.
                break;
            }
            at = next;
            continue;
        }
        if !quoted(line) && !is_advert(here) {
            kept.push(line);
        }
        at += 1;
    }
    tidy(&kept)
}

fn quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Our own line, which some programs quote and some do not.
fn is_mark(line: &str) -> bool {
    let bare = line.trim_start_matches(['>', ' ']);
    bare.starts_with(MARK) && bare.ends_with(MARK) && bare.len() > 8
}

/// "On … wrote:" and its like, which may take up to three lines. Gives the line after it.
fn attribution(all: &[&str], at: usize) -> Option<usize> {
    let first = all[at].trim_start_matches(['>', ' ']).to_lowercase();
    let begins = ["on ", "el ", "am ", "le ", "em "].iter().any(|start| first.starts_with(start));
    let ends = |line: &str| {
        let line = line.trim().to_lowercase();
        ["wrote:", "escribió:", "escribio:", "schrieb:", "écrit :", "escreveu:"]
            .iter()
            .any(|end| line.ends_with(end))
    };
    if !begins || !first.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    (at..(at + 3).min(all.len())).find(|line| ends(all[*line])).map(|line| line + 1)
}

/// Where Outlook and its like begin the letter that is answered.
fn is_divider(all: &[&str], at: usize) -> bool {
    let line = all[at].trim();
    let lower = line.to_lowercase();
    let dashed = lower.starts_with("-----") && (lower.contains("original") || lower.contains("forwarded"));
    let ruled = line.len() >= 20 && line.chars().all(|c| c == '_');
    let next = all.get(at + 1).map(|l| l.trim().to_lowercase()).unwrap_or_default();
    let starts = |line: &str, words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let headed = starts(&lower, &["from:", "de:", "*from:", "*de:"])
        && starts(&next, &["sent:", "enviado", "date:", "fecha:", "to:", "para:", "*sent:", "*enviado"]);
    dashed || ruled || headed
}

/// A line that a telephone adds.
fn is_advert(line: &str) -> bool {
    let lower = line.to_lowercase();
    let starts = ["sent from my ", "get outlook for ", "enviado desde mi ", "obtener outlook para "];
    starts.iter().any(|start| lower.starts_with(start)) && line.len() < 80
}

fn tidy(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        text.push_str(line);
    }
    text
}
