/* What stands around the words of a document, saved by itself as it is typed. */

import { post } from "./document-saving.js";

const PAUSE = 900;

/** @param show (state, sentence) says whether everything is saved */
export class FrameForm {
  constructor(form, words, show) {
    Object.assign(this, { form, words, show });
    form.querySelector("button:not([type=button])").hidden = true;
    form.addEventListener("input", () => this.plan());
    form.addEventListener("change", () => this.plan(0));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.plan(0);
    });
  }

  plan(delay = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    const body = new FormData(this.form);
    if ([...body].every(([name, value]) => !body.has(`before-${name}`) || body.get(`before-${name}`) === value)) return;
    this.show("saving");
    const { status, answer } = await post(this.form.action, body);
    if (status !== 200) {
      this.show(status ? "refused" : "waiting", answer.sentence);
      if (!status) this.plan(4000);
      return;
    }
    for (const [name, text] of Object.entries(answer.before)) {
      const before = this.form.elements[`before-${name}`];
      if (before) before.value = text;
    }
    for (const [part, html] of Object.entries(answer.parts)) {
      const template = document.createElement("template");
      template.innerHTML = html;
      document.querySelector(`[data-part="${part}"]`).replaceWith(template.content.firstElementChild);
    }
    this.show("saved", this.words.saved.replace("{time}", answer.savedAt));
  }
}
