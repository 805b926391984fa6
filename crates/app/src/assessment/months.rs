//! Which months are counted. Pure.

use commonbeat_analysis::guard;
use commonbeat_domain::problems::candidates::Window;
use jiff::ToSpan;
use jiff::civil::Date;

/// Most months before, unless asked otherwise: longer ago, other things were different.
const MOST: u64 = 36;
/// Fewer months say nothing of how areas moved.
const FEWEST: u64 = 3;
/// Most months that can be asked for.
pub const LONGEST: u32 = 60;

/// The days of the data: first day, day after the last.
pub type Data = Window;

fn month(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn month_after(day: Date) -> i64 {
    if day.day() == 1 { month(day) } else { month(day) + 1 }
}

fn first_of(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let number = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    Date::new(year, number, 1).ok()
}

/// The months before: whole months that the data cover, none of those in which scanning chose the problem, none after
/// the start; whole years where there is one, so that each season counts alike. `asked`: a number of months instead.
pub fn baseline(data: Data, chosen: Option<Window>, start: Date, asked: Option<u32>) -> Option<Window> {
    let none = guard::Window { from: 0, to: 0 };
    let selection = chosen.map_or(none, |w| guard::Window { from: month(w.from), to: month_after(w.until) });
    let end = month(start.min(data.until));
    let most = asked.map_or(MOST, |months| u64::from(months.clamp(1, LONGEST)));
    let fair = guard::fair_baseline(selection, month_after(data.from), end, most)?;
    let months = fair.len();
    let whole_years = if asked.is_none() && months >= 12 { months - months % 12 } else { months };
    let from = fair.to - i64::try_from(whole_years).ok()?;
    let window = Window { from: first_of(from)?, until: first_of(fair.to)? };
    (whole_years >= FEWEST).then_some(window)
}

/// The months from the start on.
pub fn follow_up(start: Date, months: u32) -> Window {
    Window { from: start, until: start.saturating_add(i64::from(months.clamp(1, LONGEST)).months()) }
}

/// First days of the months of a window, counted from its first day, and the day after the last: the last one may be
/// short.
pub fn steps(window: Window) -> Vec<Date> {
    let step = |i: i64| window.from.saturating_add(i.months());
    let mut steps: Vec<Date> =
        (0..i64::from(LONGEST) * 4).map(step).take_while(|d| *d < window.until).collect();
    steps.push(window.until);
    steps
}

/// The part of a window that has passed and that the data cover, in whole months; the window itself when all has.
pub fn passed(window: Window, until: Date) -> Option<Window> {
    if until >= window.until {
        return Some(window);
    }
    let end = steps(window).into_iter().take_while(|d| *d <= until).last()?;
    (end > window.from).then_some(Window { from: window.from, until: end })
}

/// Months of a window, whole or begun.
pub fn length(window: Window) -> u32 {
    u32::try_from(steps(window).len() - 1).unwrap_or(u32::MAX)
}

/// First days of the whole calendar months within a window.
pub fn calendar(window: Window) -> Vec<Date> {
    (month_after(window.from)..=month(window.until)).filter_map(first_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(from: Date, until: Date) -> Window {
        Window { from, until }
    }

    #[test]
    fn the_months_before_are_whole_years_that_end_before_the_months_that_chose() {
        let data = days(date(2021, 1, 1), date(2026, 2, 1));
        let chosen = days(date(2025, 8, 10), date(2026, 2, 8));
        let found = baseline(data, Some(chosen), date(2026, 3, 2), None).unwrap();
        assert_eq!(found, days(date(2022, 8, 1), date(2025, 8, 1)));
        assert!(!found.overlaps(chosen));
        let asked = baseline(data, Some(chosen), date(2026, 3, 2), Some(9)).unwrap();
        assert_eq!(asked, days(date(2024, 11, 1), date(2025, 8, 1)));
    }

    #[test]
    fn without_a_choosing_window_the_months_end_at_the_start() {
        let data = days(date(2024, 1, 15), date(2026, 2, 20));
        let found = baseline(data, None, date(2026, 2, 16), None).unwrap();
        assert_eq!(found, days(date(2024, 2, 1), date(2026, 2, 1)));
    }

    #[test]
    fn data_that_only_chose_the_problem_leave_no_baseline() {
        let data = days(date(2025, 8, 1), date(2026, 2, 1));
        let chosen = days(date(2025, 8, 10), date(2026, 2, 8));
        assert_eq!(baseline(data, Some(chosen), date(2026, 3, 2), None), None);
    }

    #[test]
    fn a_follow_up_that_still_runs_counts_its_whole_months() {
        let window = follow_up(date(2025, 9, 2), 6);
        assert_eq!(window.until, date(2026, 3, 2));
        assert_eq!(passed(window, date(2026, 3, 2)), Some(window));
        assert_eq!(passed(window, date(2025, 12, 1)), Some(days(date(2025, 9, 2), date(2025, 11, 2))));
        assert_eq!(passed(window, date(2025, 10, 1)), None);
        assert_eq!((length(window), steps(window).len()), (6, 7));
    }

    #[test]
    fn a_window_of_odd_days_is_counted_whole() {
        let window = days(date(2025, 1, 31), date(2025, 4, 10));
        assert_eq!(
            steps(window),
            [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 10)]
        );
        assert_eq!(calendar(window), [date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)]);
    }
}
