/* <split-target>: shows what a split leaves over while it is typed. The server counts again when it is sent. */

import { printed, scaled } from "./amounts.js";

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
