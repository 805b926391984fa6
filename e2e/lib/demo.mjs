// A demo of one's own: the built executable, a made-up town in a temporary folder, a free port.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where the executable is, or null if it has not been built. */
export function executable() {
  const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/commonbeat/target");
  const places = [process.env.COMMONBEAT_BIN, join(target, "release/commonbeat"), join(target, "debug/commonbeat")];
  return places.find((path) => path && existsSync(path)) ?? null;
}

/** Reads the ready line out of what the demo prints: the first line that is a JSON object with `url` and `people`. */
export function readReady(line) {
  try {
    const ready = JSON.parse(line);
    return typeof ready?.url === "string" && Array.isArray(ready.people) ? ready : null;
  } catch {
    return null;
  }
}

/** Starts a demo and waits until it is ready: `{url, people, person(role), dir, pid, stop()}`. A folder that is named is kept. */
export async function startDemo({ size = "town", seed = 1, seconds = 240, env = {}, bin = executable(), folder } = {}) {
  if (!bin) throw new Error("commonbeat is not built: cargo build -p commonbeat");
  const dir = folder ?? (await mkdtemp(join(tmpdir(), "commonbeat-demo-")));
  const child = spawn(bin, ["demo", "--dir", dir, "--listen", "127.0.0.1:0", "--size", size, "--seed", String(seed), "--json"], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)) > 200 && said.shift());
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(late);
    }
    if (!folder) await rm(dir, { recursive: true, force: true });
  };
  try {
    const ready = await firstReady(child, seconds, said);
    const person = (role) => ready.people.find((one) => one.role === role) ?? fail(`the demo has nobody with the role ${role}`);
    return { ...ready, url: ready.url.replace(/\/$/, ""), person, dir, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstReady(child, seconds, said) {
  return new Promise((done, refuse) => {
    const tell = (why) => refuse(new Error(`${why}\n${said.join("").slice(-4000)}`));
    const late = setTimeout(() => tell(`the demo was not ready after ${seconds} s`), seconds * 1000);
    child.once("error", (error) => tell(error.message));
    child.once("exit", (code) => tell(`the demo ended (${code}) before it was ready`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = readReady(line);
      if (!ready) return void said.push(`${line}\n`);
      clearTimeout(late);
      done(ready);
    });
  });
}

function fail(why) {
  throw new Error(why);
}
