//! How our own types go into columns and come back, the same on both databases.

use commonbeat_domain::Key;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A typed id in a UUID column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Col<T>(pub T);

/// A moment in a BIGINT column: microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(pub Timestamp);

/// A day in an INTEGER column: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

/// A value as JSON in a TEXT column; its bytes stay as they were written.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc<T>(pub T);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    pub(crate) fn number(self) -> i32 {
        (self.0 - EPOCH).get_days()
    }

    fn of(number: i32) -> Option<Day> {
        EPOCH.checked_add(jiff::Span::new().try_days(number).ok()?).ok().map(Day)
    }
}

macro_rules! column {
    (($($generics:tt)*), $type:ty, $inner:ty, $into:expr, $from:expr, $array:ident, $column:expr, $null:expr) => {
        impl<$($generics)*> From<$type> for Value {
            fn from(value: $type) -> Value {
                let into: fn($type) -> $inner = $into;
                into(value).into()
            }
        }

        impl<$($generics)*> TryGetable for $type {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> std::result::Result<Self, TryGetError> {
                let from: fn($inner) -> Option<$type> = $from;
                let raw = <$inner as TryGetable>::try_get_by(row, index)?;
                from(raw).ok_or_else(|| TryGetError::DbErr(DbErr::Type("unreadable value in a column".into())))
            }
        }

        impl<$($generics)*> ValueType for $type {
            fn try_from(value: Value) -> std::result::Result<Self, ValueTypeErr> {
                let from: fn($inner) -> Option<$type> = $from;
                from(<$inner as ValueType>::try_from(value)?).ok_or(ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($type).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::$array
            }

            fn column_type() -> ColumnType {
                $column
            }
        }

        impl<$($generics)*> Nullable for $type {
            fn null() -> Value {
                $null
            }
        }

        impl<$($generics)*> TryFromU64 for $type {
            fn try_from_u64(_: u64) -> std::result::Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($type)))
            }
        }

        impl<$($generics)*> IntoActiveValue<$type> for $type {
            fn into_active_value(self) -> ActiveValue<$type> {
                ActiveValue::Set(self)
            }
        }
    };
}

column!((T: Key), Col<T>, Uuid, |v| v.0.uuid(), |u| Some(Col(T::from_uuid(u))), Uuid, ColumnType::Uuid, Value::Uuid(None));
column!(
    (),
    At,
    i64,
    |v| v.0.as_microsecond(),
    |n| Timestamp::from_microsecond(n).ok().map(At),
    BigInt,
    ColumnType::BigInteger,
    Value::BigInt(None)
);
column!((), Day, i32, |v| v.number(), Day::of, Int, ColumnType::Integer, Value::Int(None));
column!(
    (T: Serialize + DeserializeOwned),
    Doc<T>,
    String,
    |v| serde_json::to_string(&v.0).unwrap_or_default(),
    |text| serde_json::from_str(&text).ok().map(Doc),
    String,
    ColumnType::String(StringLen::None),
    Value::String(None)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_counted_from_1970_in_both_directions() {
        for (date, number) in [
            (Date::constant(1970, 1, 1), 0),
            (Date::constant(1969, 12, 31), -1),
            (Date::constant(2026, 2, 16), 20500),
        ] {
            assert_eq!(Day(date).number(), number);
            assert_eq!(Day::of(number), Some(Day(date)));
        }
    }
}
