//! Times the calls alone, without reading a file or writing an answer: kernel density, clusters, near repeats.
//!
//! `cargo run --release -p commonbeat-analysis --example calls -- points.csv` (columns id, x, y, day as the generator of
//! the reference values writes them)

use std::io::{self, Write};
use std::time::Instant;

use commonbeat_analysis::clusters::{Reach, clusters};
use commonbeat_analysis::grid::Bounds;
use commonbeat_analysis::kde::{KdeOptions, Kernel, Path, kde};
use commonbeat_analysis::near_repeat::{Bands, NearRepeatOptions, near_repeat};
use commonbeat_analysis::{AnalysisError, Point};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("the file of points is missing")?;
    let text = std::fs::read_to_string(file)?;
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::parse).collect())
        .collect::<Result<_, std::num::ParseFloatError>>()?;
    let points: Vec<Point> = rows.iter().map(|row| [row[1], row[2]]).collect();
    let days: Vec<f64> = rows.iter().map(|row| row[3]).collect();
    for (kernel, path) in
        [(Kernel::Quartic, Path::Fast), (Kernel::Quartic, Path::Exact), (Kernel::Gaussian, Path::Fast)]
    {
        let options = KdeOptions { kernel, bandwidth: 300.0, edge: false, path };
        let bounds = Bounds { low: [0.0; 2], high: [10_000.0; 2] };
        time(&format!("kde {kernel:?} {path:?}"), || kde(&points, None, bounds, 50.0, options).map(drop))?;
    }
    let reach = Reach { metres: 100.0, fewest: 100 };
    time("dbscan", || clusters(&points, reach).map(drop))?;
    let space = Bands::new(&[0.0, 0.1, 100.0, 200.0, 300.0, 400.0])?;
    let time_bands = Bands::new(&[0.0, 7.0, 14.0, 21.0, 28.0])?;
    for permutations in [0, 999] {
        let options = NearRepeatOptions { permutations, ..NearRepeatOptions::default() };
        let work = || near_repeat(&points, &days, &space, &time_bands, options).map(drop);
        time(&format!("near repeat, {permutations} permutations"), work)?;
    }
    Ok(())
}

/// The best of three.
fn time(what: &str, work: impl Fn() -> Result<(), AnalysisError>) -> Result<(), Box<dyn std::error::Error>> {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        work()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    writeln!(io::stdout(), "| {what}, {best:.3} s |")?;
    Ok(())
}
