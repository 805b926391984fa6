// Public Works works on a shared problem: a task is given and signed for, done and reported; then the agreement ends, and at that moment nothing is left to see.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const WORKS = "Millbrook Public Works";

test("a public works department shares a problem, does its task, and sees nothing the moment the agreement ends", async () => {
  const sergeant = await openPage(browser);
  await signIn(sergeant, demo.url, demo.person("supervisor"));
  await sergeant.goto(`${demo.url}/problems`);
  const reference = (await sergeant.locator("tr:has-text('Scanning') a[href^='/problems/P-']").first().getAttribute("href")).split("/").pop();

  await sergeant.goto(`${demo.url}/partners`);
  await follow(sergeant, WORKS);
  const partnerAt = sergeant.url();
  await follow(sergeant, "Share a problem");
  await sergeant.locator("#shared_problem").fill(reference);
  await press(sergeant, "Share a problem");
  await sergeant.getByText("The problem is shared.").waitFor();
  await checkAxe(sergeant);

  await sergeant.goto(`${demo.url}/problems/${reference}/tasks/new`);
  await sergeant.locator("#what").fill("Look at the lamps between the lots at night");
  await sergeant.locator("#owner").selectOption("");
  await sergeant.locator("#organization").selectOption({ label: WORKS });
  await sergeant.locator("#due").fill("2099-01-15");
  await sergeant.locator("main form .cb-primary button").click();
  await sergeant.getByText("Look at the lamps between the lots at night").first().waitFor();

  const works = await openPage(browser, { viewport: PHONE });
  await signIn(works, demo.url, demo.person("partner"));
  await works.goto(`${demo.url}/start`);
  assert.match(works.url(), /workspace$/);
  await checkAxe(works);
  await checkReflow(works);
  assert.ok(await works.getByText(reference).first().isVisible(), "the shared problem stands on the workspace");
  await follow(works, "Look at the lamps between the lots at night");
  await works.locator("form[action$='/take-on'] button").click();
  await tick(works, "state-done");
  await works.locator("#done").fill("Nine lamps seen, four dark");
  await Promise.all([works.waitForURL(/\/tasks$/), works.locator("main form:has(#done) button").first().click()]);

  await works.goto(`${demo.url}/problems/${reference}`);
  await sergeant.goto(partnerAt);
  await sergeant.getByText("looked at").first().waitFor();
  noComplaints(sergeant);
  const commander = await openPage(browser);
  await signIn(commander, demo.url, demo.person("commander"));
  await commander.goto(partnerAt);
  await follow(commander, `Working together with ${WORKS}`);
  await follow(commander, "End it");
  await commander.locator("#end_reason").fill("The city is reorganized.");
  await press(commander, "End it");
  await commander.getByText("What it covered is closed.").waitFor();
  await checkAxe(commander);

  const gone = await works.goto(`${demo.url}/problems/${reference}`);
  assert.equal(gone.status(), 404);
  await works.goto(`${demo.url}/workspace`);
  await works.getByText("Nothing is open to its people: there is no agreement in force.").waitFor();
  noComplaints(commander);
});
