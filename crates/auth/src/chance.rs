//! The one place where randomness enters this crate.

use rand::TryRng;
use rand::rngs::SysRng;

/// `N` bytes from the operating system's source.
///
/// # Panics
/// When the operating system has no randomness to give: nothing that follows would be safe.
#[expect(clippy::expect_used, reason = "a machine without randomness must not hand out secrets")]
pub(crate) fn generate<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
