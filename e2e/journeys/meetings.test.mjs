// A meeting is planned on a phone, stands on the public page and in the calendar, and what neighbors raised there comes back answered. The calendar is read by ical.js.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";
import { day, fill, follow, press, tick } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** The events of a calendar, by what they are called. */
async function calendar(path) {
  const answer = await fetch(demo.url + path);
  assert.match(answer.headers.get("content-type"), /^text\/calendar/);
  const root = new ICAL.Component(ICAL.parse(await answer.text()));
  return new Map(root.getAllSubcomponents("vevent").map((one) => [one.getFirstPropertyValue("summary"), new ICAL.Event(one)]));
}

test("what neighbors raise at a meeting has an owner and a day, and comes back answered in public", async () => {
  const officer = await openPage(browser, { viewport: PHONE });
  await signIn(officer, demo.url, demo.person("officer"));
  await officer.goto(`${demo.url}/initiatives`);
  await checkAxe(officer);
  await checkReflow(officer);
  await follow(officer, "Plan something");
  await tick(officer, "initiative_kind-meeting");
  await fill(officer, {
    initiative_title: "Evening at the fire station",
    initiative_goal: "What you see on your street; for everybody nearby.",
    initiative_begins: `${day(-1)}T19:00`,
    initiative_ends: `${day(5)}T21:00`,
    initiative_place: "Fire station 3, step-free",
    initiative_roles: "The watch captain opens the door.",
  });
  await press(officer, "Save");
  const at = officer.url();
  await checkAxe(officer);

  const neighbor = await openPage(browser, { viewport: PHONE });
  await neighbor.goto(`${demo.url}/events`);
  await neighbor.getByRole("heading", { name: "Evening at the fire station" }).waitFor();
  assert.equal(await neighbor.getByText("The watch captain opens the door.").count(), 0, "roles stay inside");
  await checkAxe(neighbor);
  await checkReflow(neighbor);
  const events = await calendar("/events.ics");
  const ours = events.get("Evening at the fire station");
  assert.equal(ours.location, "Fire station 3, step-free");
  assert.ok(events.has("Ready for storm season"), [...events.keys()].join("; "));
  assert.equal(ours.startDate.zone.tzid, "UTC");

  await follow(officer, "Note what was raised");
  await fill(officer, { raised_words: "The light at the bus stop is out.", raised_due: day(14) });
  await officer.locator("#raised_owner").selectOption({ index: 1 });
  await press(officer, "Save");
  await neighbor.reload();
  assert.equal(await neighbor.getByText("The light at the bus stop is out.").count(), 0);
  await officer.goto(at);
  await officer.getByRole("link", { name: /^Answer in public/ }).click();
  await fill(officer, { raised_answer: "Public Works mends it on Thursday." });
  await press(officer, "Save");
  await neighbor.goto(`${demo.url}/events`);
  await neighbor.getByText("Public Works mends it on Thursday.").waitFor();
  noComplaints(officer);
  noComplaints(neighbor);
});
