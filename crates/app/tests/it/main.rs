//! Use cases on both databases.

mod imports;
mod problems;
mod scanning;
mod tasks;
