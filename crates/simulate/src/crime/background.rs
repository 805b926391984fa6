//! Everyday incidents, before any problem is planted.

use jiff::civil::Date;

use crate::crime::offenses::{OFFENSES, Offense};
use crate::crime::rhythm::Rhythm;
use crate::crime::sites::Sites;
use crate::crime::{DAY, Incident};
use crate::dice::{Dice, Weighted};
use crate::plan::Plan;

/// Tables of days and hours for every rhythm.
pub(crate) struct Calendar {
    pub first: Date,
    pub days: i64,
    weekday_of_first: usize,
    day: Vec<Weighted>,
    hour: Vec<Weighted>,
}

impl Calendar {
    pub fn new(first: Date, today: Date) -> Self {
        let days = i64::from((today - first).get_days());
        let weekday_of_first = first.weekday().to_monday_zero_offset() as usize;
        let mut calendar = Self { first, days, weekday_of_first, day: Vec::new(), hour: Vec::new() };
        let dates: Vec<(usize, usize)> = first
            .series(jiff::Span::new().days(1))
            .take(days as usize)
            .map(|d| (d.weekday().to_monday_zero_offset() as usize, d.month() as usize - 1))
            .collect();
        for rhythm in Rhythm::ALL {
            calendar
                .day
                .push(Weighted::new(dates.iter().map(|(day, month)| rhythm.day_weight(*day, *month))));
            for day in 0..7 {
                calendar.hour.push(Weighted::new((0..24).map(|hour| rhythm.hour_weight(day, hour))));
            }
        }
        calendar
    }

    /// 0 for Monday.
    pub fn weekday(&self, day: i64) -> usize {
        (self.weekday_of_first + day as usize) % 7
    }

    /// 1 for January.
    pub fn month(&self, day: i64) -> u8 {
        crate::crime::clock(self.first, day * DAY).date().month().unsigned_abs()
    }

    /// A day of the whole past.
    pub fn draw_day(&self, rhythm: Rhythm, dice: &mut Dice) -> i64 {
        self.day[rhythm as usize].draw(dice) as i64
    }

    /// A minute of the given day; people like to say half past.
    pub fn draw_minute(&self, rhythm: Rhythm, day: i64, dice: &mut Dice) -> i64 {
        let hour = self.hour[rhythm as usize * 7 + self.weekday(day)].draw(dice) as i64;
        let minute = match dice.below(10) {
            0..3 => 0,
            3..5 => 30,
            5 => 15,
            6 => 45,
            _ => dice.below(60) as i64,
        };
        // Exactly midnight is how an unknown time is written; a known one keeps clear of it.
        day * DAY + hour * 60 + if hour == 0 && minute == 0 { 5 } else { minute }
    }
}

/// Draws everyday incidents.
pub(crate) struct Everyday<'a> {
    pub calendar: &'a Calendar,
    pub sites: &'a Sites,
    pub plan: &'a Plan,
    mix: Weighted,
    venues: Vec<Weighted>,
    /// Earlier burglaries, of which some come back.
    burgled: Vec<(u32, i32)>,
}

impl<'a> Everyday<'a> {
    pub fn new(calendar: &'a Calendar, sites: &'a Sites, plan: &'a Plan) -> Self {
        let mix = Weighted::new(OFFENSES.iter().map(|o| o.share));
        let venues =
            OFFENSES.iter().map(|o| Weighted::new(o.venues.iter().map(|(_, w)| f64::from(*w)))).collect();
        Self { calendar, sites, plan, mix, venues, burgled: Vec::new() }
    }

    /// One incident; redrawn while its report would lie in the future.
    pub fn draw(&mut self, dice: &mut Dice) -> Incident {
        loop {
            let row = self.mix.draw(dice);
            let offense = &OFFENSES[row];
            let venue = offense.venues[self.venues[row].draw(dice)].0;
            let mut address = self.sites.draw(venue, dice);
            let mut day = self.calendar.draw_day(offense.rhythm, dice);
            let burglary = offense.primary == "BURGLARY" && offense.rhythm == Rhythm::EmptyHome;
            if burglary && !self.burgled.is_empty() && dice.chance(0.12) {
                let (near, at) = *dice.pick(&self.burgled);
                address = neighbour(self.plan, near, dice);
                day = i64::from(at) / DAY + 1 + dice.below(21) as i64;
            }
            if day >= self.calendar.days {
                continue;
            }
            let at = self.calendar.draw_minute(offense.rhythm, day, dice);
            let mut incident = blank(row as u8, venue, address, at);
            if finish(&mut incident, offense, self.calendar.days, dice) {
                if burglary && incident.span > 0 {
                    self.burgled.push((address, incident.at));
                }
                return incident;
            }
        }
    }
}

/// An incident whose particulars are still to be drawn.
pub(crate) fn blank(row: u8, venue: crate::crime::offenses::Venue, address: u32, at: i64) -> Incident {
    Incident {
        id: 0,
        offense: row,
        venue,
        address,
        at: at as i32,
        span: 0,
        reported: 0,
        located: true,
        planted: false,
        arrest: false,
        domestic: false,
    }
}

/// The same address again, or another one of the same block.
pub(crate) fn neighbour(plan: &Plan, address: u32, dice: &mut Dice) -> u32 {
    if dice.chance(0.4) {
        return address;
    }
    let (from, to) = plan.segment_of(address as usize).addresses;
    from + dice.below((to - from) as usize) as u32
}

/// Draws span, report, arrest and the flaws of real records. False when the report would lie after the last day.
pub(crate) fn finish(incident: &mut Incident, offense: &Offense, days: i64, dice: &mut Dice) -> bool {
    let percent = |p: u8, dice: &mut Dice| dice.chance(f64::from(p) / 100.0);
    let mut known = i64::from(incident.at);
    if percent(offense.midnight, dice) {
        incident.at -= incident.at % DAY as i32;
        known = i64::from(incident.at) + DAY + dice.below(600) as i64;
    } else if offense.span > 0 && dice.chance(0.7) {
        let length = 30 + dice.waiting(f64::from(offense.span) * 60.0).min(4 * DAY);
        incident.span = (length / 5 * 5) as u16;
        known += length;
    }
    let delay = 4 + dice.below(20) as i64 + dice.waiting(f64::from(offense.delay) * 60.0);
    incident.reported = (known + delay) as i32;
    incident.arrest = percent(offense.arrest, dice);
    incident.domestic = percent(offense.domestic, dice);
    incident.located = !dice.chance(0.011);
    i64::from(incident.reported) < days * DAY
}
