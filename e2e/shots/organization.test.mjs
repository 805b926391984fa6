// The pages behind the work, at both widths: a picture, what axe says, whether it fits into 320 pixels.
import { after, before, test } from "node:test";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";

/** By who looks: a name for the picture, a path, and links to follow from there. */
const PAGES = {
  nobody: [
    ["stories", "/stories"],
    ["story", "/stories", "main .cb-list a"],
    ["skills", "/skills"],
    ["skills-look", "/skills/look"],
    ["conduct-new", "/conduct/new"],
  ],
  officer: [
    ["beats", "/beats"],
    ["beat", "/beats", "main tbody a"],
    ["beat-figures", "/beats/figures"],
    ["contact-new", "/contacts/new"],
    ["story-new", "/story-desk/new"],
    ["plan", "/plan"],
    ["training-mine", "/training/mine"],
    ["training-classes", "/training/classes"],
    ["training-class", "/training/classes", "main .cb-list a"],
    ["evaluations", "/evaluations"],
    ["evaluation-own", "/evaluations", "main .cb-list a"],
    ["conduct-thanks", "/conduct/thanks"],
    ["conduct-log", "/conduct/log"],
    ["field-training", "/field-training"],
    ["field-training-one", "/field-training", "main .cb-list a"],
    ["field-portfolio", "/field-training", "main .cb-list a", 'main a[href$="/portfolio"]'],
    ["field-journal", "/field-training", "main .cb-list a", 'main a[href$="/journal"]'],
  ],
  personnel: [
    ["training", "/training"],
    ["training-person", "/training", "main tbody a"],
    ["training-keep", "/training/keep"],
    ["class-new", "/training/classes/new"],
    ["evaluations-all", "/evaluations/all"],
    ["evaluation-new", "/evaluations/new"],
    ["evaluations-drift", "/evaluations/drift"],
    ["field-training-all", "/field-training/all"],
    ["field-training-new", "/field-training/new"],
    ["field-items", "/field-training/items"],
    ["conduct-bodies", "/conduct/bodies"],
  ],
  supervisor: [
    ["training-team", "/training"],
    ["conduct", "/conduct"],
    ["conduct-one", "/conduct", "main .cb-list a"],
    ["evaluation-rating", "/evaluations", "main .cb-list a"],
    ["evaluation-mark", "/evaluations", "main .cb-list a", "main .cb-card .cb-buttons a"],
    ["beat-supervisor", "/beats", "main tbody a"],
    ["units", "/units"],
  ],
  information: [
    ["story-desk", "/story-desk"],
    ["story-cleared", "/story-desk", "main .cb-list a"],
  ],
};

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

for (const [role, pages] of Object.entries(PAGES)) {
  test(`the pages behind the work, for ${role}`, async (t) => {
    const page = await openPage(browser);
    if (role !== "nobody") await signIn(page, demo.url, demo.person(role));
    for (const [name, path, ...links] of pages) {
      await t.test(name, async () => {
        await page.goto(demo.url + path);
        for (const step of links) {
          const from = page.url();
          await Promise.all([page.waitForURL((url) => url.href !== from), page.locator(step).first().click()]);
        }
        await shot(page, name);
        await checkAxe(page);
        await checkReflow(page);
      });
    }
    noComplaints(page);
  });
}
