//! Which jobs a process can run.

use crate::{Attempt, JobError, Run};
use futures::future::{BoxFuture, FutureExt as _};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// Job names with what to do for each. `Cx` is the application's context, handed to every job.
pub struct Registry<Cx> {
    handlers: BTreeMap<&'static str, Arc<dyn Handler<Cx>>>,
}

pub(crate) trait Handler<Cx>: Send + Sync {
    fn run(&self, payload: String, cx: Arc<Cx>, attempt: Attempt)
    -> BoxFuture<'static, Result<(), JobError>>;
    fn gave_up(
        &self,
        payload: String,
        cx: Arc<Cx>,
        attempt: Attempt,
        why: String,
    ) -> BoxFuture<'static, Result<(), JobError>>;
}

struct Typed<J>(PhantomData<fn() -> J>);

impl<Cx: Send + Sync + 'static, J: Run<Cx>> Handler<Cx> for Typed<J> {
    fn run(
        &self,
        payload: String,
        cx: Arc<Cx>,
        attempt: Attempt,
    ) -> BoxFuture<'static, Result<(), JobError>> {
        async move { read::<J>(&payload)?.run(&cx, &attempt).await }.boxed()
    }

    fn gave_up(
        &self,
        payload: String,
        cx: Arc<Cx>,
        attempt: Attempt,
        why: String,
    ) -> BoxFuture<'static, Result<(), JobError>> {
        async move { read::<J>(&payload)?.gave_up(&cx, &attempt, &why).await }.boxed()
    }
}

/// What cannot be read now cannot be read later.
fn read<J: crate::Job>(payload: &str) -> Result<J, JobError> {
    serde_json::from_str(payload).map_err(JobError::fail)
}

impl<Cx: Send + Sync + 'static> Registry<Cx> {
    /// A registry that knows nothing yet.
    pub fn new() -> Registry<Cx> {
        Registry { handlers: BTreeMap::new() }
    }

    /// Also run jobs of this type.
    ///
    /// # Panics
    /// When another job has the same name: one of them would never run.
    #[must_use]
    pub fn with<J: Run<Cx>>(mut self) -> Registry<Cx> {
        let earlier = self.handlers.insert(J::NAME, Arc::new(Typed::<J>(PhantomData)));
        assert!(earlier.is_none(), "two jobs are named {}", J::NAME);
        self
    }

    /// The names it knows, in alphabetical order.
    pub fn names(&self) -> Vec<&'static str> {
        self.handlers.keys().copied().collect()
    }

    pub(crate) fn handler(&self, name: &str) -> Option<Arc<dyn Handler<Cx>>> {
        self.handlers.get(name).cloned()
    }
}

impl<Cx: Send + Sync + 'static> Default for Registry<Cx> {
    fn default() -> Self {
        Registry::new()
    }
}

impl<Cx> fmt::Debug for Registry<Cx> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.handlers.keys()).finish()
    }
}
