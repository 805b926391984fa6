// A way out in a hurry: the page is empty before the next one is there, and its place in the history is taken.

/** Wires the links that leave. Without script they are links. */
export function startLeave(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const to = link.href;
      document.body.replaceChildren();
      window.location.replace(to);
    });
  }
  // Whoever comes back with the browser's own button finds the page as new, never with what was typed.
  if (document.querySelector("a[data-leave]")) {
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) window.location.reload();
    });
  }
}
