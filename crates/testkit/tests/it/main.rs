//! The plan of the house, held to.

#[cfg(test)]
mod architecture;
