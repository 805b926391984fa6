//! Tests of the pages, as people who browse.

#[cfg(test)]
mod api;
mod attack;
#[cfg(test)]
mod beats;
#[cfg(test)]
mod concerns;
#[cfg(test)]
mod conduct;
#[cfg(test)]
mod data;
#[cfg(test)]
mod evaluations;
#[cfg(test)]
mod field_training;
#[cfg(test)]
mod foundation;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod newsroom;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod people;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod public;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod scanning;
#[cfg(test)]
mod skills;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tips;
#[cfg(test)]
mod training;
