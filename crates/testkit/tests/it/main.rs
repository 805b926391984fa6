//! The plan of the house, held to.

mod architecture;
