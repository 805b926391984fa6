//! Copies of the whole database, and whether the trails in one are whole. For the operator of the machine alone.

use std::path::Path;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_store::audit::{self, Entry, Verified};
use serde_json::json;

use crate::{App, Result};

impl App {
    /// Copies an embedded database into a new file while others go on writing. Each agency's trail says so first, so
    /// that the copy holds the row about itself.
    pub async fn copy_whole(&self, to: &Path) -> Result<()> {
        self.note_copy(to).await?;
        Ok(self.store.copy_to(to).await?)
    }

    /// Leaves a row in each agency's trail that the whole database is copied, for copies that other programs make.
    pub async fn note_copy(&self, to: &Path) -> Result<()> {
        let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for agency in self.agencies().await? {
            let mut write = self.store.write(&Actor::operator(agency.id), self.now()).await?;
            write.record(Entry::new("backup.make", "database").with(json!({ "file": name })));
            write.commit().await?;
        }
        Ok(())
    }

    /// Walks the trail of every agency and changes nothing, not even the trail: what is being looked at may be a copy.
    pub async fn check_trails(&self) -> Result<Vec<(Agency, Verified)>> {
        let mut all = Vec::new();
        for agency in self.agencies().await? {
            let read = self.store.read(&Actor::operator(agency.id)).await?;
            let verified = audit::verify(&read, None).await?;
            all.push((agency, verified));
        }
        Ok(all)
    }
}
