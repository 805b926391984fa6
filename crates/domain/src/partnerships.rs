//! Partnerships: what residents and partners say, and what they are told.

pub mod agreements;
pub mod alerts;
pub mod board;
pub mod concerns;
pub mod danger;
pub mod figures;
pub mod inbound;
pub mod initiatives;
pub mod ledger;
pub mod looks;
pub mod organizations;
pub mod promises;
pub mod quiet;
pub mod reach;
pub mod referrals;
pub mod shares;
pub mod sms;
pub mod subscriptions;
pub mod surveys;
pub mod tips;
pub mod wishes;
