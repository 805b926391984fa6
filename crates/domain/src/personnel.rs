//! Personnel: what officers are good at and how they grow; what they have learned and what is due.

pub mod competencies;
pub mod plans;
