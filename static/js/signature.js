/* <signature-pad>: a field to sign in with a finger, a pen or a mouse; the strokes go into its hidden input as the path
   of an SVG of 600 × 200. <signature-choice>: shows what the chosen way of signing needs. The server judges both. */

const WIDTH = 600;
const HEIGHT = 200;
const NEAREST = 3;

class SignaturePad extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector("canvas");
    this.input = this.querySelector("input");
    this.strokes = parsed(this.input.value);
    this.pen = this.canvas.getContext("2d");
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.end());
    this.querySelector("[data-clear]").addEventListener("click", () => this.take([]));
    this.querySelector("[data-undo]").addEventListener("click", () => this.take(this.strokes.slice(0, -1)));
    this.onTheme = () => this.draw();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.onTheme);
    this.draw();
  }

  disconnectedCallback() {
    window.matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.onTheme);
  }

  begin(event) {
    if (event.button > 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.pointOf(event)];
    this.strokes.push(this.stroke);
  }

  go(event) {
    if (!this.stroke) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.add(this.pointOf(one));
    this.draw();
  }

  end() {
    if (!this.stroke) return;
    this.stroke = null;
    this.take(this.strokes.filter((stroke) => stroke.length > 1));
  }

  add(point) {
    const last = this.stroke.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAREST) this.stroke.push(point);
  }

  take(strokes) {
    this.strokes = strokes;
    this.input.value = written(strokes);
    this.draw();
  }

  pointOf(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return [bounded(x, WIDTH), bounded(y, HEIGHT)];
  }

  draw() {
    const { pen } = this;
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = getComputedStyle(this).color;
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round" });
    for (const stroke of this.strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  }
}

class SignatureChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    const chosen = this.querySelector('input[name="method"]:checked')?.value;
    for (const part of this.querySelectorAll("[data-method]")) part.hidden = part.dataset.method !== chosen;
  }
}

function bounded(number, most) {
  return Math.min(Math.max(Math.round(number), 0), most);
}

function written(strokes) {
  return strokes.map((stroke) => stroke.map(([x, y], at) => `${at ? "L" : "M"}${x} ${y}`).join("")).join("");
}

/** The strokes of a path that came back with an error elsewhere in the form. */
function parsed(path) {
  return path
    .split("M")
    .filter(Boolean)
    .map((stroke) => stroke.split("L").map((point) => point.split(" ").map(Number)));
}

customElements.define("signature-pad", SignaturePad);
customElements.define("signature-choice", SignatureChoice);
