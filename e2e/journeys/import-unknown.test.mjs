// An analyst imports a file that fits no profile: the program works one out, the analyst looks, mends it and imports.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, signIn } from "../lib/pages.mjs";

let demo;
let browser;
let folder;

before(async () => {
  demo = await startDemo();
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "commonbeat-import-"));
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A file as a records clerk might send it: names of its own, the hour apart, a column for missing values. */
function table() {
  const kinds = ["BURGLARY - RESIDENCE", "THEFT FROM VEHICLE", "VANDALISM", "BIKE GONE", "ASSAULT - SIMPLE"];
  const rows = Array.from({ length: 120 }, (_, i) => [
    `24-${1000 + i}`, `${1 + (i % 12)}/${1 + (i % 28)}/2024`, `${(i * 37) % 24}`.padStart(2, "0") + `${(i * 13) % 60}`.padStart(2, "0"), `${1 + (i % 12)}/${1 + (i % 28)}/2024`,
    `${100 + (i % 9) * 10} ${["Alder", "Birch", "Cedar"][i % 3]} Street`, kinds[i % 5], i % 11 ? "A. Clerk" : "N/A",
  ]);
  // One day that cannot be.
  rows[7][1] = "13/45/2024";
  return [["Report Number", "Occurred On", "Occurred At", "Entered", "Street Address", "Nature of Offense", "Clerk"], ...rows].map((row) => row.join(";")).join("\r\n");
}

test("a file that fits no profile is imported in one sitting", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("analyst"));
  await page.goto(`${demo.url}/import`);
  const file = join(folder, "records 2024.csv");
  await writeFile(file, table());
  await page.locator("#file").setInputFiles(file);
  await page.locator("#profile").selectOption("auto");
  await page.getByRole("button", { name: "Look at it first" }).click();
  await page.getByRole("heading", { name: "What would become of this file" }).waitFor();
  await page.getByText("Worked out from the first rows").waitFor();
  const columns = page.locator("#columns");
  assert.match(await columns.innerText(), /Occurred On, Occurred At/);
  assert.match(await columns.innerText(), /Nature of Offense/);
  assert.match(await page.locator("main").innerText(), /119 rows would be kept/);
  await checkAxe(page);
  await checkReflow(page);

  // What has no class yet gets one, on the page.
  const profile = page.locator("#toml");
  const before = await profile.inputValue();
  assert.match(before, /Without a class so far: BIKE GONE/);
  await profile.fill(`${before}\n[[category.rules]]\noffense = "theft"\nwhen = { "Nature of Offense" = ["BIKE GONE"] }\n`);
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("119 rows would be kept").waitFor();
  await page.getByRole("button", { name: "Import it" }).click();
  await page.getByText("119 rows are new or changed, and count now.").waitFor({ timeout: 30_000 });
  await page.getByText("records-2024").first().waitFor();
  noComplaints(page);
});
