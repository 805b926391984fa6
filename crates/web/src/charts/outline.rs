//! A small map that stands still: a shape over the outline of its area. No background, no script.

use std::fmt::Write as _;

use commonbeat_domain::place::Shape;

use super::pen::{self, path};
use super::{Caption, Drawing};

const WIDTH: f64 = 320.0;
const HIGHEST: f64 = 320.0;
const MARGIN: f64 = 6.0;

/// Draws a shape over the outline around it; without an outline the shape alone, without either nothing.
pub fn outline(caption: &Caption, around: Option<&Shape>, shape: Option<&Shape>) -> Option<Drawing> {
    let bounds = [around, shape].into_iter().flatten().filter_map(Shape::bounds).reduce(join)?;
    let [west, south, east, north] = bounds;
    // Degrees of longitude shrink with the cosine of the latitude; enough for one city.
    let shrink = ((south + north) / 2.0).to_radians().cos().max(0.01);
    let wide = ((east - west) * shrink).max(1e-9);
    let tall = (north - south).max(1e-9);
    let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HIGHEST - 2.0 * MARGIN) / tall);
    let height = tall * scale + 2.0 * MARGIN;
    let left = (WIDTH - wide * scale) / 2.0;
    let place = |lon: f64, lat: f64| [left + (lon - west) * shrink * scale, MARGIN + (north - lat) * scale];
    let mut content = String::new();
    // Colors as attributes: a style sheet may set others.
    let (land, spot) = ("fill=\"#edeff0\" stroke=\"#71767a\"", "fill=\"#ffbe2e\" stroke=\"#1b1b1b\"");
    for (shape, class, colors) in [(around, "cb-c-outline", land), (shape, "cb-c-spot", spot)] {
        let Some(shape) = shape else { continue };
        let _ = write!(
            content,
            "<path d=\"{}\" fill-rule=\"evenodd\" class=\"{class}\" {colors}/>",
            rings(shape, &place)
        );
    }
    Some(Drawing(pen::svg("cb-outline", WIDTH, height, caption, &content)))
}

fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn rings(shape: &Shape, place: &impl Fn(f64, f64) -> [f64; 2]) -> String {
    let polygons = shape.polygons();
    let rings = polygons.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.map(|ring| path(&thinned(ring.0.iter().map(|c| place(c.x, c.y))), true)).collect()
}

/// Leaves out corners that fall onto the one before: less than half a unit away.
fn thinned(points: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for [x, y] in points {
        let near = kept.last().is_some_and(|[a, b]| (a - x).abs() < 0.5 && (b - y).abs() < 0.5);
        if !near {
            kept.push([x, y]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonbeat_domain::place::LonLat;

    #[test]
    fn a_shape_lies_within_the_frame_with_the_outline_under_it() {
        let at = |lon, lat| LonLat::new(lon, lat).unwrap();
        let area = Shape::around(at(-87.65, 41.85), 3000.0);
        let spot = Shape::around(at(-87.66, 41.86), 200.0);
        let caption = Caption { title: "Where".into(), description: "North of the middle.".into() };
        let drawn = outline(&caption, Some(&area), Some(&spot)).unwrap().to_string();
        assert!(drawn.find("cb-c-outline") < drawn.find("cb-c-spot"));
        assert!(!drawn.contains(" -") && !drawn.contains("M-"), "{drawn}");
        assert_eq!(outline(&caption, None, None), None);
    }
}
