/* <thidua-chart>: draws an ECharts option that stands in the page as JSON, and saves it as a picture.

   The option is plain data. A string "var(--td-blue)" anywhere in it becomes that token's colour, read anew
   whenever the theme changes; numbers are printed the Vietnamese way, as everywhere on the page. ECharts is
   fetched when the first chart of a page comes into view. A saved picture bears its title and its source. */

const TOKEN = /^var\((--[\w-]+)\)$/;

/* What an entry of a legend takes beside its letters, one of its letters, and a line of it. */
const LEGEND_MARK = 44;
const LEGEND_LETTER = 6.5;
const LEGEND_LINE = 20;

const night = matchMedia("(prefers-color-scheme: dark)");

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

/** The grid, a line higher where the legend of a narrow chart takes two. */
function withLegend(grid, { legend, series = [] }, width) {
  const names = series.map(({ name = "" }) => LEGEND_MARK + name.length * LEGEND_LETTER);
  const wraps = legend && legend.type !== "scroll" && names.reduce((sum, name) => sum + name, 0) > width;
  return wraps ? { ...grid, bottom: grid.bottom + LEGEND_LINE } : grid;
}

/** The whole option as it is drawn now, in the colours of the theme, on a canvas so wide. */
function dressed(given, width) {
  const option = resolve(given);
  const shared = defaults(matchMedia("(prefers-reduced-motion: reduce)").matches);
  return {
    ...shared,
    ...option,
    tooltip: { ...shared.tooltip, ...option.tooltip },
    grid: withLegend(option.grid ?? shared.grid, option, width),
    ...(option.legend ? { legend: { textStyle: shared.textStyle, ...option.legend } } : {}),
    ...(option.xAxis ? { xAxis: axis(option.xAxis) } : {}),
    ...(option.yAxis ? { yAxis: axis(option.yAxis) } : {}),
  };
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
    this.repaint = () => this.paint();
    night.addEventListener("change", this.repaint);
    this.theme = new MutationObserver(this.repaint);
    this.theme.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  disconnectedCallback() {
    this.sight.disconnect();
    this.theme.disconnect();
    night.removeEventListener("change", this.repaint);
    this.size?.disconnect();
    this.chart?.dispose();
    this.chart = null;
  }

  async draw() {
    const echarts = await loadLibrary(this.dataset.library);
    if (!this.isConnected) return;
    this.chart = echarts.init(this.canvas, null, { renderer: "canvas" });
    this.paint();
    this.size = new ResizeObserver(() => this.chart?.resize());
    this.size.observe(this.canvas);
    this.dataset.drawn = "";
  }

  paint() {
    const given = JSON.parse(document.getElementById(this.dataset.option).textContent);
    this.chart?.setOption(dressed(given, this.canvas.clientWidth), { notMerge: true });
  }

  async save() {
    if (!this.chart) await this.draw();
    const link = document.createElement("a");
    link.href = picture(this.chart, this.dataset.name, this.dataset.source);
    link.download = `${this.dataset.name}.png`;
    link.click();
  }
}

/** The chart under its title and over its source, as the address of a PNG. */
function picture(chart, title, source) {
  const scale = 2;
  const paper = token("--td-surface");
  const drawn = chart.getRenderedCanvas({ pixelRatio: scale, backgroundColor: paper });
  const [margin, head, foot] = [16 * scale, 48 * scale, 36 * scale];
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width + 2 * margin;
  canvas.height = drawn.height + head + foot;
  const pen = canvas.getContext("2d");
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const write = (text, size, weight, colour, y) => {
    pen.font = `${weight} ${size * scale}px "Be Vietnam Pro", sans-serif`;
    pen.fillStyle = token(colour);
    pen.fillText(text, margin, y, drawn.width);
  };
  write(title, 15, 600, "--td-ink", 30 * scale);
  pen.drawImage(drawn, margin, head);
  write(source, 11, 400, "--td-muted", canvas.height - 14 * scale);
  return canvas.toDataURL("image/png");
}

customElements.define("thidua-chart", ThiduaChart);
