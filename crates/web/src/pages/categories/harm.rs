//! Weights of harm.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::meanings::HarmView;

use super::weight;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result, Stale};
use crate::form::Form;
use crate::page::Page;
use crate::pages::scanning::say;

/// The weights.
#[derive(Template)]
#[template(path = "categories/harm.html")]
pub struct Harm {
    chrome: Chrome,
    set: Form,
    load: Form,
    version: i64,
    /// Name and license of a loaded index.
    source: Option<(String, String)>,
    own: Vec<(String, String)>,
    /// Class, default, used.
    classes: Vec<(String, String, String)>,
    /// Offense with code, weight.
    codes: Vec<(String, String)>,
    unfit: Option<String>,
}

fn page(cx: &Cx, view: &HarmView, set: Form, load: Form, unfit: Option<String>) -> Harm {
    let words = &cx.words;
    let weights = &view.weights;
    let told = |name: &dyn ToString, w: &f64| (name.to_string(), weight(words, *w));
    let codes = weights.codes.iter().map(|(code, w)| {
        let offense = code.offense();
        (format!("{} {}", offense.code, offense.name), weight(words, *w))
    });
    let classes = weights.classes.iter().map(|(class, w)| (say::offense(words, class), weight(words, *w)));
    let labels = weights.labels.iter().map(|(label, w)| told(label, w));
    let line = |l: &commonbeat_app::meanings::HarmLine| {
        (say::offense(words, &l.offense), weight(words, l.default), weight(words, l.used))
    };
    Harm {
        chrome: cx.chrome(Area::Information),
        set,
        load,
        version: view.version,
        source: (!weights.source.is_empty()).then(|| (weights.source.clone(), weights.license.clone())),
        own: classes.chain(codes).chain(labels).collect(),
        classes: view.classes.iter().map(line).collect(),
        codes: view
            .codes
            .iter()
            .map(|(o, w)| (format!("{} {}", o.code, o.name), weight(words, *w)))
            .collect(),
        unfit,
    }
}

/// `GET /harm`
pub async fn show(cx: Cx) -> Result<Page<Harm>> {
    let view = cx.app.harm(&cx.actor).await?;
    Ok(Page::new(page(&cx, &view, cx.form(), cx.form(), None)))
}

/// `POST /harm/set`: one weight; an empty one is taken back.
pub async fn set(cx: Cx, mut form: Form) -> Result<Response> {
    let read = version(&form)?;
    let name = form.value("weighed").to_owned();
    let weight: Option<f64> = form.read_optional("weight");
    if !form.refused() {
        match cx.app.set_weight(&cx.actor, read, &name, weight).await {
            Ok(()) => return Ok(cx.go_to("/harm").saying("flash-harm-set", &[]).into_response()),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx)),
            Err(other) => form.absorb(other)?,
        }
    }
    let view = cx.app.harm(&cx.actor).await?;
    Ok(Page::again(page(&cx, &view, form, cx.form(), None)).into_response())
}

/// `POST /harm/load`: an index in place of all.
pub async fn load(cx: Cx, mut form: Form) -> Result<Response> {
    let read = version(&form)?;
    let (source, license) = (form.value("source").to_owned(), form.value("license").to_owned());
    let index = form.value("index").to_owned();
    let unfit = match cx.app.load_weights(&cx.actor, read, index.as_bytes(), &source, &license).await {
        Ok(n) => {
            let n = n.to_string();
            return Ok(cx.go_to("/harm").saying("flash-harm-loaded", &[("n", n)]).into_response());
        }
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx)),
        Err(commonbeat_app::Error::Unfit(text)) => Some(text),
        Err(other) => {
            form.absorb(other)?;
            None
        }
    };
    let view = cx.app.harm(&cx.actor).await?;
    Ok(Page::again(page(&cx, &view, cx.form(), form, unfit)).into_response())
}

/// `POST /harm/reset`: the defaults again.
pub async fn reset(cx: Cx, form: Form) -> Result<Response> {
    match cx.app.reset_weights(&cx.actor, version(&form)?).await {
        Ok(()) => Ok(cx.go_to("/harm").saying("flash-harm-reset", &[]).into_response()),
        Err(commonbeat_app::Error::Stale(_)) => Err(stale(&cx)),
        Err(other) => Err(other.into()),
    }
}

fn version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

fn stale(cx: &Cx) -> Error {
    let record = cx.words.t("harm-title");
    Error::Stale(Box::new(Stale { record, edit: "/harm".into(), fields: Vec::new(), join: Vec::new() }))
}
