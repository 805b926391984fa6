// Kept promises: a resident tells a worry, an officer finds it in the inbox, promises, keeps it; the resident says it did not help and opens it again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";
import { fill, follow, press, raiseConcern } from "../lib/steps.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

const inTwoDays = () => new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

test("a promise is made, kept, rated, and the concern opened again", async () => {
  const resident = await openPage(browser, { viewport: PHONE });
  const words = "The lamp at the bus stop has been dark since Monday and I wait there alone.";
  const concern = await raiseConcern(resident, demo.url, { words, email: "robin@residents.test" });
  await resident.goto(concern.link);
  await resident.getByText("What happened so far").waitFor();
  await checkAxe(resident);

  const officer = await openPage(browser);
  await signIn(officer, demo.url, demo.person("officer"));
  await officer.goto(`${demo.url}/inbox?pile=all`);
  await checkAxe(officer);
  await checkReflow(officer);
  await shot(officer, "inbox");
  await officer.goto(`${demo.url}/concerns?pile=all`);
  await follow(officer, /The lamp at the bus stop/);
  await officer.getByText("Promise something", { exact: true }).click();
  await fill(officer, { promise: "I ask the city to mend the lamp and tell you what they say.", "promise-due": inTwoDays() });
  await press(officer, "Promise it");
  await shot(officer, "concern-promise");
  await checkAxe(officer);
  await officer.getByText("What became of it?", { exact: true }).first().click();
  await fill(officer, { "note-1": "The city mended it this morning." });
  await press(officer, "It was kept");
  noComplaints(officer);

  await resident.goto(concern.link);
  await resident.getByText("The city mended it this morning.").waitFor();
  await resident.getByText("We kept a promise").waitFor();
  await press(resident, "No");
  await resident.getByText("You said: it did not help").waitFor();
  await resident.getByText("It is not solved: open it again").click();
  await fill(resident, { again: "It went dark again last night." });
  await press(resident, "Open it again");
  await resident.getByText("It is open again.").waitFor();
  await shot(resident, "own-page-rated");
  await checkAxe(resident);
  await checkReflow(resident);
  noComplaints(resident);

  await officer.goto(`${demo.url}/inbox?pile=all`);
  assert.ok(await officer.getByText("opened again").count(), "it is owed again");
});

test("words of danger call a human, and the resident reads whom to call", async () => {
  const resident = await openPage(browser, { viewport: PHONE });
  await raiseConcern(resident, demo.url, { words: "A man with a knife is at the playground, please come.", email: "kim@residents.test" });
  await resident.getByText("Please call now").waitFor();
  await checkAxe(resident);
  await shot(resident, "own-page-danger");
  const supervisor = await openPage(browser);
  await signIn(supervisor, demo.url, demo.person("supervisor"));
  await supervisor.goto(`${demo.url}/inbox`);
  await supervisor.getByRole("heading", { name: /Sounds like danger/ }).waitFor();
  await shot(supervisor, "inbox-danger");
  await checkAxe(supervisor);
  await checkReflow(supervisor);
  await follow(supervisor, /A man with a knife/);
  await fill(supervisor, { seen: "Dispatch sent a car; he had left." });
  await press(supervisor, "Somebody has seen to it");
  await supervisor.goto(`${demo.url}/inbox`);
  assert.equal(await supervisor.getByRole("heading", { name: /Sounds like danger/ }).count(), 0);
  noComplaints(supervisor);
  await supervisor.goto(`${demo.url}/demo/mail`);
  await supervisor.getByText("words that sound like danger").first().waitFor();
});
