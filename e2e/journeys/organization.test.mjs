// Behind the work: a contact logged on a phone and its promise kept, a beat handed over, a story from draft to everybody, a look at oneself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { day, fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const OWNER = "The woman who runs the corner kiosk";
const PROMISE = "Ask Public Works about the broken step";

test("a contact is logged on one screen of a phone, and its promise waits under Today until it is kept", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await signIn(page, demo.url, demo.person("officer"));
  await page.goto(`${demo.url}/beats`);
  await follow(page, "Log a contact");
  await checkAxe(page);
  await checkReflow(page);
  await fill(page, { met_at: "Kiosk at the bus stop", met_as: "business", heard: "People trip over the broken step every morning.", promised: PROMISE, promised_until: day(5) });
  await page.getByText("Whom you met, minutes on foot").click();
  await fill(page, { whom: OWNER, profile_kind: "leader" });
  await press(page, "Log it");
  assert.match(await page.locator("main").innerText(), new RegExp(OWNER), "the profile has grown");
  await page.goto(`${demo.url}/today`);
  await follow(page, PROMISE);
  const row = page.locator("#promises li", { hasText: PROMISE });
  await row.getByText("What became of it?").click();
  await row.getByRole("textbox").fill("The step was mended on Tuesday; I told her.");
  await press(page, "It is kept", row);
  assert.match(await page.locator("main").innerText(), /Promised and kept: Ask Public Works/);
  await checkAxe(page);
  noComplaints(page);
});

test("a beat is handed over matter by matter, and the next officer is its primary", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("supervisor"));
  await page.goto(`${demo.url}/beats`);
  await checkAxe(page);
  // A beat on which somebody knows somebody, so that there is something to hand over.
  const rows = page.locator("main tbody tr");
  const known = await rows.evaluateAll((all) => all.findIndex((row) => Number(row.cells[3].textContent) > 0));
  assert.ok(known >= 0, "nobody is known on any beat");
  const beat = (await rows.nth(known).getByRole("link").innerText()).trim();
  await follow(page, beat);
  await checkAxe(page);
  await checkReflow(page);
  const before = await page.locator(".cb-ref").innerText();
  const options = await page.locator('select[id="next_officer"] option').allInnerTexts();
  const next = options.find((name) => name.startsWith("Ofc.") && !before.includes(name));
  await page.locator('select[id="next_officer"]').selectOption({ label: next });
  await press(page, "Begin the handover");
  await checkAxe(page);
  assert.equal(await page.getByRole("button", { name: "End the handover" }).count(), 0, "it cannot end while something is open");
  for (let left = await page.locator("form:has([name=matter])").count(); left > 0; left -= 1) {
    const matter = page.locator("form:has([name=matter])").first();
    await matter.locator("label", { hasText: "Taken on" }).click();
    await press(page, "Keep this decision", matter);
  }
  await press(page, "End the handover");
  await follow(page, "The beat");
  assert.ok((await page.locator(".cb-ref").innerText()).includes(next), "the next officer stands on the beat");
  noComplaints(page);
});

test("a story goes from a draft past words that claim too much to the public page, the feed and back", async () => {
  const officer = await openPage(browser);
  await signIn(officer, demo.url, demo.person("officer"));
  await officer.goto(`${demo.url}/story-desk`);
  await follow(officer, "Tell a story");
  await checkAxe(officer);
  await fill(officer, { title: "Noise fell by half at the overlook", story_place: "The overlook", problem_words: "Engines ran for an hour at night.", done_words: "Neighbors and the car club agreed on ten o'clock.", lesson: "Ask those who make the noise, too." });
  await officer.getByRole("button", { name: "Keep the draft" }).click();
  await officer.locator("#errors").waitFor();
  assert.match(await officer.locator("#errors").innerText(), /the assessment does not/);
  await fill(officer, { title: "Ten o'clock at the overlook" });
  await press(officer, "Keep the draft");
  const at = officer.url();
  const desk = await openPage(browser);
  await signIn(desk, demo.url, demo.person("information"));
  await desk.goto(at);
  await checkAxe(desk);
  await press(desk, "Clear and publish");
  const reader = await openPage(browser, { viewport: PHONE });
  await reader.goto(demo.url);
  await follow(reader, "Read the stories");
  await checkAxe(reader);
  await checkReflow(reader);
  await follow(reader, "Ten o'clock at the overlook");
  assert.match(await reader.locator("main").innerText(), /Whether it changed anything was not measured/);
  await checkAxe(reader);
  await checkReflow(reader);
  const feed = await reader.request.get(`${demo.url}/stories.atom`);
  assert.match(await feed.text(), /Ten o(&#39;|&#x27;|')clock at the overlook/);
  await fill(desk, { reason: "The club asked to read it first." });
  await press(desk, "Take back");
  const gone = await reader.request.get(reader.url());
  assert.equal(gone.status(), 404);
  [officer, desk, reader].forEach(noComplaints);
});

test("somebody without an account looks at themselves, and nothing stays behind", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await page.goto(`${demo.url}/skills`);
  await checkAxe(page);
  await checkReflow(page);
  await follow(page, "Look at yourself");
  await checkAxe(page);
  for (const name of ["judgment", "empathy", "courage", "resourcefulness", "assertiveness", "integrity", "teamwork"]) await tick(page, `${name}-1-5`, `${name}-2-4`);
  await tick(page, "tasks-1-2", "tasks-2-2");
  await press(page, "Show me the result");
  assert.match(await page.locator("main").innerText(), /Keep a list of every promise for two weeks/);
  await checkAxe(page);
  await checkReflow(page);
  const kept = await page.evaluate(() => ({ local: localStorage.length, cookies: document.cookie }));
  assert.deepEqual(kept, { local: 0, cookies: "" });
  noComplaints(page);
});
