// A quick problem on a phone: from a concern to an open problem with title, statement, place, six answers, time-scale and goal; nothing else is asked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, signIn } from "../lib/pages.mjs";
import { raiseConcern } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("from a concern to a quick problem on a phone in at most sixteen taps and a minute", async () => {
  const resident = await openPage(browser, { viewport: PHONE });
  const concern = await raiseConcern(resident, demo.url, { words: "Cars race down the hill every Friday night and nobody can sleep." });
  const officer = await openPage(browser, { viewport: PHONE });
  await signIn(officer, demo.url, demo.person("officer"));
  await officer.goto(`${demo.url}/concerns/${concern.reference}`);

  let taps = 0;
  let typed = 0;
  const tap = async (target) => { taps += 1; await target.click(); };
  const write = async (id, words) => {
    await tap(officer.locator(`[id="${id}"]`));
    await officer.keyboard.press("Control+a");
    await officer.keyboard.type(words);
    typed += words.length;
  };
  const begun = Date.now();
  await Promise.all([officer.waitForURL(/problems\/quick/), tap(officer.getByRole("link", { name: "Make it a quick problem" }))]);
  await checkAxe(officer);
  const asked = await officer.locator("main form [name]:not([type=hidden])").evaluateAll((all) => [...new Set(all.map((one) => one.name))]);
  const six = ["community", "harm", "expectation", "events", "recurrence", "similarity"].map((name) => `cheers-${name}`);
  assert.deepEqual(asked, ["title", "statement", "neighborhood", ...six, "level", "goal"], "nothing else is asked");
  assert.equal(await officer.locator("main form :checked:not(option)").count(), 0, "nothing is preset");
  await write("title", "Friday night races on the hill");
  await write("statement", "Neighbors lose their sleep to races down the hill, Fridays since May; all can be heard.");
  for (const name of six) await tap(officer.locator(`label[for="${name}-yes"]`));
  await tap(officer.locator('label[for="level-short"]'));
  await tap(officer.locator('label[for="goal-reduce"]'));
  await Promise.all([officer.waitForURL(/problems\/P-/), tap(officer.getByRole("button", { name: "Open the problem" }))]);
  // Somebody types 200 characters a minute on a phone, and needs about a second and a half for a tap.
  const seconds = (Date.now() - begun) / 1000 + (typed / 200) * 60 - typed * 0.002;
  assert.ok(taps <= 16, `${taps} taps`);
  assert.ok(typed <= 120, `${typed} characters`);
  console.log(`${taps} taps, ${typed} characters, ${seconds.toFixed(0)} seconds with typing at 200 a minute`);
  assert.ok(seconds < 60, `${seconds} seconds`);
  // What else is needed comes before its gate.
  await officer.goto(`${officer.url().replace(/[#?].*$/, "")}/move`);
  const open = await officer.locator(".cb-checks li a").allInnerTexts();
  assert.ok(open.some((words) => words.includes("objective")), open.join("; "));
  noComplaints(officer);
});
