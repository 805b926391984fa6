// Forms: sent once, drafts kept until they arrive, errors brought into view, a file's way shown.

/** Days a draft lives at most, in milliseconds: half a day. */
const DRAFT_LIFE = 12 * 60 * 60 * 1000;
const DRAFT_PREFIX = "cb-draft:";
/** Which draft was sent last; forgotten when the next page says that it arrived. */
const DRAFT_SENT = "cb-draft-sent";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Draft = { at: number; fields: [string, string, boolean | null][] };

/** Fields whose words may be kept on this machine for a while: never secrets, never files. */
function keepable(form: HTMLFormElement): Field[] {
  return Array.from(form.elements).filter((element): element is Field => {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)) return false;
    if (!element.name || element.closest("[data-no-draft]")) return false;
    if (/one-time-code|password/.test(element.autocomplete)) return false;
    return !["password", "hidden", "file", "submit", "button", "image", "reset"].includes(element.type);
  });
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function storage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // Storage is switched off: forms work, only without drafts.
  }
}

function saveDraft(form: HTMLFormElement, key: string): void {
  const fields = keepable(form).map((field): [string, string, boolean | null] => [field.name, field.value, isTick(field) ? field.checked : null]);
  try {
    storage()?.setItem(DRAFT_PREFIX + key, JSON.stringify({ at: Date.now(), fields } satisfies Draft));
  } catch {
    // Full storage is no reason to trouble the person who writes.
  }
}

function restoreDraft(form: HTMLFormElement, key: string): void {
  const text = storage()?.getItem(DRAFT_PREFIX + key);
  if (!text) return;
  const draft = JSON.parse(text) as Draft;
  if (Date.now() - draft.at > DRAFT_LIFE) return void storage()?.removeItem(DRAFT_PREFIX + key);
  const waiting = [...draft.fields];
  for (const field of keepable(form)) {
    const at = waiting.findIndex(([name, value, ticked]) => name === field.name && (ticked === null || value === field.value));
    const [found] = at < 0 ? [] : waiting.splice(at, 1);
    if (!found) continue;
    if (isTick(field)) field.checked = found[2] === true;
    else if (field.value === "" || field instanceof HTMLSelectElement) field.value = found[1];
  }
}

function forgetDrafts(): void {
  const store = storage();
  if (!store) return;
  const sent = store.getItem(DRAFT_SENT);
  store.removeItem(DRAFT_SENT);
  if (sent && document.querySelector(".usa-alert--success[role=status]")) store.removeItem(DRAFT_PREFIX + sent);
  for (const done of document.querySelectorAll<HTMLElement>("[data-draft-done]")) {
    const key = done.dataset["draftDone"];
    if (key !== "*") store.removeItem(DRAFT_PREFIX + key);
    else Object.keys(store).filter((name) => name.startsWith(DRAFT_PREFIX)).forEach((name) => store.removeItem(name));
  }
}

function keepDrafts(): void {
  forgetDrafts();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    const key = form.dataset["draft"] || location.pathname;
    // After a refusal the server sent back what was typed; it knows better than an older draft.
    if (!form.querySelector(".cb-error-summary")) restoreDraft(form, key);
    let timer = 0;
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => saveDraft(form, key), 400);
    });
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      saveDraft(form, key);
      storage()?.setItem(DRAFT_SENT, key);
    });
  }
}

/** A second press while the first is on its way is ignored; coming back with the browser's button frees the form. */
function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  const free = (): void => document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  window.addEventListener("pageshow", free);
  document.addEventListener("htmx:afterRequest", free);
}

/** What is wrong takes focus, so that a screen reader says it and a small screen shows it. */
export function focusErrors(root: ParentNode = document): void {
  root.querySelector<HTMLElement>(".cb-error-summary")?.focus();
}

function askFirst(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button[data-confirm]") : null;
    if (button && !window.confirm(button.dataset["confirm"])) event.preventDefault();
  }, true);
}

/** Sends a form with a file and shows how far it is; the page that answers takes the place of this one. */
function uploads(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-upload") || event.defaultPrevented) return;
    event.preventDefault();
    const bar = form.querySelector<HTMLProgressElement>("[data-part=progress]");
    const state = form.querySelector<HTMLElement>("[data-part=state]");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.onprogress = (sent) => {
      const percent = sent.lengthComputable ? Math.round((sent.loaded / sent.total) * 100) : 0;
      if (bar) (bar.hidden = false), (bar.value = percent);
      if (state) state.textContent = `${percent} %`;
    };
    request.onload = () => arrive(form, request);
    request.onerror = () => {
      form.removeAttribute("aria-busy");
      if (bar) bar.hidden = true;
      if (state) state.textContent = form.dataset["failed"] ?? "";
    };
    const data = event.submitter instanceof HTMLElement ? new FormData(form, event.submitter) : new FormData(form);
    request.send(data);
  });
}

function arrive(form: HTMLFormElement, request: XMLHttpRequest): void {
  const moved = request.responseURL !== "" && request.responseURL !== form.action;
  const answer = request.responseXML?.querySelector("main");
  if (moved || !answer) return window.location.assign(request.responseURL || window.location.href);
  document.querySelector("main")?.replaceWith(answer);
  document.title = request.responseXML?.title ?? document.title;
  focusErrors(answer);
}

/** Sets all behaviour of forms up; call once, when the page has been read. */
export function startForms(): void {
  keepDrafts();
  sendOnce();
  uploads();
  askFirst();
  focusErrors();
}
