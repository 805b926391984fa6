//! The block list: what no release may say.

use commonbeat_domain::ids::BlockId;
use commonbeat_domain::information::newsroom::blocks::{BlockAbout, BlockKind, NewBlock};
use jiff::civil::Date;

use super::*;

/// `GET /newsroom/blocks`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.block_list(&cx.actor).await?;
    let holds = |b: &&BlockAbout| b.lifted.is_none() && b.until.is_none_or(|day| day >= words.today());
    let (on, off): (Vec<_>, Vec<_>) = all.iter().partition(holds);
    let line = |b: &BlockAbout, on: bool| Line {
        title: b.label.clone(),
        note: b.until.map(|day| words.t1("board-until", "day", words.day(day))).unwrap_or_default(),
        text: b.lifted.clone().unwrap_or_default(),
        tag: words.t(&format!("block-kind-{}", b.kind.name())),
        acts: match on {
            true => {
                vec![Act::link(words.t("block-lift"), format!("/newsroom/blocks/{}", b.id)).about(&b.label)]
            }
            false => Vec::new(),
        },
        ..Line::default()
    };
    let part = |some: &[&BlockAbout], on: bool, title: &str, empty: &str| Part {
        lines: some.iter().map(|b| line(b, on)).collect(),
        plain: true,
        empty: words.t(empty),
        ..Part::new(words.t(title))
    };
    let record = Record {
        title: words.t("block-list"),
        words: words.t("block-list-words"),
        links: vec![(words.t("kit-back"), "/newsroom".into())],
        primary: Some((words.t("block-new"), "/newsroom/blocks/new".into())),
        parts: vec![
            part(&on, true, "block-on", "block-on-none"),
            part(&off, false, "block-off", "block-off-none"),
        ],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Information))
}

fn new_sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("block-new"),
        above: String::new(),
        words: words.t("block-new-words"),
        action: "/newsroom/blocks/new".into(),
        back: "/newsroom/blocks".into(),
        submit: words.t("kit-save"),
        fields: vec![
            Field::radios("block_kind", Choice::named(words, "block-kind", BlockKind::NAMES.iter().copied())),
            Field::line("block_label"),
            Field::prose("block_words"),
            Field::day("block_until").optional(),
        ],
    }
}

/// `GET /newsroom/blocks/new`
pub async fn new(cx: Cx) -> Response {
    let form = cx.form();
    new_sheet(&cx).show(&cx, form)
}

/// `POST /newsroom/blocks/new`
pub async fn add(cx: Cx, mut form: Form) -> Result<Response> {
    let (kind, until) = (form.read::<BlockKind>("block_kind"), form.read_optional::<Date>("block_until"));
    if let (Some(kind), false) = (kind, form.refused()) {
        let (label, words) = (form.value("block_label").to_owned(), form.value("block_words").to_owned());
        match cx.app.add_block(&cx.actor, NewBlock { kind, label, words, until }).await {
            Ok(_) => {
                return Ok(cx.go_to("/newsroom/blocks").saying("flash-kit-saved", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(new_sheet(&cx).show(&cx, form))
}

async fn lift_sheet(cx: &Cx, id: BlockId) -> Result<Sheet> {
    let all = cx.app.block_list(&cx.actor).await?;
    let block = all.into_iter().find(|b| b.id == id).ok_or(crate::error::Error::NotFound)?;
    let words = &cx.words;
    Ok(Sheet {
        title: words.t("block-lift"),
        above: block.label,
        words: words.t("block-lift-words"),
        action: format!("/newsroom/blocks/{id}"),
        back: "/newsroom/blocks".into(),
        submit: words.t("block-lift"),
        fields: vec![Field::prose("lift_reason")],
    })
}

/// `GET /newsroom/blocks/{block}`
pub async fn lift_form(cx: Cx, Path(id): Path<BlockId>) -> Result<Response> {
    let form = cx.form();
    Ok(lift_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /newsroom/blocks/{block}`: off the list, with a reason.
pub async fn lift(cx: Cx, Path(id): Path<BlockId>, mut form: Form) -> Result<Response> {
    let sheet = lift_sheet(&cx, id).await?;
    match cx.app.lift_block(&cx.actor, id, form.value("lift_reason")).await {
        Ok(()) => return Ok(cx.go_to("/newsroom/blocks").saying("flash-kit-saved", &[]).into_response()),
        Err(error) => form.absorb(error)?,
    }
    Ok(sheet.show(&cx, form))
}
