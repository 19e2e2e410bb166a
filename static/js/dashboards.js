/* <print-button>: a button that only a script can serve; it shows itself once it can. */

class PrintButton extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => window.print());
  }
}

customElements.define("print-button", PrintButton);
