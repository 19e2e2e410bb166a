/* <live-figures>: asks whether the figures on the page are still the last ones, and swaps in what is new.

   data-url answers 204 while data-token holds, else 200 with a new token. The page itself is then fetched at its
   address of the moment as a fragment; scroll positions, open details and the focus stay, changed numbers are marked. */

const CALM_AFTER = 60_000;

class LiveFigures extends HTMLElement {
  connectedCallback() {
    if (!("open" in this.dataset)) return;
    this.fast = Number(this.dataset.fast);
    this.slow = Number(this.dataset.slow);
    this.changedAt = Date.now();
    this.onSight = () => {
      this.changedAt = Date.now();
      this.plan(0);
    };
    document.addEventListener("visibilitychange", this.onSight);
    this.plan(this.fast);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.onSight);
  }

  plan(delay) {
    clearTimeout(this.timer);
    if (document.hidden || !this.isConnected) return;
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    try {
      const answer = await fetch(`${this.dataset.url}&da=${encodeURIComponent(this.dataset.token)}`, {
        headers: { Accept: "application/json, text/plain" },
      });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404) return;
      if (answer.status === 200) {
        await refresh(this, await answer.text());
        return;
      }
    } catch {
      /* The frame tells of a lost connection; asking goes on. */
    }
    this.plan(Date.now() - this.changedAt > CALM_AFTER ? this.slow : this.fast);
  }
}

/** What the reader has done to the page, to be done again to the new part. */
function remember(root) {
  return {
    window: [window.scrollX, window.scrollY],
    focus: root.contains(document.activeElement) ? pathTo(document.activeElement) : null,
    scrolled: [...root.querySelectorAll("table[id]")].map((table) => {
      const frame = table.closest(".table-scroll");
      return [table.id, frame?.scrollLeft ?? 0, frame?.scrollTop ?? 0];
    }),
    open: [...root.querySelectorAll("section[id] details[open]")].map((one) => one.closest("section").id),
    texts: new Map([...root.querySelectorAll("[data-figure]")].map((one) => [one.dataset.figure, one.textContent])),
  };
}

/** A selector of an element that holds in the new part too. */
function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.dataset.figure) return `[data-figure="${CSS.escape(element.dataset.figure)}"]`;
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : null;
}

function restore(root, was) {
  for (const [id, left, top] of was.scrolled) {
    const frame = document.getElementById(id)?.closest(".table-scroll");
    if (frame) Object.assign(frame, { scrollLeft: left, scrollTop: top });
  }
  for (const id of was.open) {
    const details = document.getElementById(id)?.querySelector("details");
    if (details) details.open = true;
  }
  for (const one of root.querySelectorAll("[data-figure]")) {
    const before = was.texts.get(one.dataset.figure);
    if (before !== undefined && before !== one.textContent) one.classList.add("is-new");
  }
  if (was.focus) root.querySelector(was.focus)?.focus({ preventScroll: true });
  window.scrollTo(...was.window);
}

async function refresh(element, token) {
  const was = remember(element);
  element.dataset.token = token;
  await window.htmx.ajax("GET", location.pathname + location.search, { target: "#live", swap: "outerHTML show:none" });
  const fresh = document.getElementById("live");
  if (fresh === element) element.plan(element.slow);
  else restore(fresh, was);
}

customElements.define("live-figures", LiveFigures);
