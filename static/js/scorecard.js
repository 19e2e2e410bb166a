/* Cards and columns: the reason comes into sight once a point differs from what counts. Without it, it opens by hand. */

const same = (one, other) => one.trim().replace(",", ".") === other.trim().replace(",", ".");

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("input[data-before]")) return;
  const details = target.closest("li")?.querySelector(".point-why");
  const differs = target.value.trim() !== "" && target.dataset.before !== "" && !same(target.value, target.dataset.before);
  if (details && differs) details.open = true;
});

/* What is typed and not saved is asked about before the page is left, for evidence or for anything else. */
const typed = () =>
  [...document.querySelectorAll("#card-form input, #column-form input")].some(
    (input) => input.type !== "hidden" && input.type !== "checkbox" && input.value !== input.defaultValue,
  );
let sending = false;
document.addEventListener("submit", ({ target }) => {
  sending ||= target.matches("#card-form, #column-form");
});
addEventListener("beforeunload", (event) => {
  if (!sending && typed()) event.preventDefault();
});
