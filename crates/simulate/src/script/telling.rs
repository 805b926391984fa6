//! Tells the story: helpers that the chapters share, and the answers to everyday concerns.

use jiff::civil::Date;

use crate::crime::Incident;
use crate::crime::background::Calendar;
use crate::crime::targets::Target;
use crate::geometry::Geometry;
use crate::people::concerns::{Answered, Concern};
use crate::people::{StaffMember, staff};
use crate::plan::{Plan, regions};
use crate::script::assessments::{CountedArea, Days};
use crate::script::clock::Clock;
use crate::script::events::{Event, Promise, What};
use crate::script::fields::{Node, Presence, Stage, TriangleNode, YesNo};
use crate::script::{
    daily, depot_square, gatherings, helping, mill_flats, night_strip, parking_lots, partnerships,
    school_street, tips,
};

/// What the chapters may look at.
pub(crate) struct Ground<'a> {
    pub plan: &'a Plan,
    pub incidents: &'a [Incident],
    pub targets: &'a [Target],
    pub calendar: &'a Calendar,
    pub clock: &'a Clock,
}

/// A story in the making.
pub(crate) struct Story<'a> {
    pub on: Ground<'a>,
    pub events: Vec<Event>,
    problem: String,
}

/// The whole story in order of time.
pub(crate) fn tell(
    on: Ground,
    concerns: &[Concern],
    answers: &[Answered],
    staff: &[StaffMember],
) -> Result<Vec<Event>, jiff::Error> {
    let mut story = Story { on, events: Vec::new(), problem: String::new() };
    for concern in concerns {
        let what = What::ConcernReceived { concern: concern.key.clone() };
        story.events.push(Event { at: concern.received, by: String::new(), what });
    }
    for answer in answers {
        let promise = answer.promise.as_ref().map(|(what, due, _)| Promise {
            key: format!("{}-promise", answer.concern),
            what: what.clone(),
            due: *due,
        });
        let kept = answer.promise.as_ref().filter(|(_, due, _)| *due < story.on.clock.today);
        let what =
            What::ConcernAnswered { concern: answer.concern.clone(), text: answer.text.clone(), promise };
        story.events.push(Event { at: answer.at, by: answer.by.clone(), what });
        if let Some((_, due, text)) = kept {
            let at = story.on.clock.moment(*due, 16, 20)?;
            let (promise, concern) = (format!("{}-promise", answer.concern), answer.concern.clone());
            let what = What::PromiseKept { promise, concern, text: text.clone() };
            story.events.push(Event { at, by: answer.by.clone(), what });
        }
    }
    mill_flats::tell(&mut story)?;
    depot_square::tell(&mut story)?;
    parking_lots::tell(&mut story)?;
    night_strip::tell(&mut story)?;
    school_street::tell(&mut story)?;
    gatherings::tell(&mut story)?;
    partnerships::tell(&mut story)?;
    helping::tell(&mut story)?;
    tips::tell(&mut story)?;
    daily::tell(&mut story, staff)?;
    story.events.sort_by_key(|e| e.at);
    Ok(story.events)
}

impl Story<'_> {
    /// The following events belong to this problem.
    pub fn about(&mut self, problem: &str) {
        self.problem = problem.to_owned();
    }

    pub fn problem(&self) -> String {
        self.problem.clone()
    }

    /// Something that somebody of the agency or of a partner did.
    pub fn event(&mut self, days_ago: i64, at: (i8, i8), by: &str, what: What) -> Result<(), jiff::Error> {
        let by = if by.is_empty() || by.contains('@') { by.to_owned() } else { staff::email(by) };
        let at = self.on.clock.ago(days_ago, at.0, at.1)?;
        self.events.push(Event { at, by, what });
        Ok(())
    }

    /// An answer to each of several residents, some minutes apart.
    pub fn answers(
        &mut self,
        days_ago: i64,
        hour: i8,
        by: &str,
        texts: &[(&str, String)],
    ) -> Result<(), jiff::Error> {
        for (n, (concern, text)) in texts.iter().enumerate() {
            let what =
                What::ConcernAnswered { concern: (*concern).to_owned(), text: text.clone(), promise: None };
            self.event(days_ago, (hour, 5 + n as i8 * 9), by, what)?;
        }
        Ok(())
    }

    /// An answer with a promise.
    pub fn promise(
        &mut self,
        (days_ago, at): (i64, (i8, i8)),
        by: &str,
        (concern, text): (&str, &str),
        (what, due): (&str, Date),
    ) -> Result<(), jiff::Error> {
        let promise = Promise { key: format!("{concern}-promise"), what: what.to_owned(), due };
        let (concern, text) = (concern.to_owned(), text.to_owned());
        self.event(days_ago, at, by, What::ConcernAnswered { concern, text, promise: Some(promise) })
    }

    pub fn moved(
        &mut self,
        days_ago: i64,
        at: (i8, i8),
        by: &str,
        to: Stage,
        note: &str,
    ) -> Result<(), jiff::Error> {
        let what = What::StageMoved { problem: self.problem(), to, note: note.to_owned() };
        self.event(days_ago, at, by, what)
    }

    pub fn note(&mut self, days_ago: i64, at: (i8, i8), by: &str, text: &str) -> Result<(), jiff::Error> {
        let what = What::NoteAdded { problem: self.problem(), text: text.to_owned() };
        self.event(days_ago, at, by, what)
    }

    pub fn done(
        &mut self,
        days_ago: i64,
        at: (i8, i8),
        by: &str,
        task: &str,
        done: &str,
    ) -> Result<(), jiff::Error> {
        let (task, done) = (task.to_owned(), done.to_owned());
        let what = What::TaskDone { problem: self.problem(), task, done };
        self.event(days_ago, at, by, what)
    }

    pub fn target(&self, id: &str) -> Option<&Target> {
        self.on.targets.iter().find(|t| t.id == id)
    }

    pub fn area(&self, id: &str) -> Geometry {
        self.target(id).map_or(Geometry::MultiPoint(Vec::new()), |t| t.geometry.clone())
    }

    /// Located incidents of a target's offense in its place and in some days, as whoever measures them by the area
    /// counts them: what stands on record within it, also from an address that the plant did not choose.
    pub fn count(&self, id: &str, days: Days) -> usize {
        let Some(target) = self.target(id) else { return 0 };
        let number = |date: Date| i64::from((date - self.on.calendar.first).get_days());
        let range = number(days.from)..number(days.until);
        let then = self.on.incidents.iter().filter(|i| i.located && range.contains(&i.day()));
        let there = |i: &Incident| match &target.geometry {
            area @ (Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => {
                // Violence at home is a class of its own in what is imported.
                target.counts(i)
                    && !i.domestic
                    && i.position(self.on.plan).is_some_and(|at| area.contains(at))
            }
            _ => target.holds(i),
        };
        then.filter(|i| there(i)).count()
    }

    /// Code of the first beat of a neighborhood, and of the neighborhood.
    pub fn codes(&self, neighborhood: usize) -> (String, String) {
        let beat = self.on.plan.beats.iter().find(|b| b.neighborhood == neighborhood);
        (
            beat.map(|b| b.code.clone()).unwrap_or_default(),
            self.on.plan.neighborhoods[neighborhood].code.clone(),
        )
    }

    /// A comparison area: the blocks in the middle of another neighborhood.
    pub fn control(&self, neighborhood: usize, why: &str) -> CountedArea {
        let (lattice, of) = (&self.on.plan.lattice, &self.on.plan.cell_neighborhood);
        let mine = |cell: usize| usize::from(of[cell]) == neighborhood;
        let name = format!("{}, the whole neighborhood", self.on.plan.neighborhoods[neighborhood].name);
        CountedArea { name, area: regions::area(lattice, &mine), why: why.to_owned() }
    }

    /// The block of an address and those around it.
    pub fn blocks_around(&self, address: usize) -> Geometry {
        let lattice = &self.on.plan.lattice;
        let (column, row) = lattice.column_row(self.on.plan.addresses[address].cell as usize);
        regions::area(lattice, &|cell| {
            let (c, r) = lattice.column_row(cell);
            c.abs_diff(column) <= 1 && r.abs_diff(row) <= 1
        })
    }

    /// The blocks of the neighborhood around a target, without the target itself.
    pub fn ring(&self, id: &str, neighborhood: usize, why: &str) -> CountedArea {
        let (plan, lattice) = (self.on.plan, &self.on.plan.lattice);
        let mut inside = vec![false; lattice.uses.len()];
        for address in self.target(id).into_iter().flat_map(|t| &t.addresses) {
            inside[plan.addresses[*address as usize].cell as usize] = true;
        }
        // Blocks without addresses lie inside when the outline holds their middle.
        let outline = self.area(id);
        let middle = |cell: usize| {
            let (c, r) = lattice.column_row(cell);
            lattice.corner(c, r).towards(lattice.corner(c + 1, r + 1), 0.5).lon_lat()
        };
        let around = |cell: usize| {
            usize::from(plan.cell_neighborhood[cell]) == neighborhood
                && !inside[cell]
                && !outline.contains(middle(cell))
        };
        CountedArea {
            name: format!("The rest of {}", plan.neighborhoods[neighborhood].name),
            area: regions::area(lattice, &around),
            why: why.to_owned(),
        }
    }
}

/// Whether two counts differ by more than chance would make them, roughly (two standard deviations). The story is
/// played before the product measures, so its words must agree with what the product will say.
pub(crate) fn clearly_differs(before: usize, after: usize) -> bool {
    before.abs_diff(after) * before.abs_diff(after) > 4 * (before + after)
}

/// Yes, with a reason.
pub(crate) fn yes(words: impl Into<String>) -> YesNo {
    YesNo { holds: Some(true), words: words.into() }
}

/// The six nodes in order, with the presence of handler, guardian and manager.
pub(crate) fn triangle(words: [&str; 6], controllers: [Presence; 3]) -> Vec<TriangleNode> {
    let [handler, guardian, manager] = controllers.map(Some);
    let nodes = [
        (Node::Offender, None),
        (Node::Handler, handler),
        (Node::Target, None),
        (Node::Guardian, guardian),
        (Node::Place, None),
        (Node::Manager, manager),
    ];
    let node = |(words, (node, presence)): (&str, (Node, Option<Presence>))| TriangleNode {
        node,
        words: words.to_owned(),
        presence,
    };
    words.into_iter().zip(nodes).map(node).collect()
}
