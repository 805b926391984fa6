//! Problems opened to a partner and taken back, and two partners that became one.

use axum::response::{IntoResponse, Response};
use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::OrganizationId;
use commonbeat_domain::{Reference, Refusal};

use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::pages::kit::{Field, Sheet, read_version};

async fn share_sheet(cx: &Cx, id: OrganizationId) -> Result<Sheet> {
    let view = cx.app.partner(&cx.actor, id).await?;
    Ok(Sheet {
        title: cx.words.t("partner-share"),
        above: view.organization.name,
        words: cx.words.t("partner-share-words"),
        action: format!("/partners/{id}/share"),
        back: format!("/partners/{id}"),
        submit: cx.words.t("partner-share"),
        fields: vec![Field::line("shared_problem")],
    })
}

/// `GET /partners/{organization}/share`
pub async fn share_form(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let form = cx.form();
    Ok(share_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /partners/{organization}/share`: a problem is opened to the partner.
pub async fn share(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    if let Some(at) = form.read::<Reference>("shared_problem") {
        match cx.app.share_problem(&cx.actor, id, &at).await {
            Ok(()) => {
                let to = format!("/partners/{id}");
                return Ok(cx.go_to(to).saying("flash-partner-shared", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(share_sheet(&cx, id).await?.show(&cx, form))
}

/// `POST /partners/{organization}/unshare`: a problem is taken back.
pub async fn unshare(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let at = form.read::<Reference>("shared_problem").ok_or(Error::NotUnderstood)?;
    cx.app.unshare_problem(&cx.actor, id, &at).await?;
    Ok(cx.go_to(format!("/partners/{id}")).saying("flash-partner-unshared", &[]).into_response())
}

async fn merge_sheet(cx: &Cx, id: OrganizationId) -> Result<(Sheet, i64)> {
    if cx.actor.reach(Action::SignAgreement) != Some(Reach::Agency) {
        return Err(Error::NotFound);
    }
    let own = cx.app.partner(&cx.actor, id).await?.organization;
    let others = cx.app.partners(&cx.actor, Some(own.kind)).await?;
    let choices = others.iter().filter(|l| l.organization.id != id);
    let choices = choices.map(|l| Choice::new(l.organization.id, &l.organization.name)).collect();
    let sheet = Sheet {
        title: cx.words.t("partner-merge"),
        above: own.name,
        words: cx.words.t("partner-merge-words"),
        action: format!("/partners/{id}/merge"),
        back: format!("/partners/{id}"),
        submit: cx.words.t("partner-merge"),
        fields: vec![Field::select("merge_with", choices)],
    };
    Ok((sheet, own.version))
}

/// `GET /partners/{organization}/merge`
pub async fn merge_form(cx: Cx, Path(id): Path<OrganizationId>) -> Result<Response> {
    let (sheet, version) = merge_sheet(&cx, id).await?;
    let form = cx.form().with("read", version);
    Ok(sheet.show(&cx, form))
}

/// `POST /partners/{organization}/merge`
pub async fn merge(cx: Cx, Path(id): Path<OrganizationId>, mut form: Form) -> Result<Response> {
    let (sheet, _) = merge_sheet(&cx, id).await?;
    let version = read_version(&form)?;
    if let Some(into) = form.read::<OrganizationId>("merge_with") {
        match cx.app.merge_partner(&cx.actor, id, version, into).await {
            Ok(_) => {
                let to = format!("/partners/{into}");
                return Ok(cx.go_to(to).saying("flash-partner-merged", &[]).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    } else {
        form.refuse(Refusal::required("merge_with"));
    }
    Ok(sheet.show(&cx, form))
}
