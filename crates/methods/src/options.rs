//! Options that several methods share.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use commonbeat_analysis::many;
use serde::{Serialize, Serializer};

/// A file of points with the columns of their places.
#[derive(Debug, clap::Args, Serialize)]
pub struct PointFile {
    /// CSV file with one point a row
    #[arg(long, value_name = "FILE")]
    pub points: PathBuf,
    /// Column of the metres east
    #[arg(long, value_name = "COLUMN")]
    pub x: String,
    /// Column of the metres north
    #[arg(long, value_name = "COLUMN")]
    pub y: String,
}

/// What random draws come from.
#[derive(Debug, clap::Args, Serialize)]
pub struct Seed {
    /// Every draw comes from this
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// How many tests at once are allowed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Correction {
    /// False discovery rate by Benjamini and Hochberg
    #[default]
    Bh,
    /// False discovery rate by Benjamini and Yekutieli, under any dependence
    By,
    /// None: q is p
    None,
}

impl From<Correction> for many::Correction {
    fn from(correction: Correction) -> many::Correction {
        match correction {
            Correction::Bh => many::Correction::BenjaminiHochberg,
            Correction::By => many::Correction::BenjaminiYekutieli,
            Correction::None => many::Correction::None,
        }
    }
}

/// n + 1 edges of n bands `[a, b)`: rising, 0 or more; the last may be `inf`.
#[derive(Debug, Clone, PartialEq)]
pub struct Edges(pub Vec<f64>);

impl FromStr for Edges {
    type Err = String;

    fn from_str(text: &str) -> Result<Edges, String> {
        let edges = text.split(',').map(|part| match part.trim() {
            "inf" => Ok(f64::INFINITY),
            part => match part.parse::<f64>() {
                Ok(edge) if edge.is_finite() && edge >= 0.0 => Ok(edge),
                _ => Err(format!("{part:?} is neither a number, 0 or more, nor inf")),
            },
        });
        let edges = edges.collect::<Result<Vec<f64>, String>>()?;
        if edges.len() < 2 {
            return Err("a band needs two edges, such as 0,100".to_owned());
        }
        match edges.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => Err(format!("edges must rise, and {} is not above {}", pair[1], pair[0])),
            None => Ok(Edges(edges)),
        }
    }
}

/// JSON knows no infinity: it is written as it is typed.
impl Serialize for Edges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Edge {
            Finite(f64),
            Infinite(&'static str),
        }
        let edge = |&edge: &f64| if edge.is_finite() { Edge::Finite(edge) } else { Edge::Infinite("inf") };
        serializer.collect_seq(self.0.iter().map(edge))
    }
}

/// A box in metres: west, south, east, north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds(pub [f64; 4]);

impl FromStr for Bounds {
    type Err = String;

    fn from_str(text: &str) -> Result<Bounds, String> {
        let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
        match <[f64; 4]>::try_from(numbers) {
            Ok(four) if text.split(',').count() == 4 && four.iter().all(|n| n.is_finite()) => {
                Ok(Bounds(four))
            }
            _ => Err("four numbers are needed: west,south,east,north".to_owned()),
        }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [west, south, east, north] = self.0;
        write!(f, "{west},{south},{east},{north}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_rise_from_zero_and_may_end_at_infinity() {
        assert_eq!("0,0.1,200,inf".parse::<Edges>().unwrap().0, [0.0, 0.1, 200.0, f64::INFINITY]);
        for unfit in ["", "5", "0,0", "5,3", "-1,2", "0,nan", "inf,inf", "0,x", "0,,2"] {
            assert!(unfit.parse::<Edges>().is_err(), "{unfit}");
        }
        let text = serde_json::to_string(&Edges(vec![0.0, 1.5, f64::INFINITY])).unwrap();
        assert_eq!(text, r#"[0.0,1.5,"inf"]"#);
    }

    #[test]
    fn a_box_has_four_sides() {
        assert_eq!("-5,0,10.5,20".parse::<Bounds>().unwrap(), Bounds([-5.0, 0.0, 10.5, 20.0]));
        for unfit in ["", "1,2,3", "1,2,3,4,5", "1,2,3,x", "1,2,3,inf"] {
            assert!(unfit.parse::<Bounds>().is_err(), "{unfit}");
        }
    }
}
