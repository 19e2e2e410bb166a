/* Beside the grid, one panel at a time: what the row in question is about. Printing, too. */

/** Show the panel of one indicator and hide the others. */
export function showPanel(code) {
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== code;
}

document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-about]");
  if (link) showPanel(link.dataset.about);
  if (target.closest("[data-print]")) window.print();
});
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("[data-row]");
  if (row) showPanel(row.dataset.row);
});
