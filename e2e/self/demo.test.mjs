// The demo starts, says it is ready, lets a person in, and is gone afterwards.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { readReady, startDemo } from "../lib/demo.mjs";
import { signIn } from "../lib/pages.mjs";

const standIn = fileURLToPath(new URL("stand-in.mjs", import.meta.url));

test("only a line with an address and people says that the demo is ready", () => {
  assert.equal(readReady("building the town"), null);
  assert.equal(readReady('{"level":"INFO"}'), null);
  assert.equal(readReady('{"url":"http://127.0.0.1:4","people":[{"role":"officer"}]}').people[0].role, "officer");
});

test("a demo that ends before it is ready is an error that says so", async () => {
  await assert.rejects(startDemo({ bin: "/bin/false", seconds: 5 }), /ended \(1\) before it was ready/);
});

test("a person signs in with password and code, and the demo leaves nothing behind", async () => {
  const demo = await startDemo({ bin: standIn, seconds: 20 });
  const browser = await launch();
  try {
    assert.throws(() => demo.person("commander"), /nobody with the role commander/);
    const page = await openPage(browser);
    await signIn(page, demo.url, demo.person("officer"));
    assert.equal(page.url(), `${demo.url}/today`);
    noComplaints(page);
  } finally {
    await browser.close();
    await demo.stop();
  }
  assert.equal(existsSync(demo.dir), false);
  await assert.rejects(fetch(demo.url));
});
