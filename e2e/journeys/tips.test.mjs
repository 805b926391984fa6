// Somebody without a name gives a tip on a phone, keeps the code, leaves in a hurry; a supervisor answers; the person comes back with the code from another browser. No cookie is ever set.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";
import { fill, follow, press } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const WORDS = "The cellar door of the old dairy stands open at night, and somebody carries boxes in.";
const AWAY = "https://www.weather.gov/";

/** The page to which people leave, played here: no test asks another site. */
async function withAway(page) {
  await page.route(`${AWAY}**`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><html lang=en><title>Weather</title><h1>Weather</h1></html>" }));
}

async function looked(page, name) {
  await checkAxe(page);
  await checkReflow(page);
  if (name) await shot(page, name);
  assert.deepEqual(await page.context().cookies(), [], "no cookie is set");
}

test("a tip goes both ways by its code alone", async () => {
  const person = await openPage(browser, { viewport: PHONE });
  await withAway(person);
  await person.goto(demo.url);
  await follow(person, "Give a tip");
  await person.getByRole("heading", { name: "Not for emergencies" }).waitFor();
  await looked(person);
  await fill(person, { tip_words: WORDS });
  await press(person, "Send the tip");
  const code = (await person.locator("#code").innerText()).trim();
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  await looked(person, "tip-code");
  await person.emulateMedia({ media: "print" });
  const sheet = (await person.locator("body").innerText()).trim().split(/\s+/);
  assert.deepEqual(sheet, [code, `${demo.url}/tips`], "the printed sheet holds code and address alone");
  await person.emulateMedia({ media: "screen" });
  await fill(person, { tip_code: code.toLowerCase().replaceAll("-", " ") });
  await press(person, "I have the code");
  await person.getByText("The code works.").waitFor();
  await person.getByText(WORDS).waitFor();
  await looked(person, "tip-thread");
  const length = await person.evaluate(() => history.length);
  await person.getByRole("link", { name: "Leave this page now" }).click();
  await person.waitForURL(AWAY);
  assert.equal(await person.evaluate(() => history.length), length, "the page is replaced, not left behind");
  await person.close();

  const desk = await openPage(browser);
  await signIn(desk, demo.url, demo.person("supervisor"));
  await desk.goto(`${demo.url}/tips/desk`);
  await checkAxe(desk);
  await checkReflow(desk);
  await shot(desk, "tips-desk");
  assert.ok(!(await desk.content()).includes("dairy"), "the list holds no word of a tip");
  const waiting = desk.locator("section", { has: desk.getByRole("heading", { name: "They wrote last" }) });
  await waiting.locator("li a").last().click();
  await desk.getByText(WORDS).waitFor();
  await checkAxe(desk);
  await fill(desk, { tip_answer: "Thank you. Which nights?" });
  await press(desk, "Leave the answer");
  await desk.getByText("The answer waits for whoever has the code.").waitFor();
  await desk.goto(`${demo.url}/problems`);
  const problem = await desk.locator("main a[href^='/problems/P-']").first().getAttribute("href");
  await desk.goBack();
  await fill(desk, { tip_tie: problem.split("/").pop() });
  await press(desk, "Tie");
  await desk.getByText("Tied.").waitFor();
  await shot(desk, "tip-read");
  await checkReflow(desk);
  await desk.goto(demo.url + problem);
  await follow(desk, /^Anonymous tip T-/);
  await desk.getByText("Which nights?").waitFor();

  const later = await openPage(browser, { viewport: PHONE, javaScriptEnabled: false });
  await withAway(later);
  await later.goto(`${demo.url}/tips?lang=es`);
  await fill(later, { tip_code: code });
  await press(later, "Abrir");
  await later.getByText("Thank you. Which nights?").waitFor();
  await fill(later, { tip_more: "Mondays and Thursdays." });
  await press(later, "Enviar");
  await later.getByText("Lo tenemos.").waitFor();
  assert.deepEqual(await later.context().cookies(), [], "no cookie is set");
  await follow(later, "Salir de esta página ya");
  assert.equal(later.url(), AWAY);
  await desk.reload();
  await desk.getByText("Mondays and Thursdays.").waitFor();
  noComplaints(desk);
});
