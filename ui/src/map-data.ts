// Where a map's features come from: addresses of this site, or templates in the page.
import { LAYERS, type LayerName } from "./map-style";

export type Bounds = [number, number, number, number];

function collection(value: unknown): GeoJSON.FeatureCollection {
  const found = value as GeoJSON.GeoJSON;
  if (found.type === "FeatureCollection") return found;
  if (found.type === "Feature") return { type: "FeatureCollection", features: [found] };
  return { type: "FeatureCollection", features: [{ type: "Feature", geometry: found, properties: {} }] };
}

async function fetchLayer(address: string): Promise<GeoJSON.FeatureCollection> {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) throw new Error(`A map takes data of this site only, not of ${url.origin}`);
  const response = await fetch(url, { headers: { accept: "application/geo+json, application/json" } });
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return collection(await response.json());
}

/** All layers of a map; one that fails is left out and named in `failed`. */
export async function readLayers(element: HTMLElement): Promise<{ data: Map<LayerName, GeoJSON.FeatureCollection>; failed: LayerName[] }> {
  const data = new Map<LayerName, GeoJSON.FeatureCollection>();
  const failed: LayerName[] = [];
  await Promise.all(LAYERS.map(async (name) => {
    try {
      const template = element.querySelector<HTMLTemplateElement>(`template[data-layer=${name}]`);
      const address = element.dataset[name];
      if (template) data.set(name, collection(JSON.parse(template.content.textContent ?? "")));
      else if (address) data.set(name, await fetchLayer(address));
    } catch (error) {
      failed.push(name);
      console.warn(error);
    }
  }));
  return { data, failed };
}

function positions(geometry: GeoJSON.Geometry | null, each: (lon: number, lat: number) => void): void {
  if (!geometry) return;
  if (geometry.type === "GeometryCollection") return geometry.geometries.forEach((part) => positions(part, each));
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number" && typeof part[1] === "number") each(part[0], part[1]);
    else part.forEach(walk);
  };
  walk(geometry.coordinates);
}

/** West, south, east, north of these features, if they have any place at all. */
export function extent(features: Iterable<GeoJSON.Feature>): Bounds | null {
  let box: Bounds | null = null;
  for (const feature of features) {
    positions(feature.geometry, (lon, lat) => {
      box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
    });
  }
  return box;
}

/** What the map opens on: what the page says, else what it shows, else the streets. */
export function opening(element: HTMLElement, data: Map<LayerName, GeoJSON.FeatureCollection>): Bounds | null {
  const said = (element.dataset["bounds"] ?? "").split(",").map(Number);
  if (said.length === 4 && said.every(Number.isFinite)) return said as Bounds;
  const shown = LAYERS.filter((name) => name !== "streets").flatMap((name) => data.get(name)?.features ?? []);
  return extent(shown) ?? extent(data.get("streets")?.features ?? []);
}
