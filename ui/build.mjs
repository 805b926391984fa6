// Writes dist/: every file with a hash of its content in its name, and manifest.json from logical name to file.
// One build, the same bytes for the same sources.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const scratch = join(here, "out");
const uswds = join(here, "node_modules/@uswds/uswds");
const target = ["chrome111", "firefox113", "safari16.4"];
const manifest = {};

/** Writes one file under a name that carries its content's hash. */
async function emit(logical, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const ext = extname(logical);
  const name = `${basename(logical, ext)}-${hash}${ext}`;
  await writeFile(join(dist, name), bytes);
  manifest[logical] = name;
  return name;
}

/** The letters our two languages and most names in Latin script need, with typographic signs. */
function letters() {
  const ranges = [[0x20, 0x7e], [0xa0, 0x17f], [0x2010, 0x2026], [0x2030, 0x203a]];
  const signs = "\u2190\u2191\u2192\u2193\u2212\u00d7\u2248\u2260\u2264\u2265\u20ac\u2122\u2713\u2009\u202f\u0218\u0219\u021a\u021b";
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join("") + signs;
}

async function fonts() {
  for (const [weight, file] of [[400, "PublicSans-Regular"], [700, "PublicSans-Bold"]]) {
    const whole = await readFile(join(uswds, `dist/fonts/public-sans/${file}.ttf`));
    const subset = await subsetFont(whole, letters(), { targetFormat: "woff2" });
    await writeFile(join(scratch, `public-sans-${weight}.woff2`), subset);
  }
}

async function icons() {
  const names = JSON.parse(await readFile(join(here, "icons/names.json"), "utf8"));
  let sprite = '<svg xmlns="http://www.w3.org/2000/svg">';
  for (const [name, source] of Object.entries(names)) {
    const svg = await readFile(join(uswds, `dist/img/usa-icons/${source}.svg`), "utf8");
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/<path d="M0 0h24v24H0(V0)?z" fill="none"\/>|<path fill="none" d="M0 0h24v24H0(V0)?z"\/>/g, "");
    sprite += `<symbol id="${name}" viewBox="0 0 24 24">${inner.trim()}</symbol>`;
  }
  await emit("icons.svg", Buffer.from(sprite + "</svg>"));
  await emit("favicon.svg", await readFile(join(here, "icons/favicon.svg")));
}

async function styles(entry) {
  const { css } = sass.compile(join(here, "styles", `${entry}.scss`), {
    loadPaths: [join(uswds, "packages"), join(here, "styles")],
    style: "expanded",
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  const result = await esbuild.build({
    stdin: { contents: css, resolveDir: here, loader: "css" },
    bundle: true,
    minify: true,
    write: false,
    target,
    outdir: dist,
    loader: { ".svg": "file", ".woff2": "file" },
    assetNames: "[name]-[hash]",
    logLevel: "warning",
  });
  for (const file of result.outputFiles) {
    if (file.path.endsWith(".css")) await emit(`${entry}.css`, file.contents);
    else await writeFile(file.path, file.contents);
    if (file.path.endsWith(".woff2")) manifest[basename(file.path).replace(/-[A-Z0-9]+\.woff2$/, ".woff2")] = basename(file.path);
  }
}

async function script(entry, extra = {}) {
  const result = await esbuild.build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    target,
    legalComments: "none",
    logLevel: "warning",
    ...extra,
  });
  await emit(`${entry}.js`, result.outputFiles[0].contents);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await mkdir(scratch, { recursive: true });
await fonts();
await icons();
await styles("app");
await styles("public");
await script("app");
await script("public");
await script("chart");
const worker = await emit("map-worker.js", await readFile(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js")));
await script("map", { define: { MAP_WORKER: JSON.stringify(worker) } });
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
await cp(join(here, "node_modules/maplibre-gl/LICENSE.txt"), join(dist, "LICENSE-maplibre.txt"));
