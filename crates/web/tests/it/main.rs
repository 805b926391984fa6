//! Tests of the pages, as people who browse.

mod foundation;
mod imports;
mod people;
mod problems;
mod texts;
