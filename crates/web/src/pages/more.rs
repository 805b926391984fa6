//! Everything that is open to a person, on one page: the last entry of the bottom bar.

use askama::Template;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::page::Page;

/// All pages that are open to the person, by area.
#[derive(Template)]
#[template(path = "more/show.html")]
pub struct More {
    chrome: Chrome,
}

/// `GET /more`
pub async fn show(cx: Cx) -> Page<More> {
    Page::new(More { chrome: cx.chrome(Area::None) })
}
