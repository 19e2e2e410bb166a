/* Behaviour of the frame and of the kit. Every page works without it; it only makes things quicker. */

const $ = (selector, root = document) => root.querySelector(selector);

/* ── Keys and drawer ──────────────────────────────────────────────────────── */
document.addEventListener("keydown", (event) => {
  const search = $("#search");
  if (search && (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "Escape") {
    closeDrawer();
    closeMenus();
  }
});

let drawerOpener = null;

function openDrawer(opener) {
  drawerOpener = opener;
  $("#rail").classList.add("is-open");
  $(".shell-body").inert = true;
  $("#rail a[data-drawer-close]").focus();
}

function closeDrawer() {
  const rail = $("#rail");
  if (!rail?.classList.contains("is-open")) return;
  rail.classList.remove("is-open");
  $(".shell-body").inert = false;
  drawerOpener?.focus();
}

function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu === except) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) $("summary", menu).focus();
  }
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-drawer-open]");
  if (opener) {
    event.preventDefault();
    openDrawer(opener);
  } else if (target.closest("[data-drawer-close]") || !target.closest("#rail")) {
    if ($("#rail")?.classList.contains("is-open")) {
      event.preventDefault();
      closeDrawer();
    }
  }
  closeMenus(target.closest("details[data-menu]"));

  const dialog = target.closest("[data-opens]")?.dataset.opens;
  if (dialog) document.getElementById(dialog)?.showModal();
  if (target.closest("[data-closes]")) target.closest("dialog").close();
  if (target.closest("[data-dismiss]")) target.closest("[data-toast]").remove();
});

/* What HTMX narrowed on a page is taken away so, too: the address of the page says what is seen. */
const OF_A_PAGE = ["trang", "page"];
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-export]");
  if (!link || link.dataset.export !== location.pathname) return;
  const address = new URL(link.href);
  const table = address.searchParams.get("bang");
  address.search = location.search;
  for (const name of OF_A_PAGE) address.searchParams.delete(name);
  if (table) address.searchParams.set("bang", table);
  link.href = address;
});

/* A form that was sent is not sent again by a second press; files may be fetched again after a while. */
const SENT_SECONDS = 4;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || form.matches("[hx-post], [data-hx-post]")) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, SENT_SECONDS * 1000);
});

/* ── Toasts ───────────────────────────────────────────────────────────────── */
const TOAST_SECONDS = 8;
const UNDO_SECONDS = 20;

/** Keeps toasts a while, longer when they can be undone, and never while they are read or focused. */
class ToastList extends HTMLElement {
  connectedCallback() {
    this.timers = new WeakMap();
    this.observer = new MutationObserver(() => this.arm());
    this.observer.observe(this, { childList: true });
    this.arm();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  arm() {
    for (const toast of this.querySelectorAll("[data-toast]")) {
      if (this.timers.has(toast)) continue;
      const seconds = $("form", toast) ? UNDO_SECONDS : TOAST_SECONDS;
      const start = () => this.timers.set(toast, setTimeout(() => toast.remove(), seconds * 1000));
      const hold = () => clearTimeout(this.timers.get(toast));
      toast.addEventListener("pointerenter", hold);
      toast.addEventListener("focusin", hold);
      toast.addEventListener("pointerleave", start);
      toast.addEventListener("focusout", start);
      start();
    }
  }

  /** Show a sentence; `tone` is "good" or "bad". */
  show(sentence, tone = "good") {
    const toast = document.createElement("div");
    toast.className = `toast-item tone-${tone}`;
    toast.dataset.toast = "";
    const icon = document.createElement("i");
    icon.className = `ti ti-${tone === "bad" ? "alert-circle" : "circle-check"}`;
    icon.ariaHidden = "true";
    const text = document.createElement("p");
    text.textContent = sentence;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button";
    close.dataset.dismiss = "";
    close.ariaLabel = this.dataset.close;
    close.append(Object.assign(document.createElement("i"), { className: "ti ti-x" }));
    toast.append(icon, text, close);
    this.append(toast);
  }
}

function toast(sentence, tone) {
  $("#toasts")?.show(sentence, tone);
}

/* Other scripts dispatch "thidua:toast" with {sentence, tone}: importing this file under its unhashed name
   would run it twice. */
document.addEventListener("thidua:toast", ({ detail }) => toast(detail.sentence, detail.tone));

/* ── Lost connection and answers that are not ours ────────────────────────── */
function setOffline(lost) {
  const banner = $("#offline");
  if (banner) banner.hidden = !lost;
}

window.addEventListener("offline", () => setOffline(true));
window.addEventListener("online", () => setOffline(false));
document.addEventListener("htmx:sendError", () => setOffline(true));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) setOffline(false);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  // A whole page in answer to a failed request (a proxy's, a debugger's) must not land inside this one.
  if (xhr.status >= 400 && /^\s*<!doctype/i.test(xhr.responseText)) {
    event.detail.shouldSwap = false;
    toast($("#toasts").dataset.failed, "bad");
  }
});
document.addEventListener("htmx:responseError", () => toast($("#toasts").dataset.failed, "bad"));

/* ── Small elements ───────────────────────────────────────────────────────── */
const STEPS = [[60, "second", 1], [3600, "minute", 60], [86_400, "hour", 3600], [2_592_000, "day", 86_400]];

/** `<time-ago now="…"><time datetime="…">`: how long ago, counted from the server's clock. */
class TimeAgo extends HTMLElement {
  connectedCallback() {
    this.time = $("time", this);
    if (!this.time) return;
    this.shift = Date.parse(this.getAttribute("now")) - Date.now();
    this.format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    this.timer = setInterval(() => this.draw(), 30_000);
    this.draw();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  draw() {
    const seconds = (Date.now() + this.shift - Date.parse(this.time.dateTime)) / 1000;
    const step = STEPS.find(([limit]) => Math.abs(seconds) < limit);
    if (step) this.time.textContent = this.format.format(-Math.round(seconds / step[2]), step[1]);
  }
}

/** Tells its table whether columns are hidden, so that the first one sticks and a hint shows. */
class TableFrame extends HTMLElement {
  connectedCallback() {
    this.scroller = $(".table-scroll", this);
    this.watch = new ResizeObserver(() => this.measure());
    this.watch.observe(this.scroller);
    this.watch.observe($("table", this));
    this.scroller.addEventListener("scroll", () => this.measure(), { passive: true });
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  measure() {
    const { scrollWidth, clientWidth, scrollLeft, scrollHeight, clientHeight } = this.scroller;
    const table = $("table", this);
    const hidden = Math.max(scrollWidth, table.offsetWidth) - clientWidth;
    if (hidden > 1) this.dataset.overflow = scrollLeft < hidden - 1 ? "right" : "left";
    else delete this.dataset.overflow;
    if (hidden > 1 || scrollHeight > clientHeight + 1) this.scroller.tabIndex = 0;
    else this.scroller.removeAttribute("tabindex");
  }
}

/** `<copy-button value="…" done="Đã chép">` around a button. */
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.getAttribute("value"));
      toast(this.getAttribute("done"), "good");
    });
  }
}

/** A file field that files can be dropped on. */
class FileDrop extends HTMLElement {
  connectedCallback() {
    const input = $('input[type="file"]', this);
    const over = (event, inside) => {
      event.preventDefault();
      this.classList.toggle("is-over", inside);
    };
    this.addEventListener("dragover", (event) => over(event, true));
    this.addEventListener("dragleave", (event) => over(event, false));
    this.addEventListener("drop", (event) => {
      over(event, false);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

customElements.define("toast-list", ToastList);
customElements.define("time-ago", TimeAgo);
customElements.define("table-frame", TableFrame);
customElements.define("copy-button", CopyButton);
customElements.define("file-drop", FileDrop);

/* A form that came back with errors is read from its summary on. */
const focusSummary = (root) => $("[data-focus]", root)?.focus();
focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));

/* ── Tabs ─────────────────────────────────────────────────────────────────── */
/* Where tabs do not fit side by side, the open one is brought into sight without moving the page. */
for (const current of document.querySelectorAll(".tabs [aria-current]")) {
  const row = current.closest(".tabs");
  const over = current.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (over > 0) row.scrollLeft += over + row.clientWidth / 3;
}
