/* Beside the grid, one panel at a time: what the row in question is about. Printing, too. */

/** Show the panel of one indicator and hide the others. */
export function showPanel(code) {
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== code;
}

/** What an indicator means, where it comes from, its range and target: beside the grid where that is in view, else in
    a dialog. `tell` says it to those who hear the page. */
export function explain(code, tell) {
  const panel = document.querySelector(`[data-panel="${CSS.escape(code)}"]`);
  if (!panel) return;
  showPanel(code);
  const { width, top } = panel.getBoundingClientRect();
  if (width && top >= 0 && top < window.innerHeight / 2) {
    panel.classList.remove("is-called");
    requestAnimationFrame(() => panel.classList.add("is-called"));
    tell(panel.innerText);
    return;
  }
  const dialog = document.getElementById("entry-about");
  const about = panel.cloneNode(true);
  for (const marked of about.querySelectorAll("[id]")) marked.removeAttribute("id");
  about.querySelector("h2").remove();
  for (const extra of about.querySelectorAll(".panel-journal, .cell-notes")) extra.remove();
  dialog.querySelector("h2").textContent = panel.querySelector("h2").textContent;
  dialog.querySelector(".dialog-body").replaceChildren(...about.querySelector(".card-body").childNodes);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("[data-about]");
  if (link) showPanel(link.dataset.about);
  const asked = target.closest("[data-explain]");
  if (asked) {
    event.preventDefault();
    explain(asked.dataset.explain, () => {});
  }
  if (target.closest("[data-print]")) window.print();
});
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("[data-row]");
  if (row) showPanel(row.dataset.row);
});
