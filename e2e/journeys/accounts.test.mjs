// Accounts: an officer adds a passkey, comes in with it, unlocks with it; a device that cannot tell its owner; new recovery codes; locked out at night.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";

let browser, demo, site;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
  site = demo.url.replace("127.0.0.1", "localhost"); // passkeys belong to names, not to addresses
});
after(async () => { await browser?.close(); await demo?.stop(); });

/** A device of Chromium's own that knows its owner until it is told not to. */
async function device(page) {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  const { authenticatorId } = await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { verify: (isUserVerified) => tools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

async function addPasskey(page, name) {
  await page.goto(`${site}/account`);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name of the passkey").fill(name);
  await checkAxe(page);
  await checkReflow(page);
  await Promise.all([page.waitForURL(/\/account$/), page.getByRole("button", { name: "Make the passkey" }).click()]);
  await page.getByRole("rowheader", { name }).waitFor();
}

test("an officer adds a passkey, comes in and unlocks with it alone, and takes it away", async () => {
  const officer = demo.person("officer");
  const page = await openPage(browser, { viewport: PHONE });
  await device(page);
  await signIn(page, site, officer);
  await addPasskey(page, "Work phone");
  await checkAxe(page);
  await checkReflow(page);

  await page.context().clearCookies();
  await page.goto(`${site}/sign-in?next=/account`);
  await checkAxe(page);
  await Promise.all([page.waitForURL(/\/account$/), page.getByRole("button", { name: "Sign in with a passkey" }).click()]);

  await page.locator(".cb-bar__who summary").click();
  await Promise.all([page.waitForURL(/\/lock/), page.getByRole("button", { name: "Lock this screen" }).click()]);
  await checkAxe(page);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/lock"), page.getByRole("button", { name: "Unlock with a passkey" }).click()]);

  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Remove Work phone" }).click();
  await page.getByText("The passkey is removed.").waitFor();
  assert.equal(await page.getByRole("rowheader", { name: "Work phone" }).count(), 0);
  noComplaints(page);
});

test("a device that cannot tell its owner gives nothing, the page says so, and the code still works", async () => {
  const person = demo.person("supervisor");
  const page = await openPage(browser);
  const own = await device(page);
  await signIn(page, site, person);
  await addPasskey(page, "Blue key");
  await own.verify(false);
  await page.context().clearCookies();
  await page.goto(`${site}/sign-in`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("No passkey was used.").waitFor();
  await signIn(page, site, person);
  noComplaints(page);
});

test("new recovery codes: one of them stands in for the phone, and its owner hears of it", async () => {
  const person = demo.person("analyst");
  const page = await openPage(browser);
  await signIn(page, site, person);
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Make new recovery codes" }).click();
  const codes = await page.locator("#codes li").allInnerTexts();
  assert.equal(codes.length, 10);
  await checkAxe(page);
  await page.context().clearCookies();
  await page.goto(`${site}/sign-in?next=/account`);
  await page.locator('input[name="email"]').fill(person.email);
  await page.locator('input[name="password"]').fill(person.password);
  await page.locator('input[name="code"]').fill(codes[0]);
  await Promise.all([page.waitForURL(/\/account$/), page.locator('input[name="code"]').press("Enter")]);
  await page.getByText("9 recovery codes are left.").waitFor();
  const mail = page.getByText("A recovery code was used to sign in to your account").first();
  for (let tries = 0; tries < 20 && !(await mail.count()); tries += 1) {
    await page.waitForTimeout(500);
    await page.goto(`${site}/demo/mail`);
  }
  assert.ok(await mail.count(), "a letter tells of it");
});

test("locked out at night: the page says what to do, and a passkey still opens the door", async () => {
  const person = demo.person("commander");
  const page = await openPage(browser, { viewport: PHONE });
  await device(page);
  await signIn(page, site, person);
  await addPasskey(page, "Night phone");
  await page.context().clearCookies();
  for (let n = 0; n < 5; n += 1) {
    await page.goto(`${site}/sign-in`);
    await page.locator('input[name="email"]').fill(person.email);
    await page.locator('input[name="password"]').fill("not the password");
    await page.locator('input[name="code"]').fill("000000");
    await page.waitForTimeout(1000 * 2 ** (n - 1) + 200);
    await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.locator('input[name="code"]').press("Enter")]);
  }
  await page.getByText("It works also while signing in with the password pauses").waitFor();
  await page.getByText("reach the administrator on call").waitFor();
  await checkAxe(page);
  await checkReflow(page);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.getByRole("button", { name: "Sign in with a passkey" }).click()]);
  noComplaints(page);
});
