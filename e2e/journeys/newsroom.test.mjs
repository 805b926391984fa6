// The media desk writes a release that names somebody on the block list, mends it, and corrects it in sight of everybody; another waits for the end of its embargo, and nobody reads it before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const TITLE = "A street fair on Loom Street";
const EMBARGOED = "A new crossing at Larkspur School";

test("a release is checked, held by the block list, issued and corrected, and an embargo keeps another in", async () => {
  const desk = await openPage(browser);
  await signIn(desk, demo.url, demo.person("information"));
  await desk.goto(`${demo.url}/newsroom`);
  await desk.getByRole("link", { name: EMBARGOED }).waitFor();
  await checkAxe(desk);
  await follow(desk, "Write a release");
  const owner = (await desk.locator("#press_case_owner option").allTextContents()).find((name) => name.includes(demo.person("officer").name ?? "Brennan"));
  await fill(desk, { press_title: TITLE, press_body: "Loom Street is closed on Saturday. Tobias Renner opens the fair.", press_contact: "Media desk, 555-0110" });
  await desk.locator("#press_case_owner").selectOption({ label: owner });
  await checkAxe(desk);
  await press(desk, "Save");
  await desk.getByRole("heading", { name: "It says what may not be said" }).waitFor();
  const at = desk.url();
  await checkAxe(desk);

  const officer = await openPage(browser, { viewport: PHONE });
  await signIn(officer, demo.url, demo.person("officer"));
  const check = async () => {
    await officer.goto(at);
    await follow(officer, "It is right");
    await checkReflow(officer);
    await press(officer, "It is right");
  };
  await check();
  await desk.goto(`${at}/clear`);
  await desk.getByRole("button", { name: "Clear it", exact: true }).click();
  await desk.getByText("This is never set aside.").first().waitFor();
  await desk.goto(at);
  await follow(desk, "Change it");
  await fill(desk, { press_body: "Loom Street is closed on Saturday." });
  await press(desk, "Save");
  await check();
  await desk.goto(at);
  await follow(desk, "Clear it");
  await press(desk, "Clear it");

  const visitor = await openPage(browser, { viewport: PHONE });
  await visitor.goto(`${demo.url}/news`);
  assert.equal(await visitor.getByText(EMBARGOED).count(), 0, "under embargo");
  await checkAxe(visitor);
  await checkReflow(visitor);
  await follow(visitor, TITLE);
  await checkAxe(visitor);

  await desk.goto(at);
  await follow(desk, "Correct it");
  await fill(desk, { press_body: "Loom Street is closed on Sunday.", correction_note: "The fair is on Sunday, not on Saturday." });
  await press(desk, "Save");
  await visitor.reload();
  await visitor.getByText("The fair is on Sunday, not on Saturday.").waitFor();
  await visitor.getByText("Loom Street is closed on Saturday.").waitFor();
  await checkAxe(visitor);
  await checkReflow(visitor);
  const feed = await (await visitor.request.get(`${demo.url}/news.atom`)).text();
  assert.match(feed, /The fair is on Sunday, not on Saturday\./);
  assert.ok(!feed.includes(EMBARGOED) && !feed.includes("Renner"));
  noComplaints(desk);
});
