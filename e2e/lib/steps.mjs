// What people do, step by step: each function is one person at one page. They press, type and read; they know no address but those a person would type.
import assert from "node:assert/strict";

/** Types into fields and chooses from lists, by the names the page gives them. */
export async function fill(page, values) {
  for (const [id, value] of Object.entries(values)) {
    const field = page.locator(`[id="${id}"]`);
    if ((await field.evaluate((one) => one.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Ticks choices; their labels are what is pressed, as the boxes themselves are drawn over. */
export async function tick(page, ...ids) {
  for (const id of ids) {
    await page.locator(`label[for="${id}"]`).click();
    assert.ok(await page.locator(`[id="${id}"]`).isChecked(), `${id} is not chosen`);
  }
}

/** Clicks and waits until the page that answers has taken the place of this one; a map that writes its state into the address is no new page. */
async function onward(page, target) {
  await Promise.all([page.waitForEvent("domcontentloaded"), target.click()]);
  await page.waitForLoadState();
  await refusals(page);
}

/** Presses a button and waits for the page that answers. */
export async function press(page, name, within = page) {
  await onward(page, within.getByRole("button", { name, exact: true }));
}

/** Follows a link and waits for its page. */
export async function follow(page, name, within = page) {
  await onward(page, within.getByRole("link", { name, exact: typeof name === "string" }).first());
}

/** A refusal that nobody expected stops the journey with the page's own words. */
async function refusals(page) {
  const stop = page.locator(".cb-error-summary, .cb-stop");
  if (await stop.count()) throw new Error(`${page.url()}: ${(await stop.first().innerText()).replace(/\s+/g, " ")}`);
}

/** A day so many days from now, as date fields take it. */
export function day(offset) {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

/** A resident tells a worry on the public form, and stands on the own page afterwards: `{reference, words, link}`. */
export async function raiseConcern(page, base, { words, email, where = "Where people wait for a ride, near the bus stop" }) {
  await page.goto(base);
  await follow(page, "Tell us what worries you");
  assert.equal(new URL(page.url()).pathname, "/concerns/new");
  await tick(page, "kind-violence");
  await fill(page, { words, where, called: "Robin" });
  const area = page.locator('select[id="area"]');
  if (await area.count()) await area.selectOption({ index: 1 });
  if (email) await fill(page, { email });
  await press(page, "Send");
  const reference = (await page.locator("#ref").innerText()).trim();
  const link = (await page.locator("#link").innerText()).trim();
  assert.match(reference, /^C-/);
  assert.equal(link, page.url(), "the link to keep is the page itself");
  await page.getByText(words).waitFor();
  return { reference, words, link };
}

/** An officer finds the concern among those that wait and attaches it to a problem. */
export async function attachConcern(page, base, concern, problem) {
  await page.goto(`${base}/concerns?pile=all`);
  await page.locator("ol.cb-list li").filter({ hasText: concern.reference }).getByRole("link").first().click();
  await page.getByText("Attach to an open problem").click();
  const option = page.locator('select[id="problem"] option').filter({ hasText: problem });
  await page.locator('select[id="problem"]').selectOption(await option.getAttribute("value"));
  await press(page, "Attach");
  assert.match(await page.locator(".usa-alert--success").innerText(), /part of the problem/);
}

/** From the problem to the form of one of its parts. */
async function edit(page, at, part) {
  await page.goto(at);
  await follow(page, /^Edit/, page.locator(`section#${part} > .cb-card__head`));
  assert.equal(new URL(page.url()).pathname.split("/").pop(), part);
}

/** First stage: statement, the six questions, goal, source, what the assessment is for. */
export async function scanning(page, at) {
  await edit(page, at, "scanning");
  await fill(page, {
    statement: "People are hit and threatened outside the bars when they close, week after week, since spring.",
    baseline_source: "Reports of the last three years",
  });
  const answers = {
    community: "Guests, staff, and who lives above the bars.",
    harm: "Injuries, and people cross the street after dark.",
    expectation: "Residents asked us on the web and at the meeting.",
    events: "Single fights with a night and a place.",
    recurrence: "Most weekends.",
    similarity: "The same block, closing time.",
  };
  for (const [question, words] of Object.entries(answers)) {
    await tick(page, `cheers-${question}-holds-yes`);
    await fill(page, { [`cheers-${question}-words`]: words });
  }
  await tick(page, "goal-reduce", "decision_needed-stop");
  await press(page, "Save");
}

/** Fills in one sheet of a problem by its own small page. */
async function sheet(page, at, name, work) {
  await page.goto(`${at}/sheets/${name}`);
  await work();
  await press(page, "Save");
}

/** Who works on it, and what shall be different for people. */
export async function people(page, at) {
  await sheet(page, at, "people", async () => {
    await tick(page, "level-short");
    await fill(page, { objective: "People wait at the bars without being hurt." });
    const chosen = page.locator('select[id="supervisor"]');
    if (!(await chosen.inputValue())) await chosen.selectOption({ index: 1 });
  });
}

/** Second stage: two sources, what happens, the triangle, a hypothesis that holds; a small page for each. */
export async function analysis(page, at) {
  await edit(page, at, "analysis");
  await fill(page, { "sources-0-name": "Incident reports, three years", "sources-0-flaws": "Many fights are not reported.", current_response: "A patrol passes at two; it ends when the patrol is gone." });
  await press(page, "Save, and add another");
  await fill(page, { "sources-1-name": "Talks with staff of nine bars, one week", "sources-1-flaws": "Only who was at work that week." });
  await tick(page, "sources-1-non_police");
  await press(page, "Save");
  await sheet(page, at, "account", () => fill(page, { account: "After midnight on weekends, where everybody waits for a ride. Not earlier, and not at the far end of the block." }));
  await sheet(page, at, "triangle", () => fill(page, {
    "triangle-offender-words": "Groups of guests who were served for hours.",
    "triangle-handler-words": "Friends who came along; nobody asks them.",
    "triangle-handler-presence": "absent",
    "triangle-target-words": "Guests who wait alone for a ride.",
    "triangle-guardian-words": "Door staff, who stay inside the door.",
    "triangle-guardian-presence": "ineffective",
    "triangle-place-words": "A narrow, dark pavement where all bars close at once.",
    "triangle-manager-words": "The owners of the bars.",
    "triangle-manager-presence": "ineffective",
  }));
  await sheet(page, at, "hypotheses", () => fill(page, {
    "hypotheses-0-statement": "It happens because all bars close at once and everybody waits in one dark place.",
    "hypotheses-0-evidence_for": "Four of five fights lie in the half hour after closing.",
    "hypotheses-0-evidence_against": "Two fights were inside a bar.",
    "hypotheses-0-falsified_by": "As many fights at other hours.",
    "hypotheses-0-status": "supported",
  }));
}

/** Third stage: a chosen option with a technique, how it should work; then an objective and the first day. */
export async function response(page, at, startsOn) {
  await edit(page, at, "response");
  await fill(page, { "options-0-what": "Close at different times, and light the place where people wait", "options-0-side": "place", "options-0-owner": "The owners of the bars", "options-0-weighing": "Cheap; nobody is singled out.", "options-0-reason": "It changes the place and lasts." });
  await tick(page, "options-0-chosen-yes");
  await page.getByText("Techniques it uses (choose from 25)").first().click();
  await tick(page, "options-0-techniques-7");
  await fill(page, { mechanism: "When guests leave in small groups into a lit place, there is no crowd in which a quarrel grows." });
  await press(page, "Save");
  await sheet(page, at, "objectives", () => fill(page, {
    "objectives-0-measure": "Reported assaults a month",
    "objectives-0-baseline": "as in the last three years",
    "objectives-0-target": "a third fewer",
    "objectives-0-by": day(180),
    "objectives-0-source": "Incident reports",
    starts_on: startsOn,
  }));
}

/** A task with an owner and a day. */
export async function addTask(page, at, what) {
  await page.goto(at);
  await follow(page, "Add a task");
  await fill(page, { what, where_when: "At the bars, this month", planned: "9 bars", due: day(14) });
  await page.locator('select[id="owner"]').selectOption({ index: 1 });
  await press(page, "Save the task");
  assert.ok(await page.getByRole("link", { name: what }).count(), "the task stands on the problem");
}

/** The task is reported as done. */
export async function reportTask(page, at, what) {
  await page.goto(at);
  await follow(page, what);
  await tick(page, "state-done");
  await fill(page, { done: "9 bars" });
  await press(page, "Save the report");
}

/** What was seen, heard and concluded. */
export async function conclude(page, at) {
  await edit(page, at, "assessment");
  await tick(page, "displacement-none-seen", "conclusion-unclear");
  await fill(page, {
    displacement_words: "Looked at the blocks around: as before.",
    views: "Two bars say that it is calmer; a resident says that it still happens on Fridays.",
    rivals: "The summer is over.",
    next_step: "Watch for three months.",
  });
  await press(page, "Save");
  await sheet(page, at, "effects", () => fill(page, { "attainment-0-attained": "unknown" }));
}

/** Everybody who raised the problem reads the same words of what came of it. */
export async function answerAll(page, at, concern, words) {
  await page.goto(at);
  await follow(page, new RegExp(concern.reference), page.locator("#thread"));
  await follow(page, "Answer everybody who raised it");
  await fill(page, { words });
  await press(page, "Send to all who wait");
}

/** What is still open before the next move, in the page's words. */
export async function open(page, at) {
  await page.goto(`${at}/move`);
  return page.locator(".cb-checks li a").allInnerTexts();
}

/** Through the gate ahead: what stands in the way is an error that names it. */
export async function move(page, at, button) {
  assert.deepEqual(await open(page, at), [], `before "${button}" something is still open`);
  await press(page, button);
  await page.locator(".usa-alert--success").waitFor();
}

/** Through a gate that somebody else signs: the officer asks, who signs presses the button. */
export async function sign(page, signer, at, button) {
  assert.deepEqual(await open(page, at), [], `before "${button}" something is still open`);
  await press(page, "Ask for the signature");
  await signer.goto(`${at}/move`);
  await press(signer, button);
  await signer.locator(".usa-alert--success").waitFor();
}

/** The stage that the step indicator shows. */
export async function stage(page, at) {
  await page.goto(at);
  return (await page.locator('.cb-steps [aria-current="step"]').innerText()).trim();
}

/** The top candidate that is the officer's to decide becomes a quick problem; gives the problem's address. */
export async function acceptTop(page, base) {
  await page.goto(`${base}/scanning`);
  const candidates = page.locator("ol.cb-list li h2 a");
  await candidates.first().waitFor();
  for (let rank = 0; !(await page.getByRole("link", { name: "Decide", exact: true }).count()); rank += 1) {
    assert.ok(rank < (await candidates.count()), "no candidate is this officer's to decide");
    await candidates.nth(rank).click();
    await page.getByRole("heading", { name: "How it was found" }).or(page.getByText("How it was found")).first().waitFor();
    if (await page.getByRole("link", { name: "Decide", exact: true }).count()) break;
    await page.goto(`${base}/scanning`);
  }
  await tick(page, "tier-quick");
  await press(page, "Make it a problem");
  assert.match(new URL(page.url()).pathname, /^\/problems\/P-/);
  return page.url().replace(/[#?].*$/, "");
}

/** The plan by the rule, as the page offers it. */
export async function plan(page, at) {
  await page.goto(at);
  await follow(page, "Make the plan", page.locator("#assessment"));
  await press(page, "Save the plan");
}

/** Counted by the plan, as far as its months have passed. */
export async function measure(page, at) {
  await page.goto(at);
  await press(page, "Measure now", page.locator("#assessment"));
}

/** A problem from the top candidate to its end, by its officer; gives its address. The work began some months ago and is entered now, so that months after it are on record. */
export async function carry(page, base, { concern, answer, signer }) {
  const at = await acceptTop(page, base);
  await attachConcern(page, base, concern, at.split("/").pop());
  assert.equal(await stage(page, at), "Scanning");
  await scanning(page, at);
  await people(page, at);
  await sign(page, signer, at, "Go on to analysis");
  assert.equal(await stage(page, at), "Analysis");
  await analysis(page, at);
  await sign(page, signer, at, "Go on to response");
  assert.equal(await stage(page, at), "Response");
  await response(page, at, day(-100));
  const task = "Agree on a closing time with each bar";
  await addTask(page, at, task);
  await plan(page, at);
  await move(page, at, "Start the response");
  await reportTask(page, at, task);
  await sign(page, signer, at, "Go on to assessment");
  assert.equal(await stage(page, at), "Assessment");
  await measure(page, at);
  await conclude(page, at);
  const [left, ...more] = await open(page, at);
  assert.match(left, /answer/i, "nobody may close before the residents have their answer");
  assert.deepEqual(more, []);
  await answerAll(page, at, concern, answer);
  await sign(page, signer, at, "Close the problem");
  return at;
}
