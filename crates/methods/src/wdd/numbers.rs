//! Numbers that belong together, as they are typed.

use std::str::FromStr;

use commonbeat_analysis::effect::Series;
use serde::{Serialize, Serializer};

/// Incidents before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) before: u32,
    pub(super) after: u32,
}

impl Pair {
    /// As a series of one period each.
    pub(super) fn series(&self) -> Series<'_> {
        Series { before: std::slice::from_ref(&self.before), after: std::slice::from_ref(&self.after) }
    }
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unfit = || format!("{text:?} is not two counts, such as 207,110");
        let (before, after) = text.split_once(',').ok_or_else(unfit)?;
        let count = |text: &str| text.trim().parse::<u32>().map_err(|_| unfit());
        Ok(Self { before: count(before)?, after: count(after)? })
    }
}

impl Serialize for Pair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.before, self.after].serialize(serializer)
    }
}

/// Lengths of the periods before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct TimeWeights(pub(super) (f64, f64));

impl FromStr for TimeWeights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match weights(text)?[..] {
            [before, after] => Ok(Self((before, after))),
            _ => Err(format!("{text:?} is not two weights, such as 2,1")),
        }
    }
}

/// Sizes of the treated area, its control, the displacement area and its control.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct AreaWeights(pub(super) [f64; 4]);

impl Default for AreaWeights {
    fn default() -> Self {
        Self([1.0; 4])
    }
}

impl FromStr for AreaWeights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match weights(text)?[..] {
            [treated, control] => Ok(Self([treated, control, 1.0, 1.0])),
            [treated, control, ring, its_control] => Ok(Self([treated, control, ring, its_control])),
            _ => Err(format!("{text:?} is not two or four weights, such as 1.2,0.9,1.5,1.6")),
        }
    }
}

fn weights(text: &str) -> Result<Vec<f64>, String> {
    let one = |part: &str| match part.trim().parse::<f64>() {
        Ok(weight) if weight.is_finite() && weight > 0.0 => Ok(weight),
        _ => Err(format!("{part:?} is not a number above 0")),
    };
    text.split(',').map(one).collect()
}
