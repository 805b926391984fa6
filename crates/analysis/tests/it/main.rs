//! The library as another crate sees it: the stages one after the other, and the same result on any number of threads.

mod points;
mod stages;
mod threads;
