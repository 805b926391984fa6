//! When things happen: weights over the hours of a week and the months of a year.

/// A daily, weekly and seasonal shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// About the same all day, quiet before dawn.
    Flat,
    /// Business hours of working days.
    Office,
    /// Shops: noon to evening, Saturday first.
    Shop,
    /// Homes standing empty: working days, late morning to afternoon.
    EmptyHome,
    /// Closed shops and offices: after midnight.
    ClosedShop,
    /// Cars left overnight.
    Overnight,
    /// Evenings, more at the end of the week and in summer.
    Evening,
    /// Bars: late on Friday and Saturday.
    Nightlife,
    /// At home: evenings and weekends.
    AtHome,
    /// School days.
    School,
}

/// Hours 0 to 23 on a Monday to Thursday, relative.
const fn hours(rhythm: Rhythm) -> [u8; 24] {
    match rhythm {
        Rhythm::Flat => [6, 4, 3, 2, 2, 2, 3, 5, 7, 8, 8, 9, 10, 9, 9, 10, 10, 10, 10, 10, 10, 9, 9, 7],
        Rhythm::Office => [1, 1, 0, 0, 0, 0, 1, 3, 8, 14, 14, 13, 12, 12, 12, 12, 10, 7, 4, 3, 2, 2, 1, 1],
        Rhythm::Shop => [0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 7, 9, 11, 12, 13, 14, 15, 15, 13, 11, 8, 3, 1, 0],
        Rhythm::EmptyHome => [3, 2, 2, 2, 2, 2, 3, 6, 10, 13, 14, 14, 13, 12, 11, 9, 7, 6, 6, 6, 5, 4, 4, 3],
        Rhythm::ClosedShop => [12, 14, 15, 15, 12, 8, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 6, 8, 10],
        Rhythm::Overnight => [11, 10, 9, 8, 6, 4, 4, 5, 4, 3, 3, 3, 3, 3, 3, 3, 4, 5, 7, 8, 9, 10, 11, 11],
        Rhythm::Evening => [9, 6, 4, 2, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 8, 10, 11, 12, 13, 14, 15, 15, 14, 12],
        Rhythm::Nightlife => [12, 9, 5, 2, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 7, 8, 9, 10, 12, 12],
        Rhythm::AtHome => [8, 6, 4, 3, 2, 2, 3, 4, 5, 5, 5, 6, 7, 6, 7, 8, 9, 11, 12, 12, 12, 12, 11, 10],
        Rhythm::School => [0, 0, 0, 0, 0, 0, 1, 6, 10, 11, 11, 13, 14, 13, 13, 12, 4, 2, 1, 1, 0, 0, 0, 0],
    }
}

/// Monday to Sunday, relative.
const fn days(rhythm: Rhythm) -> [u8; 7] {
    match rhythm {
        Rhythm::Flat => [10, 10, 10, 10, 11, 10, 9],
        Rhythm::Office => [12, 12, 12, 12, 12, 4, 2],
        Rhythm::Shop => [9, 9, 9, 10, 12, 14, 10],
        Rhythm::EmptyHome => [12, 12, 11, 11, 12, 8, 6],
        Rhythm::ClosedShop => [10, 9, 9, 9, 10, 12, 13],
        Rhythm::Overnight => [10, 10, 9, 10, 10, 11, 11],
        Rhythm::Evening => [9, 9, 9, 10, 12, 13, 10],
        Rhythm::Nightlife => [5, 5, 6, 7, 12, 18, 12],
        Rhythm::AtHome => [9, 9, 9, 9, 10, 13, 13],
        Rhythm::School => [13, 14, 14, 13, 12, 0, 0],
    }
}

/// January to December, relative to 100.
const fn months(rhythm: Rhythm) -> [u8; 12] {
    match rhythm {
        Rhythm::Flat => [96, 90, 98, 100, 104, 105, 106, 106, 102, 101, 97, 95],
        Rhythm::Office => [104, 101, 102, 101, 99, 98, 97, 98, 99, 101, 100, 100],
        Rhythm::Shop => [90, 88, 94, 95, 98, 100, 101, 104, 99, 100, 110, 121],
        Rhythm::EmptyHome => [88, 80, 90, 95, 101, 108, 115, 115, 107, 102, 100, 99],
        Rhythm::ClosedShop => [97, 93, 97, 99, 101, 103, 106, 106, 102, 101, 98, 97],
        Rhythm::Overnight => [90, 82, 89, 95, 101, 107, 113, 113, 107, 105, 100, 98],
        Rhythm::Evening => [80, 76, 92, 100, 112, 118, 121, 117, 108, 100, 90, 86],
        Rhythm::Nightlife => [84, 84, 95, 100, 110, 115, 116, 113, 104, 99, 91, 89],
        Rhythm::AtHome => [94, 90, 97, 100, 106, 108, 110, 107, 101, 98, 94, 95],
        Rhythm::School => [105, 108, 105, 110, 112, 55, 12, 60, 125, 125, 110, 73],
    }
}

impl Rhythm {
    pub const ALL: [Self; 10] = [
        Self::Flat,
        Self::Office,
        Self::Shop,
        Self::EmptyHome,
        Self::ClosedShop,
        Self::Overnight,
        Self::Evening,
        Self::Nightlife,
        Self::AtHome,
        Self::School,
    ];

    /// Relative weight of an hour; `day` 0 is Monday.
    pub fn hour_weight(self, day: usize, hour: usize) -> f64 {
        let base = f64::from(hours(self)[hour]);
        let late = matches!(self, Self::Evening | Self::Nightlife | Self::AtHome);
        // The night of Friday and of Saturday reaches into the next morning.
        let weekend_night = matches!((day, hour), (4 | 5, 21..=23) | (5 | 6, 0..=3));
        let lift = match self {
            Self::Nightlife => 3.4,
            _ if late => 1.6,
            _ => 1.0,
        };
        if weekend_night { base * lift } else { base }
    }

    /// Relative weight of a whole day.
    pub fn day_weight(self, day: usize, month: usize) -> f64 {
        f64::from(days(self)[day]) * f64::from(months(self)[month]) / 100.0
    }
}
