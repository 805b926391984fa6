//! What happened in a neighborhood in a frozen month: a map of public points, its list, and the same as files.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::area_pages::AreaMonth;
use commonbeat_domain::information::publishing::{Count, Spot};
use commonbeat_formats::csv_table::CsvTable;
use commonbeat_formats::geojson_out::GeoJsonOut;
use jiff::civil::Date;
use serde_json::{Map, json};

use super::area_pages::{class, kept};
use crate::beat_map::{self, BeatMap};
use crate::charts::{Caption, outline};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::words::Words;

/// Points listed at once; the rest are folded.
const LISTED: usize = 25;
/// Months offered at once.
const MONTHS: usize = 6;

/// The page.
#[derive(Template)]
#[template(path = "areas/map.html")]
pub struct ShowMap {
    chrome: Chrome,
    name: String,
    slug: String,
    month: String,
    address: String,
    map: BeatMap,
    months: Vec<(String, String, bool)>,
    first: Vec<Row>,
    rest: Vec<Row>,
    not_shown: String,
    small: u32,
    least: u32,
}

struct Row {
    id: String,
    name: String,
    what: String,
    count: String,
}

/// `GET /areas/{slug}/map`: the newest month.
pub async fn newest(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    page(cx, slug, None).await
}

/// `GET /areas/{slug}/map/{month}`
pub async fn show(cx: Cx, Path((slug, month)): Path<(String, String)>) -> Result<Response> {
    let month = month_of(&month)?;
    page(cx, slug, Some(month)).await
}

async fn page(cx: Cx, slug: String, month: Option<Date>) -> Result<Response> {
    kept(&cx, async || {
        let found = cx.app.area_month(cx.agency.id, &slug, month).await?;
        ShowMap::of(&cx, &found).render().map_err(Error::broken)
    })
    .await
}

/// A month as it stands in addresses, `2026-09`.
pub fn month_of(text: &str) -> Result<Date> {
    if text.len() != 7 {
        return Err(Error::NotFound);
    }
    format!("{text}-01").parse().map_err(|_| Error::NotFound)
}

fn name_of(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

impl ShowMap {
    fn of(cx: &Cx, found: &AreaMonth) -> ShowMap {
        let words = &cx.words;
        let area = found.area.get();
        let month = found.figures.month;
        let mut rows: Vec<(u32, Row)> = found.spots.iter().map(|spot| row(words, spot.get())).collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let mut first: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        let rest = first.split_off(first.len().min(LISTED));
        let offered = |m: &Date| (name_of(*m), words.month(*m), *m == month);
        ShowMap {
            chrome: cx.chrome(Area::None),
            map: map(words, found),
            months: found.months.iter().take(MONTHS).map(offered).collect(),
            not_shown: not_shown(words, found),
            least: found.spots.iter().map(|s| s.get().addresses).min().unwrap_or_default(),
            small: found.figures.small_count,
            name: area.name.clone(),
            slug: area.slug.clone(),
            month: words.month(month),
            address: name_of(month),
            first,
            rest,
        }
    }
}

fn total(spot: &Spot) -> u32 {
    spot.counts.iter().map(|(_, n)| n).sum()
}

fn id(spot: &Spot) -> String {
    format!("spot-{}", spot.point)
}

fn near(words: &Words, spot: &Spot) -> String {
    match &spot.street {
        Some(street) => words.t1("map-spot-near", "street", street),
        None => words.t1("map-spot", "n", words.number(spot.point)),
    }
}

fn what(words: &Words, spot: &Spot) -> String {
    let each =
        spot.counts.iter().map(|(offense, n)| format!("{} {}", class(words, offense), words.number(*n)));
    each.collect::<Vec<_>>().join(" · ")
}

fn row(words: &Words, spot: &Spot) -> (u32, Row) {
    let row = Row {
        id: id(spot),
        name: near(words, spot),
        what: what(words, spot),
        count: words.number(total(spot)),
    };
    (total(spot), row)
}

fn map(words: &Words, found: &AreaMonth) -> BeatMap {
    let circle = |spot: &Spot| {
        let properties = json!({ "id": id(spot), "name": near(words, spot), "note": what(words, spot), "count": total(spot) });
        beat_map::point(spot.at, properties)
    };
    let name = &found.area.get().name;
    let label = words
        .t_args("area-map-label", &[("area", name.clone()), ("month", words.month(found.figures.month))]);
    let outline_of = beat_map::area(&found.shape, json!({ "id": "area", "name": name }));
    let caption = Caption { title: label.clone(), description: words.t("area-map-homes-month") };
    let mut map = BeatMap::new("map", label)
        .with("areas", vec![outline_of])
        .with("circles", found.spots.iter().map(|spot| circle(spot.get())).collect());
    map.bounds = found.shape.bounds().map(|all| all.map(|d| format!("{d:.5}")).join(",")).unwrap_or_default();
    map.beats = false;
    map.still = outline::outline(&caption, Some(&found.shape), None);
    map
}

/// What the map leaves out, in words: classes whose count is not told here, and sensitive ones.
fn not_shown(words: &Words, found: &AreaMonth) -> String {
    let hidden =
        |line: &&commonbeat_domain::information::publishing::Line| !matches!(line.count, Count::Exact(_));
    let lines = found.figures.lines.iter().map(|line| line.get());
    let classes: Vec<String> = lines.filter(hidden).map(|line| class(words, &line.offense)).collect();
    if classes.is_empty() {
        String::new()
    } else {
        words.t1("area-map-left-out", "classes", classes.join(", "))
    }
}

/// `GET /areas/{slug}/map/{month}/points.geojson`
pub async fn geojson(cx: Cx, Path((slug, month)): Path<(String, String)>) -> Result<Response> {
    let found = cx.app.area_month(cx.agency.id, &slug, Some(month_of(&month)?)).await?;
    let mut out = GeoJsonOut::new(Vec::new()).map_err(Error::broken)?;
    for spot in found.spots.iter().map(|spot| spot.get()) {
        let mut properties = Map::new();
        properties.insert("point".into(), json!(spot.point));
        properties.insert("street".into(), json!(spot.street));
        properties.insert("addresses".into(), json!(spot.addresses));
        properties.insert("month".into(), json!(name_of(found.figures.month)));
        let counts: Map<_, _> = spot.counts.iter().map(|(class, n)| (class.clone(), json!(n))).collect();
        properties.insert("counts".into(), counts.into());
        out.point(spot.at, &properties).map_err(Error::broken)?;
    }
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], out.finish().map_err(Error::broken)?)
        .into_response())
}

/// `GET /areas/{slug}/catchments.geojson`: which ground each public point stands for.
pub async fn catchments(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    let found = cx.app.area_catchments(cx.agency.id, &slug).await?;
    let feature = |(point, shape): &(
        commonbeat_domain::information::publishing::PublicPoint,
        commonbeat_domain::place::Shape,
    )| {
        beat_map::area(
            shape,
            json!({ "point": point.number, "street": point.street, "addresses": point.addresses }),
        )
    };
    let text = beat_map::collection(found.iter().map(|one| feature(one.get())).collect());
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], text).into_response())
}

/// `GET /areas/{slug}/map/{month}/points.csv`
pub async fn points_csv(cx: Cx, Path((slug, month)): Path<(String, String)>) -> Result<Response> {
    let found = cx.app.area_month(cx.agency.id, &slug, Some(month_of(&month)?)).await?;
    let header = ["month", "point", "street", "longitude", "latitude", "addresses", "class", "records"];
    let mut table = CsvTable::new(Vec::new(), header).map_err(Error::broken)?;
    for spot in found.spots.iter().map(|spot| spot.get()) {
        for (class, n) in &spot.counts {
            let cells = [
                name_of(found.figures.month),
                spot.point.to_string(),
                spot.street.clone().unwrap_or_default(),
                format!("{:.6}", spot.at.lon()),
                format!("{:.6}", spot.at.lat()),
                spot.addresses.to_string(),
                class.clone(),
                n.to_string(),
            ];
            table.row(cells).map_err(Error::broken)?;
        }
    }
    csv(table, &format!("{slug}-{month}-points.csv"))
}

/// `GET /areas/{slug}/map/{month}/figures.csv`: the month's table. A count that is not told is empty, with the reason
/// beside it.
pub async fn figures_csv(cx: Cx, Path((slug, month)): Path<(String, String)>) -> Result<Response> {
    let found = cx.app.area_month(cx.agency.id, &slug, Some(month_of(&month)?)).await?;
    let header = ["month", "class", "count", "not_told", "usual_low", "usual_high"];
    let mut table = CsvTable::new(Vec::new(), header).map_err(Error::broken)?;
    for line in found.figures.lines.iter().map(|line| line.get()) {
        let (count, why) = match line.count {
            Count::Exact(n) => (n.to_string(), String::new()),
            Count::Under(n) => (String::new(), format!("under {n}")),
            Count::Hidden => (String::new(), "would give another away".to_owned()),
        };
        let (low, high) =
            line.usual.map(|(low, high)| (low.to_string(), high.to_string())).unwrap_or_default();
        let cells = [name_of(found.figures.month), line.offense.clone(), count, why, low, high];
        table.row(cells).map_err(Error::broken)?;
    }
    csv(table, &format!("{slug}-{month}-figures.csv"))
}

fn csv(table: CsvTable<Vec<u8>>, name: &str) -> Result<Response> {
    let bytes = table.finish().map_err(Error::broken)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}
