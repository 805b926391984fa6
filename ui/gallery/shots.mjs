// Pictures and proofs of the gallery: axe, reflow at 320 px, no complaint by the policy. `node gallery/shots.mjs [FOLDER] [page...]`
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const here = fileURLToPath(new URL(".", import.meta.url));
const [folder = join(here, "../out/shots"), ...only] = process.argv.slice(2);
process.env.COMMONBEAT_SHOTS = folder;
const { launch, openPage } = await import("../../e2e/lib/browser.mjs");
const { checkAxe, checkReflow, shot } = await import("../../e2e/lib/pages.mjs");
const { pages, serve } = await import("./serve.mjs");

const site = await serve();
const browser = await launch();
let bad = 0;
for (const name of only.length ? only : await pages()) {
  const page = await openPage(browser);
  await page.goto(`${site.url}/${name === "index" ? "" : name}`);
  await shot(page, name);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await checkAxe(page).catch((error) => (bad++, console.log(error.message)));
  }
  await checkReflow(page).catch((error) => (bad++, console.log(error.message)));
  for (const complaint of page.complaints) bad++, console.log(name, complaint);
  await page.context().close();
}
await browser.close();
site.close();
console.log(bad ? `${bad} complaints` : "nothing to complain about");
process.exit(bad ? 1 : 0);
