// What journeys do on pages: sign in as a person does, ask axe, take pictures.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DESK, PHONE } from "./browser.mjs";
import { freshCode } from "./totp.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
export const SCREENSHOTS = process.env.COMMONBEAT_SHOTS ?? fileURLToPath(new URL("../../docs/screenshots", import.meta.url));

/** Types e-mail, password and a one-time code on `/sign-in`, as a person would; ends when another page has come. */
export async function signIn(page, base, person) {
  await page.goto(`${base}/sign-in`);
  await page.locator('input[name="email"]').fill(person.email);
  await page.locator('input[name="password"]').fill(person.password);
  const code = page.locator('input[name="code"]');
  if (!(await code.count())) {
    // The code is asked for on a page of its own.
    await Promise.all([code.waitFor(), page.locator('input[name="password"]').press("Enter")]);
  }
  await code.fill(await freshCode(person.totp_secret));
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), code.press("Enter")]);
}

/** Asks axe about the page as it stands (WCAG 2.2 A and AA and best practices); throws with each rule, its help and the parts it is about. */
export async function checkAxe(page, { exclude = [] } = {}) {
  // Given through the browser's own tools, so that the page's Content-Security-Policy stays in force.
  if (!(await page.evaluate(() => "axe" in window))) {
    const { readFile } = await import("node:fs/promises");
    await page.evaluate(await readFile(AXE, "utf8"));
  }
  const { violations } = await page.evaluate(
    (excluded) => window.axe.run({ include: [["html"]], exclude: excluded.map((one) => [one]) }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }),
    exclude,
  );
  if (!violations.length) return;
  const lines = violations.map((one) => `${one.id} (${one.impact}): ${one.help}\n${one.nodes.slice(0, 5).map((node) => `    ${node.target.join(" ")}\n      ${node.html.slice(0, 160)}`).join("\n")}`);
  throw new Error(`axe on ${page.url()} at ${page.viewportSize()?.width} px:\n${lines.join("\n")}`);
}

/** Fails when the page is wider than its window: what does not fit must wrap or scroll inside its own box. */
export async function checkReflow(page, width = 320) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 640 });
  const over = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); // what measures itself has had its turn
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return Array.from(document.querySelectorAll("body *")).filter((one) => one.getBoundingClientRect().right > room + 1).slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  });
  if (before) await page.setViewportSize(before);
  if (over.length) throw new Error(`${page.url()} runs out of ${width} px:\n${over.join("\n")}`);
}

/** Pictures of the whole page as it stands, at 390 and at 1440 pixels: docs/screenshots/NAME-390.png and NAME-1440.png. */
export async function shot(page, name, { fullPage = true, widths = [PHONE, DESK] } = {}) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const before = page.viewportSize();
  const files = [];
  for (const size of widths) {
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))));
    const maps = page.locator("beat-map");
    if (await maps.count()) await page.locator("beat-map[data-ready]").first().waitFor({ timeout: 20_000 }).then(() => page.waitForTimeout(400));
    // What is fixed to the window's foot belongs to the foot of a whole-page picture, so the window is made as high as the page.
    const height = fullPage ? await page.evaluate(() => Math.min(8000, Math.max(window.innerHeight, document.documentElement.scrollHeight))) : size.height;
    if (height !== size.height) {
      await page.setViewportSize({ width: size.width, height });
      if (await maps.count()) await page.waitForTimeout(400);
    }
    const path = join(SCREENSHOTS, `${name}-${size.width}.png`);
    await page.screenshot({ path, animations: "disabled" });
    files.push(path);
  }
  if (before) await page.setViewportSize(before);
  return files;
}
