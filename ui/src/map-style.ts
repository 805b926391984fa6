// How a map looks: our colors on plain paper, nothing fetched, nothing written by glyph servers.
import type { DataDrivenPropertyValueSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

/** The layers a page may fill, from the lowest to the highest. */
export const LAYERS = ["streets", "areas", "hot", "circles", "points"] as const;
export type LayerName = (typeof LAYERS)[number];

/** Layers whose features can be pointed at. */
export const TOUCHABLE = ["areas-fill", "hot-fill", "circles-dot", "points-dot"];

function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--cb-${name}`).trim() || "#005ea2";
}

/** A color that depends on the feature, as MapLibre types it. */
type Value = DataDrivenPropertyValueSpecification<string>;

const state = (name: string): unknown => ["boolean", ["feature-state", name], false];
const whenTouched = (here: unknown, over: unknown, rest: unknown): Value => ["case", state("here"), here, state("over"), over, rest] as Value;

function tone(): Value {
  return ["match", ["get", "tone"], "good", ink("good"), "warn", "#c2850c", "bad", ink("bad-strong"), "other", "#71767a", ink("accent")] as Value;
}

function areas(): LayerSpecification[] {
  return [
    { id: "areas-fill", type: "fill", source: "areas", paint: { "fill-color": whenTouched(ink("gold"), ink("accent"), ink("accent")), "fill-opacity": whenTouched(0.28, 0.14, 0.03) as unknown as number } },
    { id: "areas-line", type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": ink("brand"), "line-width": whenTouched(3.5, 3, 1.5) as unknown as number } },
  ];
}

function hot(): LayerSpecification[] {
  const depth = ["interpolate", ["linear"], ["coalesce", ["get", "level"], 1], 1, "#f6d5a8", 2, "#ec9d58", 3, "#c9502e", 4, "#7d1a1f"] as unknown as string;
  return [
    { id: "hot-fill", type: "fill", source: "hot", paint: { "fill-color": depth, "fill-opacity": whenTouched(0.9, 0.8, 0.6) as unknown as number } },
    { id: "hot-line", type: "line", source: "hot", paint: { "line-color": whenTouched(ink("brand-dark"), ink("brand-dark"), "#7d1a1f"), "line-width": whenTouched(3.5, 2.5, 0.6) as unknown as number } },
  ];
}

/** Radius in pixels whose circle's area grows with `count`; the largest is 34 px. */
function radius(largest: number): number {
  return ["max", 5, ["*", 34, ["sqrt", ["/", ["coalesce", ["get", "count"], 1], Math.max(1, largest)]]]] as unknown as number;
}

function dots(largest: number): LayerSpecification[] {
  const edge = whenTouched(ink("ink"), ink("ink"), "#ffffff");
  return [
    { id: "circles-dot", type: "circle", source: "circles", layout: { "circle-sort-key": ["-", 0, ["coalesce", ["get", "count"], 1]] as unknown as number }, paint: { "circle-radius": radius(largest), "circle-color": whenTouched(ink("gold"), tone(), tone()), "circle-opacity": 0.68, "circle-stroke-color": edge, "circle-stroke-width": whenTouched(3, 2, 1.5) as unknown as number } },
    { id: "points-dot", type: "circle", source: "points", paint: { "circle-radius": whenTouched(10, 9, 6) as unknown as number, "circle-color": whenTouched(ink("gold"), tone(), tone()), "circle-stroke-color": edge, "circle-stroke-width": 2 } },
  ];
}

function streets(): LayerSpecification[] {
  const width = (factor: number): number => ["interpolate", ["exponential", 1.6], ["zoom"], 11, 1 * factor, 13, 2 * factor, 15, 4.5 * factor, 18, 14 * factor] as unknown as number;
  return [
    { id: "streets-edge", type: "line", source: "streets", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#c9d0d8", "line-width": width(1.5) } },
    { id: "streets-line", type: "line", source: "streets", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": width(1) } },
  ];
}

/** The whole style for the given data; `largest` is the largest `count` among the circles. */
export function mapStyle(data: Map<LayerName, GeoJSON.FeatureCollection>, largest: number): StyleSpecification {
  const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
  const sources = Object.fromEntries(LAYERS.map((name): [string, GeoJSONSourceSpecification] => [name, { type: "geojson", data: data.get(name) ?? empty, promoteId: "id" }]));
  const paper: LayerSpecification = { id: "paper", type: "background", paint: { "background-color": "#e4e8ec" } };
  return { version: 8, sources, layers: [paper, ...streets(), ...areas(), ...hot(), ...dots(largest)] };
}
