// Every page at both widths: a picture, what axe says of it, and whether it fits into 320 pixels.
import { after, before, test } from "node:test";
import { launch, noComplaints, openPage } from "../lib/browser.mjs";
import { startDemo } from "../lib/demo.mjs";
import { checkAxe, checkReflow, shot, signIn } from "../lib/pages.mjs";
import { press, raiseConcern } from "../lib/steps.mjs";

/** A problem that was measured and closed, and one that is worked on: both belong to the town's story. */
const CLOSED = "tr:has-text('Closed') a[href^='/problems/P-']";
const OPEN = "tr:has-text('Response') a[href^='/problems/P-']";

/** Pages by who looks at them: a name for the picture, and the way there: a path, links to press one after another, and what is added to the address at the end. */
const PAGES = {
  nobody: [
    ["front", "/"],
    ["area", "/", "main a[href^='/areas/']"],
    ["area-map", "/", "main a[href^='/areas/']", "/map"],
    ["tell-us", "/concerns/new"],
    ["events", "/events"],
    ["services", "/services"],
    ["news", "/news"],
    ["news-corrected", "/news", "main a[href*='/news/lamps']"],
    ["alerts", "/alerts"],
    ["tips", "/tips"],
    ["sign-in", "/sign-in"],
    ["not-found", "/no-such-page"],
  ],
  officer: [
    ["today", "/today"],
    ["problems", "/problems"],
    ["problem", "/problems?status=closed", CLOSED],
    ["problem-open", "/problems", OPEN],
    ["problem-scanning", "/problems", OPEN, "/sheets/scanning"],
    ["problem-analysis", "/problems", OPEN, "/sheets/analysis"],
    ["problem-response", "/problems", OPEN, "/sheets/response"],
    ["problem-assessment", "/problems", OPEN, "/sheets/assessment"],
    ["problem-people", "/problems", OPEN, "/sheets/people"],
    ["problem-triangle", "/problems", OPEN, "/sheets/triangle"],
    ["problem-harm", "/problems", OPEN, "/sheets/harm"],
    ["problem-moves", "/problems", OPEN, "/sheets/moves"],
    ["problem-type", "/problems", OPEN, "/sheets/type"],
    ["problem-quick", "/problems/quick"],
    ["referral-new", "/referrals/new"],
    ["surveys", "/surveys"],
    ["survey", "/surveys", "main a[href^='/surveys/0']"],
    ["survey-new", "/surveys/new"],
    ["decisions", "/decisions"],
    ["decision-new", "/decisions/new"],
    ["delegation", "/delegation"],
    ["problem-header", "/problems", OPEN, "/header"],
    ["problem-public", "/problems", OPEN, "/public"],
    ["problem-move", "/problems", OPEN, "/move"],
    ["problem-plan", "/problems", OPEN, "/plan"],
    ["problem-result", "/problems?status=closed", CLOSED, "/result"],
    ["problem-history", "/problems?status=closed", CLOSED, "/history"],
    ["problem-answers", "/problems?status=closed", CLOSED, "/answers"],
    ["problem-new", "/problems/new"],
    ["priorities", "/problems/priorities"],
    ["priority", "/problems", OPEN, "/priority"],
    ["problem-board", "/problems/board"],
    ["search", "/search?q=street"],
    ["library", "/library"],
    ["report", "/problems?status=closed", CLOSED, "/report"],
    ["task-new", "/problems", OPEN, "/tasks/new"],
    ["tasks", "/tasks"],
    ["task", "/tasks", "main a[href^='/tasks/']"],
    ["inbox", "/inbox"],
    ["concerns", "/concerns?pile=all"],
    ["concern", "/concerns?pile=all", "main a[href^='/concerns/C-']"],
    ["log", "/log"],
    ["partners", "/partners"],
    ["partner", "/partners", "main a[href^='/partners/']:not([href$=new])"],
    ["partner-new", "/partners/new"],
    ["agreement", "/partners", "main a[href^='/agreements/']"],
    ["agreement-new", "/partners", "main .cb-list a[href^='/partners/']", "/agreements/new"],
    ["coverage", "/coverage"],
    ["board", "/board"],
    ["board-entry", "/board", "main .cb-list a[href^='/board/']"],
    ["board-new", "/board/new"],
    ["initiatives", "/initiatives"],
    ["initiative", "/initiatives", "main a:has-text('school crossing')"],
    ["initiative-new", "/initiatives/new"],
    ["more", "/more"],
    ["account", "/account"],
  ],
  analyst: [
    ["scanning", "/scanning"],
    ["candidate", "/scanning", "main a[href^='/scanning/']"],
    ["import", "/import"],
    ["feeds", "/feeds"],
    ["feed-new", "/feeds/new"],
    ["quality", "/quality"],
    ["categories", "/categories"],
    ["category", "/categories", "main table a"],
    ["harm", "/harm"],
  ],
  supervisor: [["today-supervisor", "/today"]],
  administrator: [["people", "/people"], ["person-new", "/people/new"], ["person", "/people", "main a[href^='/people/']:not([href$=new])"]],
  auditor: [["audit", "/audit"], ["permissions", "/permissions"]],
  partner: [["start-partner", "/start"], ["partner-board", "/board"]],
  commander: [["start-commander", "/start"], ["weights", "/problems/weights"]],
  information: [["start-information", "/start"], ["alert-desk", "/alerts/desk"], ["alert-new", "/alerts/desk/new"]],
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

/** What only comes after something was done: a picture of where it leads. */
async function fit(page, name) {
  await shot(page, name);
  await checkAxe(page);
  await checkReflow(page);
  noComplaints(page);
}

test("a resident's own page is fit to be shown", async () => {
  const page = await openPage(browser);
  await raiseConcern(page, demo.url, { words: "Cars race past the playground after school; yesterday one braked inches from my son.", email: "robin@residents.test", where: "Playground" });
  await fit(page, "own-page");
});

test("what would become of a file is fit to be shown", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("analyst"));
  await page.goto(`${demo.url}/import`);
  const head = "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location";
  const row = (id, date) => `${id},HX${id},${date},001XX E PINE ST,0820,THEFT,$500 AND UNDER,STREET,false,false,0104,001,1,1,06,,,2026,11/20/2026 03:50:01 PM,41.5901,-93.6101,"(41.5901, -93.6101)"`;
  const rows = [row(1, "11/18/2026 09:30:00 PM"), row(2, "11/19/2026 01:15:00 AM"), row(3, "31/31/2026 01:15:00 AM"), row(1, "11/18/2026 09:30:00 PM")];
  await page.locator('input[type="file"]').setInputFiles({ name: "week-47.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows].join("\n")) });
  await page.locator("#profile").selectOption("chicago-22col");
  await page.getByRole("button", { name: "Look at it first" }).click();
  await page.getByRole("heading", { name: "What would become of this file" }).waitFor();
  await fit(page, "import-look");
  await press(page, "Import it");
  await page.getByRole("button", { name: "Undo the import" }).waitFor({ timeout: 60_000 });
  await fit(page, "import-report");
});

test("an invitation is fit to be shown", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("administrator"));
  await page.goto(`${demo.url}/people/new`);
  await page.locator("#name").fill("Noor Haddad");
  await page.locator("#email").fill("noor.haddad@millbrook.test");
  await page.locator('label[for="roles-officer"]').click();
  await press(page, "Make the invitation");
  await fit(page, "person-invited");
  const link = (await page.locator("#link").innerText()).trim();
  const guest = await openPage(browser);
  await guest.goto(link);
  await fit(guest, "invitation");
});

test("a profile worked out from the file is fit to be shown", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("analyst"));
  await page.goto(`${demo.url}/import`);
  const kinds = ["BURGLARY - RESIDENCE", "VANDALISM", "BIKE GONE"];
  const rows = Array.from({ length: 60 }, (_, i) => `24-${1000 + i};${1 + (i % 12)}/${1 + (i % 28)}/2024;${String((i * 37) % 24).padStart(2, "0")}15;${100 + (i % 9) * 10} Alder Street;${kinds[i % 3]}`);
  const file = ["Report Number;Occurred On;Occurred At;Street Address;Nature of Offense", ...rows].join("\r\n");
  await page.locator('input[type="file"]').setInputFiles({ name: "records 2024.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.locator("#profile").selectOption("auto");
  await page.getByRole("button", { name: "Look at it first" }).click();
  await page.getByRole("heading", { name: "What would become of this file" }).waitFor();
  await fit(page, "import-proposed");
});

test("the account, its password and phone, and the yearly review are fit to be shown", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("administrator"));
  for (const [path, name] of [["/account", "account"], ["/account/passkeys/new", "account-passkey"], ["/account/password", "account-password"], ["/account/phone", "account-phone"], ["/people/review", "people-review"]]) {
    await page.goto(`${demo.url}${path}`);
    await fit(page, name);
  }
});

test("a locked session is fit to be shown", async () => {
  const page = await openPage(browser);
  await signIn(page, demo.url, demo.person("commander"));
  await page.goto(`${demo.url}/today`);
  await page.locator(".cb-bar__who summary").click();
  await press(page, "Lock this screen");
  await fit(page, "lock");
});
