// Serves the gallery under the product's Content-Security-Policy: `npm run gallery` (dev only, not shipped).
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { geo } from "./geo.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "../dist");
const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2", json: "application/json" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Puts names of assets and the frame around a gallery page; the first line says frame, title and current area. */
async function render(name) {
  const manifest = JSON.parse(await readFile(join(dist, "manifest.json"), "utf8"));
  const [head, ...body] = (await readFile(join(here, `${name}.html`), "utf8")).split("\n");
  const { frame, title, here: current = "", script = "" } = JSON.parse(head.replace(/^<!--|-->$/g, ""));
  const page = (await readFile(join(here, `frame-${frame}.html`), "utf8"))
    .replace("{body}", () => body.join("\n"))
    .replaceAll("{title}", title)
    .replace("{script}", () => (script ? `<script type="module" src="{${script}}"></script>` : ""))
    .replaceAll(`data-is="${current}"`, 'aria-current="page"')
    .replace(/ data-is="[^"]*"/g, "");
  return page.replace(/\{([a-z-]+\.(?:css|js|svg|woff2))\}/g, (_, logical) => `/assets/${manifest[logical]}`);
}

/** Starts the gallery; port 0 takes a free one. */
export async function serve(port = 0) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://gallery").pathname;
    response.setHeader("content-security-policy", POLICY);
    try {
      if (path.startsWith("/assets/")) {
        const bytes = await readFile(join(dist, path.slice(8).replaceAll("..", "")));
        response.setHeader("content-type", TYPES[path.split(".").at(-1)] ?? "application/octet-stream");
        return response.end(bytes);
      }
      if (path.startsWith("/geo/")) return response.setHeader("content-type", "application/geo+json").end(JSON.stringify(geo(path.slice(5))));
      if (path === "/fragment") return response.setHeader("content-type", "text/html; charset=utf-8").end("<p>Row 254,311 of 254,311</p>");
      if (path === "/upload") {
        for await (const _ of request); // the file is read and forgotten
        response.writeHead(422, { "content-type": "text/html; charset=utf-8" });
        return response.end('<!doctype html><html lang="en"><title>Not fit</title><main id="main" tabindex="-1"><h1>Import</h1><div class="usa-alert usa-alert--error cb-error-summary" role="alert" tabindex="-1" id="errors"><p>No profile fits this file.</p></div></main></html>');
      }
      if (path === "/slow") return void setTimeout(() => response.end("<!doctype html><title>Slow</title>"), 1500);
      const name = path === "/" ? "index" : path.slice(1).replaceAll(/[^a-z-]/g, "");
      response.setHeader("content-type", "text/html; charset=utf-8").end(await render(name));
    } catch (error) {
      response.writeHead(404, { "content-type": "text/plain" }).end(String(error.message));
    }
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The pages of the gallery. */
export async function pages() {
  return (await readdir(here)).filter((name) => name.endsWith(".html") && !name.startsWith("frame-")).map((name) => name.slice(0, -5)).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await serve(Number(process.argv[2] ?? 8090))).url);
