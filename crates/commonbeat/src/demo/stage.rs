//! The stage clock: the town's past is played on it, moment by moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use commonbeat_app::Clock;
use jiff::Timestamp;

/// A clock that stands where it is put, and moves on by a microsecond at each look, so that ids keep their order.
#[derive(Clone)]
pub struct Stage(Arc<AtomicI64>);

impl Stage {
    /// A clock that stands at a moment.
    pub fn at(moment: Timestamp) -> Stage {
        Stage(Arc::new(AtomicI64::new(moment.as_microsecond())))
    }

    /// Moves on to a moment; never back, as what was done after it would come before.
    pub fn advance(&self, to: Timestamp) {
        self.0.fetch_max(to.as_microsecond(), Ordering::SeqCst);
    }

    /// The moment it shows.
    pub fn now(&self) -> Timestamp {
        let shown = self.0.fetch_add(1, Ordering::SeqCst);
        Timestamp::from_microsecond(shown).unwrap_or(Timestamp::MAX)
    }

    /// As the use cases want it.
    pub fn clock(&self) -> Clock {
        let stage = self.clone();
        Arc::new(move || stage.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back_and_never_shows_a_moment_twice() {
        let stage = Stage::at("2026-01-01T00:00:00Z".parse().unwrap());
        let first = stage.now();
        stage.advance("2025-01-01T00:00:00Z".parse().unwrap());
        assert!(stage.now() > first);
        stage.advance("2026-02-01T00:00:00Z".parse().unwrap());
        assert_eq!(stage.now().to_string(), "2026-02-01T00:00:00Z");
    }
}
