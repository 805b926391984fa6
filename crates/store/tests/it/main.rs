//! Queries on both databases.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod foundation;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod queue;
