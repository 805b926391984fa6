// <idle-lock minutes="30" href="/lock">: hides the page when nobody has touched any tab of it for so long.
// The server ends the session at the same limit by its own clock; this only keeps the screen from telling on.

const KEY = "cb-last-touch";
const WARN_BEFORE = 60_000;

/** What shows that somebody is there. A page that scrolls by itself does not. */
const SIGNS = ["click", "keydown", "wheel", "touchend", "pointermove"] as const;

class IdleLock extends HTMLElement {
  #timer = 0;
  #last = Date.now();
  #written = 0;

  connectedCallback(): void {
    this.#touch(new Event("click"));
    for (const kind of SIGNS) window.addEventListener(kind, this.#touch, { passive: true, capture: true });
    document.addEventListener("visibilitychange", this.#look);
    this.#timer = window.setInterval(this.#look, 5_000);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
    for (const kind of SIGNS) window.removeEventListener(kind, this.#touch, { capture: true });
  }

  get #limit(): number {
    return Math.max(1, Number(this.getAttribute("minutes")) || 30) * 60_000;
  }

  #part(name: string): HTMLElement | null {
    return this.querySelector(`[data-part=${name}]`);
  }

  /** Tabs of one person count together: the newest touch of any of them holds. */
  #newest(): number {
    try {
      return Math.max(this.#last, Number(localStorage.getItem(KEY)) || 0);
    } catch {
      return this.#last;
    }
  }

  #touch = (event: Event): void => {
    if (this.#part("lock")?.hidden === false) return;
    const warn = this.#part("warn");
    // A warning stays until it is answered on purpose: it must not vanish from under the pointer that comes to press it.
    if (event.type === "pointermove" && warn?.hidden === false) return;
    this.#last = Date.now();
    if (warn) warn.hidden = true;
    if (this.#last - this.#written < 2_000) return;
    this.#written = this.#last;
    try {
      localStorage.setItem(KEY, String(this.#last));
    } catch {
      // Each tab then counts alone.
    }
  };

  #look = (): void => {
    const idle = Date.now() - this.#newest();
    const warn = this.#part("warn");
    if (idle >= this.#limit) this.#lock();
    else if (warn) warn.hidden = idle < this.#limit - WARN_BEFORE;
  };

  #lock(): void {
    const lock = this.#part("lock");
    if (!lock) return window.location.assign(this.getAttribute("href") ?? "/lock");
    if (!lock.hidden) return;
    this.#part("warn")?.toggleAttribute("hidden", true);
    for (const other of Array.from(document.body.children)) if (other !== this && !other.contains(this)) (other as HTMLElement).hidden = true;
    lock.hidden = false;
    lock.setAttribute("role", "dialog");
    lock.setAttribute("aria-modal", "true");
    lock.setAttribute("aria-label", lock.querySelector("h1, h2")?.textContent ?? document.title);
    lock.querySelector<HTMLElement>("a, button")?.focus();
  }
}

customElements.define("idle-lock", IdleLock);
