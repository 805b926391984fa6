// Buttons that only make sense with script: they wait hidden in the page until this file shows them.

async function copy(button: HTMLElement): Promise<void> {
  const source = document.querySelector<HTMLElement>(button.dataset["copy"] ?? "");
  const text = source instanceof HTMLInputElement ? source.value : (source?.textContent ?? "").trim();
  await navigator.clipboard.writeText(text);
  const before = button.textContent;
  button.textContent = button.dataset["copied"] ?? before;
  window.setTimeout(() => (button.textContent = before), 2000);
}

/** Shows and wires copy and print buttons; closes an open menu at Escape or a press elsewhere. */
export function startButtons(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy], [data-print]")) {
    if (button.hasAttribute("data-copy") && !navigator.clipboard) continue; // not offered on an insecure address
    button.hidden = false;
    button.addEventListener("click", () => (button.hasAttribute("data-print") ? window.print() : void copy(button)));
  }
  const close = (except: Node | null): void => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(".cb-menu[open]")) if (!except || !menu.contains(except)) menu.open = false;
  };
  document.addEventListener("click", (event) => close(event.target as Node));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector<HTMLDetailsElement>(".cb-menu[open]");
    close(null);
    menu?.querySelector("summary")?.focus();
  });
}
