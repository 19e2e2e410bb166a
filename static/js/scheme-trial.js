/* The trial of a point table: each slider and its field say the same number. Without this the fields do alone. */

/** A slider writes into its field while it moves; the form asks again when it is let go. */
class SchemeTrial extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", ({ target }) => {
      const other = target.dataset.for
        ? this.querySelector(`#${target.dataset.for}`)
        : this.querySelector(`[data-for="${target.id}"]`);
      if (!other) return;
      if (target.dataset.for) other.value = target.value.replace(".", ",");
      else if (Number.isFinite(Number(target.value.replace(",", ".")))) other.value = target.value.replace(",", ".");
    });
  }
}

customElements.define("scheme-trial", SchemeTrial);
