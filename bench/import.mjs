// import.mjs [--rows 1000000] [--rounds 3] [--dir FOLDER] [--only sqlite|postgres]: a city's incidents into the database,
// beside the database's own bulk load of the same file, which checks nothing, in turns; then how long a resident's
// concern takes through `serve` while an import runs. Prints Markdown. Needs sqlite3, psql and GNU time.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { executable } from "../e2e/lib/demo.mjs";

const { values: asked } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, rounds: { type: "string", default: "3" }, dir: { type: "string" }, only: { type: "string" }, postgres: { type: "string" } },
});
const bin = executable();
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dir = asked.dir ?? (await mkdtemp(join(tmpdir(), "commonbeat-import-")));
const town = join(dir, "town");
const file = join(town, "incidents.csv");
const note = (text) => console.error(text);

if (!existsSync(file)) execFileSync(bin, ["simulate", "--size", "city", "--incidents", asked.rows, "--seed", "1", "--format", "chicago-22col", "--out", town], { stdio: ["ignore", "ignore", "inherit"] });

/** Runs a command; seconds on the wall, seconds of processor, most memory in MB. */
function timed(command, args, options = {}) {
  const ran = spawnSync("/usr/bin/time", ["-f", "@ %e %U %S %M", command, ...args], { cwd: dir, encoding: "utf8", maxBuffer: 1 << 26, ...options });
  const told = ran.stderr.match(/@ ([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/);
  if (!told || ran.status > 1) throw new Error(`${command} ${args.join(" ")}: ${ran.status}\n${ran.stderr}`);
  return { wall: Number(told[1]), cpu: Number(told[2]) + Number(told[3]), memory: Number(told[4]) / 1024, out: ran.stdout };
}

const config = join(dir, "commonbeat.toml");
writeFileSync(config, 'public_url = "https://beat.example"\n');
const ours = (url, ...args) => [bin, ["--config", config, "--database", url, ...args]];
const importing = (url) => ours(url, "import", file, "--profile", "chicago-22col", "--agency", "SIM", "--json");
const init = (url) => timed(...ours(url, "init", "--agency", "SIM", "--name", "Simville", "--zone", "America/Chicago", "--boundary", join(town, "boundary.geojson"), "--beats", join(town, "beats.geojson"), "--neighborhoods", join(town, "neighborhoods.geojson")));
const remove = (...names) => names.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]).forEach((name) => rmSync(join(dir, name), { force: true }));

const sqlite = {
  name: "SQLite",
  raw: "`sqlite3 .import`",
  url: `sqlite://${join(dir, "own.db")}`,
  bulk() {
    remove("raw.db");
    return timed("sqlite3", ["raw.db", `.import --csv ${file} t`]);
  },
  fresh() {
    remove("own.db");
    init(this.url);
  },
  end: () => remove("raw.db", "own.db"),
};

/** A server of its own, or the one named. */
function postgres() {
  const started = asked.postgres ? ["", asked.postgres] : execFileSync(join(root, "scripts/postgres.sh"), ["start"], { encoding: "utf8" }).trim().split(" ");
  const [folder, server] = started;
  const sql = (url, ...texts) => timed("psql", ["-X", "-q", url, ...texts.flatMap((text) => ["-c", text])]);
  const url = server.replace(/\/[^/]*$/, "/bench_import");
  const columns = execFileSync("head", ["-n1", file], { encoding: "utf8" }).trim().split(",").map((name) => `"${name}" text`);
  return {
    name: "PostgreSQL",
    raw: "`\\copy`",
    url,
    bulk() {
      sql(server, "DROP TABLE IF EXISTS raw_rows", `CREATE TABLE raw_rows (${columns.join(",")})`);
      return sql(server, `\\copy raw_rows FROM '${file}' WITH (FORMAT csv, HEADER)`);
    },
    fresh() {
      sql(server, "DROP DATABASE IF EXISTS bench_import WITH (FORCE)", "CREATE DATABASE bench_import");
      init(url);
    },
    end: () => (folder ? execFileSync(join(root, "scripts/postgres.sh"), ["stop", folder]) : sql(server, "DROP DATABASE IF EXISTS bench_import WITH (FORCE)", "DROP TABLE IF EXISTS raw_rows")),
  };
}

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const one = (n) => n.toFixed(1);

function race(db) {
  const rounds = [];
  for (let i = 0; i < Number(asked.rounds); i++) {
    const raw = db.bulk();
    db.fresh();
    const own = timed(...importing(db.url));
    rounds.push({ raw, own });
    note(`${db.name} ${i + 1}: ${one(raw.wall)} s (${one(raw.cpu)} s of processor), import ${one(own.wall)} s (${one(own.cpu)} s), ${own.memory.toFixed(0)} MB, load ${one(loadavg()[0])}`);
  }
  const again = timed(...importing(db.url));
  const told = JSON.parse(again.out);
  note(`${db.name} again: ${one(again.wall)} s, accepted ${told.accepted}, unchanged ${told.unchanged}`);
  const middle = (pick) => median(rounds.map(pick));
  const [raw, own] = [middle((r) => r.raw.wall), middle((r) => r.own.wall)];
  return `| ${db.name} | ${db.raw} | ${one(raw)} (${one(middle((r) => r.raw.cpu))}) | ${one(own)} (${one(middle((r) => r.own.cpu))}) | ${one(own / raw)} | ${Math.max(...rounds.map((r) => r.own.memory)).toFixed(0)} | ${one(again.wall)} |`;
}

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

/** Concerns through `serve`, ten a second, from the beginning of an import to its end. */
async function beside(db) {
  db.fresh();
  const at = `127.0.0.1:${await freePort()}`;
  const [command, args] = ours(db.url, "serve", "--listen", at);
  const server = spawn(command, args, { cwd: dir, stdio: "ignore" });
  try {
    for (let i = 0; i < 200; i++) {
      if (await fetch(`http://${at}/healthz`).then((a) => a.ok).catch(() => false)) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    const [own, ownArgs] = importing(db.url);
    let running = true;
    const importer = spawn(own, ownArgs, { cwd: dir, stdio: "ignore" });
    importer.on("exit", () => (running = false));
    const took = [];
    const asks = [];
    for (let n = 0; running; n++) {
      const begun = performance.now();
      const body = new URLSearchParams({ kind: "traffic", words: "Cars race here", where: "Mill Street", once: `0000002a-0000-7000-8000-${n.toString(16).padStart(12, "0")}` });
      const network = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
      asks.push(fetch(`http://${at}/concerns/new`, { method: "POST", body, redirect: "manual", headers: { "x-forwarded-for": network } }).then((a) => {
        if (a.status !== 303) throw new Error(`a concern was answered with ${a.status}`);
        took.push(performance.now() - begun);
      }));
      await new Promise((done) => setTimeout(done, 100));
    }
    await Promise.all(asks);
    took.sort((a, b) => a - b);
    const of = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(0);
    return `| ${db.name} | ${took.length} | ${of(0.5)} | ${of(0.95)} | ${of(0.99)} | ${of(1)} |`;
  } finally {
    server.kill("SIGTERM");
  }
}

const [tables, waits] = [[], []];
for (const make of [() => sqlite, postgres].filter((_, i) => !asked.only || (asked.only === "sqlite") === (i === 0))) {
  const db = make();
  try {
    if (Number(asked.rounds) > 0) tables.push(race(db));
    waits.push(await beside(db));
  } finally {
    db.end();
  }
}
console.log(`${asked.rows} rows, ${cpus().length} processors (${cpus()[0].model}), load at the end ${one(loadavg()[0])}.\n`);
console.log("| database | bulk load | its seconds (of processor) | import, seconds (of processor) | times | peak MB | again, s |\n|---|---|---:|---:|---:|---:|---:|");
console.log(tables.join("\n"));
console.log("\n| database | concerns | half within, ms | p95 | p99 | longest |\n|---|---:|---:|---:|---:|---:|");
console.log(waits.join("\n"));
