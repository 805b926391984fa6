// An officer refers somebody to the shelter with consent in writing; the shelter, on a phone, looks who it is and accepts; then the consent is taken back, and at that moment nothing is left to see.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { day, fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const NAME = "Marisol, who asked for a bed";

test("a shelter accepts a referral, and sees nothing of it the moment its consent is taken back", async () => {
  const visitor = await openPage(browser, { viewport: PHONE });
  await visitor.goto(demo.url);
  await follow(visitor, "Find a service");
  await visitor.getByRole("heading", { name: "Lantern House" }).waitFor();
  assert.ok(!(await visitor.content()).includes("Quarry Lane"), "a shelter's address is kept from everybody");
  await checkAxe(visitor);
  await checkReflow(visitor);

  const officer = await openPage(browser, { viewport: PHONE });
  await signIn(officer, demo.url, demo.person("officer"));
  await officer.goto(`${demo.url}/referrals`);
  await checkAxe(officer);
  await checkReflow(officer);
  await follow(officer, "Refer somebody");
  await officer.locator("#referral_service").selectOption({ label: "Lantern House" });
  await fill(officer, { referral_need: "safety", reach_name: NAME, reach_how: "555-0142, before noon", reach_meet: "At the shelter's desk, tomorrow at ten.", consent_scope: "First name, telephone, that a bed is wanted.", consent_purpose: "A bed for two weeks.", consent_language: "Spanish", consent_until: day(30) });
  await tick(officer, "hand_over-warm", "consent_signer-person", "consent_way-paper", "consent_told");
  await checkAxe(officer);
  await press(officer, "Send it to the service");
  await officer.getByText("Sent to the service.").waitFor();
  const at = officer.url();
  assert.ok(!(await officer.content()).includes("Marisol"), "who it is stands on a page of its own");

  const shelter = await openPage(browser, { viewport: PHONE });
  await signIn(shelter, demo.url, demo.people.filter((one) => one.role === "partner")[1]);
  await shelter.goto(`${demo.url}/workspace`);
  await checkAxe(shelter);
  await checkReflow(shelter);
  await shelter.goto(at);
  await follow(shelter, "Who it is");
  await shelter.getByText(NAME).waitFor();
  await checkAxe(shelter);
  await follow(shelter, "Back");
  await follow(shelter, "Answer");
  await tick(shelter, "referral_reply-accept");
  await press(shelter, "Save");
  await officer.reload();
  await officer.getByText("accepted").first().waitFor();

  await follow(officer, "Consent taken back");
  await press(officer, "Consent taken back");
  await officer.getByText("The service sees nothing of it any more.").waitFor();
  await checkAxe(officer);
  assert.equal((await shelter.goto(at)).status(), 404);
  await shelter.goto(`${demo.url}/workspace`);
  await shelter.getByRole("heading", { name: "No longer yours" }).waitFor();
  assert.ok(!(await shelter.content()).includes("Marisol"));
  await checkReflow(shelter);
  noComplaints(officer);
});
