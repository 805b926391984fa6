//! The built executable, run as an operator runs it.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod house;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod killed_import;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod told;
