//! Use cases on both databases.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod area_pages;
#[cfg(test)]
mod assessment;
#[cfg(test)]
mod beats;
#[cfg(test)]
mod concerns;
#[cfg(test)]
mod conduct;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod evaluations;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod field_training;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod initiatives;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod library;
#[cfg(test)]
mod meanings;
#[cfg(test)]
mod newsroom;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod people;
#[cfg(test)]
mod priorities;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod quality;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod releases;
#[cfg(test)]
mod scanning;
#[cfg(test)]
mod search;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod surveys;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod tips;
#[cfg(test)]
mod trail;
#[cfg(test)]
mod training;
