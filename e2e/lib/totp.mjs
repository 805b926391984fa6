// One-time codes as RFC 6238 says: SHA-1, 6 digits unless told, steps of 30 seconds.
import { createHmac } from "node:crypto";

export const STEP_SECONDS = 30;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bytes of a secret written in base 32 (RFC 4648), as authenticator apps take it; spaces, lower case and padding are forgiven. */
export function fromBase32(text) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, "")) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new Error(`not a letter of base 32: ${letter}`);
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff);
  }
  return Buffer.from(bytes);
}

/** The step that a moment (seconds since 1970) falls into. */
export const stepAt = (seconds) => Math.floor(seconds / STEP_SECONDS);

/** The code of one step; `secret` is base 32 text or bytes. */
export function codeOf(secret, step, digits = 6) {
  const key = typeof secret === "string" ? fromBase32(secret) : secret;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[mac.length - 1] & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

const used = new Map();

/** The next code the server will take: each step's code is accepted once, so a used one waits for the next step. */
export async function freshCode(secret, clock = Date.now, sleep = (ms) => new Promise((done) => setTimeout(done, ms))) {
  let step = stepAt(clock() / 1000);
  const last = used.get(secret) ?? -1;
  if (step <= last) {
    step = last + 1;
    await sleep(Math.max(0, step * STEP_SECONDS * 1000 - clock()) + 200);
  }
  used.set(secret, step);
  return codeOf(secret, step);
}
