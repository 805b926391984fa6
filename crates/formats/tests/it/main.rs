//! Whole files as agencies publish them, and files that are broken in every way we know.
//!
//! `COMMONBEAT_SHELF` names the folder with agencies' files (default: `../shared` beside the workspace). Without it
//! those tests say that they did not run.

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod every_fault;
#[cfg(test)]
#[path = "../faults/mod.rs"]
mod faults;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod hostile;
#[cfg(test)]
#[path = "../known/mod.rs"]
mod known;
#[cfg(test)]
mod known_files;
#[cfg(test)]
mod maps;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod real_files;
#[cfg(test)]
mod shelf;
