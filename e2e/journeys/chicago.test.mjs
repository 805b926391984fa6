// Chicago's real file comes in on the page first; the thread then works as without it; at the end the import is undone.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, signIn } from "../lib/pages.mjs";
import { carry, follow, press, raiseConcern } from "../lib/steps.mjs";

const SHELF = process.env.COMMONBEAT_SHELF ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const NAME = "chicago_2014-02-28_2014-03-11.csv.gz";
const FILE = join(SHELF, "data/chicago-22col", NAME);
const here = existsSync(FILE);
if (!here) console.log("shelf absent: 1 not run");

let browser, demo;
before(async () => { if (here) [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** The figure beside a name on the page of an import. */
async function figure(page, name) {
  const text = await page.locator(".cb-facts--big > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd").innerText();
  return Number(text.replace(/\D/g, ""));
}

test("with Chicago's real file imported on the page, the thread is carried to its end, and the import is undone", { skip: !here && "the shelf is not there" }, async () => {
  const analyst = await openPage(browser);
  await signIn(analyst, demo.url, demo.person("analyst"));
  await analyst.goto(`${demo.url}/import`);
  await analyst.locator('input[type="file"]').setInputFiles(FILE);
  await analyst.locator("#profile").selectOption("chicago-22col");
  await analyst.getByRole("button", { name: "Look at it first" }).click();
  await analyst.getByRole("heading", { name: "What would become of this file" }).waitFor({ timeout: 60_000 });
  const rows = await figure(analyst, "Rows in the file");
  assert.ok(rows > 1000, `${rows} rows`);
  await checkAxe(analyst);
  await press(analyst, "Import it");
  await analyst.getByRole("button", { name: "Undo the import" }).waitFor({ timeout: 120_000 });
  const [inFile, kept, changed, known, refused] = await Promise.all(["Rows in the file", "New", "Changed", "Known already", "Not kept"].map((name) => figure(analyst, name)));
  assert.equal(inFile, rows);
  assert.equal(kept + changed + known + refused, rows, "every row is told of");
  assert.ok(kept > rows * 0.95, `${kept} of ${rows} kept`);
  const batch = analyst.url();
  await checkAxe(analyst);
  await follow(analyst, "Go to scanning");
  await lookAgain(analyst);
  noComplaints(analyst);

  const resident = await openPage(browser);
  const concern = await raiseConcern(resident, demo.url, { words: "There was a fight outside our door again on Saturday night." });
  const officer = await openPage(browser);
  await signIn(officer, demo.url, demo.person("officer"));
  const answer = "You told us about the fight. We worked on this street with its bars, and looked at what changed.";
  const signer = await openPage(browser);
  await signIn(signer, demo.url, demo.person("commander"));
  await carry(officer, demo.url, { concern, answer, signer });
  noComplaints(officer);
  await resident.goto(concern.link);
  await resident.getByText(answer).waitFor();
  noComplaints(resident);

  await analyst.goto(batch);
  analyst.once("dialog", (dialog) => dialog.accept());
  await press(analyst, "Undo the import");
  await analyst.getByText("The import was undone.").waitFor();
  await analyst.goto(`${demo.url}/import`);
  assert.match(await analyst.locator("ol.cb-list li").filter({ hasText: NAME }).innerText(), /undone/i);
  noComplaints(analyst);
});

/** Scanning looks over all incidents, the new ones too. */
async function lookAgain(page) {
  await press(page, "Look again");
  await page.getByRole("button", { name: "Look again" }).waitFor({ timeout: 180_000 });
  await page.locator("ol.cb-list li h2 a").first().waitFor();
}
