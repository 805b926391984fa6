//! What the data say beside the crime triangle, in words.

use commonbeat_domain::problems::Problem;

use crate::cx::Cx;
use crate::error::Result;

/// Lines by heading: events and their days, places that come up again, hours, partners.
pub async fn data(cx: &Cx, problem: &Problem) -> Result<Vec<(String, Vec<String>)>> {
    let words = &cx.words;
    let said = cx.app.triangle_data(&cx.actor, problem, words.today()).await?;
    let mut all = Vec::new();
    if let Some(window) = said.window {
        let days = super::outcome::days(words, window);
        let mut lines =
            vec![words.t_args("data-events", &[("n", words.number(said.events)), ("days", days)])];
        if let Some((start, n)) = said.busy() {
            let hour = |h: usize| {
                words.time_of(
                    jiff::civil::Time::constant(0, 0, 0, 0)
                        .saturating_add(jiff::Span::new().hours(i64::try_from(h % 24).unwrap_or(0))),
                )
            };
            let args = [
                ("from", hour(start)),
                ("to", hour(start + 4)),
                ("n", words.number(n)),
                ("known", words.number(said.known_hours())),
            ];
            lines.push(words.t_args("data-hours", &args));
        }
        all.push((words.t("data-title"), lines));
        let mut places = vec![words.t1("data-repeat-places", "n", words.number(said.repeat_places))];
        if let Some(share) = said.worst_fifth {
            places.push(words.t1("data-worst-fifth", "share", words.percent(f64::from(share) / 100.0)));
        }
        places.extend(said.places.iter().map(|(name, n)| format!("{name}: {}", words.number(*n))));
        all.push((words.t("triangle-place"), places));
    } else {
        all.push((words.t("data-title"), vec![words.t("data-none")]));
    }
    if !said.partners.is_empty() {
        all.push((words.t("data-partners"), vec![said.partners.join(", ")]));
    }
    Ok(all)
}
