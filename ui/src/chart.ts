// <time-chart>: draws the table it wraps, with zoom. The table stays, so nothing is lost without script.
import uPlot from "uplot";

const INKS = ["#005ea2", "#71767a", "#936f38", "#216e1f"];

/** Reads the table: times in seconds from each row's <time datetime>, numbers from the other cells. */
function read(table: HTMLTableElement): { time: string; names: string[]; data: uPlot.AlignedData } {
  const [time = "", ...names] = Array.from(table.tHead?.rows[0]?.cells ?? []).map((cell) => cell.textContent?.trim() ?? "");
  const times: number[] = [];
  const series: (number | null)[][] = names.map(() => []);
  for (const row of Array.from(table.tBodies[0]?.rows ?? [])) {
    const at = row.querySelector("time")?.dateTime;
    if (!at) continue;
    times.push(Date.parse(at) / 1000);
    series.forEach((column, i) => {
      const cell = row.cells[i + 1];
      const text = cell?.dataset["value"] ?? cell?.textContent ?? "";
      const number = Number(text.replace(/[\s,]/g, "").replace("\u2212", "-"));
      column.push(text.trim() === "" || Number.isNaN(number) ? null : number);
    });
  }
  return { time, names, data: [times, ...series] as uPlot.AlignedData };
}

class TimeChart extends HTMLElement {
  #plot: uPlot | undefined;
  #watch: ResizeObserver | undefined;

  connectedCallback(): void {
    const table = this.querySelector("table");
    if (!table || this.#plot) return;
    const { time, names, data } = read(table);
    if (data[0].length < 2) return;
    const place = document.createElement("div");
    place.className = "cb-time-chart__plot";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", this.dataset["label"] ?? table.caption?.textContent ?? "");
    this.prepend(place);
    this.#plot = new uPlot({
      ...this.#size(),
      cursor: { drag: { x: true, y: false } },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.08)] } },
      axes: [{ font: "12px sans-serif" }, { font: "12px sans-serif", size: 48 }],
      series: [{ label: time }, ...names.map((label, i): uPlot.Series => ({ label, stroke: INKS[i % INKS.length] ?? "#005ea2", width: i === 0 ? 2.5 : 1.5, ...(i > 0 ? { dash: [5, 4] } : {}) }))],
    }, data, place);
    this.#watch = new ResizeObserver(() => this.#plot?.setSize(this.#size()));
    this.#watch.observe(this);
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #size(): { width: number; height: number } {
    const width = Math.max(260, this.clientWidth);
    return { width, height: width < 500 ? 240 : 300 };
  }
}

customElements.define("time-chart", TimeChart);
