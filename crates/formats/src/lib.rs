//! What crosses the border as bytes: tables of incidents and calls, areas, streets and addresses.
//!
//! - [`incidents`]: an agency's own table, read row by row under a [`incidents::Profile`]
//! - [`areas`], [`streets`], [`addresses`]: the agency's map, read from GeoJSON and tables
//! - [`mail_in`]: a letter that came in
//! - [`geojson_out`], [`csv_table`]: what goes out
//!
//! No I/O of its own: everything takes a reader that somebody else opened, or writes to one that was given.
//! Rows stream; memory does not grow with the file (but see [`incidents::Reader`] on remembered ids).

pub mod address;
mod address_book;
pub mod addresses;
pub mod areas;
pub mod calendar_out;
pub mod crs;
pub mod csv_table;
pub mod geojson_out;
pub mod harm_index;
pub mod incidents;
pub mod mail_in;
pub mod parquet_text;
pub mod records;
pub mod rosters;
pub mod streets;
pub mod tiles;
pub mod unfit;
pub mod unpack;

mod features;

pub use unfit::Unfit;
pub use unpack::Limits;
