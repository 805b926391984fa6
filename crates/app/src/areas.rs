//! The agency's map: boundary, beats, neighborhoods, streets, address points.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::LonLat;
use commonbeat_domain::text::slug;
use commonbeat_formats::areas::{MapError, Skipped};
use commonbeat_formats::{addresses, areas as area_files, streets};
use commonbeat_store::areas;
use commonbeat_store::audit::Entry;
use commonbeat_store::map_layers::{self, Layer};
use serde_json::json;

use crate::{App, Error, Result, public_points};

/// What became of a file of areas, streets or addresses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapLoaded {
    /// New ones.
    pub added: usize,
    /// Known by name, and drawn anew.
    pub changed: usize,
    /// Features without a place, with the reason.
    pub skipped: Vec<String>,
    /// Features of which a ring crossed itself and was mended, with where.
    pub mended: Vec<String>,
}

impl App {
    /// The agency's areas of a kind, or all.
    pub async fn areas(&self, who: &Actor, kind: Option<AreaKind>) -> Result<Vec<Area>> {
        Ok(areas::list(&self.store().read(who).await?, kind).await?)
    }

    /// The agency's streets as GeoJSON, for the background of maps.
    pub async fn streets(&self, who: &Actor) -> Result<Option<String>> {
        Ok(map_layers::get(&self.store().read(who).await?, Layer::Streets).await?)
    }

    /// Loads polygons from GeoJSON. An area that is known by its name keeps its id and gets the new outline.
    pub async fn load_areas(
        &self,
        who: &Actor,
        kind: AreaKind,
        geojson: &[u8],
        name_property: Option<&str>,
    ) -> Result<MapLoaded> {
        who.reach(Action::ManageAgency).ok_or(Error::Missing("area"))?;
        let file = area_files::read(geojson, name_property, self.settings().limits).map_err(unfit)?;
        let mut write = self.store().write(who, self.now()).await?;
        let known = areas::list(&write, Some(kind)).await?;
        let mut loaded = MapLoaded {
            skipped: skipped(&file.skipped),
            mended: skipped(&file.mended),
            ..MapLoaded::default()
        };
        let mut used = BTreeMap::new();
        for area in file.areas {
            let slug = unique(slug(&area.name), &mut used);
            match known.iter().find(|k| k.slug == slug) {
                Some(old) => {
                    areas::update(&mut write, &Area { shape: area.shape, name: area.name, ..old.clone() })
                        .await?;
                    loaded.changed += 1;
                }
                None => {
                    let new = Area { id: self.id(), kind, name: area.name, slug, shape: area.shape };
                    areas::insert(&mut write, &new).await?;
                    loaded.added += 1;
                }
            }
        }
        let account = json!({ "kind": kind, "added": loaded.added, "changed": loaded.changed });
        write.record(Entry::new("area.load", kind.name()).with(account));
        public_points::renew(&mut write).await?;
        write.commit().await?;
        Ok(loaded)
    }

    /// Loads streets from GeoJSON, in place of those that were there.
    pub async fn load_streets(&self, who: &Actor, geojson: &[u8]) -> Result<MapLoaded> {
        let file = streets::read(geojson, self.settings().limits).map_err(unfit)?;
        let features: Vec<_> = file
            .streets
            .iter()
            .map(|s| {
                json!({ "type": "Feature", "properties": { "name": s.name, "class": s.class },
                        "geometry": { "type": "LineString", "coordinates": s.line } })
            })
            .collect();
        let doc = json!({ "type": "FeatureCollection", "features": features }).to_string();
        self.load_layer(who, Layer::Streets, "streets", doc, features.len(), &file.skipped).await
    }

    /// Loads address points from GeoJSON or a table, in place of those that were there.
    pub async fn load_addresses(&self, who: &Actor, file: &[u8]) -> Result<MapLoaded> {
        let file = addresses::read(file, self.settings().limits).map_err(unfit)?;
        let points: Vec<(&str, LonLat)> = file.points.iter().map(|p| (p.text.as_str(), p.at)).collect();
        let doc = serde_json::to_string(&points).map_err(Error::broken)?;
        self.load_layer(who, Layer::Addresses, "addresses", doc, points.len(), &file.skipped).await
    }

    async fn load_layer(
        &self,
        who: &Actor,
        layer: Layer,
        name: &str,
        doc: String,
        n: usize,
        left_out: &[Skipped],
    ) -> Result<MapLoaded> {
        who.reach(Action::ManageAgency).ok_or(Error::Missing("area"))?;
        let mut write = self.store().write(who, self.now()).await?;
        map_layers::put(&mut write, layer, doc).await?;
        public_points::renew(&mut write).await?;
        write.record(Entry::new("map.load", name).with(json!({ "features": n })));
        write.commit().await?;
        Ok(MapLoaded { added: n, skipped: skipped(left_out), ..MapLoaded::default() })
    }
}

fn unfit(error: MapError) -> Error {
    Error::Unfit(error.to_string())
}

fn skipped(features: &[Skipped]) -> Vec<String> {
    features.iter().map(|s| format!("feature {}: {}", s.feature, s.why)).collect()
}

/// The slug, with a number behind it where an earlier area of the file has the same.
fn unique(slug: String, used: &mut BTreeMap<String, u32>) -> String {
    let slug = if slug.is_empty() { "area".to_owned() } else { slug };
    let n = used.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(1);
    if *n == 1 { slug } else { format!("{slug}-{n}") }
}
