/* What is typed into a form with `data-unsaved` and not saved is asked about before the page is left. */

const typed = () =>
  [...document.querySelectorAll("form[data-unsaved]")]
    .flatMap((form) => [...form.elements])
    .some((field) => field.matches("input:not([type=hidden], [type=checkbox])") && field.value !== field.defaultValue);

let sending = false;
document.addEventListener("submit", ({ target }) => {
  sending ||= target.matches("[data-unsaved]");
});
addEventListener("beforeunload", (event) => {
  if (!sending && typed()) event.preventDefault();
});
