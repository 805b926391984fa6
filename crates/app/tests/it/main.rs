//! Use cases on both databases.

mod scanning;
