// run.mjs self|journeys|shots: runs the harness's own tests, and the journeys or pictures that exist.
// One file after another: each journey has a demo of its own, and two cores are few.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const part = process.argv[2] ?? "journeys";
const folders = { self: ["self"], journeys: ["self", "journeys"], shots: ["shots"] }[part];
if (!folders) {
  console.error("use: run.mjs self|journeys|shots");
  process.exit(2);
}
const files = folders.flatMap((folder) => readdirSync(join(here, folder)).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(here, folder, name)));
if (!files.length) {
  console.log(`nothing to run in ${folders.join(", ")}`);
  process.exit(0);
}
const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", "--test-concurrency=1", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
