//! Personnel: what officers are good at and how they grow; what they have learned and what is due.

pub mod classes;
pub mod competencies;
pub mod conduct;
pub mod evaluations;
pub mod field_training;
pub mod plans;
pub mod training;
