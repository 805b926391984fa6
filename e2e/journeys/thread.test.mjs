// The thread: a resident tells a worry; an officer makes the top candidate a problem, carries it through its four stages, answers, closes; the resident reads the answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, signIn } from "../lib/pages.mjs";
import { carry, raiseConcern } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("from the top candidate to a closed problem, and the answer reaches who raised it", async () => {
  const resident = await openPage(browser, { viewport: PHONE });
  const words = "I was pushed around at the bus stop when the bars closed, and I am afraid to wait there.";
  const concern = await raiseConcern(resident, demo.url, { words, email: "robin@residents.test" });

  const officer = await openPage(browser);
  await signIn(officer, demo.url, demo.person("officer"));
  const answer = "You told us about the nights at the bus stop. The bars close at different times now, and the stop is lit. We keep counting, and tell you what we find.";
  const signer = await openPage(browser);
  await signIn(signer, demo.url, demo.person("commander"));
  const at = await carry(officer, demo.url, { concern, answer, signer });
  await officer.goto(at);
  assert.match(await officer.locator(".usa-alert--info").first().innerText(), /Closed on/);
  await checkAxe(officer);
  noComplaints(officer);

  await resident.goto(concern.link);
  await resident.getByText(answer).waitFor();
  await resident.getByText(words).waitFor();
  await checkAxe(resident);
  noComplaints(resident);

  await resident.goto(`${demo.url}/demo/mail`);
  await resident.getByText("robin@residents.test").first().waitFor();
  assert.ok(await resident.getByText("The bars close at different times now").count(), "the answer went out by e-mail");
});
