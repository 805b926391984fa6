// A new officer's portfolio of the neighborhood becomes part of the beat's profile: written on a phone, signed off by the coordinator, read by the next officer; the journal stays the trainee's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { day, fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo, trainee;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  trainee = demo.people.filter((one) => one.role === "officer")[1];
});
after(async () => { await browser?.close(); await demo?.stop(); });

const FOUND = "Saturday repair table at the parish hall";

const main = (page) => page.locator("main").innerText();

/** The trainee's field training, opened by somebody who has a part in it. */
async function opened(person, options) {
  const page = await openPage(browser, options);
  await signIn(page, demo.url, person);
  await page.goto(`${demo.url}/field-training`);
  // Names are shown without the title that stands before them on the way in.
  const name = trainee.name.split(" ").slice(-2).join(" ");
  await follow(page, new RegExp(name));
  return page;
}

test("a trainee's portfolio becomes part of the beat's profile", async () => {
  const phone = await opened(trainee, { viewport: PHONE });
  assert.match(await main(phone), /Phase C: patrol/);
  await checkAxe(phone);
  await checkReflow(phone);
  const training = phone.url();
  await follow(phone, "Portfolio of the neighborhood");
  await checkAxe(phone);
  await checkReflow(phone);
  await follow(phone, "Add what you found");
  await checkAxe(phone);
  await checkReflow(phone);
  await fill(phone, { found_kind: "group", found_name: FOUND, found_note: "Three retired fitters; everybody talks there." });
  await press(phone, "Add what you found");
  assert.match(await main(phone), new RegExp(FOUND));
  const beat = await phone.locator('main a[href^="/beats/"]').first().getAttribute("href");

  const coordinator = await opened(demo.person("supervisor"));
  await checkAxe(coordinator);
  await follow(coordinator, "Portfolio of the neighborhood");
  await follow(coordinator, "Note the presentation");
  await fill(coordinator, { presented_on: day(-1), panel_words: "The parish asks to be called before the summer fair." });
  await press(coordinator, "Note the presentation");
  await follow(coordinator, "Sign it off");
  await press(coordinator, "Sign it off");
  assert.match(await main(coordinator), /Signed off/);

  const next = await openPage(browser);
  await signIn(next, demo.url, demo.person("officer"));
  await next.goto(demo.url + beat);
  assert.match(await main(next), new RegExp(FOUND), "what the trainee found is in the beat's profile");

  // Who evaluates judges afresh: no coaching report, no journal.
  const evaluator = await opened(demo.person("commander"));
  assert.doesNotMatch(await main(evaluator), /Coaching reports/);
  for (const role of ["personnel", "analyst", "auditor"]) {
    const page = await openPage(browser);
    await signIn(page, demo.url, demo.person(role));
    const answer = await page.goto(training);
    assert.equal(answer.status(), 404, role);
  }
  for (const page of [phone, coordinator, next, evaluator]) noComplaints(page);
});

test("the journal is the trainee's, entry by entry", async () => {
  const phone = await opened(trainee, { viewport: PHONE });
  await follow(phone, "Journal");
  await follow(phone, "Write in the journal");
  await checkAxe(phone);
  await checkReflow(phone);
  await fill(phone, { journal_words: "I took over too early. Let them finish." });
  await press(phone, "Keep it");
  assert.match(await main(phone), /only for you/);
  await checkAxe(phone);
  await checkReflow(phone);
  const trainer = await opened(demo.person("officer"));
  await follow(trainer, "Journal");
  assert.doesNotMatch(await main(trainer), /I took over too early/);
  await phone.getByRole("button", { name: /^Share it with the training officer/ }).first().click();
  await phone.waitForLoadState();
  await trainer.reload();
  assert.match(await main(trainer), /I took over too early/);
  noComplaints(phone);
});

test("a day is observed on the agency's items, on a phone", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await signIn(page, demo.url, demo.person("personnel"));
  await page.goto(`${demo.url}/field-training/all`);
  await checkAxe(page);
  await checkReflow(page);
  await page.goto(`${demo.url}/field-training/items`);
  await checkAxe(page);
  await checkReflow(page);
  await fill(page, { field_items: "Manner: Greets people by name\nManner: Explains what happens next" });
  await press(page, "Keep the items");
  await follow(page, "Begin a field training");
  await tick(page, "field_form-san-jose");
  await checkAxe(page);
  noComplaints(page);
});
