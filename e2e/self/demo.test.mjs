// The demo's ready line is found among other lines.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readReady } from "../lib/demo.mjs";

test("only a line with an address and people says that the demo is ready", () => {
  assert.equal(readReady("building the town"), null);
  assert.equal(readReady('{"level":"INFO"}'), null);
  assert.equal(readReady('{"url":"http://127.0.0.1:4","people":[{"role":"officer"}]}').people[0].role, "officer");
});
