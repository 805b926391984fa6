// Debian's Chromium, quiet about the world outside.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--enable-unsafe-swiftshader", // WebGL without a graphics card, for maps
  "--font-render-hinting=none",
];

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

/** Starts Chromium; close it with `browser.close()`. */
export async function launch() {
  const executablePath = process.env.COMMONBEAT_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
  if (!executablePath) throw new Error("Chromium is not installed: apt-get install chromium");
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/**
 * A page of its own context (nobody is signed in) that remembers what went wrong on it: script errors, refusals by the Content-Security-Policy,
 * and requests that left this machine. `page.complaints` is that list; journeys end with `noComplaints(page)`.
 */
export async function openPage(browser, { viewport = DESK, ...more } = {}) {
  const phone = viewport.width < 600;
  const context = await browser.newContext({ viewport, locale: "en-US", timezoneId: "America/Chicago", hasTouch: phone, deviceScaleFactor: 1, reducedMotion: "reduce", ...more });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) page.complaints.push(`policy: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !["127.0.0.1", "localhost", "[::1]"].includes(hostname)) page.complaints.push(`left the machine: ${request.url()}`);
  });
  return page;
}

/** Fails if anything was complained about on this page. */
export function noComplaints(page) {
  if (page.complaints.length) throw new Error(`the page complained:\n${page.complaints.join("\n")}`);
}
