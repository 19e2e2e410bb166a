/* Cards and columns: the reason comes into sight once a point differs from what counts. Without it, it opens by hand. */

const same = (one, other) => one.trim().replace(",", ".") === other.trim().replace(",", ".");

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("input[data-before]")) return;
  const details = target.closest("li")?.querySelector(".point-why");
  const differs = target.value.trim() !== "" && target.dataset.before !== "" && !same(target.value, target.dataset.before);
  if (details && differs) details.open = true;
});
