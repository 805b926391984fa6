//! The forms of what must always stand there: header and public words.

use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::problem::{Header, PublicNote};
use jiff::civil::Date;

use crate::form::Form;

/// The form of the header.
pub fn fill_header(form: Form, problem: &Problem) -> Form {
    form.with("title", &problem.title)
        .with("tier", problem.tier.name())
        .with("lead", problem.lead)
        .with("beat", problem.beat.map(|id| id.to_string()).unwrap_or_default())
        .with("neighborhood", problem.neighborhood.map(|id| id.to_string()).unwrap_or_default())
        .with("review_on", problem.review_on)
}

/// The header as typed; nothing where a field was refused.
pub fn read_header(form: &mut Form) -> Option<Header> {
    let title = form.take("title", |text| commonbeat_domain::text::line("title", text));
    let tier = form.read("tier");
    let lead = form.read("lead");
    let beat = form.read_optional("beat");
    let neighborhood = form.read_optional("neighborhood");
    let review_on = form.read("review_on");
    if form.refused() {
        return None;
    }
    Some(Header { title: title?, tier: tier?, lead: lead?, beat, neighborhood, review_on: review_on? })
}

/// The form of the public words.
pub fn fill_public(form: Form, problem: &Problem) -> Form {
    let public = &problem.public;
    form.with("shown", if public.shown { "yes" } else { "" })
        .with("said", &public.said)
        .with("did", &public.did)
        .with("next_word_by", public.next_word_by.map(|day| day.to_string()).unwrap_or_default())
}

/// The public words as typed.
pub fn read_public(form: &mut Form) -> PublicNote {
    PublicNote {
        shown: form.has("shown", "yes"),
        said: form.value("said").to_owned(),
        did: form.value("did").to_owned(),
        next_word_by: form.read_optional::<Date>("next_word_by"),
        updated_at: None,
    }
}
