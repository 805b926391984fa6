// Every page at both widths: a picture, what axe says of it, and whether it fits into 320 pixels.
import { after, before, test } from "node:test";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";

/** A problem that was measured and closed, and one that is worked on: both belong to the town's story. */
const CLOSED = "tr:has-text('Closed') a[href^='/problems/P-']";
const OPEN = "tr:has-text('Response') a[href^='/problems/P-']";

/** Pages by who looks at them: a name for the picture, and the way there: a path, links to press one after another, and what is added to the address at the end. */
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
    ["problem", "/problems?status=closed", CLOSED],
    ["problem-open", "/problems", OPEN],
    ["problem-scanning", "/problems", OPEN, "/scanning"],
    ["problem-analysis", "/problems", OPEN, "/analysis"],
    ["problem-response", "/problems", OPEN, "/response"],
    ["problem-assessment", "/problems", OPEN, "/assessment"],
    ["problem-header", "/problems", OPEN, "/header"],
    ["problem-public", "/problems", OPEN, "/public"],
    ["problem-move", "/problems", OPEN, "/move"],
    ["problem-plan", "/problems", OPEN, "/plan"],
    ["problem-result", "/problems?status=closed", CLOSED, "/result"],
    ["problem-history", "/problems?status=closed", CLOSED, "/history"],
    ["problem-answers", "/problems?status=closed", CLOSED, "/answers"],
    ["problem-new", "/problems/new"],
    ["task-new", "/problems", OPEN, "/tasks/new"],
    ["tasks", "/tasks"],
    ["task", "/tasks", "main a[href^='/tasks/']"],
    ["concerns", "/concerns?pile=all"],
    ["concern", "/concerns?pile=all", "main a[href^='/concerns/C-']"],
    ["log", "/log"],
    ["more", "/more"],
    ["account", "/account"],
    ["lock", "/lock"],
  ],
  analyst: [
    ["scanning", "/scanning"],
    ["candidate", "/scanning", "main a[href^='/scanning/']"],
    ["import", "/import"],
  ],
  supervisor: [["today-supervisor", "/today"]],
  administrator: [["people", "/people"], ["person-new", "/people/new"], ["person", "/people", "main a[href^='/people/']:not([href$=new])"]],
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
        for (const step of links) {
          const from = page.url();
          if (step.startsWith("/")) await page.goto(from.replace(/[?#].*$/, "") + step);
          else await Promise.all([page.waitForURL((url) => url.href !== from), page.locator(step).first().click()]);
        }
        await shot(page, name);
        await checkAxe(page);
        await checkReflow(page);
      });
    }
    noComplaints(page);
  });
}
