//! One's own development plan.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::plans::Plan;
use commonbeat_store::audit::Entry;
use commonbeat_store::{Write, agencies, plans};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// A goal as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGoal {
    /// The competency it is for.
    pub competency: Competency,
    /// What I will do.
    pub what: String,
    /// Who helps.
    pub with: String,
    /// By when.
    pub by: Option<Date>,
}

impl App {
    /// The actor's own plan.
    pub async fn own_plan(&self, who: &Actor) -> Result<Plan> {
        Ok(plans::own(&self.store.read(who).await?).await?)
    }

    /// Sets a goal. `read`: the version of the plan that was read.
    pub async fn set_goal(&self, who: &Actor, read: i64, goal: NewGoal) -> Result<Plan> {
        let (write, mut plan) = self.plan_at(who, read).await?;
        plan.add(goal.competency, &goal.what, &goal.with, goal.by, self.now())?;
        self.keep_plan(write, plan).await
    }

    /// Notes that a goal was reached.
    pub async fn finish_goal(&self, who: &Actor, read: i64, number: u32, words: &str) -> Result<Plan> {
        let (write, mut plan) = self.plan_at(who, read).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        plan.finish(number, words, today, self.now())?;
        self.keep_plan(write, plan).await
    }

    /// Takes a goal out.
    pub async fn drop_goal(&self, who: &Actor, read: i64, number: u32) -> Result<Plan> {
        let (write, mut plan) = self.plan_at(who, read).await?;
        plan.drop_goal(number, self.now())?;
        self.keep_plan(write, plan).await
    }

    async fn plan_at(&self, who: &Actor, read: i64) -> Result<(Write, Plan)> {
        let write = self.store.write(who, self.now()).await?;
        let plan = plans::own(&write).await?;
        if plan.version == read { Ok((write, plan)) } else { Err(Error::Stale("plan")) }
    }

    /// What stands in the plan is nobody else's business, so the trail holds that it changed and nothing more.
    async fn keep_plan(&self, mut write: Write, plan: Plan) -> Result<Plan> {
        let saved = plans::save(&mut write, plan).await?;
        let whose = commonbeat_store::Session::actor(&write).person().map(|id| id.to_string());
        write.record(
            Entry::new("plan.change", whose.unwrap_or_default()).with(json!({ "version": saved.version })),
        );
        write.commit().await?;
        Ok(saved)
    }
}
