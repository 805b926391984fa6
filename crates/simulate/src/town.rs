//! The town: its map, its past, its people and its story.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::crime::background::{Calendar, Everyday};
use crate::crime::plants::{self, Truth};
use crate::crime::sites::Sites;
use crate::crime::targets::targets;
use crate::crime::usual::Usual;
use crate::crime::{Call, Incident, calls};
use crate::people::concerns::Happened;
use crate::people::{Concern, Organization, StaffMember, concerns, crossing, partners, staff};
use crate::plan::Plan;
use crate::script::Event;
use crate::script::clock::Clock;
use crate::script::telling::{self, Ground};
use crate::spec::{SimulateError, Spec};

/// A made-up town, city or metro, the same for the same [`Spec`].
pub struct Town {
    spec: Spec,
    plan: Plan,
    calendar: Calendar,
    sites: Sites,
    incidents: Vec<Incident>,
    truth: Truth,
    staff: Vec<StaffMember>,
    organizations: Vec<Organization>,
    concerns: Vec<Concern>,
    script: Vec<Event>,
}

impl Town {
    /// Builds the town. A city takes well under a second.
    ///
    /// # Errors
    /// [`SimulateError::Years`], [`SimulateError::Incidents`] and [`SimulateError::Time`] for a spec that cannot be.
    pub fn build(spec: Spec) -> Result<Self, SimulateError> {
        if !(1..=20).contains(&spec.years) {
            return Err(SimulateError::Years(spec.years));
        }
        if spec.incident_count() > 50_000_000 {
            return Err(SimulateError::Incidents(spec.incident_count()));
        }
        let clock = Clock { today: spec.today, zone: TimeZone::get(&spec.zone)? };
        let first = spec.today.checked_sub(jiff::Span::new().years(spec.years))?;
        let plan = Plan::new(&spec);
        let calendar = Calendar::new(first, spec.today);
        let sites = Sites::new(spec.seed, &plan);
        let targets = targets(&spec, &plan, &calendar);
        let mut everyday = Everyday::new(&calendar, &sites, &plan);
        let incidents = plants::incidents(&mut everyday, &targets, spec.seed, spec.incident_count());
        let mut truth = plants::truth(spec.seed, &targets, &incidents, &calendar);
        let staff = staff::staff(&spec, &plan);
        let (concerns, answers) = concerns::concerns(
            &spec,
            &plan,
            &Happened { targets: &targets, incidents: &incidents, staff: &staff },
            &clock,
        )?;
        truth.plants.extend(crossing::planted(&concerns, &clock));
        let ground = Ground {
            plan: &plan,
            incidents: &incidents,
            targets: &targets,
            calendar: &calendar,
            clock: &clock,
        };
        let script =
            if spec.plants.told() { telling::tell(ground, &concerns, &answers, &staff)? } else { Vec::new() };
        let organizations = partners::partners();
        Ok(Self { spec, plan, calendar, sites, incidents, truth, staff, organizations, concerns, script })
    }

    /// What was asked for.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The first day of data.
    pub fn first_day(&self) -> Date {
        self.calendar.first
    }

    /// The map.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Incidents in order of report, up to the day before today.
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// The planted problems and the true effects.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// What is usual where, without anything planted. No analysis is told.
    pub fn usual(&self) -> Usual {
        Usual::new(&self.sites, self.spec.incident_count() as f64 / f64::from(self.spec.years))
    }

    /// The people who work for the agency, each with an e-mail of their own.
    pub fn staff(&self) -> &[StaffMember] {
        &self.staff
    }

    /// Partner organizations with their members.
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    /// What residents told the agency, in order of time.
    pub fn concerns(&self) -> &[Concern] {
        &self.concerns
    }

    /// The story in order of time.
    pub fn script(&self) -> &[Event] {
        &self.script
    }

    /// Gives every call to `take`, in order of time; none is kept.
    ///
    /// # Errors
    /// What `take` returns.
    pub fn for_each_call<E>(&self, take: impl FnMut(&Call) -> Result<(), E>) -> Result<(), E> {
        let by = (&self.calendar, &self.sites);
        calls::for_each(self.spec.seed, &self.incidents, by, self.spec.call_count(), take)
    }
}
