/* <split-target>: shows what a split leaves over while it is typed. The server counts again when it is sent. */

const PLAIN = /^-?\d+(,\d+)?$/;
const GROUPED = /^-?[1-9]\d{0,2}((\.\d{3})+|( \d{3})+)(,\d+)?$/;

/** The typed number times 10 ** decimals as a BigInt; null for what only the server can read. */
function scaled(text, decimals) {
  const typed = text.trim();
  if (!typed) return 0n;
  if (!PLAIN.test(typed) && !GROUPED.test(typed)) return null;
  const [whole, part = ""] = typed.replace(/[. ]/g, "").split(",");
  if (part.length > decimals) return null;
  return BigInt(whole + part.padEnd(decimals, "0"));
}

function printed(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return (value < 0n ? "-" : "") + grouped + (part ? `,${part}` : "");
}

class SplitTarget extends HTMLElement {
  connectedCallback() {
    if (!("addsUp" in this.dataset)) return;
    this.addEventListener("input", () => this.count());
    this.count();
  }

  count() {
    const decimals = Number(this.dataset.decimals);
    const parts = [...this.querySelectorAll('input[name^="unit-"]')].map((field) => scaled(field.value, decimals));
    const left = document.getElementById("left");
    if (!left) return;
    if (parts.includes(null)) {
      left.textContent = "?";
      return;
    }
    const rest = BigInt(this.dataset.whole) - parts.reduce((sum, part) => sum + part, 0n);
    left.textContent = printed(rest, decimals);
    left.classList.toggle("short", rest !== 0n);
  }
}

customElements.define("split-target", SplitTarget);
