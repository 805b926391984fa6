//! What comes out of a method, with all that is needed to make it again.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Error, Files, Method, Result};

/// The answer of a method: `method`, `version`, `seed`, `options`, `inputs`, and the keys of the method itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Answer(Map<String, Value>);

impl Answer {
    /// Carries a method out.
    ///
    /// # Errors
    /// Files or options that are unfit.
    pub fn of<M: Method>(method: &M) -> Result<Answer> {
        let mut files = Files::default();
        let found = method.run(&mut files)?;
        let mut keys = Map::new();
        keys.insert("method".to_owned(), M::NAME.into());
        keys.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
        keys.insert("seed".to_owned(), method.seed().into());
        keys.insert("options".to_owned(), value(method)?);
        keys.insert("inputs".to_owned(), value(files.inputs())?);
        if let Value::Object(found) = value(&found)? {
            keys.extend(found);
        }
        Ok(Answer(keys))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The keys with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }
}

fn value(of: &(impl Serialize + ?Sized)) -> Result<Value> {
    serde_json::to_value(of).map_err(|error| Error::option("json", error))
}
