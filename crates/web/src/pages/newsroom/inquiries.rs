//! Questions of media: taken in with a deadline and an owner, answered.

use commonbeat_domain::ids::{InquiryId, OrganizationId};
use commonbeat_domain::information::newsroom::inquiries::{Inquiry, NewInquiry};

use super::*;

fn inquiry_line(words: &Words, i: &Inquiry) -> Line {
    let late = i.late(words.now);
    let (tag, tone) = match (&i.reply, late) {
        (Some(_), _) => (words.t("inquiry-answered"), "good"),
        (None, true) => (words.t("inquiry-late"), "warn"),
        (None, false) => (words.t1("inquiry-by", "day", words.moment(i.asked.deadline)), "here"),
    };
    Line {
        title: i.asked.asker.clone(),
        href: format!("/newsroom/inquiries/{}", i.id),
        note: i.asked.topic.lines().next().unwrap_or_default().to_owned(),
        tag,
        tone,
        ..Line::default()
    }
}

/// The card of the desk with the questions that wait, and the last that were answered.
pub(super) async fn part(cx: &Cx) -> Result<Part> {
    let words = &cx.words;
    let (waiting, answered) = cx.app.inquiries(&cx.actor).await?;
    let all = waiting.iter().chain(answered.iter().take(5));
    Ok(Part {
        lines: all.map(|i| inquiry_line(words, i)).collect(),
        empty: words.t("inquiries-none"),
        now: !waiting.is_empty(),
        more: Some((words.t("inquiry-new"), "/newsroom/inquiries/new".into())),
        ..Part::new(words.t("inquiries"))
    })
}

async fn new_sheet(cx: &Cx) -> Result<Sheet> {
    let words = &cx.words;
    let outlets = cx.app.media_contacts(&cx.actor).await?;
    let outlets = outlets.iter().map(|o| Choice::new(o.id, &o.name)).collect();
    let owners = cx.app.media_answerers(&cx.actor).await?;
    let owners = owners.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    Ok(Sheet {
        title: words.t("inquiry-new"),
        above: String::new(),
        words: String::new(),
        action: "/newsroom/inquiries/new".into(),
        back: "/newsroom".into(),
        submit: words.t("kit-save"),
        fields: vec![
            Field::line("inquiry_asker"),
            Field::select("inquiry_outlet", outlets).optional(),
            Field::prose("inquiry_topic"),
            Field::moment("inquiry_deadline"),
            Field::select("inquiry_owner", owners),
        ],
    })
}

/// `GET /newsroom/inquiries/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let own = cx.actor.person().map(|id| id.to_string()).unwrap_or_default();
    let form = cx.form().with("inquiry_owner", own);
    Ok(new_sheet(&cx).await?.show(&cx, form))
}

/// `POST /newsroom/inquiries/new`
pub async fn take(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let organization = form.read_optional::<OrganizationId>("inquiry_outlet");
    let owner = form.read::<PersonId>("inquiry_owner");
    let wall = form.read::<DateTime>("inquiry_deadline");
    let deadline = wall.and_then(|wall| moment(&cx, &mut form, "inquiry_deadline", wall));
    if let (Some(owner), Some(deadline), false) = (owner, deadline, form.refused()) {
        let (asker, topic) = (form.value("inquiry_asker").to_owned(), form.value("inquiry_topic").to_owned());
        let asked = NewInquiry { organization, asker, topic, deadline, owner };
        match cx.app.take_inquiry(&cx.actor, asked, &once.0).await {
            Ok(_) => return Ok(cx.go_to("/newsroom").saying("flash-kit-saved", &[]).into_response()),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(new_sheet(&cx).await?.show(&cx, form))
}

/// `GET /newsroom/inquiries/{inquiry}`
pub async fn show(cx: Cx, Path(id): Path<InquiryId>) -> Result<Response> {
    let (i, people) = cx.app.inquiry(&cx.actor, id).await?;
    let words = &cx.words;
    let name = |id: PersonId| people.get(&id).cloned().unwrap_or_default();
    let pairs = vec![
        (words.field("inquiry_deadline"), words.moment(i.asked.deadline)),
        (words.field("inquiry_owner"), name(i.asked.owner)),
        (words.t("inquiry-taken"), format!("{}, {}", name(i.mark.by), words.moment(i.mark.at))),
    ];
    let mut parts = vec![Part {
        texts: vec![i.asked.topic.clone()],
        facts: facts(pairs),
        ..Part::new(words.field("inquiry_topic"))
    }];
    if let Some((reply, mark)) = &i.reply {
        parts.push(Part {
            words: format!("{}, {}", name(mark.by), words.moment(mark.at)),
            texts: vec![reply.clone()],
            ..Part::new(words.t("inquiry-answered"))
        });
    }
    let record = Record {
        title: i.asked.asker.clone(),
        above: words.t("inquiries"),
        links: vec![(words.t("kit-back"), "/newsroom".into())],
        primary: i
            .reply
            .is_none()
            .then(|| (words.t("inquiry-answer"), format!("/newsroom/inquiries/{id}/answer"))),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Information))
}

async fn answer_sheet(cx: &Cx, id: InquiryId) -> Result<(Sheet, i64)> {
    let (i, _) = cx.app.inquiry(&cx.actor, id).await?;
    let words = &cx.words;
    let sheet = Sheet {
        title: words.t("inquiry-answer"),
        above: i.asked.asker,
        words: i.asked.topic,
        action: format!("/newsroom/inquiries/{id}/answer"),
        back: format!("/newsroom/inquiries/{id}"),
        submit: words.t("kit-save"),
        fields: vec![Field::prose("inquiry_reply")],
    };
    Ok((sheet, i.version))
}

/// `GET /newsroom/inquiries/{inquiry}/answer`
pub async fn answer_form(cx: Cx, Path(id): Path<InquiryId>) -> Result<Response> {
    let (sheet, version) = answer_sheet(&cx, id).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /newsroom/inquiries/{inquiry}/answer`
pub async fn answer(cx: Cx, Path(id): Path<InquiryId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    match cx.app.answer_inquiry(&cx.actor, id, version, form.value("inquiry_reply")).await {
        Ok(_) => return Ok(cx.go_to("/newsroom").saying("flash-kit-saved", &[]).into_response()),
        Err(error) => form.absorb(error)?,
    }
    Ok(answer_sheet(&cx, id).await?.0.show(&cx, form))
}
