/* The editor of a document: one writing surface whose figures are whole chips, saved by itself. */

import { chip, dress, emptyParagraph, fromHtml, merge, normalise, readHost, readPieces, signature } from "./document-blocks.js";
import { blockAt, lastPlace, tokenBeside } from "./document-caret.js";
import { FrameForm } from "./document-frame.js";
import { mark } from "./document-marks.js";
import { post, Saver } from "./document-saving.js";

const CLIPBOARD = "application/x-thidua-document";
const TONES = { saving: ["quiet", "loader-2"], saved: ["good", "cloud-check"], waiting: ["warn", "cloud-off"], refused: ["bad", "alert-circle"] };

class DocumentEditor extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(document.getElementById("document-words").textContent);
    this.host = this.querySelector(".doc-host");
    this.tools = this.querySelector("[data-tools]");
    this.about = this.querySelector("[data-about-box]");
    this.seen = this.dataset.seen;
    this.host.contentEditable = "true";
    this.querySelector(".doc-toolbar").hidden = false;
    document.execCommand("defaultParagraphSeparator", false, "p");
    this.remember();
    this.saver = new Saver(this.dataset.save, () => this.toSave(), this.toSave().key);
    this.saver.addEventListener("state", ({ detail }) => this.showState(detail.state, detail.sentence));
    this.saver.addEventListener("saved", ({ detail }) => this.saved(detail.answer));
    this.saver.addEventListener("overtaken", ({ detail }) => this.overtaken(detail.answer));
    this.listen();
    this.frame = new FrameForm(document.getElementById("frame-form"), this.words, (...state) => this.showState(...state));
    this.drawn();
  }

  listen() {
    const { host } = this;
    host.addEventListener("input", () => this.typed());
    host.addEventListener("beforeinput", (event) => this.before(event));
    host.addEventListener("keydown", (event) => this.key(event));
    host.addEventListener("paste", (event) => this.paste(event));
    host.addEventListener("copy", (event) => this.copy(event));
    host.addEventListener("cut", (event) => this.copy(event) && document.execCommand("delete"));
    host.addEventListener("drop", (event) => event.preventDefault());
    host.addEventListener("pointerover", ({ target }) => this.explain(target.closest(".doc-token")));
    host.addEventListener("click", ({ target }) => this.explain(target.closest(".doc-token")));
    document.addEventListener("selectionchange", () => this.moved());
    document.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest(".doc-token, .doc-about")) this.explain(null);
    });
    this.addEventListener("click", (event) => this.clicked(event));
    this.querySelector("select[data-style]").addEventListener("change", (event) => this.restyle(event.target.value));
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.put(event));
    new ResizeObserver(() => this.layOut()).observe(host);
  }

  /* ── Typing ─────────────────────────────────────────────────────────────── */
  before(event) {
    if (event.inputType.startsWith("format")) event.preventDefault();
    if (event.inputType === "insertLineBreak") {
      event.preventDefault();
      document.execCommand("insertParagraph");
    }
  }

  typed() {
    normalise(this.host);
    this.here?.toggleAttribute("data-edited", true);
    this.saver.plan();
    this.drawn();
  }

  /** Something else than typing has changed the text. */
  changed() {
    normalise(this.host);
    this.saver.plan();
    this.moved();
    this.drawn();
  }

  key(event) {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (event.altKey && way) {
      event.preventDefault();
      this.move(way);
    } else if (event.key === "Escape") this.explain(null);
    else if (event.altKey && event.key === "Enter" && this.near?.dataset.href) {
      event.preventDefault();
      window.open(this.near.dataset.href, "_blank", "noopener");
    }
  }

  copy(event) {
    const selection = document.getSelection();
    if (selection.isCollapsed) return false;
    const fragment = selection.getRangeAt(0).cloneContents();
    const blocks = [...fragment.children].filter((node) => node.dataset.block);
    const lines = (blocks.length > 1 ? blocks : [fragment]).map((node) => readPieces(node));
    const plain = lines.map((pieces) => pieces.map((piece) => piece.text ?? piece).join("")).join("\n");
    event.clipboardData.setData("text/plain", plain);
    event.clipboardData.setData(CLIPBOARD, JSON.stringify(lines));
    event.preventDefault();
    return true;
  }

  paste(event) {
    event.preventDefault();
    const own = event.clipboardData.getData(CLIPBOARD);
    const plain = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").trim();
    const lines = own ? JSON.parse(own) : plain.split(/\n+/).map((line) => [line]);
    lines.forEach((pieces, index) => {
      if (index) document.execCommand("insertParagraph");
      this.insert(pieces);
    });
  }

  /** Put pieces where the caret is, in a way that the browser can undo. */
  insert(pieces) {
    const known = this.figures();
    const box = document.createElement("div");
    for (const piece of pieces) {
      const token = piece.key && known.get(`${piece.key} ${piece.text}`);
      box.append(token ? token.cloneNode(true) : (piece.text ?? piece));
    }
    document.execCommand("insertHTML", false, box.innerHTML);
  }

  /** Every figure of the text by key and text. */
  figures() {
    const every = [...this.host.querySelectorAll(".doc-token")];
    this.shelf = new Map([...(this.shelf ?? []), ...every.map((token) => [`${token.dataset.key} ${token.dataset.text}`, token])]);
    return this.shelf;
  }

  /* ── Where the caret is ─────────────────────────────────────────────────── */
  moved() {
    const selection = document.getSelection();
    if (!selection.rangeCount || !this.host.contains(selection.anchorNode)) return;
    this.range = selection.getRangeAt(0).cloneRange();
    const block = blockAt(this.host, selection.anchorNode);
    if (block !== this.here) {
      this.here?.classList.remove("is-here");
      block?.classList.add("is-here");
      this.here = block;
    }
    if (block) this.querySelector("select[data-style]").value = block.dataset.level ?? block.dataset.style ?? "body";
    this.querySelector("select[data-style]").disabled = !block || block.hasAttribute("data-kept");
    if (selection.isCollapsed) this.explain(tokenBeside(selection.anchorNode, selection.anchorOffset));
    this.layOut();
  }

  /** Say what a figure is and where it comes from. */
  explain(token) {
    if (token === this.near) return;
    this.near?.classList.remove("is-near");
    this.near = token;
    this.about.hidden = !token;
    if (!token) return;
    token.classList.add("is-near");
    const { about, text, href } = token.dataset;
    const now = token.querySelector("ins")?.textContent;
    const lines = [about, now ? this.words.was.replace("{text}", text).replace("{now}", now) : this.words.live];
    this.about.replaceChildren(...lines.filter(Boolean).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    if (href) this.about.append(Object.assign(document.createElement("a"), { href, textContent: this.words.why, target: "_blank", rel: "noopener" }));
    const mine = this.getBoundingClientRect();
    const place = token.getBoundingClientRect();
    this.about.style.top = `${place.bottom - mine.top + 6}px`;
    this.about.style.left = `${Math.max(0, Math.min(place.left - mine.left, mine.width - this.about.offsetWidth - 8))}px`;
  }

  /* ── Blocks ─────────────────────────────────────────────────────────────── */
  clicked({ target }) {
    const way = target.closest("[data-move]")?.dataset.move;
    if (way) this.move(way);
    else if (target.closest("[data-add]")) this.add();
    else if (target.closest("[data-remove]")) this.remove();
    else if (target.closest("[data-pick]")) this.pick();
    else if (target.closest(".doc-renew")) this.renew(target.closest(".doc-renew").dataset.block);
    else if (target.closest("[data-again]")) this.saver.flush();
    const choice = target.closest("[data-choose]");
    if (choice) this.choose(choice);
  }

  move(way) {
    const block = this.here;
    const beside = way === "up" ? block?.previousElementSibling : block?.nextElementSibling;
    if (!beside) return;
    if (way === "up") beside.before(block);
    else beside.after(block);
    block.scrollIntoView({ block: "nearest" });
    this.changed();
  }

  add() {
    const paragraph = emptyParagraph();
    if (this.here) this.here.after(paragraph);
    else this.host.append(paragraph);
    this.changed();
    this.host.focus();
    document.getSelection().collapse(paragraph, 0);
  }

  remove() {
    const block = this.here;
    if (!block) return;
    const [before, after] = [block.previousElementSibling, block.nextElementSibling];
    block.remove();
    this.here = null;
    this.tools.hidden = true;
    this.changed();
    this.offerUndo(() => {
      if (after?.isConnected) after.before(block);
      else if (before?.isConnected) before.after(block);
      else this.host.append(block);
      this.changed();
    });
  }

  offerUndo(undo) {
    const line = document.createElement("div");
    line.className = "notice tone-info";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain btn-small", textContent: this.words.undone });
    line.append(Object.assign(document.createElement("p"), { textContent: this.words.deleted }), button);
    button.addEventListener("click", () => {
      line.remove();
      undo();
    });
    this.querySelector(".doc-toolbar").append(line);
    setTimeout(() => line.remove(), 12_000);
  }

  restyle(form) {
    if (!this.here || this.here.hasAttribute("data-kept")) return;
    this.here = dress(this.here, form);
    this.here.classList.add("is-here");
    if (!this.here.dataset.level) this.here.toggleAttribute("data-edited", true);
    this.changed();
  }

  /* ── Figures ────────────────────────────────────────────────────────────── */
  pick() {
    const dialog = document.getElementById("figure-dialog");
    dialog.showModal();
    window.htmx?.trigger(dialog.querySelector("form"), "open");
  }

  put({ target }) {
    const button = target.closest("[data-put]");
    if (!button) return;
    document.getElementById("figure-dialog").close();
    const { key, text, about, href } = button.dataset;
    const token = chip({ key, text, about, href });
    this.figures().set(`${key} ${text}`, token);
    this.host.focus();
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(this.range ?? lastPlace(this.host));
    this.insert([{ key, text }]);
  }

  /** Every form that changes the draft waits until what was typed is saved. */
  async submitted(event) {
    const form = event.target;
    if (form.matches("[data-renew]")) {
      event.preventDefault();
      await this.renew(form.dataset.renew);
    } else if (form.matches("[data-needs-saved]") && !form.dataset.ready) {
      event.preventDefault();
      if (!(await this.saver.flush())) return;
      form.elements.seen.value = this.seen;
      form.dataset.ready = "yes";
      form.submit();
    }
  }

  async renew(block) {
    if (!(await this.saver.flush())) return;
    this.showState("saving");
    const body = new URLSearchParams({ seen: this.seen, block });
    const { status, answer } = await post(this.dataset.refresh, body);
    if (status !== 200) {
      this.showState(status ? "refused" : "waiting", answer.sentence);
      return;
    }
    for (const { id, html } of answer.blocks) {
      const node = this.host.querySelector(`:scope > [data-block="${CSS.escape(id)}"]`);
      const fresh = fromHtml(html);
      if (node && (signature(node) !== signature(fresh) || node.querySelector(".is-stale, .is-gone"))) node.replaceWith(fresh);
    }
    this.here = null;
    this.explain(null);
    this.saver.key = this.toSave().key;
    this.saved(answer);
    const next = document.querySelector("#document-panel [data-renew] button");
    if (document.activeElement === document.body) (next ?? this.host).focus({ preventScroll: true });
  }

  /* ── Saving ─────────────────────────────────────────────────────────────── */
  toSave() {
    const blocks = readHost(this.host);
    return { body: { seen: this.seen, blocks }, key: JSON.stringify(blocks) };
  }

  remember() {
    this.base = new Map([...this.host.children].filter((node) => node.dataset.block).map((node) => [node.dataset.block, signature(node)]));
  }

  saved(answer) {
    this.seen = answer.seen;
    this.remember();
    document.getElementById("document-panel").innerHTML = answer.panel;
    this.showState("saved", this.words.saved.replace("{time}", answer.savedAt));
    this.drawn();
  }

  /** Somebody else has saved meanwhile: theirs is brought in, and where both have typed the person chooses. */
  overtaken(answer) {
    const clashes = merge(this.host, this.base, answer.blocks);
    this.seen = answer.seen;
    this.base = new Map(answer.blocks.map(({ id, html }) => [id, signature(fromHtml(html))]));
    this.saver.key = "";
    for (const clash of clashes) this.clash(clash, answer.who);
    this.saver.held = clashes.length > 0;
    if (clashes.length) this.showState("refused", answer.sentence);
    else this.saver.plan(0);
    this.drawn();
  }

  clash({ mine, their }, who) {
    const box = document.createElement("div");
    box.className = "doc-clash";
    box.contentEditable = "false";
    box.their = their;
    const said = Object.assign(document.createElement("p"), { className: "doc-theirs", textContent: readPieces(their).map((piece) => piece.text ?? piece).join("") });
    box.append(Object.assign(document.createElement("strong"), { textContent: this.words.clash.replace("{who}", who) }), said);
    for (const [choice, word] of [["mine", this.words.mine], ["theirs", this.words.theirs]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain btn-small", textContent: word });
      button.dataset.choose = choice;
      box.append(button, " ");
    }
    mine.after(box);
  }

  choose(button) {
    const box = button.closest(".doc-clash");
    if (button.dataset.choose === "theirs") box.previousElementSibling.replaceWith(box.their);
    box.remove();
    this.saver.held = Boolean(this.host.querySelector(".doc-clash"));
    this.changed();
  }

  showState(state, sentence = "") {
    const [tone, icon] = TONES[state];
    const box = document.getElementById("save-state");
    const chipOf = document.createElement("span");
    chipOf.className = `state tone-${tone}`;
    const words = sentence || this.words[state] || "";
    chipOf.append(Object.assign(document.createElement("i"), { className: `ti ti-${icon}`, ariaHidden: "true" }), words);
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain btn-small", textContent: this.words.again });
    again.dataset.again = "";
    box.replaceChildren(chipOf, ...(state === "waiting" ? [again] : []));
  }

  /* ── Beside the text ────────────────────────────────────────────────────── */
  drawn() {
    mark(this.host);
    this.querySelectorAll(".doc-renew").forEach((button) => button.remove());
    for (const block of this.host.querySelectorAll(":scope > .has-stale")) {
      if (!block.querySelector(".is-stale")) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "doc-renew", title: this.words.update, ariaLabel: this.words.update });
      button.append(Object.assign(document.createElement("i"), { className: "ti ti-refresh", ariaHidden: "true" }));
      button.dataset.block = block.dataset.block;
      this.append(button);
    }
    this.layOut();
  }

  layOut() {
    const { top } = this.getBoundingClientRect();
    for (const button of this.querySelectorAll(".doc-renew")) {
      const block = this.host.querySelector(`:scope > [data-block="${CSS.escape(button.dataset.block)}"]`);
      if (block) button.style.top = `${block.getBoundingClientRect().top - top}px`;
    }
    this.tools.hidden = !this.here?.isConnected;
    if (this.here?.isConnected) this.tools.style.top = `${this.here.getBoundingClientRect().top - top}px`;
  }
}

customElements.define("document-editor", DocumentEditor);
