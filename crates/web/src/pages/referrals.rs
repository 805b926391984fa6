//! Referrals: how they stand, made with consent, answered by the service, taken back.

mod make;

use axum::response::{IntoResponse, Response};
use commonbeat_app::referrals::{ReferralView, Reply};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::ReferralId;
use commonbeat_domain::partnerships::referrals::{
    Consent, DeclineReason, Outcome, ReferralState, ReferralStep,
};

use super::kit::{Field, Line, Part, Record, Sheet, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::words::Words;

pub use make::{create, new};

/// A referral as a line.
pub fn line(words: &Words, view: &ReferralView, theirs: bool) -> Line {
    let r = &view.referral;
    let since = r.since().map(|at| words.date(at)).unwrap_or_default();
    let need = words.t(&format!("referral-need-{}", r.need.name()));
    let other = match theirs {
        true => view.people.get(&r.made_by).cloned().unwrap_or_default(),
        false => view.service.clone(),
    };
    let (tag, tone) = state(words, view);
    Line {
        title: format!("{} · {need}", r.token()),
        href: format!("/referrals/{}", r.id),
        note: [other, since].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        tag,
        tone,
        ..Line::default()
    }
}

/// Where it stands, in a word.
fn state(words: &Words, view: &ReferralView) -> (String, &'static str) {
    if view.lapsed {
        return (words.t("referral-lapsed"), "warn");
    }
    if view.cut_off {
        return (words.t("referral-cut-off"), "warn");
    }
    let tone = match view.referral.state {
        ReferralState::Sent => "here",
        ReferralState::Accepted | ReferralState::Met => "",
        ReferralState::Declined => "warn",
        ReferralState::Closed => "good",
        ReferralState::Withdrawn => "plain",
    };
    (words.t(&format!("referral-state-{}", view.referral.state.name())), tone)
}

/// Words for a service about consents that were taken back.
pub fn taken_back(words: &Words, all: &[(String, jiff::Timestamp)]) -> Option<Part> {
    let line = |(token, at): &(String, jiff::Timestamp)| Line {
        title: token.clone(),
        note: words.t1("referral-taken-back-on", "day", words.moment(*at)),
        ..Line::default()
    };
    (!all.is_empty()).then(|| Part {
        words: words.t("referral-taken-back-words"),
        lines: all.iter().map(line).collect(),
        plain: true,
        now: true,
        ..Part::new(words.t("referral-taken-back"))
    })
}

/// `GET /referrals`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.referrals(&cx.actor).await?;
    let theirs = cx.actor.may(Action::AnswerReferral);
    let gone = if theirs { cx.app.referrals_taken_back(&cx.actor).await? } else { Vec::new() };
    let (open, over): (Vec<_>, Vec<_>) = all.iter().partition(|view| view.referral.open());
    let part = |views: &[&ReferralView], title: &str, empty: &str| Part {
        lines: views.iter().map(|view| line(words, view, theirs)).collect(),
        empty: words.t(empty),
        ..Part::new(words.t(title))
    };
    let parts = taken_back(words, &gone)
        .into_iter()
        .chain([
            part(&open, "referrals-open", if theirs { "referrals-none-theirs" } else { "referrals-none" }),
            part(&over, "referrals-over", "referrals-over-none"),
        ])
        .collect();
    let record = Record {
        title: words.t("page-referrals"),
        words: words.t(if theirs { "referrals-words-theirs" } else { "referrals-words" }),
        links: vec![(words.t("services-title"), "/services".into())],
        primary: cx
            .actor
            .may(Action::MakeReferral)
            .then(|| (words.t("referral-new"), "/referrals/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// `GET /referrals/{referral}`
pub async fn show(cx: Cx, Path(id): Path<ReferralId>) -> Result<Response> {
    let view = cx.app.referral(&cx.actor, id).await?;
    let (words, r) = (&cx.words, &view.referral);
    let mut links = Vec::new();
    if view.person {
        links.push((words.t("referral-person"), format!("/referrals/{id}/person")));
    }
    if view.may_withdraw {
        links.push((words.t("referral-withdraw"), format!("/referrals/{id}/withdraw")));
    }
    let warning = match (view.lapsed, view.cut_off) {
        (true, _) => words.t("referral-lapsed-words"),
        (_, true) => words.t("referral-cut-off-words"),
        _ => String::new(),
    };
    let record = Record {
        title: format!("{} · {}", r.token(), words.t(&format!("referral-need-{}", r.need.name()))),
        above: view.service.clone(),
        words: warning,
        tags: vec![state(words, &view)],
        links,
        primary: (view.answers && r.open())
            .then(|| (words.t("referral-answer"), format!("/referrals/{id}/answer"))),
        parts: vec![steps(words, &view), consent(words, &r.consent)],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

fn steps(words: &Words, view: &ReferralView) -> Part {
    let why = |step: &ReferralStep| match (step.to, &step.why) {
        (ReferralState::Declined, Some(why)) => words.t(&format!("decline-reason-{why}")),
        (ReferralState::Closed, Some(why)) => words.t(&format!("referral-outcome-{why}")),
        _ => String::new(),
    };
    let line = |step: &ReferralStep| Line {
        title: words.t(&format!("referral-state-{}", step.to.name())),
        note: [view.people.get(&step.by).cloned().unwrap_or_default(), words.moment(step.at)].join(" · "),
        text: why(step),
        ..Line::default()
    };
    Part {
        words: words.t(&format!("hand-over-{}", view.referral.hand_over.name())),
        lines: view.referral.steps.iter().rev().map(line).collect(),
        plain: true,
        ..Part::new(words.t("referral-how-far"))
    }
}

fn consent(words: &Words, c: &Consent) -> Part {
    let back = c.revoked.map(|r| words.moment(r.at)).unwrap_or_default();
    let mut pairs: Vec<(String, String)> = [
        ("consent_scope", c.scope.clone()),
        ("consent_purpose", c.purpose.clone()),
        ("consent_signed", words.day(c.signed_on)),
        ("consent_until", words.day(c.until)),
        ("consent_way", words.t(&format!("consent-way-{}", c.way.name()))),
        ("consent_signer", words.t(&format!("consent-signer-{}", c.signer.name()))),
        ("consent_language", c.language.clone()),
        ("consent_witness", c.witness.clone()),
    ]
    .map(|(field, value)| (words.field(field), value))
    .into();
    pairs.push((words.t("consent-revoked"), back));
    Part { words: words.t("consent-passing-on"), facts: facts(pairs), ..Part::new(words.t("consent-title")) }
}

/// `GET /referrals/{referral}/person`: who the person is; each look is noted.
pub async fn person(cx: Cx, Path(id): Path<ReferralId>) -> Result<Response> {
    let view = cx.app.referral(&cx.actor, id).await?;
    if !view.person {
        return Err(Error::NotFound);
    }
    let person = cx.app.referral_person(&cx.actor, id).await?;
    let words = &cx.words;
    let pairs = person.map(|p| {
        let pairs = [("reach_name", p.name), ("reach_how", p.reach), ("reach_meet", p.meet)];
        facts(pairs.map(|(field, value)| (words.field(field), value)).into())
    });
    let record = Record {
        title: words.t("referral-person"),
        above: view.referral.token(),
        words: words.t("referral-person-words"),
        links: vec![(words.t("kit-back"), format!("/referrals/{id}"))],
        parts: vec![Part {
            facts: pairs.unwrap_or_default(),
            empty: words.t("referral-person-none"),
            ..Part::new(words.t("referral-person-title"))
        }],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Partnerships))
}

/// What a service can do with a referral now, each as the value of a choice.
fn replies(words: &Words, state: ReferralState) -> Vec<Choice> {
    let accept = Choice::new("accept", words.t("referral-reply-accept"));
    let met = Choice::new("met", words.t("referral-reply-met"));
    let of = |end: &'static str, prefix: &'static str, names: &'static [&'static str]| {
        names.iter().map(move |n| (format!("{end}/{n}"), format!("{prefix}-{n}")))
    };
    let declines = of("decline", "decline-reason", DeclineReason::NAMES);
    let outcomes = of("close", "referral-outcome", Outcome::NAMES);
    let choice = |(value, key): (String, String)| Choice::new(value, words.t(&key));
    match state {
        ReferralState::Sent => std::iter::once(accept).chain(declines.map(choice)).collect(),
        ReferralState::Accepted => {
            std::iter::once(met).chain(outcomes.map(choice)).chain(declines.map(choice)).collect()
        }
        ReferralState::Met => outcomes.map(choice).collect(),
        _ => Vec::new(),
    }
}

fn reply(text: &str) -> Option<Reply> {
    match text.split_once('/') {
        None if text == "accept" => Some(Reply::Accept),
        None if text == "met" => Some(Reply::Met),
        Some(("decline", why)) => why.parse().ok().map(Reply::Decline),
        Some(("close", outcome)) => outcome.parse().ok().map(Reply::Close),
        _ => None,
    }
}

async fn answer_sheet(cx: &Cx, id: ReferralId) -> Result<(Sheet, i64)> {
    let view = cx.app.referral(&cx.actor, id).await?;
    let words = &cx.words;
    let sheet = Sheet {
        title: words.t("referral-answer"),
        above: view.referral.token(),
        words: words.t("referral-answer-words"),
        action: format!("/referrals/{id}/answer"),
        back: format!("/referrals/{id}"),
        submit: words.t("kit-save"),
        fields: vec![Field::radios("referral_reply", replies(words, view.referral.state))],
    };
    Ok((sheet, view.referral.version))
}

/// `GET /referrals/{referral}/answer`
pub async fn answer_form(cx: Cx, Path(id): Path<ReferralId>) -> Result<Response> {
    let (sheet, version) = answer_sheet(&cx, id).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /referrals/{referral}/answer`
pub async fn answer(cx: Cx, Path(id): Path<ReferralId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    let (sheet, _) = answer_sheet(&cx, id).await?;
    match reply(form.value("referral_reply")) {
        None => form.refuse(commonbeat_domain::Refusal::required("referral_reply")),
        Some(reply) => match cx.app.answer_referral(&cx.actor, id, version, reply).await {
            Ok(_) => {
                let to = format!("/referrals/{id}");
                return Ok(cx.go_to(to).saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        },
    }
    Ok(sheet.show(&cx, form))
}

async fn withdraw_sheet(cx: &Cx, id: ReferralId) -> Result<Sheet> {
    let view = cx.app.referral(&cx.actor, id).await?;
    let words = &cx.words;
    Ok(Sheet {
        title: words.t("referral-withdraw"),
        above: view.referral.token(),
        words: words.t("referral-withdraw-words"),
        action: format!("/referrals/{id}/withdraw"),
        back: format!("/referrals/{id}"),
        submit: words.t("referral-withdraw"),
        fields: Vec::new(),
    })
}

/// `GET /referrals/{referral}/withdraw`
pub async fn withdraw_form(cx: Cx, Path(id): Path<ReferralId>) -> Result<Response> {
    let form = cx.form();
    Ok(withdraw_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /referrals/{referral}/withdraw`: the person took the consent back.
pub async fn withdraw(cx: Cx, Path(id): Path<ReferralId>, mut form: Form) -> Result<Response> {
    match cx.app.withdraw_consent(&cx.actor, id).await {
        Ok(_) => {
            let to = format!("/referrals/{id}");
            return Ok(cx.go_to(to).saying("flash-referral-withdrawn", &[]).into_response());
        }
        Err(error) => form.absorb(error)?,
    }
    Ok(withdraw_sheet(&cx, id).await?.show(&cx, form))
}
