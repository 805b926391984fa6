// Anybody, on a telephone: the first page, the page of a neighborhood, the form for a worry, the own page behind the secret link.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { day, fill, follow, press, raiseConcern, tick } from "../lib/steps.mjs";

let browser, demo, officer;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  officer = await openPage(browser);
  await signIn(officer, demo.url, demo.person("officer"));
});
after(async () => { await browser?.close(); await demo?.stop(); });

async function sound(page) {
  await checkAxe(page);
  await checkReflow(page);
}

test("on a telephone a resident finds the neighborhood, tells a worry, and comes back to the answer's page", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await page.goto(demo.url);
  await sound(page);
  await page.locator('main a[href^="/areas/"]').first().click();
  await page.waitForURL(/\/areas\//);
  await sound(page);
  await page.goto(`${demo.url}/concerns/new`);
  await sound(page);
  const told = await raiseConcern(page, demo.url, { words: "Somebody tries car doors on our street at night." });
  await sound(page);
  const answer = await page.reload();
  assert.equal(answer.headers()["referrer-policy"], "no-referrer");
  await fill(page, { words: "It happened again last night." });
  await page.locator("main form button.usa-button:not([type=button])").click();
  await page.getByText("It is on your page").waitFor();
  noComplaints(page);

  const later = await openPage(browser, { viewport: PHONE });
  await later.goto(demo.url);
  await fill(later, { link: told.link });
  await press(later, "Open my page");
  assert.equal(later.url(), told.link);
  await later.getByText("It happened again last night.").waitFor();
  noComplaints(later);
});

test("a form with a gap comes back with every word, and says what is missing", async () => {
  const page = await openPage(browser, { viewport: PHONE });
  await page.goto(`${demo.url}/concerns/new`);
  await fill(page, { words: "The lamp at the corner has been dark for a week." });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const summary = page.locator(".cb-error-summary");
  await summary.waitFor();
  assert.ok((await summary.getByRole("link").count()) >= 1, "each gap is a link to its field");
  assert.equal(await page.locator("#words").inputValue(), "The lamp at the corner has been dark for a week.");
  await sound(page);
  noComplaints(page);
});

test("a form posted twice is taken in once, also in a browser without scripts", async () => {
  const words = "Shouting every Friday night behind the bar, posted twice by a hurried finger.";
  const page = await openPage(browser, { viewport: PHONE, javaScriptEnabled: false });
  await page.goto(`${demo.url}/concerns/new`);
  await tick(page, "kind-noise");
  await fill(page, { words, where: "Behind the bar" });
  await page.getByRole("button", { name: "Send", exact: true }).dblclick();
  await page.waitForURL(/\/c\/[^/]+$/);
  noComplaints(page);

  await officer.goto(`${demo.url}/concerns?pile=all`);
  assert.equal(await officer.locator("ol.cb-list li").filter({ hasText: "posted twice by a hurried finger" }).count(), 1);
  noComplaints(officer);
});

test("whoever has another role, or none, gets no page that is not for them", async () => {
  const nobody = await openPage(browser);
  await nobody.goto(`${demo.url}/problems`);
  assert.equal(new URL(nobody.url()).pathname, "/sign-in");

  const auditor = await openPage(browser);
  await signIn(auditor, demo.url, demo.person("auditor"));
  for (const path of ["/import", "/scanning", "/people/new", "/no-such-page"]) {
    const answer = await auditor.goto(`${demo.url}${path}`);
    assert.equal(answer.status(), 404, path);
    await auditor.getByText("There is nothing here for you").waitFor();
  }
  await checkAxe(auditor);
  noComplaints(auditor);
});

test("who saves over somebody else's change sees both versions, and loses nothing", async () => {
  const [lead, other] = [officer, await openPage(browser)];
  await signIn(other, demo.url, demo.person("supervisor"));
  await lead.goto(`${demo.url}/problems/new`);
  await fill(lead, { title: "Bicycles taken at the station", statement: "Bicycles are taken at the station on weekdays." });
  await lead.locator('select[id="lead"]').selectOption({ label: await ownName(lead) });
  await tick(lead, "tier-quick");
  await press(lead, "Open the problem");
  const at = lead.url().replace(/[#?].*$/, "");
  await lead.goto(`${at}/sheets/scanning`);
  await other.goto(`${at}/sheets/scanning`);
  await fill(other, { statement: "Bicycles and scooters are taken at the station." });
  await tick(other, "goal-reduce");
  await press(other, "Save");
  await fill(lead, { statement: "Bicycles are taken at the station, most on Mondays." });
  await tick(lead, "goal-eliminate");
  await lead.getByRole("button", { name: "Save", exact: true }).click();
  await lead.getByRole("heading", { name: "Somebody saved this while you were writing" }).waitFor();
  await lead.getByText("Bicycles are taken at the station, most on Mondays.").waitFor();
  await lead.getByText("Bicycles and scooters are taken at the station.").waitFor();
  await checkAxe(lead);
  await follow(lead, "Go on from the saved version");
  assert.equal(await lead.locator("#statement").inputValue(), "Bicycles and scooters are taken at the station.");
  assert.ok(await lead.locator("#goal-reduce").isChecked(), "what was saved stands, not what was typed before");
  await fill(lead, { statement: "Bicycles and scooters are taken at the station, most on Mondays." });
  await press(lead, "Save");
  await lead.getByText("Bicycles and scooters are taken at the station, most on Mondays.").first().waitFor();

  // What only one of two changed can be joined with what the other saved.
  await lead.goto(`${at}/sheets/scanning`);
  await other.goto(`${at}/sheets/scanning`);
  await fill(other, { baseline_source: "Reports of theft, two years" });
  await press(other, "Save");
  await fill(lead, { statement: "Bicycles and scooters are taken at the station on Mondays." });
  await lead.getByRole("button", { name: "Save", exact: true }).click();
  await lead.getByRole("heading", { name: "Somebody saved this while you were writing" }).waitFor();
  await press(lead, "Save mine as well");
  await lead.goto(`${at}/sheets/scanning`);
  assert.equal(await lead.locator("#statement").inputValue(), "Bicycles and scooters are taken at the station on Mondays.");
  assert.equal(await lead.locator("#baseline_source").inputValue(), "Reports of theft, two years");
  noComplaints(lead);
  noComplaints(other);
});

test("a second task begins empty, not with the words of the first", async () => {
  const page = officer;
  await page.goto(`${demo.url}/problems?whose=mine`);
  await page.locator("table tbody a").first().click();
  await page.waitForURL(/\/problems\/P-/);
  const at = page.url().replace(/[#?].*$/, "");
  await page.goto(`${at}/tasks/new`);
  await fill(page, { what: "Count the bicycles", due: day(7) });
  await page.locator('select[id="owner"]').selectOption({ index: 1 });
  await press(page, "Save the task");
  await page.goto(`${at}/tasks/new`);
  assert.equal(await page.locator("#what").inputValue(), "");
  noComplaints(page);
});

/** The signed-in person's own name, as the bar shows it. */
async function ownName(page) {
  return (await page.locator(".cb-bar__who summary").innerText()).trim();
}
