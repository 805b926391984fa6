// Nobody is led to a page that is not there: every link that a person is shown is followed, from page to page, as every role and as a resident.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { signIn } from "../lib/pages.mjs";

let browser, demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** Pages of one kind that are opened: the second may show what the first had no reason to. */
const ALIKE = 3;

/** What kind of page an address is of: references, ids, days and names of areas aside. */
const kind = (path) => path.replace(/[A-Z]-\d{4}-\d+/g, "REF").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").replace(/\d{4}-\d{2}(-\d{2})?/g, "DAY").replace(/^\/(areas|stories|story-desk|categories|sheets)\/[^/?#]+/, "/$1/NAME").replace(/\/\d+/g, "/N");

const linksOf = (html) => [...html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map(([, href]) => href.replaceAll("&amp;", "&").replaceAll("&#38;", "&"));

/** Follows links from a page on; gives what was wrong and how many pages were opened. */
async function crawl(page, start) {
  const base = new URL(demo.url);
  const seen = new Set();
  const times = new Map();
  const waiting = [[start, "the start"]];
  const wrong = [];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [href, from] = next;
    const url = new URL(href, new URL(from.startsWith("/") ? from : "/", base));
    url.hash = "";
    if (url.origin !== base.origin || seen.has(url.href)) continue;
    seen.add(url.href);
    const path = decodeURI(url.pathname);
    const alike = (times.get(kind(path)) ?? 0) + 1;
    times.set(kind(path), alike);
    if (alike > ALIKE) continue;
    const answer = await page.request.get(url.href);
    if (answer.status() >= 400) wrong.push(`${answer.status()} ${path}${url.search}, linked from ${from}`);
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    const own = new URL(answer.url());
    for (const link of linksOf(await answer.text())) waiting.push([link, own.pathname + own.search]);
  }
  return { wrong, opened: [...times.values()].reduce((sum, n) => sum + Math.min(n, ALIKE), 0) };
}

test("a resident is never led to a page that is not there", async () => {
  const { wrong, opened } = await crawl(await openPage(browser), "/");
  assert.deepEqual(wrong, []);
  assert.ok(opened > 15, `only ${opened} pages were opened`);
});

for (const role of ["officer", "analyst", "supervisor", "commander", "information", "personnel", "administrator", "auditor", "partner"])
  test(`no link leads a person with the role ${role} to a page that is not there`, async () => {
    const page = await openPage(browser);
    await signIn(page, demo.url, demo.person(role));
    const { wrong, opened } = await crawl(page, "/more");
    assert.deepEqual(wrong, []);
    assert.ok(opened > 10, `only ${opened} pages were opened`);
    await page.context().close();
  });
