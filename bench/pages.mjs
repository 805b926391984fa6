// pages.mjs [--size city] [--dir FOLDER] [--rounds 40]: how long every page takes the server, at a size we build for.
//
// Starts a demo of that size, signs in as each role, walks its links until every GET row of the route table that the
// role may use has been seen (up to three addresses for each row), asks for each address so many times, and reads the
// server's own time from `Server-Timing`. Then start-up, memory, and the area page under wrk. Prints Markdown.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { executable, startDemo } from "../e2e/lib/demo.mjs";
import { freshCode } from "../e2e/lib/totp.mjs";

const { values: asked } = parseArgs({
  options: { size: { type: "string", default: "city" }, dir: { type: "string" }, rounds: { type: "string", default: "40" }, seed: { type: "string", default: "1" }, wrk: { type: "string", default: "15" } },
});
const ROUNDS = Number(asked.rounds);
const EACH = 3;
const bin = executable();
const routes = JSON.parse(execFileSync(bin, ["routes", "--json"], { encoding: "utf8" })).filter((row) => row.method === "GET" && !row.path.startsWith("/assets"));
const patterns = routes.map((row) => ({ path: row.path, test: new RegExp(`^${row.path.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "[^/]+")}$`), fixed: !row.path.includes("{") })).sort((a, b) => Number(b.fixed) - Number(a.fixed));

/** The row of an address. */
const rowOf = (path) => patterns.find((one) => one.test.test(path))?.path;

/** Somebody with cookies of their own. */
function browser(base) {
  const jar = new Map();
  const ask = async (path, options = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(path, base), { redirect: "manual", ...options, headers: { cookie, origin: base, "sec-fetch-site": "same-origin", ...options.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      jar.set(name, value);
    }
    return answer;
  };
  const signIn = async (person) => {
    const body = new URLSearchParams({ email: person.email, password: person.password, code: await freshCode(person.totp_secret) });
    const answer = await ask("/sign-in", { method: "POST", body });
    if (answer.status !== 303) throw new Error(`${person.role} was not let in: ${answer.status}`);
  };
  return { ask, signIn };
}

/** Links and forms' addresses of a page, this house's only. */
function links(html, at) {
  const found = [...html.matchAll(/(?:href|data-src|src)="([^"#]+)/g)].map((match) => new URL(match[1].replaceAll("&amp;", "&"), at));
  return found.filter((url) => url.origin === at.origin && !url.pathname.startsWith("/assets")).map((url) => url.pathname + url.search);
}

/** Server time of an answer in milliseconds. */
const took = (answer) => Number(/app;dur=([\d.]+)/.exec(answer.headers.get("server-timing") ?? "")?.[1] ?? NaN);

/** The slowest of the very first looks at a row's pages since the start, before anything is kept in memory. */
const firstLooks = new Map();

/** Addresses that a role comes to, up to three for each row. */
async function walk(who, base, start) {
  const taken = new Map();
  const queue = [...start];
  const seen = new Set(queue);
  while (queue.length) {
    const path = queue.shift();
    const row = rowOf(new URL(path, base).pathname);
    if (!row || row.startsWith("/sign") || row === "/lock") continue;
    const list = taken.get(row) ?? [];
    if (list.length >= EACH) continue;
    const answer = await who.ask(path);
    const text = await answer.text();
    if (answer.status !== 200) continue;
    firstLooks.set(row, Math.max(firstLooks.get(row) ?? 0, took(answer)));
    taken.set(row, [...list, path]);
    if (answer.headers.get("content-type")?.startsWith("text/html")) {
      for (const link of links(text, new URL(path, base))) if (!seen.has(link)) seen.add(link) && queue.push(link);
    }
  }
  return taken;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];

async function timed(who, path) {
  const times = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = await who.ask(path);
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(took(answer));
  }
  return { took: times, bytes };
}

const folder = asked.dir ?? (await mkdtemp(join(tmpdir(), "commonbeat-bench-")));
const order = { size: asked.size, seed: Number(asked.seed), folder, seconds: 1800 };
const made = performance.now();
let demo = await startDemo(order);
const first = (performance.now() - made) / 1000;
try {
  console.log(`# Pages at the size of a ${asked.size}\n`);
  console.log(`\`node bench/pages.mjs --size ${asked.size} --rounds ${ROUNDS}\`, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GiB, SQLite, the asking program on the same cores. Server time in milliseconds, each address asked ${ROUNDS} times; *first* is the slowest of the very first looks after the start, before anything is kept in memory.\n`);
  console.log("| page | asked as | addresses | median | p95 | slowest | first | kB |\n|---|---|---:|---:|---:|---:|---:|---:|");
  const people = [{ role: "nobody" }, ...demo.people];
  const told = new Map();
  for (const person of people) {
    const who = browser(demo.url);
    if (person.email) await who.signIn(person);
    const start = person.email ? ["/start", "/today", "/more", "/problems?status=any", "/concerns?pile=all", ...routes.filter((row) => !row.path.includes("{")).map((row) => row.path)] : ["/", "/api/v1/areas"];
    for (const [row, paths] of await walk(who, demo.url, start)) {
      if (told.has(row)) continue;
      const runs = [];
      for (const path of paths) runs.push(await timed(who, path));
      told.set(row, { role: person.role, paths: paths.length, took: runs.flatMap((run) => run.took).sort((a, b) => a - b), bytes: Math.max(...runs.map((run) => run.bytes)) });
    }
  }
  const slowFirst = [...told].sort((a, b) => at(b[1].took, 0.95) - at(a[1].took, 0.95));
  for (const [row, one] of slowFirst) console.log(`| \`${row}\` | ${one.role} | ${one.paths} | ${at(one.took, 0.5).toFixed(1)} | ${at(one.took, 0.95).toFixed(1)} | ${at(one.took, 1).toFixed(1)} | ${firstLooks.get(row).toFixed(1)} | ${(one.bytes / 1000).toFixed(0)} |`);
  const missing = routes.map((row) => row.path).filter((path) => !told.has(path) && !/^\/(sign|lock|invitations|c\/|demo)/.test(path));
  console.log(`\nPages that no role came to: ${missing.length ? missing.map((path) => `\`${path}\``).join(", ") : "none"}.`);
  const area = (await walk(browser(demo.url), demo.url, ["/"])).get("/areas/{slug}")?.[0];
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${demo.pid}/status`, "utf8"))?.[1]) / 1024;
  console.log(`\nMemory after all pages: ${memory().toFixed(0)} MB.`);
  if (area && asked.wrk !== "0") {
    const wrk = spawnSync("wrk", ["-t2", "-c16", `-d${asked.wrk}s`, "--latency", demo.url + area], { encoding: "utf8" });
    console.log(`\n\`wrk -t2 -c16 -d${asked.wrk}s --latency ${area}\`, on the same two cores:\n\n\`\`\`\n${wrk.stdout?.trim() ?? wrk.error}\n\`\`\`\n\nMemory after that: ${memory().toFixed(0)} MB.`);
  }
  await demo.stop();
  const begun = performance.now();
  demo = await startDemo(order);
  console.log(`\nFirst start: ${first.toFixed(1)} s until the ready line (the town is made). Second start: ${((performance.now() - begun) / 1000).toFixed(2)} s. Memory then: ${memory().toFixed(0)} MB.`);
} finally {
  await demo.stop();
  if (!asked.dir) await rm(folder, { recursive: true, force: true });
}
