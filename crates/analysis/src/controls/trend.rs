//! Whether two areas moved alike.

/// How a candidate's counts moved against the treated area's over the baseline, on the log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendDifference {
    /// Change of `ln(candidate / treated)` per period; 0 is alike.
    pub per_period: f64,
    /// Its standard error, the dispersion (at least 1) included.
    pub se: f64,
    /// The change from the first period to the last.
    pub over_baseline: f64,
}

/// Compares two series over the same periods: logistic regression of the candidate's share of each period's sum on time,
/// so that a season which both share falls out. `None` when under three periods hold an incident, or one series has none.
/// Surplus periods of the longer series are not looked at.
#[must_use]
pub fn trend_difference(treated: &[u32], candidate: &[u32]) -> Option<TrendDifference> {
    let periods = treated.len().min(candidate.len());
    let middle = (periods as f64 - 1.0) / 2.0;
    let rows: Vec<Row> = (0..periods)
        .map(|period| Row {
            time: period as f64 - middle,
            hits: f64::from(candidate[period]),
            sum: f64::from(candidate[period]) + f64::from(treated[period]),
        })
        .filter(|row| row.sum > 0.0)
        .collect();
    let hits: f64 = rows.iter().map(|row| row.hits).sum();
    let sum: f64 = rows.iter().map(|row| row.sum).sum();
    if rows.len() < 3 || hits <= 0.0 || hits >= sum {
        return None;
    }
    let mut line = Line { intercept: (hits / (sum - hits)).ln(), slope: 0.0 };
    let mut information = Information::default();
    for _ in 0..50 {
        information = line.information(&rows);
        let (a, b) = information.step()?;
        // A step of one on the log scale is far; longer ones overshoot when a series is nearly empty.
        let (a, b) = (a.clamp(-1.0, 1.0), (b * middle).clamp(-1.0, 1.0) / middle);
        line.intercept += a;
        line.slope += b;
        if a.abs() < 1e-12 && (b * middle).abs() < 1e-12 {
            break;
        }
    }
    let dispersion = (line.pearson(&rows) / (rows.len() as f64 - 2.0)).max(1.0);
    let se = (dispersion * information.slope_variance()?).sqrt();
    let over_baseline = line.slope * (periods as f64 - 1.0);
    (line.slope.is_finite() && se.is_finite()).then_some(TrendDifference {
        per_period: line.slope,
        se,
        over_baseline,
    })
}

struct Row {
    time: f64,
    hits: f64,
    sum: f64,
}

struct Line {
    intercept: f64,
    slope: f64,
}

/// Sums of Newton's method: weights, their moments in time, and the score.
#[derive(Default)]
struct Information {
    w: f64,
    wt: f64,
    wtt: f64,
    score: f64,
    score_t: f64,
}

impl Line {
    fn share(&self, time: f64) -> f64 {
        1.0 / (1.0 + (-self.intercept - self.slope * time).exp())
    }

    fn information(&self, rows: &[Row]) -> Information {
        let mut found = Information::default();
        for row in rows {
            let share = self.share(row.time);
            let weight = row.sum * share * (1.0 - share);
            let left = row.hits - row.sum * share;
            found.w += weight;
            found.wt += weight * row.time;
            found.wtt += weight * row.time * row.time;
            found.score += left;
            found.score_t += left * row.time;
        }
        found
    }

    fn pearson(&self, rows: &[Row]) -> f64 {
        let one = |row: &Row| {
            let share = self.share(row.time);
            let variance = row.sum * share * (1.0 - share);
            if variance > 0.0 { (row.hits - row.sum * share).powi(2) / variance } else { 0.0 }
        };
        rows.iter().map(one).sum()
    }
}

impl Information {
    fn determinant(&self) -> Option<f64> {
        let determinant = self.w * self.wtt - self.wt * self.wt;
        (determinant > 0.0).then_some(determinant)
    }

    fn step(&self) -> Option<(f64, f64)> {
        let determinant = self.determinant()?;
        let intercept = (self.wtt * self.score - self.wt * self.score_t) / determinant;
        let slope = (self.w * self.score_t - self.wt * self.score) / determinant;
        Some((intercept, slope))
    }

    fn slope_variance(&self) -> Option<f64> {
        Some(self.w / self.determinant()?)
    }
}
