//! The town: its map, its past, its people and its story.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::crime::background::{Calendar, Everyday};
use crate::crime::plants::{self, Truth};
use crate::crime::sites::Sites;
use crate::crime::targets::{Target, targets};
use crate::crime::{Call, Incident, calls};
use crate::plan::Plan;
use crate::spec::{SimulateError, Spec};

/// A made-up town, city or metro, the same for the same [`Spec`].
pub struct Town {
    spec: Spec,
    plan: Plan,
    calendar: Calendar,
    sites: Sites,
    incidents: Vec<Incident>,
    truth: Truth,
    #[expect(dead_code, reason = "read by the story")]
    targets: Vec<Target>,
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
        let _zone = TimeZone::get(&spec.zone)?;
        let first = spec.today.checked_sub(jiff::Span::new().years(spec.years))?;
        let plan = Plan::new(&spec);
        let calendar = Calendar::new(first, spec.today);
        let sites = Sites::new(spec.seed, &plan);
        let targets = targets(&spec, &plan, &calendar);
        let mut everyday = Everyday::new(&calendar, &sites, &plan);
        let incidents = plants::incidents(&mut everyday, &targets, spec.seed, spec.incident_count());
        let truth = plants::truth(spec.seed, &targets, &incidents, &calendar);
        Ok(Self { spec, plan, calendar, sites, incidents, truth, targets })
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

    /// Gives every call to `take`, in order of time; none is kept.
    ///
    /// # Errors
    /// What `take` returns.
    pub fn for_each_call<E>(&self, take: impl FnMut(&Call) -> Result<(), E>) -> Result<(), E> {
        let by = (&self.calendar, &self.sites);
        calls::for_each(self.spec.seed, &self.incidents, by, self.spec.call_count(), take)
    }
}
