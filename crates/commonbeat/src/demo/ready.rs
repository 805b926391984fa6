//! Telling how to get in, once everything is ready.

use serde::Serialize;

use super::folder::{Made, Ready};
use crate::exit::Result;
use crate::out;

#[derive(Serialize)]
struct ReadyJson<'a> {
    url: &'a str,
    people: &'a [Ready],
}

/// Prints one line of JSON, or a table for people.
pub fn tell(url: &str, town: &Made, json: bool) -> Result<()> {
    if json {
        return out::json(&ReadyJson { url, people: &town.people });
    }
    out::line(format!("\nMillbrook, a made-up town, is at {url}\n"))?;
    let rows: Vec<_> = town
        .people
        .iter()
        .map(|p| {
            vec![p.role.clone(), p.name.clone(), p.email.clone(), p.password.clone(), p.totp_secret.clone()]
        })
        .collect();
    out::table(&["role", "name", "e-mail", "password", "one-time code secret"], &rows)?;
    out::line(format!(
        "\nCurrent one-time codes: {url}/demo    Mail to residents: {url}/demo/mail    Stop: Ctrl+C"
    ))
}
