//! Use cases on both databases.

mod problems;
mod scanning;
mod tasks;
