//! Where randomness comes from: a number that the caller gives.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The seed of everything random in one analysis. The same seed gives the same result on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// The generator of task number `task`. Each task (a permutation, a cell) has a stream of its own, so that the
    /// order in which threads take tasks cannot change a result.
    #[must_use]
    pub fn stream(self, task: u64) -> ChaCha8Rng {
        let mut generator = ChaCha8Rng::seed_from_u64(self.0);
        generator.set_stream(task);
        generator
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn tasks_have_streams_of_their_own_and_the_same_seed_repeats_them() {
        assert_eq!(Seed(1).stream(2).next_u64(), Seed(1).stream(2).next_u64());
        assert_ne!(Seed(1).stream(2).next_u64(), Seed(1).stream(3).next_u64());
        assert_ne!(Seed(1).stream(2).next_u64(), Seed(2).stream(2).next_u64());
    }
}
