//! QR codes as SVG: for the secret that an authenticator app scans. Drawn here, so that it goes to nobody else.

use qrcodegen::{QrCode, QrCodeEcc};

/// A QR code, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Side of the square with its quiet zone, in modules.
    pub side: i32,
    /// Path of the dark modules, for the attribute `d`.
    pub path: String,
}

/// Width of the white border that scanners need, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

impl Qr {
    /// The code of a text; nothing where it is longer than a code holds.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        Some(Qr { side: code.size() + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corner_marks() {
        let qr = Qr::of("otpauth://totp/A:b@c.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        assert_eq!((qr.side - 2 * QUIET - 17) % 4, 0);
        let right = qr.side - QUIET - 7;
        for corner in [format!("M{QUIET} {QUIET}h7v1"), format!("M{right} {QUIET}h7v1")] {
            assert!(qr.path.contains(&corner), "{corner}");
        }
        assert!(Qr::of(&"x".repeat(4_000)).is_none());
    }
}
