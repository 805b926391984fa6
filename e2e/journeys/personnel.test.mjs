// People at work on themselves: a seat in a class on a phone, and an evaluation built from what the officer really did, through three signatures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const SAW = "Came back to every shop with what the city had answered.";

const main = (page) => page.locator("main").innerText();

/** The evaluation of the officer whom the demo lets one play, opened by the role. */
async function opened(role) {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person(role));
  await page.goto(`${demo.url}/evaluations`);
  await follow(page, demo.person("officer").name);
  return page;
}

test("an officer sees on a phone what is due, and takes a seat in a class", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await signIn(page, demo.url, demo.person("officer"));
  await page.goto(`${demo.url}/training/mine`);
  assert.match(await main(page), /Continued professional training/);
  await checkAxe(page);
  await checkReflow(page);
  await page.goto(`${demo.url}/training/classes`);
  await checkAxe(page);
  await checkReflow(page);
  await page.locator("main .cb-list a").first().click();
  const give = page.getByRole("button", { name: "Give the seat back" });
  if (await give.count()) await press(page, "Give the seat back");
  await press(page, "Take a seat");
  assert.match(await main(page), /Give the seat back/);
  noComplaints(page);
});

test("an evaluation is built from real evidence, signed by three people, and nobody else finds it", async () => {
  const rater = await opened("supervisor");
  const place = rater.url();
  await checkAxe(rater);
  await checkReflow(rater);
  const cards = await rater.getByRole("link", { name: /Write and pick evidence/ }).count();
  assert.equal(cards, 8);
  for (let n = 0; n < cards; n += 1) {
    await Promise.all([rater.waitForURL(/marks/), rater.getByRole("link", { name: /Write and pick evidence/ }).nth(n).click()]);
    const pieces = await rater.locator('input[name="evidence"]').evaluateAll((all) => all.slice(0, 2).map((one) => one.id));
    if (n === 0) {
      await checkAxe(rater);
      await checkReflow(rater);
      assert.equal(pieces.length, 2, "nothing of the year is on record");
    }
    if (n < 2) {
      await tick(rater, "rating-4", ...pieces);
      await fill(rater, { mark_words: SAW });
    } else {
      await tick(rater, "rating-no");
    }
    await press(rater, "Keep it");
  }
  await follow(rater, "Sign as rater");
  await press(rater, "Sign as rater");
  const reviewer = await opened("commander");
  assert.match(await main(reviewer), new RegExp(SAW));
  await follow(reviewer, "Review");
  await tick(reviewer, "evaluation_way-no");
  await press(reviewer, "Review");
  const officer = await opened("officer");
  assert.match(await main(officer), new RegExp(SAW));
  await checkAxe(officer);
  await follow(officer, "Sign that I read it");
  await fill(officer, { own_comment: "Read. The depot took most of the spring." });
  await press(officer, "Sign that I read it");
  assert.match(await main(officer), /closed/);
  for (const role of ["personnel", "administrator", "analyst"]) {
    const page = await openPage(browser);
    await signIn(page, demo.url, demo.person(role));
    const answer = await page.goto(place);
    assert.equal(answer.status(), 404, role);
  }
});
