//! New rows into PostgreSQL: its own binary form of `COPY`.
//!
//! The form is told in PostgreSQL's manual under COPY, "Binary Format": a signature, then for each row the number of
//! fields and each field's length and bytes, numbers with the highest byte first.

use commonbeat_domain::Key;
use sea_orm::sqlx::query;

use super::{COLUMNS, NewIncident, flags};
use crate::columns::Day;
use crate::error::from_sqlx;
use crate::{Result, Store, batches};

/// Fields of a row; see [`COLUMNS`].
const FIELDS: i16 = 24;
/// So many bytes are sent at once, and a little more.
const SENT: usize = 1 << 18;

/// Adds rows and notes how far the batch has come, in one transaction.
pub(super) async fn insert(store: &Store, touch: &batches::Touch, rows: Vec<NewIncident>) -> Result<()> {
    let pool = store.bare_write().get_postgres_connection_pool();
    let mut tx = pool.begin().await.map_err(from_sqlx)?;
    if !rows.is_empty() {
        let statement = format!("COPY incidents ({COLUMNS}) FROM STDIN (FORMAT binary)");
        let mut copy = tx.copy_in_raw(&statement).await.map_err(from_sqlx)?;
        let mut rows = rows.into_iter().peekable();
        let mut bytes = Bytes::with_signature();
        while rows.peek().is_some() {
            while bytes.0.len() < SENT
                && let Some(row) = rows.next()
            {
                bytes.row(&row, touch);
            }
            copy.send(std::mem::take(&mut bytes.0)).await.map_err(from_sqlx)?;
        }
        bytes.0.extend_from_slice(&(-1_i16).to_be_bytes());
        copy.send(bytes.0).await.map_err(from_sqlx)?;
        copy.finish().await.map_err(from_sqlx)?;
    }
    let noted = query(batches::TOUCH)
        .bind(touch.tally.as_str())
        .bind(touch.moment)
        .bind(uuid::Uuid::from_bytes(touch.agency))
        .bind(uuid::Uuid::from_bytes(touch.batch))
        .execute(&mut *tx)
        .await
        .map_err(from_sqlx)?;
    touch.found(noted.rows_affected())?;
    tx.commit().await.map_err(from_sqlx)
}

/// Bytes of the binary form.
struct Bytes(Vec<u8>);

impl Bytes {
    fn with_signature() -> Bytes {
        let mut bytes = Vec::with_capacity(SENT + 4_096);
        bytes.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
        bytes.extend_from_slice(&[0; 8]);
        Bytes(bytes)
    }

    /// The values of a row, in the order of [`COLUMNS`].
    fn row(&mut self, row: &NewIncident, touch: &batches::Touch) {
        self.0.extend_from_slice(&FIELDS.to_be_bytes());
        self.bytes(&touch.agency);
        self.bytes(&touch.batch);
        self.bytes(row.id.uuid().as_bytes());
        self.text(row.kind.name());
        self.text(&row.source_key);
        self.maybe(row.source_id.as_deref(), Bytes::text);
        self.bytes(&row.digest);
        self.text(row.offense.as_str());
        self.text(&row.label);
        self.bytes(&Day(row.day).number().to_be_bytes());
        self.maybe(row.hour.map(i32::from), |to, n| to.bytes(&n.to_be_bytes()));
        self.bytes(&row.from.as_microsecond().to_be_bytes());
        self.maybe(row.until, |to, until| to.bytes(&until.as_microsecond().to_be_bytes()));
        self.maybe(row.at, |to, placed| to.bytes(&placed.at.lon().to_be_bytes()));
        self.maybe(row.at, |to, placed| to.bytes(&placed.at.lat().to_be_bytes()));
        self.maybe(row.at, |to, placed| to.bytes(&placed.cells[0].to_be_bytes()));
        self.maybe(row.at, |to, placed| to.bytes(&placed.cells[1].to_be_bytes()));
        self.maybe(row.by_address, |to, found| to.text(found.how));
        self.maybe(row.by_address, |to, found| to.bytes(&found.score.to_be_bytes()));
        self.text(&row.place_text);
        self.maybe(row.place_key.as_deref(), Bytes::text);
        self.maybe(row.beat, |to, id| to.bytes(id.uuid().as_bytes()));
        self.maybe(row.neighborhood, |to, id| to.bytes(id.uuid().as_bytes()));
        self.text(&flags(row));
    }

    fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Bytes, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.0.extend_from_slice(&(-1_i32).to_be_bytes()),
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A field. None is longer than a record may be, which is far below the 2 GiB that a length can tell.
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }
}
