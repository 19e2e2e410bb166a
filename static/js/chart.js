/* <thidua-chart>: draws an ECharts option that stands in the page as JSON, and saves it as a picture.

   The option is plain data. A string "var(--td-blue)" anywhere in it becomes that token's colour; numbers
   are printed the Vietnamese way. ECharts is fetched when the first chart of a page comes into view. */

const TOKEN = /^var\((--[\w-]+)\)$/;

let library = null;

function loadLibrary(source) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve(window.echarts));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The option with its colour tokens resolved. */
function resolve(part) {
  if (typeof part === "string") {
    const match = TOKEN.exec(part);
    return match ? token(match[1]) : part;
  }
  if (Array.isArray(part)) return part.map(resolve);
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value)]));
  }
  return part;
}

const figure = (value) =>
  typeof value === "number" ? value.toLocaleString("vi-VN", { maximumFractionDigits: 2 }) : (value ?? "–");

/** What every chart shares; the page's option wins. */
function defaults(calm) {
  const text = { fontFamily: '"Be Vietnam Pro", sans-serif', color: token("--td-muted") };
  return {
    animation: !calm,
    color: ["--td-blue", "--td-warn-fill", "--td-good-fill", "--td-bad-fill", "--td-control"].map(token),
    textStyle: text,
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    // Drawn on the canvas: an HTML tooltip needs inline styles, which the page's policy refuses.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      valueFormatter: figure,
      confine: true,
      borderColor: token("--td-line"),
      textStyle: { ...text, color: token("--td-ink") },
    },
  };
}

function axis(given) {
  const line = { lineStyle: { color: token("--td-line") } };
  const label = { color: token("--td-muted"), hideOverlap: true };
  const dress = (one) => ({
    ...one,
    axisLine: { ...line, ...one.axisLine },
    axisTick: { show: false, ...one.axisTick },
    splitLine: { ...line, show: one.type === "value", ...one.splitLine },
    axisLabel: { ...label, ...(one.type === "value" ? { formatter: figure } : {}), ...one.axisLabel },
  });
  return Array.isArray(given) ? given.map(dress) : dress(given);
}

class ThiduaChart extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector(".chart-canvas");
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-save]")) this.save();
    });
    this.sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.sight.disconnect();
      this.draw();
    });
    this.sight.observe(this);
  }

  disconnectedCallback() {
    this.sight.disconnect();
    this.size?.disconnect();
    this.chart?.dispose();
  }

  async draw() {
    const option = resolve(JSON.parse(document.getElementById(this.dataset.option).textContent));
    const echarts = await loadLibrary(this.dataset.library);
    const shared = defaults(matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.chart = echarts.init(this.canvas, null, { renderer: "canvas" });
    this.chart.setOption({
      ...shared,
      ...option,
      tooltip: { ...shared.tooltip, ...option.tooltip },
      grid: option.grid ?? shared.grid,
      ...(option.xAxis ? { xAxis: axis(option.xAxis) } : {}),
      ...(option.yAxis ? { yAxis: axis(option.yAxis) } : {}),
    });
    this.size = new ResizeObserver(() => this.chart.resize());
    this.size.observe(this.canvas);
    this.dataset.drawn = "";
  }

  save() {
    if (!this.chart) return;
    const link = document.createElement("a");
    link.href = this.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = `${this.dataset.name}.png`;
    link.click();
  }
}

customElements.define("thidua-chart", ThiduaChart);
