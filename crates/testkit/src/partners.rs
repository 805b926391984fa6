//! Partners of a test.

use commonbeat_domain::partnerships::agreements::{
    Agreement, AgreementKind, DataCategory, Side, Signature, Terms,
};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::{NOON, id};

/// Terms that share everything, from Saturday 2026-02-14 for a year.
pub fn terms() -> Terms {
    Terms {
        kind: AgreementKind::Sharing,
        title: "Dark lots".into(),
        purpose: "Fewer break-ins.".into(),
        authority: "City code 2-14".into(),
        categories: DataCategory::ALL.iter().copied().collect(),
        minimum: String::new(),
        contact_here: "Sgt. Delgado".into(),
        contact_there: "D. Quint".into(),
        security: "Own accounts.".into(),
        retention: "One year.".into(),
        onward: "Nobody.".into(),
        review_on: date(2026, 8, 1),
        from: date(2026, 2, 14),
        until: date(2027, 2, 13),
    }
}

/// An agreement with partner organization `n` under [`terms`], signed by both sides before it began.
pub fn agreement(n: u128) -> Agreement {
    let signed = |side| Signature {
        side,
        name: "D. Quint".into(),
        noted_by: id(100),
        on_paper: false,
        at: NOON - SignedDuration::from_hours(240),
    };
    Agreement::draft(id(900 + n), id(n), terms())
        .and_then(|a| a.sign(signed(Side::Agency)))
        .and_then(|a| a.sign(signed(Side::Partner)))
        .expect("a sound agreement")
}
