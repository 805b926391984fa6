// Alerts: a resident asks, says yes from the mailbox; the desk writes in two languages, a second person lets it out; one press stops it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";
import { fill, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** The own page of whoever was asked last, as the letter names it. */
async function linkInMail(page) {
  for (let n = 0; n < 40; n++) {
    await page.goto(`${demo.url}/demo/mail`);
    const found = (await page.content()).match(/\/alerts\/s\/[0-9a-z]{32}/);
    if (found) return demo.url + found[0];
    await page.waitForTimeout(250);
  }
  throw new Error("no letter with a link came");
}

test("an alert reaches who asked for it, and one press stops it", async () => {
  const resident = await openPage(browser, { viewport: PHONE });
  await resident.goto(`${demo.url}/alerts`);
  await checkAxe(resident);
  await checkReflow(resident);
  await shot(resident, "alerts");
  await fill(resident, { email: "robin@residents.test", "quiet-from": "0", "quiet-until": "0" });
  await press(resident, "Send me the link");
  await resident.getByText("Look into your mailbox").waitFor();
  const own = await linkInMail(resident);
  await resident.goto(own);
  await press(resident, "Yes, write to me");
  await resident.getByText("You get alerts from us.").waitFor();
  await checkAxe(resident);
  await shot(resident, "alerts-own");

  const desk = await openPage(browser);
  await signIn(desk, demo.url, demo.person("information"));
  await desk.goto(`${demo.url}/alerts/desk/new`);
  await checkAxe(desk);
  await checkReflow(desk);
  await shot(desk, "alert-write");
  await fill(desk, { topic: "safety", "title-en": "Sheds broken into on Orchard Hill", "words-en": "Six sheds since Monday. Lock yours, and write to us if you saw somebody try doors.", "title-es": "Robos en cobertizos de Orchard Hill", "words-es": "Seis desde el lunes. Cierre el suyo y escríbanos si vio a alguien probar puertas." });
  await tick(desk, "urgency-normal");
  await press(desk, "Hand it to a second person");
  const at = desk.url();
  assert.equal(await desk.getByRole("button", { name: "Let it out" }).count(), 0, "not by its writer");
  const second = await openPage(browser);
  await signIn(second, demo.url, demo.person("supervisor"));
  await second.goto(at);
  await press(second, "Let it out");
  await resident.waitForTimeout(3000);
  await second.goto(at);
  await shot(second, "alert");
  await checkAxe(second);
  await checkReflow(second);
  await second.goto(`${demo.url}/alerts/desk`);
  await shot(second, "alert-desk");
  await checkAxe(second);
  noComplaints(desk);
  noComplaints(second);

  await resident.goto(`${demo.url}/demo/mail`);
  await resident.getByText("Sheds broken into on Orchard Hill").first().waitFor();
  await resident.goto(own);
  await press(resident, "Stop all alerts");
  await resident.getByText("You get no alerts from us.").waitFor();
  noComplaints(resident);
});
