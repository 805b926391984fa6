//! What goes to the terminal: answers to standard output, everything else to standard error.

use std::io::{self, Write};

use serde::Serialize;

use crate::exit::{Failure, Result};

/// Writes a line to standard output, flushed. A reader that went away is no error: `commonbeat routes | head` is fine.
pub fn line(text: impl AsRef<str>) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Failure::broken("writing to standard output", e)),
    }
}

/// Writes a value as one line of JSON to standard output, flushed.
pub fn json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(value).map_err(|e| Failure::broken("writing JSON", e))?;
    line(text)
}

/// Writes rows as columns that stand under each other.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let put = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    put(head.to_vec())?;
    for row in rows {
        put(row.iter().map(String::as_str).collect())?;
    }
    Ok(())
}

/// Says something to whoever runs the command, beside the answer.
pub fn note(text: impl AsRef<str>) {
    // Nobody can be told where standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// Says why a command was not carried out.
pub fn complain(failure: &Failure) {
    note(format!("commonbeat: {failure}"));
}
