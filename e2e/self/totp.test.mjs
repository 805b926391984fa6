// The vectors of RFC 6238, appendix B (SHA-1, 8 digits, secret "12345678901234567890") and RFC 4648, section 10.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, freshCode, fromBase32, stepAt } from "../lib/totp.mjs";

const SECRET = Buffer.from("12345678901234567890");

test("codes are those of RFC 6238", () => {
  const vectors = [[59, "94287082"], [1111111109, "07081804"], [1111111111, "14050471"], [1234567890, "89005924"], [2000000000, "69279037"], [20000000000, "65353130"]];
  for (const [seconds, code] of vectors) assert.equal(codeOf(SECRET, stepAt(seconds), 8), code);
});

test("base 32 is that of RFC 4648, in the ways people write it", () => {
  for (const [text, bytes] of [["", ""], ["MY======", "f"], ["MZXQ====", "fo"], ["MZXW6===", "foo"], ["MZXW6YQ=", "foob"], ["MZXW6YTB", "fooba"], ["mzxw 6ytb oi", "foobar"]]) assert.equal(fromBase32(text).toString(), bytes);
  assert.equal(codeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", stepAt(59), 8), "94287082");
  assert.throws(() => fromBase32("M1"), /base 32/);
});

test("a code that was used waits for the next step", async () => {
  let now = 59_000;
  const slept = [];
  const sleep = async (ms) => void (slept.push(ms), (now += ms));
  const clock = () => now;
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  assert.equal(await freshCode(secret, clock, sleep), codeOf(secret, 1));
  assert.equal(await freshCode(secret, clock, sleep), codeOf(secret, 2));
  assert.deepEqual(slept, [1_200]);
});
