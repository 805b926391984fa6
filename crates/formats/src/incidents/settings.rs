//! Whose file it is, and how much it may ask for.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::Boundary;
use crate::Limits;
use crate::addresses::AddressBook;

/// Whose file it is, and how much it may ask for.
#[derive(Clone)]
pub struct Settings {
    /// The agency's zone: for local days and hours, and for files that mean it.
    pub zone: TimeZone,
    /// The agency's area; without it nothing is `far_outside` but what lies off the globe.
    pub boundary: Option<Arc<Boundary>>,
    /// The agency's address points; with them, rows without coordinates are matched by their words.
    pub addresses: Option<Arc<AddressBook>>,
    /// Whether rows carry all their fields as published.
    pub keep_original: bool,
    /// How much the file may ask for.
    pub limits: Limits,
}

impl Settings {
    /// Settings of an agency in that zone, and nothing else known.
    pub fn new(zone: TimeZone) -> Settings {
        Settings { zone, boundary: None, addresses: None, keep_original: false, limits: Limits::default() }
    }
}
