/* Draws what the checks of a form found, in the shape of the server's panel. */

const ICONS = { error: "alert-circle", question: "help-circle", info: "info-circle", missing: "circle-dashed" };
const TONES = { error: "bad", question: "warn", info: "info", missing: "quiet" };

/** At the end of a section: what was found about its cells. */
export function drawChecks(place, { findings, surprising }, codes, words) {
  const items = [
    ...findings
      .filter((one) => one.codes.some((code) => codes.has(code)))
      .map(({ severity, sentence }) => item(severity, [hidden(words[severity]), sentence])),
    ...surprising
      .filter(({ row }) => codes.has(row.code))
      .map(({ row, sentence }) => item("info", [strong(row.name), `: ${sentence}`])),
  ];
  replace(place, items.length ? [list(items)] : []);
}

/** In the last step: everything that is missing, failed, not saved or out of range, each with the way to its cell. */
export function drawReview(place, found, stuck, form, words) {
  const { missing } = found;
  const items = toLookAt(found, stuck, form, words, why);
  items.splice(stuck.length + found.findings.length, 0, ...missing.map((row) => item("missing", [link(row.code, row.name)])));
  const heading = titled("h3", missing.length ? words.missing.replace("{n}", missing.length) : words.look);
  replace(place, items.length ? [heading, list(items)] : [good(words.complete)]);
}

/** Beside the grid while the server cannot be asked; what the notes list there stays as it was. */
export function drawPanel(place, found, stuck, form, words) {
  const { missing } = found;
  const items = toLookAt(found, stuck, form, words, () => "");
  const heading = titled("h2", words.look);
  heading.id = "checks-title";
  const notes = [...place.querySelectorAll(".noted-rows")].map((one) => one.cloneNode(true));
  const parts = [...(items.length ? [list(items)] : []), ...notes, ...(missing.length ? [folded(missing, words)] : [])];
  replace(place, [heading, ...(parts.length ? parts : [good(words.complete)])]);
}

/** Lines about cells that are not saved, checks that fail, and numbers out of range without a reason or with it. */
function toLookAt({ findings, surprising }, stuck, form, words, ask) {
  const names = new Map(form.rows.map((row) => [row.code, row.name]));
  const links = (codes) => codes.flatMap((code, at) => [at ? ", " : "", link(code, names.get(code))]);
  return [
    ...stuck.map((code) => item("error", [link(code, names.get(code)), `: ${words.unsaved}`])),
    ...findings.map(({ severity, sentence, codes }) =>
      item(severity, [hidden(words[severity]), `${sentence} `, ...links(codes)])),
    ...surprising.map(({ row, sentence, reason }) =>
      item("info", [link(row.code, row.name), `: ${sentence} `, reason ? strong(reason) : ask(row, words)])),
  ];
}

/** What is missing, open where it is little. */
function folded(missing, words) {
  const made = document.createElement("details");
  made.className = "missing";
  made.open = missing.length < 6;
  const rows = document.createElement("ul");
  for (const row of missing) rows.appendChild(document.createElement("li")).append(link(row.code, row.name));
  made.append(titled("summary", words.missing.replace("{n}", missing.length)), rows);
  return made;
}

function titled(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Only what has changed is drawn anew, so that nobody hears the same twice. */
function replace(place, parts) {
  const fresh = document.createElement("div");
  fresh.append(...parts);
  if (place.innerHTML !== fresh.innerHTML) place.replaceChildren(...fresh.childNodes);
}

function list(items) {
  const made = document.createElement("ul");
  made.className = "check-list";
  made.append(...items);
  return made;
}

function item(kind, parts) {
  const made = document.createElement("li");
  made.className = `tone-${TONES[kind]}`;
  const words = document.createElement("div");
  words.append(...parts);
  made.append(icon(ICONS[kind]), words);
  return made;
}

function icon(name) {
  const made = document.createElement("i");
  made.className = `ti ti-${name}`;
  made.ariaHidden = "true";
  return made;
}

function good(sentence) {
  const made = document.createElement("p");
  made.className = "checks-good";
  made.append(icon("circle-check"), ` ${sentence}`);
  return made;
}

/** Where the person says why a number is so unlike those before; the same as the server draws it. */
function why({ code, name }, words) {
  const made = document.createElement("input");
  Object.assign(made, { className: "form-control step-why", name: `why-${code}`, maxLength: 400, required: true });
  made.placeholder = words.why;
  made.setAttribute("aria-label", `${words.why} ${name}`);
  return made;
}

function link(code, name) {
  const made = document.createElement("a");
  made.href = `#cell-${code}`;
  made.dataset.jump = code;
  made.textContent = name;
  return made;
}

function strong(text) {
  const made = document.createElement("span");
  made.className = "strong";
  made.textContent = text;
  return made;
}

function hidden(text) {
  const made = document.createElement("span");
  made.className = "visually-hidden";
  made.textContent = `${text}: `;
  return made;
}
