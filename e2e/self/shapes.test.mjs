// The shapes and scripts of ui/ by themselves: what journeys later lean on. Needs ui/dist.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pages, serve } from "../../ui/gallery/serve.mjs";
import { launch, noComplaints, openPage, PHONE } from "../lib/browser.mjs";
import { checkAxe, checkReflow } from "../lib/pages.mjs";

let browser;
let site;
before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** Opens a gallery page, hands it to the test, and asks for complaints at the end. */
async function visit(name, act, options = {}) {
  const page = await openPage(browser, options);
  try {
    await page.goto(`${site.url}/${name}`);
    await act(page);
    noComplaints(page);
  } finally {
    await page.context().close();
  }
}

const hidden = (page, part) => page.locator(`idle-lock [data-part=${part}]`).evaluate((one) => one.hidden);

test("every shape passes axe and reflows at 320 pixels, under the policy", async (t) => {
  for (const name of await pages()) {
    await t.test(name, () => visit(name === "index" ? "" : name, async (page) => {
      if (await page.locator("beat-map").count()) await page.locator("beat-map[data-ready]").waitFor();
      await checkAxe(page);
      await page.setViewportSize(PHONE);
      await checkAxe(page);
      await checkReflow(page);
    }));
  }
});

test("what can be pressed on a phone is at least 24 pixels high and wide, or stands in a sentence", () => visit("problem", async (page) => {
  const small = await page.evaluate(() => Array.from(document.querySelectorAll("button, summary, .cb-bottom a, .usa-button, select, input")).filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 0 && (width < 24 || height < 24);
  }).map((one) => one.outerHTML.slice(0, 100)));
  assert.deepEqual(small, []);
}, { viewport: PHONE }));

test("the words of a chart are 12 pixels or more on a phone and on a desk", async () => {
  for (const width of [320, 390, 768, 1440]) {
    await visit("problem", async (page) => {
      const sizes = await page.evaluate(() => Array.from(document.querySelectorAll(".cb-chart text")).filter((one) => one.getClientRects().length).map((one) => {
        const svg = one.ownerSVGElement;
        return (parseFloat(getComputedStyle(one).fontSize) * svg.getBoundingClientRect().width) / svg.viewBox.baseVal.width;
      }));
      assert.ok(sizes.length > 3, "no words in the chart");
      assert.ok(Math.min(...sizes) >= 11.9, `${Math.min(...sizes)} px at ${width}`);
    }, { viewport: { width, height: 800 } });
  }
});

test("an error summary takes focus, and its links lead to the fields", () => visit("concern", async (page) => {
  assert.equal(await page.evaluate(() => document.activeElement?.id), "errors");
  await page.locator("#errors a").first().press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "where");
}));

test("a form is sent once however often it is pressed", () => visit("sign-in", async (page) => {
  let sent = 0;
  page.on("request", (request) => (sent += request.method() === "POST" ? 1 : 0));
  await page.evaluate(() => {
    const form = document.querySelector("form");
    form.requestSubmit();
    form.requestSubmit();
    form.requestSubmit();
  });
  await page.waitForURL("**/slow");
  assert.equal(sent, 1);
}));

test("a draft comes back after leaving the page, without passwords and codes", () => visit("thread", async (page) => {
  await page.evaluate(() => document.querySelector("form").setAttribute("data-draft", "answer"));
  await page.reload();
  // The gallery's form has no draft of its own: give it one before the scripts run.
  await page.route("**/thread", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('<form class="cb-form" ', '<form class="cb-form" data-draft="answer" ').replace("</textarea>", '</textarea><input type="password" name="p"><input name="c" autocomplete="one-time-code">') });
  });
  await page.reload();
  await page.fill("#m", "The count is done.");
  await page.fill("[name=p]", "secret words");
  await page.fill("[name=c]", "123456");
  await page.waitForTimeout(600);
  await page.goto(`${site.url}/area`);
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  assert.ok(kept.includes("The count is done.") && !kept.includes("secret words") && !kept.includes("123456"), kept);
  await page.goto(`${site.url}/thread`);
  assert.equal(await page.inputValue("#m"), "The count is done.");
}));

test("an idle page warns, then locks and hides what was on it", async () => {
  const page = await openPage(browser);
  await page.clock.install();
  await page.goto(`${site.url}/today`);
  await page.clock.runFor(28.5 * 60_000);
  assert.deepEqual([await hidden(page, "warn"), await hidden(page, "lock")], [true, true]);
  await page.clock.runFor(60_000);
  assert.deepEqual([await hidden(page, "warn"), await hidden(page, "lock")], [false, true]);
  await page.getByRole("button", { name: "Stay" }).click();
  assert.equal(await hidden(page, "warn"), true);
  await page.clock.runFor(31 * 60_000);
  assert.equal(await hidden(page, "lock"), false);
  assert.equal(await page.locator("h1").isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Unlock");
  await checkAxe(page);
  noComplaints(page);
  await page.context().close();
});

test("map and list point at each other, and the address keeps what is selected", () => visit("scanning", async (page) => {
  await page.locator("beat-map[data-ready]").waitFor();
  await page.locator('[data-map-id="a2"] a').focus();
  assert.ok(await page.locator('[data-map-id="a2"].cb-is-over').count(), "focus in the list does not show on the map");
  await page.getByRole("button", { name: "Show on the map" }).press("Enter");
  await page.waitForURL(/map-at=a3/);
  assert.ok(await page.locator('[data-map-id="a3"].cb-is-here').count());
  await page.locator('[data-map-id="a1"] .cb-list__rank').click({ force: true });
  await page.waitForURL("**/problem");
}));

test("a press on the map selects its row and says its name", () => visit("scanning", async (page) => {
  await page.locator("beat-map[data-ready]").waitFor();
  await page.waitForTimeout(500);
  const canvas = page.locator("beat-map canvas");
  const box = await canvas.boundingBox();
  // The largest circle is store a2: its place on the screen follows from the bounds the page asked for.
  await page.mouse.click(box.x + box.width * 0.77, box.y + box.height * 0.285);
  assert.ok(await page.locator('[data-map-id="a2"].cb-is-here').count());
  assert.match(page.url(), /map-at=a2/);
  assert.match(await page.locator(".cb-map__say").innerText(), /Thefts from one store/);
  const at = page.url();
  await page.goto("about:blank");
  await page.goto(at);
  await page.locator("beat-map[data-ready]").waitFor();
  assert.ok(await page.locator('[data-map-id="a2"].cb-is-here').count(), "the selection is lost on reload");
}));

test("without script the list stands and the map says so", () => visit("scanning", async (page) => {
  assert.ok(await page.getByText("The map needs script.").isVisible());
  assert.equal(await page.locator(".cb-list__item").count(), 4);
}, { javaScriptEnabled: false }));

test("public pages are under 100 KB with everything they load", () => visit("sign-in", async (page) => {
  const { gzipSync } = await import("node:zlib");
  let bytes = 0;
  await page.goto("about:blank");
  page.on("response", async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0));
    bytes += response.url().endsWith(".woff2") ? body.length : gzipSync(body).length;
  });
  await page.goto(`${site.url}/area`, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  assert.ok(bytes > 20_000 && bytes < 100_000, `${bytes} bytes`);
}));

test("htmx puts a fragment into the page under the policy", () => visit("", async (page) => {
  await page.getByRole("button", { name: "Refresh by htmx" }).click();
  await page.getByText("Row 254,311 of 254,311").waitFor();
}));

test("a file goes up with its progress, and a refusal takes the place of the page and the focus", () => visit("", async (page) => {
  await page.setInputFiles("#f", { name: "calls.csv", mimeType: "text/csv", buffer: Buffer.alloc(2_000_000, "a") });
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("No profile fits this file.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "errors");
  assert.equal(await page.title(), "Not fit");
}));
