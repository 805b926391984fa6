// Every page at both widths: a picture, what axe says of it, and whether it fits into 320 pixels.
import { after, before, test } from "node:test";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";

/** Pages by who looks at them: a name for the picture, and the way there: a path, or links to press one after another. */
const PAGES = {
  nobody: [
    ["front", "/"],
    ["area", "/", "main a[href^='/areas/']"],
    ["tell-us", "/concerns/new"],
    ["sign-in", "/sign-in"],
    ["not-found", "/no-such-page"],
  ],
  officer: [
    ["today", "/today"],
    ["problems", "/problems"],
    ["problem", "/problems", "main a[href^='/problems/P-']"],
    ["problem-new", "/problems/new"],
    ["tasks", "/tasks"],
    ["concerns", "/concerns"],
    ["concern", "/concerns", "main a[href^='/concerns/C-']"],
    ["more", "/more"],
  ],
  analyst: [
    ["scanning", "/scanning"],
    ["candidate", "/scanning", "main a[href^='/scanning/']"],
    ["import", "/import"],
  ],
  supervisor: [["today-supervisor", "/today"]],
  administrator: [["people", "/people"], ["person-new", "/people/new"], ["account", "/account"]],
  auditor: [["audit", "/audit"], ["permissions", "/permissions"]],
  partner: [["start-partner", "/start"]],
  commander: [["start-commander", "/start"]],
  information: [["start-information", "/start"]],
  personnel: [["start-personnel", "/start"]],
};

let browser, demo;
before(async () => {
  [browser, demo] = await Promise.all([launch(), startDemo()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const [role, pages] of Object.entries(PAGES)) {
  test(`the pages of ${role} are fit to be shown`, async (t) => {
    const page = await openPage(browser);
    if (role !== "nobody") await signIn(page, demo.url, demo.person(role));
    for (const [name, path, ...links] of pages) {
      await t.test(name, async () => {
        await page.goto(demo.url + path);
        for (const link of links) await Promise.all([page.waitForURL((url) => url.pathname !== path), page.locator(link).first().click()]);
        await shot(page, name);
        await checkAxe(page);
        await checkReflow(page);
      });
    }
    noComplaints(page);
  });
}
