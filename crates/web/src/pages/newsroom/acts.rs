//! What is done with a release: checked, cleared, corrected, taken back, a rule set aside.

use commonbeat_domain::ids::BlockId;
use commonbeat_domain::information::newsroom::Correction;

use super::*;
use crate::error::Error;

async fn act_sheet(cx: &Cx, id: PressId, act: &str) -> Result<(Sheet, i64)> {
    let view = cx.app.press(&cx.actor, id).await?;
    let words = &cx.words;
    let may = match act {
        "check" => cx.actor.may(Action::CheckRelease),
        "clear" | "retract" => view.may_clear,
        _ if withheld(act).is_some() => view.may_clear,
        _ => view.may_set_aside,
    };
    if !may {
        return Err(Error::NotFound);
    }
    let (title, said, fields) = match act {
        "check" => ("press-check", "press-check-words", Vec::new()),
        "clear" => ("press-clear", "press-clear-words", Vec::new()),
        "retract" => ("press-retract", "press-retract-words", vec![Field::prose("retract_reason")]),
        _ if withheld(act).is_some() => ("press-withhold", "press-withhold-words", Vec::new()),
        _ => ("block-set-aside", "block-set-aside-words", vec![Field::prose("aside_reason")]),
    };
    let sheet = Sheet {
        title: words.t(title),
        above: view.press.words.title.clone(),
        words: words.t(said),
        action: format!("/newsroom/{id}/{act}"),
        back: format!("/newsroom/{id}"),
        submit: words.t(title),
        fields,
    };
    Ok((sheet, view.press.version))
}

/// The rule to set aside, from the last part of an address.
fn aside(act: &str) -> Option<BlockId> {
    act.strip_prefix("aside/")?.parse().ok()
}

/// Which earlier version is no longer to be shown, from the last part of an address.
fn withheld(act: &str) -> Option<usize> {
    act.strip_prefix("withhold/")?.parse().ok()
}

fn known(act: &str) -> Result<()> {
    if ["check", "clear", "retract"].contains(&act) || aside(act).is_some() || withheld(act).is_some() {
        return Ok(());
    }
    Err(Error::NotFound)
}

/// `GET /newsroom/{press}/check`, `/clear`, `/retract`
pub async fn act_form(cx: Cx, Path((id, act)): Path<(PressId, String)>) -> Result<Response> {
    known(&act)?;
    let (sheet, version) = act_sheet(&cx, id, &act).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /newsroom/{press}/check`, `/clear`, `/retract`
pub async fn act(cx: Cx, Path((id, act)): Path<(PressId, String)>, mut form: Form) -> Result<Response> {
    known(&act)?;
    let version = read_version(&form)?;
    let (app, who) = (&cx.app, &cx.actor);
    let done = match (act.as_str(), aside(&act)) {
        (other, None) if withheld(other).is_some() => {
            app.withhold_earlier(who, id, version, withheld(other).unwrap_or_default()).await
        }
        ("check", _) => app.check_press(who, id, version).await,
        ("clear", _) => app.clear_press(who, id, version).await,
        ("retract", _) => app.retract_press(who, id, version, form.value("retract_reason")).await,
        (_, Some(block)) => app.set_block_aside(who, id, version, block, form.value("aside_reason")).await,
        _ => return Err(Error::NotFound),
    };
    match done {
        Ok(_) => return Ok(saved(&cx, id)),
        Err(error) => form.absorb(error)?,
    }
    Ok(act_sheet(&cx, id, &act).await?.0.show(&cx, form))
}

/// `GET /newsroom/{press}/aside/{block}`
pub async fn aside_form(cx: Cx, Path((id, block)): Path<(PressId, BlockId)>) -> Result<Response> {
    act_form(cx, Path((id, format!("aside/{block}")))).await
}

/// `POST /newsroom/{press}/aside/{block}`: a commander sets a rule aside, with a reason.
pub async fn set_aside(cx: Cx, Path((id, block)): Path<(PressId, BlockId)>, form: Form) -> Result<Response> {
    act(cx, Path((id, format!("aside/{block}"))), form).await
}

/// `GET /newsroom/{press}/withhold/{place}`
pub async fn withhold_form(cx: Cx, Path((id, place)): Path<(PressId, usize)>) -> Result<Response> {
    act_form(cx, Path((id, format!("withhold/{place}")))).await
}

/// `POST /newsroom/{press}/withhold/{place}`: what it said before a correction is no longer shown.
pub async fn withhold(cx: Cx, Path((id, place)): Path<(PressId, usize)>, form: Form) -> Result<Response> {
    act(cx, Path((id, format!("withhold/{place}"))), form).await
}

async fn correct_sheet(cx: &Cx, id: PressId) -> Result<Sheet> {
    let at = format!("/newsroom/{id}");
    let mut sheet = sheet(cx, "press-correct", format!("{at}/correct"), at).await?;
    sheet.words = cx.words.t("press-correct-words");
    sheet.fields.truncate(6);
    sheet.fields.push(Field::prose("correction_note"));
    sheet.fields.push(Field::prose("correction_note_es").optional());
    sheet.fields.push(Field::tick("correction_other_stands"));
    Ok(sheet)
}

/// `GET /newsroom/{press}/correct`
pub async fn correct_form(cx: Cx, Path(id): Path<PressId>) -> Result<Response> {
    let view = cx.app.press(&cx.actor, id).await?;
    let form = filled(&cx, &view);
    Ok(correct_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /newsroom/{press}/correct`
pub async fn correct(cx: Cx, Path(id): Path<PressId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    let now = cx.app.press(&cx.actor, id).await?.press.words;
    let kind = form.read::<PressKind>("press_kind");
    if let (Some(kind), false) = (kind, form.refused()) {
        let text = |field: &str| form.value(field).to_owned();
        let words = PressWords {
            kind,
            title: text("press_title"),
            body: text("press_body"),
            title_es: text("press_title_es"),
            body_es: text("press_body_es"),
            contact: text("press_contact"),
            ..now
        };
        let (note, note_es) = (text("correction_note"), text("correction_note_es"));
        let other_stands = form.has("correction_other_stands", "yes");
        let new = Correction { words, note, note_es, other_stands };
        match cx.app.correct_press(&cx.actor, id, version, new).await {
            Ok(_) => return Ok(saved(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(correct_sheet(&cx, id).await?.show(&cx, form))
}
