//! Which counts of a table are hidden.
//!
//! The reader is taken to know the total of every area and of every class, from other publications. Each line by
//! itself must then leave a small count at least [`LEFT`] values that it could have, and all lines together must not
//! narrow it down to one.

use super::super::Count;

type Cell = (usize, usize);

/// How many values the total of a line must leave to a small count, or all where the limit allows fewer.
const LEFT: u64 = 3;

/// The table with small counts hidden, and with them others that would give them away.
///
/// Where a line holds nothing but small counts and zeros, its total tells of them: there is nothing to hide them
/// behind, and whoever publishes such a total publishes that.
pub(super) fn hide(counts: &[Vec<u32>], small: u32) -> Vec<Vec<Count>> {
    let first = |&n: &u32| if n > 0 && n < small { Count::Under(small) } else { Count::Exact(n) };
    let cells = counts.iter().map(|row| row.iter().map(first).collect()).collect();
    let mut table = Hiding { counts, small, cells };
    let lines = table.lines();
    loop {
        // What is hidden in a row may undo a column: again and again, until a whole round changes nothing.
        let mut changed = true;
        while changed {
            changed = false;
            for line in &lines {
                while !table.safe(line) && table.hide_next(line) {
                    changed = true;
                }
            }
        }
        if !table.hide_beside_a_pinned_one() {
            return table.cells;
        }
    }
}

struct Hiding<'a> {
    counts: &'a [Vec<u32>],
    small: u32,
    cells: Vec<Vec<Count>>,
}

impl Hiding<'_> {
    /// Every row, then every column.
    fn lines(&self) -> Vec<Vec<Cell>> {
        let (rows, columns) = (self.counts.len(), self.counts.first().map_or(0, Vec::len));
        let row = |r: usize| (0..columns).map(|c| (r, c)).collect();
        let column = |c: usize| (0..rows).map(|r| (r, c)).collect();
        (0..rows).map(row).chain((0..columns).map(column)).collect()
    }

    /// Hides the smallest count of the line that is still told and not zero; tells whether there was one.
    fn hide_next(&mut self, line: &[Cell]) -> bool {
        let told = line.iter().filter(|&&(r, c)| matches!(self.cells[r][c], Count::Exact(n) if n > 0));
        let next = told.min_by_key(|&&(r, c)| self.counts[r][c]).copied();
        next.map(|(r, c)| self.cells[r][c] = Count::Hidden).is_some()
    }

    /// Whether the total of a line leaves every small count enough values that it could have.
    fn safe(&self, line: &[Cell]) -> bool {
        let (mut sum, mut under, mut hidden) = (0_u64, 0_u64, 0_u64);
        for &(r, c) in line {
            match self.cells[r][c] {
                Count::Exact(_) => continue,
                Count::Under(_) => under += 1,
                Count::Hidden => hidden += 1,
            }
            sum += u64::from(self.counts[r][c]);
        }
        let limit = u64::from(self.small);
        if under == 0 {
            return hidden != 1;
        }
        // The most that one small count can be, with all others at their least; its least, with all at their most.
        let most = sum.saturating_sub((under - 1) + hidden * limit).min(limit - 1);
        let least = if hidden > 0 { 1 } else { sum.saturating_sub((limit - 1) * (under - 1)).max(1) };
        most + 1 >= least + LEFT.min(limit - 1)
    }

    /// Finds a small count that all totals together narrow down to one number, and hides one more in its row or
    /// column; tells whether it did.
    fn hide_beside_a_pinned_one(&mut self) -> bool {
        let ranges = ranges(self.counts, &self.cells, self.small);
        let (rows, columns) = (self.counts.len(), self.counts.first().map_or(0, Vec::len));
        for (r, row) in ranges.iter().enumerate() {
            for (c, (low, high)) in row.iter().enumerate() {
                if low < high || !matches!(self.cells[r][c], Count::Under(_)) {
                    continue;
                }
                let across: Vec<Cell> = (0..columns).map(|j| (r, j)).collect();
                let down: Vec<Cell> = (0..rows).map(|i| (i, c)).collect();
                // A line that gives it away by itself could not be helped, and hiding more would not help either.
                let of_use = self.safe(&across) && self.safe(&down);
                if of_use && self.hide_next(&[across, down].concat()) {
                    return true;
                }
            }
        }
        false
    }
}

/// The lowest and highest that each count can be for a reader who knows all totals: each line narrows its counts,
/// those narrow the lines across, until nothing changes.
pub(super) fn ranges(counts: &[Vec<u32>], cells: &[Vec<Count>], small: u32) -> Vec<Vec<(u32, u32)>> {
    let open = |cell: &Count| match cell {
        Count::Exact(n) => (*n, *n),
        Count::Under(limit) => (1, limit.saturating_sub(1)),
        Count::Hidden => (small, u32::MAX / 4),
    };
    let mut ranges: Vec<Vec<(u32, u32)>> = cells.iter().map(|row| row.iter().map(open).collect()).collect();
    let lines = Hiding { counts, small, cells: cells.to_vec() }.lines();
    let mut changed = true;
    while changed {
        changed = false;
        for line in &lines {
            let sum: u64 = line.iter().map(|&(r, c)| u64::from(counts[r][c])).sum();
            let ends = line.iter().map(|&(r, c)| ranges[r][c]);
            let (least, most) =
                ends.fold((0_u64, 0_u64), |(a, b), (low, high)| (a + u64::from(low), b + u64::from(high)));
            for &(r, c) in line {
                let (low, high) = ranges[r][c];
                let up = sum.saturating_sub(most - u64::from(high));
                let down = sum.saturating_sub(least - u64::from(low));
                let new = (
                    low.max(u32::try_from(up).unwrap_or(low)),
                    high.min(u32::try_from(down).unwrap_or(high)),
                );
                // Only what became narrower counts, so that this ends.
                changed |= new != ranges[r][c];
                ranges[r][c] = new;
            }
            // Sums of the line are taken afresh in the next round; bounds only ever narrow.
        }
    }
    ranges
}
