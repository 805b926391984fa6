// <beat-map>: a map with its list beside it. Needs no tile server, no glyph server, no eval, no blob.
import maplibregl, { type GeoJSONSource, type Map as View, type MapMouseEvent, type Marker } from "maplibre-gl/dist/maplibre-gl-csp.js";
import { extent, opening, readLayers } from "./map-data";
import { LAYERS, mapStyle, TOUCHABLE, type LayerName } from "./map-style";

declare const MAP_WORKER: string;
maplibregl.setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);

type Found = { layer: LayerName; feature: GeoJSON.Feature };

class BeatMap extends HTMLElement {
  #view: View | undefined;
  #data = new Map<LayerName, GeoJSON.FeatureCollection>();
  #index = new Map<string, Found>();
  #over: string | null = null;
  #here: string | null = null;
  #pin: Marker | undefined;
  #moved = false;
  #leave = new AbortController();

  connectedCallback(): void {
    void this.#open().catch((error: unknown) => {
      console.warn(error);
      this.classList.add("cb-map--broken");
    });
  }

  disconnectedCallback(): void {
    this.#leave.abort();
    this.#view?.remove();
  }

  get #key(): string {
    return this.id || "map";
  }

  async #open(): Promise<void> {
    const { data, failed } = await readLayers(this);
    if (!this.isConnected) return;
    this.#data = data;
    this.#reindex();
    const bounds = opening(this, data);
    this.#moved = new URLSearchParams(location.hash.slice(1)).has(this.#key);
    const place = document.createElement("div");
    place.className = "cb-map__view";
    this.append(place);
    this.#view = new maplibregl.Map({
      container: place,
      style: mapStyle(data, this.#largest()),
      ...(bounds ? { bounds, fitBoundsOptions: { padding: 28, maxZoom: 16 } } : { center: [0, 20], zoom: 1 }),
      hash: this.#key,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      locale: this.#locale(),
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    });
    this.#view.touchZoomRotate.disableRotation();
    this.#view.keyboard.disableRotation();
    this.#view.addControl(new maplibregl.ScaleControl({ unit: this.dataset["units"] === "metric" ? "metric" : "imperial" }), "bottom-left");
    this.#view.getCanvas().setAttribute("aria-label", this.dataset["label"] ?? "");
    if (bounds) this.#view.on("resize", () => !this.#moved && this.#view?.fitBounds(bounds, { padding: 28, maxZoom: 16, duration: 0 }));
    this.#buttons(bounds);
    this.#wire();
    this.#view.once("load", () => this.#ready(failed));
  }

  /** Called once everything is drawn. */
  #ready(failed: LayerName[]): void {
    this.#labels();
    const first = new URLSearchParams(location.hash.slice(1)).get(`${this.#key}-at`) ?? this.dataset["selected"] ?? null;
    if (first) this.#select(first, false);
    if (failed.length) this.#tell(this.dataset["failed"] ?? failed.join(", "));
    this.dataset["ready"] = "true";
    this.dispatchEvent(new CustomEvent("beat-map-ready", { bubbles: true }));
  }

  #reindex(): void {
    this.#index.clear();
    for (const layer of LAYERS) {
      if (layer === "streets") continue;
      for (const feature of this.#data.get(layer)?.features ?? []) {
        const id = feature.properties?.["id"] ?? feature.id;
        if (id === undefined) continue;
        feature.properties = { ...feature.properties, id: String(id) };
        this.#index.set(String(id), { layer, feature });
      }
    }
  }

  /** The largest count among the circles; few are drawn as few, not as large as the most elsewhere. */
  #largest(): number {
    return Math.max(12, ...(this.#data.get("circles")?.features ?? []).map((feature) => Number(feature.properties?.["count"]) || 1));
  }

  #locale(): Record<string, string> {
    const said = this.dataset["gestures"];
    return said ? { "CooperativeGesturesHandler.MobileHelpText": said, "CooperativeGesturesHandler.WindowsHelpText": said, "CooperativeGesturesHandler.MacHelpText": said } : {};
  }

  /** Buttons of our own, with words from the page: the package's own controls need pictures as data addresses. */
  #buttons(bounds: ReturnType<typeof opening>): void {
    const box = document.createElement("div");
    box.className = "cb-map__buttons";
    const add = (sign: string, label: string, act: () => void): void => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", label);
      button.title = label;
      button.addEventListener("click", act);
      box.append(button);
    };
    add("+", this.dataset["zoomIn"] ?? "Zoom in", () => ((this.#moved = true), this.#view?.zoomIn()));
    add("\u2212", this.dataset["zoomOut"] ?? "Zoom out", () => ((this.#moved = true), this.#view?.zoomOut()));
    if (bounds) add("\u2302", this.dataset["whole"] ?? "Show the whole area", () => this.#view?.fitBounds(bounds, { padding: 28, maxZoom: 16 }));
    this.append(box);
    const say = document.createElement("p");
    say.className = "cb-map__say";
    say.setAttribute("role", "status");
    say.hidden = true;
    this.append(say);
  }

  #tell(words: string | null, note?: string, href?: string): void {
    const say = this.querySelector<HTMLElement>(".cb-map__say");
    if (!say) return;
    say.replaceChildren();
    say.hidden = !words;
    if (!words) return;
    const name = document.createElement(href ? "a" : "b");
    name.textContent = words;
    if (href && new URL(href, document.baseURI).origin === location.origin) name.setAttribute("href", href);
    say.append(name);
    if (note) say.append(document.createElement("br"), note);
  }

  /** Labels are words in the page, so that they need no glyphs and can be read out. */
  #labels(): void {
    for (const { feature } of this.#index.values()) {
      const label = feature.properties?.["label"];
      const box = label ? extent([feature]) : null;
      if (!box || !this.#view) continue;
      const element = document.createElement("span");
      element.className = "cb-map__label";
      element.textContent = String(label);
      new maplibregl.Marker({ element, anchor: "center" }).setLngLat([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]).addTo(this.#view);
      for (const name of ["role", "aria-label", "tabindex"]) element.removeAttribute(name); // words, not a button
    }
  }

  #wire(): void {
    const view = this.#view;
    if (!view) return;
    view.on("movestart", (event) => (this.#moved ||= event.originalEvent !== undefined && event.originalEvent.type !== "resize"));
    const at = (event: MapMouseEvent): string | null => {
      const near = view.queryRenderedFeatures([[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]], { layers: TOUCHABLE.filter((id) => view.getLayer(id)) });
      return (near[0]?.properties["id"] as string | undefined) ?? null;
    };
    view.on("mousemove", (event) => {
      const id = at(event);
      view.getCanvas().classList.toggle("cb-map__hand", id !== null);
      this.#hover(id);
    });
    view.on("mouseout", () => this.#hover(null));
    view.on("click", (event) => (this.dataset["pick"] ? this.#pick(event.lngLat.lng, event.lngLat.lat) : this.#select(at(event), false, true)));
    view.getCanvas().addEventListener("keydown", (event) => {
      const middle = view.getCenter();
      if (event.key === "Enter" && this.dataset["pick"]) event.preventDefault(), this.#pick(middle.lng, middle.lat);
      if (event.key === "Escape") this.#select(null, false);
    });
    if (this.dataset["pick"]) this.classList.add("cb-map--pick"), view.once("load", () => this.#showPick());
    this.#wireList();
  }

  /** The list beside the map: any element that names a feature of ours. */
  #wireList(): void {
    const signal = this.#leave.signal;
    const named = (event: Event): { row: HTMLElement; id: string } | null => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-map-id]") : null;
      const id = row?.dataset["mapId"];
      return row && id && this.#index.has(id) ? { row, id } : null;
    };
    for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => !this.contains(event.target as Node) && this.#hover(named(event)?.id ?? null), { signal });
    document.addEventListener("click", (event) => {
      const found = named(event);
      const target = event.target as Element;
      if (found && (target.closest("[data-map-find]") || !target.closest("a, button, input, select, label, summary"))) this.#select(found.id, true);
    }, { signal });
  }

  #mark(id: string | null, name: "over" | "here", on: boolean): void {
    const found = id === null ? undefined : this.#index.get(id);
    if (!found || id === null) return;
    this.#view?.setFeatureState({ source: found.layer, id }, { [name]: on });
    for (const row of document.querySelectorAll(`[data-map-id="${CSS.escape(id)}"]`)) row.classList.toggle(`cb-is-${name}`, on);
  }

  #hover(id: string | null): void {
    if (id === this.#over) return;
    this.#mark(this.#over, "over", false);
    this.#over = id;
    this.#mark(id, "over", true);
  }

  #select(id: string | null, travel: boolean, reveal = false): void {
    const found = id === null ? undefined : this.#index.get(id);
    this.#mark(this.#here, "here", false);
    this.#here = found ? id : null;
    this.#mark(this.#here, "here", true);
    this.#remember();
    const properties = found?.feature.properties ?? {};
    this.#tell(found ? String(properties["name"] ?? properties["label"] ?? "") || null : null, properties["note"] as string | undefined, properties["href"] as string | undefined);
    if (!found || id === null) return;
    const box = extent([found.feature]);
    if (travel && box) this.#view?.fitBounds(box, { padding: 64, maxZoom: Math.max(16, this.#view.getZoom()) });
    if (reveal) document.querySelector(`[data-map-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.dispatchEvent(new CustomEvent("beat-map-select", { bubbles: true, detail: { id } }));
  }

  /** Keeps what is selected in the address, beside the view that MapLibre keeps there. */
  #remember(): void {
    const parts = location.hash.slice(1).split("&").filter((part) => part && !part.startsWith(`${this.#key}-at=`));
    if (this.#here) parts.push(`${this.#key}-at=${encodeURIComponent(this.#here)}`);
    const hash = parts.length ? `#${parts.join("&")}` : " ";
    if (hash.trim() !== location.hash) history.replaceState(history.state, "", hash === " " ? location.pathname + location.search : hash);
  }

  #inputs(): HTMLInputElement[] {
    return (this.dataset["pick"] ?? "").split(/\s+/).flatMap((name) => Array.from(document.querySelectorAll<HTMLInputElement>(name))).slice(0, 2);
  }

  /** Writes the picked place into the form, to about ten centimeters. */
  #pick(lon: number, lat: number): void {
    const [east, north] = this.#inputs();
    if (!east || !north || !this.#view) return;
    east.value = lon.toFixed(6);
    north.value = lat.toFixed(6);
    for (const input of [east, north]) input.dispatchEvent(new Event("input", { bubbles: true }));
    this.#showPick();
    this.dispatchEvent(new CustomEvent("beat-map-pick", { bubbles: true, detail: { lon, lat } }));
  }

  #showPick(): void {
    const [east, north] = this.#inputs();
    if (!this.#view || !east?.value || !north?.value) return;
    const element = document.createElement("span");
    element.className = "cb-map__pin";
    this.#pin?.remove();
    this.#pin = new maplibregl.Marker({ element, anchor: "bottom" }).setLngLat([Number(east.value), Number(north.value)]).addTo(this.#view);
    for (const name of ["role", "aria-label", "tabindex"]) element.removeAttribute(name);
    this.#tell(this.dataset["picked"] ?? null);
  }

  /** Puts other features into a layer, for a page that changed its list (after a filter, say). */
  setLayer(name: LayerName, features: GeoJSON.FeatureCollection): void {
    this.#data.set(name, features);
    this.#reindex();
    (this.#view?.getSource(name) as GeoJSONSource | undefined)?.setData(features);
  }
}

customElements.define("beat-map", BeatMap);
