/* `<guided-tour>`: one step at a time, the place it speaks of ringed. Without this script all steps stand in a list. */

class GuidedTour extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll(".tour-steps > li")];
    this.back = this.querySelector("[data-back]");
    this.next = this.querySelector("[data-next]");
    this.place = this.querySelector("[data-place]");
    this.back.addEventListener("click", () => this.show(this.at - 1));
    this.next.addEventListener("click", () => this.show(this.at + 1));
    this.classList.add("is-stepping");
    this.show(0);
  }

  disconnectedCallback() {
    this.ring(null);
  }

  show(at) {
    const focused = document.activeElement;
    this.at = at;
    for (const [place, step] of this.steps.entries()) step.hidden = place !== at;
    this.back.hidden = at === 0;
    this.next.hidden = at === this.steps.length - 1;
    this.place.textContent = `${at + 1}/${this.steps.length}`;
    this.ring(this.steps[at].dataset.target);
    // A button that goes away hands the focus to one that stays.
    if (focused === this.next && this.next.hidden) this.querySelector("[data-done]").focus();
    if (focused === this.back && this.back.hidden) this.next.focus();
  }

  /** Mark the first visible element of a selector. */
  ring(selector) {
    this.ringed?.classList.remove("is-toured");
    const found = selector ? [...document.querySelectorAll(selector)] : [];
    this.ringed = found.find((element) => element.checkVisibility?.() ?? element.offsetParent);
    this.ringed?.classList.add("is-toured");
  }
}

customElements.define("guided-tour", GuidedTour);
