// Behaviour of staff pages: htmx within our Content-Security-Policy, forms, buttons, the lock.
import htmx from "htmx.org/dist/htmx.esm.js";
import { startButtons } from "./buttons";
import { focusErrors, startForms } from "./forms";
import "./idle-lock";
import { startPasskeys } from "./passkey";

// The same settings stand in the page's htmx-config; here they hold even where a page forgot them.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // Pages about people are not kept in the browser's storage.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element) focusErrors(event.target);
});

// Signed out meanwhile: the whole page asks for it, not a corner of the table.
document.addEventListener("htmx:beforeSwap", (event) => {
  const request = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>).detail.xhr;
  if (request.status === 401 || new URL(request.responseURL || "/", location.href).pathname === "/sign-in") {
    (event as CustomEvent<{ shouldSwap: boolean }>).detail.shouldSwap = false;
    window.location.reload();
  }
});

startForms();
startButtons();
startPasskeys();
